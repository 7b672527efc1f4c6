"""The rule models return what is wrong, and nothing else."""

from __future__ import annotations

from decimal import Decimal


def test_a_broken_identity_is_returned_with_both_sides(query) -> None:
    assert query(
        "SELECT r.agency, r.report_year, b.equation, b.severity, b.applicant, b.observed, b.expected, b.difference"
        " FROM rules.identity_broken AS b JOIN staging.stg_reports AS r USING (sha256, extractor_version)"
    ) == [("绿园区应急管理局", 2022, "2021.balance.total", "error", "all", Decimal(9), Decimal(10), Decimal(-1))]


def test_blank_totals_and_missing_cells_are_no_errors(query) -> None:
    # 绿园区应急管理局 2022 leaves the total of reconsiderations blank; most reports have no such cells.
    assert query("SELECT count(*) FROM rules.identity_broken WHERE identity = 'reconsideration'") == [(0,)]


def test_requests_carried_over_must_arrive(query) -> None:
    assert query(
        "SELECT r.agency, r.report_year, c.observed, c.expected FROM rules.carried_over_broken AS c"
        " JOIN staging.stg_reports AS r USING (report_id) WHERE r.is_current"
    ) == [("绿园区财政局", 2021, Decimal(3), Decimal(1))]


def test_findings_come_with_their_report(query) -> None:
    assert query(
        "SELECT agency, report_year, origin, rule, severity, observed, expected, url IS NOT NULL FROM findings"
        " ORDER BY agency, report_year, rule"
    ) == [
        ("绿园区应急管理局", 2022, "reader", "identity.balance", "error", Decimal(9), Decimal(10), True),
        ("绿园区财政局", 2020, "reader", "narrative_differs", "warning", None, None, True),
        ("绿园区财政局", 2021, "warehouse", "carried_over_broken", "error", Decimal(3), Decimal(1), True),
    ]
