"""Which document of a report the marts take, what they say of the others, and of cells printed twice or left blank."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from extract.document import Locator
from extract.ledger_rows import CurrentDocument
from load.identities import forms_to_terms
from transform.form import load_forms
from transform.model import Finding

TERMS = forms_to_terms(load_forms().values())
WUHUA = ("530102", "五华区")
TOTAL = "total"
APPLICANTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other")
ERROR = Finding("identity.balance", "error", ("requests.concluded",), "9 ≠ 10", "source", applicant=TOTAL)


def now_at(document: Any, *, day: int, url: str | None = None) -> CurrentDocument:
    since = datetime.datetime(2024, 1, day, tzinfo=datetime.UTC)
    return CurrentDocument("Portal", url or document.url, document.sha256, since)


def missing(facts: Any) -> tuple[Any, ...]:
    """The facts as the reader gives them where the table is cut off before them."""
    return tuple(fact._replace(value=None, raw="", state="missing", locator=None) for fact in facts)


def received_by(values: dict[str, int | None], total: int | None) -> dict[tuple[str, str], int | None]:
    return {("requests.received", applicant): value for applicant, value in values.items()} | {
        ("requests.received", TOTAL): total
    }


@pytest.fixture(scope="module")
def query(sql_corpus: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    facts, cells = sql_corpus.facts, sql_corpus.cells

    def document(agency: str, *arguments: Any, **changes: Any) -> Any:
        return sql_corpus.document(f"五华区{agency}", 2021, *arguments, region=WUHUA, **changes)

    full = cells(10, 0, 8, 2)
    split = {(code, "business"): 4 for code in ("requests.received", "requests.carried_out")}
    cut = facts({key: full[key] for key in list(full)[:2]})
    gone = missing(facts({key: full[key] for key in list(full)[2:]}))
    doubled = tuple(fact._replace(locator=Locator(line=90 + n)) for n, fact in enumerate([*cut, *cut, *cut]))
    first, second = document("教育局", facts(full), day=1), document("教育局", facts(cells(11, 0, 9, 2)), day=5)
    twin = document("民政局", facts(full), day=1)
    moved = document("民政局", facts(cells(3, 0, 3, 0)), day=5)
    kept, replaced = document("水务局", facts(full)), document("水务局", (), day=6, outcome="not_a_report")
    fifteen = dict.fromkeys(APPLICANTS, 2) | {"other": None}
    outcomes = {
        (term.code, TOTAL): 1 for term in TERMS if term.equation == "2021.concluded.total" and not term.is_total
    }
    blank_granted = {("requests.granted", applicant): 1 for applicant in APPLICANTS} | {
        ("requests.granted", TOTAL): None,
        ("requests.concluded", TOTAL): None,
    }
    staged = [
        # Cut off, but with more rows: what is missing and what is printed again does not count.
        document("财政局", facts(full), day=1),
        document("财政局", (*cut, *doubled, *gone), day=9, at="attachment"),
        # Equally complete: the one that contradicts itself less.
        document("审计局", facts(full), day=1),
        document("审计局", facts(cells(10, 0, 9, 2)), day=9, at="attachment", findings=(ERROR,)),
        # Does not balance, and no finding says so.
        document("林业局", facts(cells(10, 0, 9, 2))),
        # Back to the earlier bytes; under a second address; replaced by what is no report.
        *(first, second, twin, moved, kept, replaced),
        # A newer version at the same address that lost its tables.
        *(document("司法局", facts(full), day=1), document("司法局", cut[:1], day=9)),
        # Twins: a blank for a 0 is no difference; what one says in prose and the other in its table is.
        document("统计局", facts(full | {("requests.carried_in", TOTAL): None}), day=1),
        document("统计局", facts(full), day=1, at="attachment"),
        document("气象局", facts({("requests.received", "all"): 12}, "narrative"), day=1),
        document("气象局", facts(full), day=1, at="attachment"),
        # One document prints a table twice; a finding about a row.
        document(
            "体育局",
            (*facts(full | split), *facts(cells(99, 0, 8, 2), first_line=60)),
            findings=(Finding("row.doubled", "warning", ("requests.carried_out",), "…", "source"),),
        ),
        document("文化局", (*facts(full), *facts({("requests.received", TOTAL): None}, first_line=60))),
        # Totals left blank beside filled parts, in another year so that their sums are their own.
        sql_corpus.document("五华区甲局", 2022, facts(received_by(fifteen, None)), region=WUHUA),
        sql_corpus.document("五华区乙局", 2022, facts(received_by(fifteen, 10)), region=WUHUA),
        sql_corpus.document("盘龙区甲局", 2022, facts(received_by(fifteen, None)), region=("530103", "盘龙区")),
        sql_corpus.document(
            "官渡区甲局", 2022, facts(outcomes | {("requests.concluded", TOTAL): None}), region=("530111", "官渡区")
        ),
        sql_corpus.document("西山区甲局", 2022, facts(outcomes | blank_granted), region=("530112", "西山区")),
    ]
    current = [
        now_at(first, day=20),
        *(now_at(moved, day=5), now_at(twin, day=1, url="https://portal.example/twin.html")),
        now_at(replaced, day=6),
        # Fetched and not read yet.
        CurrentDocument("Portal", staged[0].url, "0" * 64, None),
    ]
    database, result = sql_corpus.build(tmp_path_factory.mktemp("versions"), staged, TERMS, current)
    # The reader overlooked one.
    assert ["rule_and_reader_agree: Got 1 result" in warning for warning in result.warnings] == [True]

    def run(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run


def received(query: Any, agency: str) -> list[tuple[Any, ...]]:
    rows = query("SELECT agency, value FROM mart_report_metric WHERE code = 'requests.received' AND applicant = 'all'")
    return [value for name, value in rows if name == f"五华区{agency}"]


def test_missing_and_doubled_facts_make_no_document_complete(query: Any) -> None:
    assert query(
        "SELECT table_facts, is_candidate, is_current FROM staging.stg_reports WHERE agency = '五华区财政局'"
        " ORDER BY version_no"
    ) == [(4, True, True), (2, True, False)]


def test_what_the_tests_of_a_build_warn_of_stays_with_the_marts(query: Any) -> None:
    (((warning,),),) = query("SELECT warnings FROM raw.build_stamp")
    assert warning.startswith("test rule_and_reader_agree: Got 1 result")


def test_of_two_complete_documents_the_one_with_fewer_errors_counts(query: Any) -> None:
    assert query(
        "SELECT table_facts, errors, is_current FROM staging.stg_reports WHERE agency = '五华区审计局'"
        " ORDER BY version_no"
    ) == [(4, 0, True), (4, 1, False)]


def test_a_page_that_returns_to_earlier_bytes_is_read_from_them_again(query: Any) -> None:
    assert received(query, "教育局") == [Decimal(10)]
    assert query("SELECT count(*) FROM findings WHERE agency = '五华区教育局'") == [(0,)]


def test_one_document_counts_at_every_address_where_it_stands(query: Any) -> None:
    # Its first address has other bytes now, its second one still has them; both are as complete, one is newer.
    assert query(
        "SELECT fetched_at, is_candidate, is_current FROM staging.stg_reports WHERE agency = '五华区民政局'"
        " ORDER BY fetched_at"
    ) == [(moment, True, is_current) for moment, is_current in ((_day(1), False), (_day(5), True))]
    assert query("SELECT rule FROM findings WHERE agency = '五华区民政局'") == [("documents_differ",)]


def _day(day: int) -> datetime.datetime:
    return datetime.datetime(2024, 1, day, tzinfo=datetime.UTC)


def test_what_is_no_report_does_not_take_a_reports_place(query: Any) -> None:
    assert received(query, "水务局") == [Decimal(10)]


def test_a_newer_version_that_lost_its_tables_counts_and_is_told(query: Any) -> None:
    assert query("SELECT table_facts FROM staging.stg_reports WHERE agency = '五华区司法局' AND is_current") == [(1,)]
    assert query("SELECT rule, severity, observed, expected FROM findings WHERE agency = '五华区司法局'") == [
        ("revision_shrunk", "warning", Decimal(1), Decimal(4))
    ]


def test_documents_that_differ_are_named_both(query: Any) -> None:
    ((message, url, *rest),) = query(
        "SELECT message, url, severity, codes, applicant, observed, expected, verdict, locator.line"
        " FROM findings WHERE agency = '五华区审计局' AND rule = 'documents_differ'"
    )
    assert rest == ["error", ["requests.concluded"], "all", Decimal(8), Decimal(9), "undecidable", 3]
    assert url.endswith("page.html")
    assert url in message
    assert url.replace("page.html", "attachment.html") in message
    assert query(
        "SELECT findings, worst_severity FROM mart_report_metric"
        " WHERE agency = '五华区审计局' AND code = 'requests.concluded'"
    ) == [(1, "error")]


def test_a_blank_is_no_difference_and_prose_of_another_document_is_one(query: Any) -> None:
    assert query("SELECT agency, severity, codes FROM findings WHERE agency IN ('五华区统计局', '五华区气象局')") == [
        ("五华区气象局", "warning", ["requests.received"])
    ]


def test_a_cell_printed_twice_with_different_values_is_marked(query: Any) -> None:
    assert query(
        "SELECT agency, applicant, value, times_stated, values_differ FROM mart_report_metric"
        " WHERE agency IN ('五华区体育局', '五华区文化局') AND code = 'requests.received' ORDER BY ALL"
    ) == [
        ("五华区体育局", "all", Decimal(10), 2, True),
        ("五华区体育局", "business", Decimal(4), 1, False),
        ("五华区文化局", "all", Decimal(10), 2, True),
    ]
    assert query(
        "SELECT DISTINCT values_differ FROM mart_report_metric"
        " WHERE agency = '五华区体育局' AND code <> 'requests.received'"
    ) == [(False,)]


def test_a_finding_without_an_applicant_concerns_all_of_them(query: Any) -> None:
    assert query(
        "SELECT code, applicant, findings FROM mart_report_metric"
        " WHERE agency = '五华区体育局' AND findings > 0 ORDER BY ALL"
    ) == [("requests.carried_out", "all", 1), ("requests.carried_out", "business", 1)]


def test_a_blank_total_stays_blank_beside_the_sum_of_its_parts(query: Any) -> None:
    assert query(
        "SELECT region_name, value, value_of_parts, reports FROM mart_district_year"
        " WHERE report_year = 2022 AND code = 'requests.received' ORDER BY region_name DESC"
    ) == [("盘龙区", None, Decimal(10), 0), ("五华区", Decimal(10), Decimal(20), 1)]


def test_outcomes_add_up_to_a_blank_total_unless_one_of_them_is_open(query: Any) -> None:
    # In 西山区 the total of requests granted is blank, though its kinds of applicant are filled.
    parts = sum(term.equation == "2021.concluded.total" and not term.is_total for term in TERMS)
    assert query(
        "SELECT region_name, code, value, value_of_parts FROM mart_district_year WHERE report_year = 2022"
        " AND region_name IN ('官渡区', '西山区') AND value IS NULL ORDER BY ALL"
    ) == [
        ("官渡区", "requests.concluded", None, Decimal(parts)),
        ("西山区", "requests.concluded", None, None),
        ("西山区", "requests.granted", None, Decimal(6)),
    ]
