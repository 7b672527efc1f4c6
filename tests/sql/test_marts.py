"""What analysts ask of the marts, with the answers of the hand-made corpus."""

from __future__ import annotations

from decimal import Decimal


def test_districts_side_by_side(query) -> None:
    assert query(
        "SELECT region_name, report_year, value FROM mart_district_year WHERE code = 'requests.received'"
        " ORDER BY report_year, region_name"
    ) == [
        ("吉林省长春市绿园区", 2020, Decimal(30)),
        ("吉林省长春市绿园区", 2021, Decimal(100)),
        ("广东省广州市荔湾区", 2021, Decimal(6)),
        ("吉林省长春市绿园区", 2022, Decimal(9)),
    ]


def test_own_and_region_reports_are_never_added(query) -> None:
    assert query(
        "SELECT scope, value, reports, reports_known, own_value, own_reports FROM mart_district_year"
        " WHERE code = 'requests.received' AND report_year = 2021 ORDER BY region_name"
    ) == [
        ("region", Decimal(100), 1, 2, Decimal(35), 2),
        ("own", Decimal(6), 2, 2, Decimal(6), 2),
    ]


def test_bureaus_do_not_stand_in_for_a_government_that_reported(query) -> None:
    assert query(
        "SELECT code, scope, value, state, reports, reports_known, own_value, own_reports FROM mart_district_year"
        " WHERE report_year = 2021 AND region_code = '220106'"
        " AND code IN ('rules.in_force', 'rules.repealed', 'reconsideration.total') ORDER BY code"
    ) == [
        ("reconsideration.total", "region", None, "not_stated", 0, 2, Decimal(2), 1),
        ("rules.in_force", "region", None, "blank", 0, 2, Decimal(30), 1),
        ("rules.repealed", "region", Decimal(2), "reported", 1, 2, Decimal(1), 1),
    ]


def test_scope_never_changes_within_a_region_and_year(query) -> None:
    assert (
        query("SELECT region_code, report_year FROM mart_district_year GROUP BY ALL HAVING count(DISTINCT scope) > 1")
        == []
    )
    assert query("SELECT DISTINCT scope FROM mart_district_year WHERE report_year IN (2020, 2022)") == [("own",)]


def test_a_district_says_what_its_number_was_read_from_and_whether_it_is_contradicted(query) -> None:
    # The government's office has another number of rules repealed; 绿园区财政局 has two of requests received.
    assert query(
        "SELECT report_year, code, source, values_differ, findings, worst_severity, own_worst_severity"
        " FROM mart_district_year WHERE region_code = '220106' AND (report_year, code) IN ((2020, 'requests.received'),"
        " (2020, 'complaints.received'), (2021, 'rules.repealed'), (2021, 'requests.carried_in'),"
        " (2021, 'reconsideration.total')) ORDER BY ALL"
    ) == [
        (2020, "complaints.received", "narrative", False, 0, None, None),
        (2020, "requests.received", "table", True, 1, "warning", "warning"),
        (2021, "reconsideration.total", None, False, 0, None, None),
        (2021, "requests.carried_in", "table", False, 0, None, "error"),
        (2021, "rules.repealed", "table", True, 0, None, None),
    ]


def test_a_sum_says_how_many_reports_it_covers(query) -> None:
    assert query(
        "SELECT value, reports, reports_known FROM mart_district_year"
        " WHERE report_year = 2020 AND code IN ('requests.carried_in', 'complaints.received') ORDER BY code"
    ) == [(Decimal(3), 1, 2), (Decimal(0), 1, 2)]


def test_a_table_comes_before_prose_and_the_difference_is_told(query) -> None:
    assert query(
        "SELECT m.value, m.source, times_stated, values_differ, findings, worst_severity, locator.line"
        " FROM mart_report_metric AS m JOIN provenance USING (document_id, fact_no)"
        " WHERE m.agency = '绿园区财政局' AND m.report_year = 2020 AND m.code = 'requests.received'"
    ) == [(Decimal(20), "table", 2, True, 1, "warning", 1)]


def test_an_empty_cell_stays_empty(query) -> None:
    assert query(
        "SELECT value, state, raw FROM mart_report_metric"
        " WHERE agency = '绿园区财政局' AND report_year = 2020 AND code = 'requests.carried_in'"
    ) == [(None, "blank", "")]


def test_the_current_version_is_the_newest_that_holds_the_tables(query) -> None:
    assert query(
        "SELECT value FROM mart_report_metric WHERE agency = '荔湾区应急管理局' AND code = 'requests.received'"
    ) == [(Decimal(2),)]
    assert query(
        "SELECT version_no, is_current, table_facts FROM staging.stg_reports WHERE agency = '荔湾区应急管理局'"
        " ORDER BY version_no"
    ) == [(1, False, 4), (2, True, 4), (3, False, 0)]


def test_a_newer_reading_supersedes_and_the_old_one_stays_queryable(query) -> None:
    assert query(
        "SELECT value FROM mart_report_metric WHERE agency = '荔湾区财政局' AND code = 'requests.received'"
    ) == [(Decimal(4),)]
    assert query(
        "SELECT extractor_version, is_current, value FROM provenance"
        " WHERE agency = '荔湾区财政局' AND code = 'requests.received' ORDER BY value"
    ) == [("2026.1.9", False, Decimal(3)), ("2026.1.10", True, Decimal(4))]


def test_what_is_no_longer_read_as_a_report_is_not_served(query) -> None:
    assert query("SELECT count(*) FROM mart_report_metric WHERE agency = '荔湾区教育局'") == [(0,)]


def test_reports_without_a_name_are_not_taken_for_one(query) -> None:
    assert query("SELECT value FROM mart_report_metric WHERE agency IS NULL ORDER BY value") == [
        (Decimal(1),),
        (Decimal(2),),
    ]


def test_one_district_over_the_years(query) -> None:
    assert query(
        "SELECT report_year, form, value, previous_value, change, comparability FROM mart_district_series"
        " WHERE agency = '绿园区应急管理局' AND code = 'requests.received' AND applicant = 'all' ORDER BY report_year"
    ) == [
        (2020, "2019", Decimal(10), None, None, "no_previous_report"),
        (2021, "2021", Decimal(5), Decimal(10), Decimal(-5), "same"),
        (2022, "2021", Decimal(9), Decimal(5), Decimal(4), "same"),
    ]


def test_a_series_says_where_it_breaks(query) -> None:
    assert query(
        "SELECT code, value, previous_code, previous_value, change, comparability, is_break, note IS NOT NULL"
        " FROM mart_district_series WHERE agency = '绿园区应急管理局' AND report_year = 2021"
        " AND (code LIKE 'rules.%' OR code = 'reconsideration.total') ORDER BY code"
    ) == [
        ("reconsideration.total", Decimal(2), None, None, None, "not_stated", False, False),
        ("rules.disclosed_cumulative", None, "rules.disclosed_cumulative", Decimal(40), None, "broken", True, True),
        ("rules.in_force", Decimal(30), None, None, None, "broken", True, True),
        ("rules.issued", Decimal(6), "rules.made", Decimal(4), Decimal(2), "near", False, True),
        ("rules.made", None, "rules.made", Decimal(4), None, "absent", True, True),
        ("rules.repealed", Decimal(1), None, None, None, "absent", True, False),
    ]


def test_nothing_is_the_same_as_a_blank(query) -> None:
    assert query(
        "SELECT agency, code, value, state, previous_value, previous_state, change, comparability"
        " FROM mart_district_series WHERE (agency, report_year, code) IN ("
        "('绿园区财政局', 2021, 'requests.carried_in'), ('绿园区应急管理局', 2022, 'reconsideration.total'),"
        " ('绿园区应急管理局', 2022, 'requests.received'))"
        " ORDER BY agency, code"
    ) == [
        ("绿园区应急管理局", "reconsideration.total", None, "blank", Decimal(2), "reported", None, "not_stated"),
        ("绿园区应急管理局", "requests.received", *_reported(9), *_reported(5), Decimal(4), "same"),
        ("绿园区财政局", "requests.carried_in", *_reported(3), None, "blank", None, "not_stated"),
    ]
    assert query(
        "SELECT count(*) FROM mart_district_series"
        " WHERE comparability IN ('same', 'near') AND change IS NULL OR comparability NOT IN ('same', 'near')"
        " AND change IS NOT NULL"
    ) == [(0,)]


def _reported(value: int) -> tuple[Decimal, str]:
    return Decimal(value), "reported"


def test_a_series_carries_the_doubts_of_its_numbers(query) -> None:
    assert query(
        "SELECT source, values_differ FROM mart_district_series"
        " WHERE agency = '绿园区财政局' AND report_year = 2020 AND code IN ('requests.received', 'complaints.received')"
        " ORDER BY code"
    ) == [("narrative", False), ("table", True)]


def test_the_crosswalk_knows_both_directions(query) -> None:
    assert query(
        "SELECT form_from, form_to, code, comparability, code_from FROM metric_crosswalk"
        " WHERE (code, form_from) IN (('rules.made', '2021'), ('rules.issued', '2019'), ('requests.received', '2014'))"
        " ORDER BY code, form_to"
    ) == [
        ("2014", "2008", "requests.received", "same", "requests.received"),
        ("2014", "2014", "requests.received", "same", "requests.received"),
        ("2014", "2019", "requests.received", "same", "requests.received"),
        ("2014", "2021", "requests.received", "same", "requests.received"),
        ("2019", "2021", "rules.issued", "near", "rules.made"),
        ("2021", "2019", "rules.made", "near", "rules.issued"),
    ]


def test_any_number_leads_to_its_place(query) -> None:
    assert query(
        "SELECT raw, url, fetched_at = TIMESTAMPTZ '2024-01-01 00:00:00Z', length(sha256), locator.line FROM provenance"
        " WHERE is_current AND agency = '绿园区应急管理局' AND report_year = 2020 AND code = 'requests.received'"
        " AND applicant = 'natural_person'"
    ) == [("7", "https://portal.example/绿园区应急管理局/2020/own/page.html", True, 64, 7)]
