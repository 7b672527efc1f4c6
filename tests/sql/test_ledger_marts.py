"""The marts over the ledger's facts: links and runs, coverage, timeliness, data quality, revisions and reviews.

One night of 15 February 2024 in one city: a column of 五华区's agencies with a roster, a column of the tax bureau
alone, one that was last read before the reports were due, and one that was never crawled.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from extract.ledger_rows import CurrentDocument
from load.build import PROJECT_DIR
from transform.model import Finding

WUHUA, PANLONG, GUANDU, KUNMING = ("530102", "五华区"), ("530103", "盘龙区"), ("530111", "官渡区"), ("530100", "昆明市")
TOTAL = "total"
ERROR = Finding("identity.balance", "error", ("requests.concluded",), "9 ≠ 10", "source", applicant=TOTAL)
WARNING = Finding("row.doubled", "warning", ("requests.carried_out",), "…", "source")


def moment(month: int, day: int, year: int = 2024) -> datetime.datetime:
    return datetime.datetime(year, month, day, 3, tzinfo=datetime.UTC)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


NIGHT = moment(2, 15)


def link(number: int, title: str, year: int | None, outcome: str | None, **changes: Any) -> dict[str, Any]:
    bytes_ = {"sha256": f"{number:064d}", "fetched_at": NIGHT} if outcome == "new" else {}
    return {
        "link_id": number,
        "source_id": "Wuhua",
        "url": f"https://portal.example/{number}.html",
        "title": title,
        "list_url": "https://portal.example/list.html",
        "kind": "report",
        "report_year": year,
        "is_attachment": False,
        "is_listed": True,
        "first_seen": NIGHT,
        "last_seen": NIGHT,
        "outcome": outcome,
        "asked_at": None if outcome is None else NIGHT,
        **bytes_,
        **changes,
    }


def links_of(documents: dict[str, Any]) -> list[dict[str, Any]]:
    read = {"outcome": "new", "status": 200}
    return [
        link(1, "五华区财政局2022年年报", 2022, **read | {"sha256": documents["finance"].sha256}),
        link(2, "五华财政2023年年报", 2023, **read | {"sha256": documents["finance 2023"].sha256}),
        link(3, "五华区教育局2022年年报", 2022, "gone", status=404, reason="the portal answers HTTP 404"),
        link(4, "五华区教育局2023年年报", 2023, "refused", reason="robots.txt forbids it"),
        link(5, "五华区民政局2022年年报", 2022, **read | {"sha256": documents["broken"].sha256}),
        link(6, "五华区民政局2023年年报", 2023, "new"),
        link(7, "五华区水务局2023年年报", 2023, "failed", status=500, reason="the portal answers HTTP 500"),
        link(8, "五华区林业局2023年年报", 2023, **read | {"sha256": documents["no report"].sha256}),
        link(9, "五华区水务局2022年年报图解", 2022, "not_a_report", kind="other", reason="a picture of a report"),
        link(10, "五华区商务局2022年年报", 2022, "unchanged", is_listed=False, sha256="f" * 64),
        link(11, "2020年年报", None, None, kind="unknown"),
    ]


def documents_of(make: Any) -> dict[str, Any]:
    facts, cells = make.facts, make.cells
    full = cells(10, 0, 8, 2)

    def document(agency: str | None, year: int, *arguments: Any, region: Any = WUHUA, **changes: Any) -> Any:
        return make.document(agency, year, *arguments, **{"region": region, "source": "Wuhua", **changes})

    by_position = tuple(fact._replace(by_position=True, confidence=0.8) for fact in facts(full))
    first = full | {("rules.issued", "all"): 6}
    second = cells(11, 0, 9, 2) | {("complaints.received", "all"): 3}
    older = {"sha": "finance", "published_on": day("2023-01-31")}
    return {
        # Read twice: by the newer version of the reading code the same numbers stand at other places of its list.
        "finance old": document("五华区财政局", 2022, facts(full), version="2026.1.1", **older),
        "finance": document("五华区财政局", 2022, facts(dict(reversed(full.items()))), version="2026.2.1", **older),
        "finance 2023": document(
            "昆明市五华区财政局", 2023, facts(full), published_on=day("2024-02-05"), findings=(ERROR, WARNING)
        ),
        "government": document(
            "五华区人民政府", 2022, by_position, scope="region", published_on=day("2023-03-01"), at="government"
        ),
        "broken": document("五华区民政局", 2022, (), outcome="unreadable"),
        "no report": document("五华区林业局", 2023, (), outcome="not_a_report"),
        # Not in the roster: re-published, at another address as well; one that went back to its former bytes.
        "before": document("五华区统计局", 2022, facts(first), day=1, published_on=day("2023-01-20")),
        "after": document("五华区统计局", 2022, facts(second), day=9, published_on=day("2023-02-10")),
        "twin": document("五华区统计局", 2022, facts(cells(99, 0, 97, 2)), day=10, at="attachment", sha="twin"),
        "here": document("五华区体育局", 2022, facts(full), day=1),
        "there": document("五华区体育局", 2022, facts(cells(10, 0, 7, 3)), day=5),
        "town": document("五华区普吉镇人民政府", 2022, facts(full), published_on=day("2023-02-20")),
        "early town": document("五华区普吉镇人民政府", 2017, facts(full), form="2014", published_on=day("2018-04-02")),
        "tax": document(None, 2022, facts(full), region=KUNMING, source="Tax"),
    }


def source(source_id: str, region: tuple[str, str], agency: str | None, first: int, last: int | None) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "family": "trs",
        "url": f"https://portal.example/{source_id}/",
        "agency": agency,
        "region_code": region[0],
        "region_name": region[1],
        "first_year": first,
        "last_year": last,
        "expected_minimum": 1,
        "expected_maximum": 99,
    }


def crawl(source_id: str, last_good_at: datetime.datetime | None, outcome: str = "crawled") -> dict[str, Any]:
    told = {"source_id": source_id, "family": "trs", "url": "https://portal.example/", "run_id": 2}
    return {**told, "crawled_at": NIGHT, "outcome": outcome, "listed": 11, "left_over": 0, "last_good_at": last_good_at}


def owing(region: tuple[str, str], agency: str, *aliases: str, first: int | None = None) -> dict[str, Any]:
    code, name = region
    return {
        "region_code": code,
        "region_name": name,
        "agency": agency,
        "names": [agency, *aliases],
        "first_year": first,
    }


def reviewed(number: int, sha256: str, verdict: str, value: int | None, by: str) -> dict[str, Any]:
    cell = {"sha256": sha256, "code": "requests.received", "applicant": "all", "channel": "all", "label": ""}
    said = {"verdict": verdict, "value": value and Decimal(value), "reviewed_by": by, "reason": "看过原件"}
    return {"review_id": number, **cell, **said, "reviewed_at": moment(2, number)}


def snapshots_of(documents: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    asked = {"sources": [], "report_years": []}
    ended = {"started_at": NIGHT, "ended_at": NIGHT, "sources_crawled": 2, "fetched_new": 5}
    roster = ["五华区人民政府", "五华区教育局", "五华区民政局", "五华区林业局", "五华区黑林铺街道办事处"]
    return {
        "link": links_of(documents),
        "crawl_run": [
            {"run_id": 2, "kind": "nightly_crawl", **asked, **ended},
            {"run_id": 3, "kind": "reprocess", **asked, "started_at": moment(6, 1), "sources_crawled": 0},
        ],
        "source": [
            source("Wuhua", WUHUA, None, 2022, None),
            source("Panlong", PANLONG, None, 2023, None),
            source("Tax", KUNMING, "昆明市税务局", 2021, 2022),
            source("Guandu", GUANDU, "官渡区审计局", 2023, None),
        ],
        "last_crawl": [
            crawl("Wuhua", moment(2, 10)),
            crawl("Tax", moment(1, 10, 2023)),
            crawl("Guandu", moment(1, 20), "failed"),
            crawl("Portal", None),
        ],
        "roster_agency": [
            *(owing(WUHUA, agency) for agency in roster),
            owing(WUHUA, "五华区财政局", "五华财政"),
            owing(WUHUA, "五华区水务局", first=2023),
            owing(PANLONG, "盘龙区司法局"),
        ],
        "review": [
            reviewed(1, documents["finance"].sha256, "corrected", 12, "甲"),
            reviewed(2, documents["finance"].sha256, "corrected", 13, "乙"),
            reviewed(3, documents["before"].sha256, "confirmed", 10, "甲"),
            reviewed(4, "e" * 64, "corrected", 1, "甲"),
        ],
    }


@pytest.fixture(scope="module")
def query(sql_corpus: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    documents = documents_of(sql_corpus)
    back = documents["here"]
    current = [CurrentDocument("Wuhua", back.url, back.sha256, moment(1, 20))]
    database, _ = sql_corpus.build(
        tmp_path_factory.mktemp("ledger"), list(documents.values()), [], current, snapshots_of(documents)
    )

    def run(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run


def coverage(query: Any, where: str) -> list[tuple[Any, ...]]:
    sql = f"SELECT agency, report_year, status, reason FROM mart_coverage WHERE {where} ORDER BY ALL"  # noqa: S608
    return query(sql)


def test_a_link_stands_as_last_asked_for(query: Any) -> None:
    assert dict(query("SELECT link_id, state FROM link")) == {
        **dict.fromkeys((1, 2, 5, 6, 8), "fetched"),
        3: "dead",
        4: "refused",
        7: "failed",
        9: "not_a_report",
        10: "vanished",
        11: "listed",
    }
    assert query(
        "SELECT links, links_of_reports, links_archived, links_not_had FROM source WHERE source_id = 'Wuhua'"
    ) == [(11, 10, 6, 3)]
    assert query("SELECT source_id, is_in_catalogue, last_outcome FROM source ORDER BY source_id") == [
        ("Guandu", True, "failed"),
        ("Panlong", True, None),
        ("Portal", False, "crawled"),
        ("Tax", True, "crawled"),
        ("Wuhua", True, "crawled"),
    ]
    assert query("SELECT run_id, kind, fetched_new FROM crawl_run ORDER BY run_id") == [
        (2, "nightly_crawl", 5),
        (3, "reprocess", None),
    ]


def test_who_of_the_roster_has_not_reported_and_why(query: Any) -> None:
    none_listed = "no link for it in the list as read on 2024-02-10"
    assert coverage(query, "region_code = '530102' AND basis = 'roster' AND report_year = 2022") == [
        ("五华区人民政府", 2022, "reported", None),
        ("五华区教育局", 2022, "dead_link", "the portal answers HTTP 404"),
        ("五华区林业局", 2022, "not_published", none_listed),
        ("五华区民政局", 2022, "unreadable", "unreadable"),
        ("五华区财政局", 2022, "reported", None),
        ("五华区黑林铺街道办事处", 2022, "not_published", none_listed),
    ]
    # A government has until 31 March, and so has a street office; departments had until 31 January.
    assert coverage(query, "region_code = '530102' AND basis = 'roster' AND report_year = 2023") == [
        ("五华区人民政府", 2023, "not_due_yet", None),
        ("五华区教育局", 2023, "refused", "robots.txt forbids it"),
        ("五华区林业局", 2023, "not_published", "what stands there is no report"),
        ("五华区民政局", 2023, "failed_to_read", "not read yet"),
        ("五华区水务局", 2023, "failed_to_fetch", "the portal answers HTTP 500"),
        ("五华区财政局", 2023, "reported", None),
        ("五华区黑林铺街道办事处", 2023, "not_due_yet", None),
    ]


def test_an_agency_without_a_roster_owes_its_column_or_what_follows_its_reports(query: Any) -> None:
    assert coverage(query, "region_code <> '530102'") == [
        ("官渡区审计局", 2023, "not_crawled", "the list was last read whole on 2024-01-20"),
        ("昆明市税务局", 2021, "not_published", "no link for it in the list as read on 2023-01-10"),
        ("昆明市税务局", 2022, "reported", None),
        ("盘龙区司法局", 2023, "not_crawled", "never crawled"),
    ]
    missing = [f"{year}not_published" for year in (2018, 2019, 2020, 2021)]
    assert query(
        "SELECT agency, list(report_year || status ORDER BY report_year) FROM mart_coverage WHERE basis = 'found'"
        " GROUP BY agency ORDER BY agency"
    ) == [
        ("五华区体育局", ["2022reported", "2023not_published"]),
        ("五华区普吉镇人民政府", ["2017reported", *missing, "2022reported", "2023not_due_yet"]),
        ("五华区统计局", ["2022reported", "2023not_published"]),
    ]


def test_a_region_adds_up(query: Any) -> None:
    # 2022: six of the roster and three found; 2023: five of the roster were due, and two of those found.
    assert query(
        "SELECT report_year, owed, reported, share_reported, beyond_roster, not_published, dead_link, refused,"
        " failed_to_fetch, failed_to_read, unreadable, not_crawled, not_due_yet FROM mart_coverage_region"
        " WHERE region_code = '530102' AND report_year >= 2022 ORDER BY report_year"
    ) == [
        (2022, 9, 5, 5 / 9, 3, 2, 1, 0, 0, 0, 1, 0, 0),
        (2023, 7, 1, 1 / 7, 3, 3, 0, 1, 1, 1, 0, 0, 3),
    ]


def test_how_late_a_report_was(query: Any) -> None:
    assert query(
        "SELECT agency, report_year, appeared_on, appeared_by, deadline, days_late, is_late FROM mart_timeliness"
        " ORDER BY agency NULLS FIRST, report_year"
    ) == [
        # Its agency is not known, nor is its deadline.
        (None, 2022, day("2024-01-01"), "first_fetched", None, None, None),
        ("五华区人民政府", 2022, day("2023-03-01"), "published", day("2023-03-31"), -30, False),
        # First had after the deadline: that does not make it late.
        ("五华区体育局", 2022, day("2024-01-01"), "first_fetched", day("2023-01-31"), None, None),
        ("五华区普吉镇人民政府", 2017, day("2018-04-02"), "published", day("2018-03-31"), 2, True),
        ("五华区普吉镇人民政府", 2022, day("2023-02-20"), "published", None, None, None),
        # Published in January, and again in February.
        ("五华区统计局", 2022, day("2023-01-20"), "published", day("2023-01-31"), -11, False),
        ("五华区财政局", 2022, day("2023-01-31"), "published", day("2023-01-31"), 0, False),
        ("昆明市五华区财政局", 2023, day("2024-02-05"), "published", day("2024-01-31"), 5, True),
    ]


def test_what_became_of_the_documents_of_a_source(query: Any) -> None:
    columns = (
        "form, documents, documents_of_reports, not_reports, unreadable, refused, failed, not_fetched, reports,"
        " reports_error, facts, facts_error, facts_warning, facts_by_position, facts_low_confidence, facts_reviewed,"
        " share_error"
    )
    sql = f"SELECT media_type, {columns} FROM mart_data_quality WHERE source_id = 'Wuhua' ORDER BY ALL"  # noqa: S608
    rows = query(sql)
    # Current: finance twice, government, statistics with 5 facts, sports, the town twice, else with 4 facts each.
    # Errors: one found by the reader, and two cells in which the twin of statistics differs.
    assert rows == [
        ("text/html", "2014", 1, 1, 0, 0, 0, 0, 0, 1, 0, 4, 0, 0, 0, 0, 0, 0.0),
        ("text/html", "2021", 11, 9, 1, 1, 0, 0, 0, 6, 2, 25, 3, 1, 4, 4, 1, 2 / 6),
        (None, None, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, None),
    ]


def test_what_changed_when_a_report_was_published_again(query: Any) -> None:
    rows = query(
        "SELECT revision_no, code, kind, old_value, new_value, change, old_fetched_at, new_fetched_at, is_same_reader"
        " FROM mart_revisions WHERE agency = '五华区统计局' ORDER BY code"
    )
    at = (datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2024, 1, 9, tzinfo=datetime.UTC), True)
    # Its twin at another address states other numbers, and is no version of it.
    assert rows == [
        (1, "complaints.received", "added", None, Decimal(3), None, *at),
        (1, "requests.concluded", "changed", Decimal(8), Decimal(9), Decimal(1), *at),
        (1, "requests.received", "changed", Decimal(10), Decimal(11), Decimal(1), *at),
        (1, "rules.issued", "gone", Decimal(6), None, None, *at),
    ]


def test_a_page_that_goes_back_is_revised_twice(query: Any) -> None:
    assert query(
        "SELECT revision_no, code, old_value, new_value, is_new_current FROM mart_revisions"
        " WHERE agency = '五华区体育局' ORDER BY ALL"
    ) == [
        (1, "requests.carried_out", Decimal(2), Decimal(3), False),
        (1, "requests.concluded", Decimal(8), Decimal(7), False),
        (2, "requests.carried_out", Decimal(3), Decimal(2), True),
        (2, "requests.concluded", Decimal(7), Decimal(8), True),
    ]


def test_a_reviewed_value_stands_beside_the_printed_one_whatever_version_reads_it(query: Any) -> None:
    assert query(
        "SELECT code, value, reviewed_value, reviewed_by, reviewed_at FROM mart_report_metric"
        " WHERE agency = '五华区财政局' AND report_year = 2022 AND code LIKE 'requests.%ed' ORDER BY code"
    ) == [
        ("requests.concluded", Decimal(8), None, None, None),
        ("requests.received", Decimal(10), Decimal(13), "乙", moment(2, 2)),
    ]


def test_every_review_stays_with_the_number_that_it_is_about(query: Any) -> None:
    assert query(
        "SELECT review_id, is_latest, agency, printed_value, reviewed_value, is_different, fact_no, is_current"
        " FROM review ORDER BY review_id"
    ) == [
        (1, False, "五华区财政局", Decimal(10), Decimal(12), True, 3, True),
        (2, True, "五华区财政局", Decimal(10), Decimal(13), True, 3, True),
        (3, True, "五华区统计局", Decimal(10), Decimal(10), False, 0, False),
        # Its document is not in the warehouse any more.
        (4, True, None, None, Decimal(1), True, None, None),
    ]


def example(query: Any, name: str) -> list[tuple[Any, ...]]:
    (file,) = (PROJECT_DIR / "examples").glob(f"*_{name}.sql")
    return query(file.read_text("utf-8"))


def test_the_example_of_links_that_failed(query: Any) -> None:
    rows = example(query, "links_that_failed")
    assert [(row[1], row[2], row[4], row[7][-7:]) for row in rows] == [
        ("五华区", "dead", 1, "/3.html"),
        ("五华区", "failed", 1, "/7.html"),
        ("五华区", "refused", 1, "/4.html"),
        ("五华区", "vanished", 1, "10.html"),
    ]


def test_the_example_of_the_last_nights(query: Any) -> None:
    assert [(row[0], row[1], row[3], row[4], row[6]) for row in example(query, "last_nights")] == [
        (3, "reprocess", None, 0, None),
        (2, "nightly_crawl", 0, 2, 5),
    ]


def test_the_example_of_who_has_not_reported(query: Any) -> None:
    rows = example(query, "who_has_not_reported")
    assert [row for row in rows if row[1] in {"五华区教育局", "五华区林业局", "官渡区审计局"}] == [
        ("五华区", "五华区教育局", "dead_link", "2022", "the portal answers HTTP 404"),
        ("五华区", "五华区教育局", "refused", "2023", "robots.txt forbids it"),
        ("五华区", "五华区林业局", "not_published", "2022, 2023", "what stands there is no report"),
        ("官渡区", "官渡区审计局", "not_crawled", "2023", "the list was last read whole on 2024-01-20"),
    ]


def test_the_example_of_coverage_by_region(query: Any) -> None:
    rows = example(query, "coverage_by_region")
    assert [row for row in rows if row[1] >= 2022] == [
        ("昆明市", 2022, 1, 1, 100.0, 0, 0, 0, 0),
        ("五华区", 2022, 9, 5, 55.6, 2, 1, 1, 0),
        ("五华区", 2023, 7, 1, 14.3, 3, 2, 1, 0),
        ("盘龙区", 2023, 1, 0, 0.0, 0, 0, 0, 1),
        ("官渡区", 2023, 1, 0, 0.0, 0, 0, 0, 1),
    ]


def test_the_examples_of_late_reports(query: Any) -> None:
    assert [(row[1], row[2], row[5]) for row in example(query, "late_reports")] == [
        ("昆明市五华区财政局", 2023, 5),
        ("五华区普吉镇人民政府", 2017, 2),
    ]
    # 2022: the government 30 days early, statistics 11, finance on the day; of sports it is not known.
    assert example(query, "timeliness_by_region") == [
        ("五华区", 2017, 1, 1, 1, 0.0, 2.0),
        ("五华区", 2022, 4, 3, 0, 100.0, -11.0),
        ("五华区", 2023, 1, 1, 1, 0.0, 5.0),
    ]


def test_the_example_of_data_quality(query: Any) -> None:
    # With the report of the tax bureau, which has no finding, seven of the form of 2021.
    assert example(query, "data_quality") == [
        ("text/html", "2021", 7, 28.6, 29, 4, 4, 4, 1),
        ("text/html", "2014", 1, 0.0, 4, 0, 0, 0, 0),
    ]


def test_the_example_of_silent_revisions(query: Any) -> None:
    rows = example(query, "silent_revisions")
    assert [(row[1], row[5]) for row in rows] == [
        *[("五华区体育局", "changed")] * 2,
        *[("五华区统计局", kind) for kind in ("added", "changed", "changed", "gone")],
        *[("五华区体育局", "changed")] * 2,
    ]


def test_the_example_of_reviewed_numbers(query: Any) -> None:
    rows = example(query, "reviewed_numbers")
    assert [(row[0], row[4], row[5], row[7]) for row in rows] == [
        ("五华区财政局", Decimal(10), Decimal(13), "乙"),
        (None, None, Decimal(1), "甲"),
    ]
