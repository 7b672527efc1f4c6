"""What the ledger tells the warehouse: every link, run, source and review, as they stand."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from extract.ledger import Ledger
from extract.ledger_rows import FetchRow, LinkRow, ListingRow, PartsRow, Review
from extract.source import Source

A, B = "a" * 64, "b" * 64
NOW = datetime.datetime(2026, 1, 20, 3, 0, tzinfo=datetime.UTC)
COLUMN = "http://town.example.gov.cn/nb/"


def url(number: int) -> str:
    return f"{COLUMN}{number}.html"


def listed(number: int, **changes) -> LinkRow:
    return LinkRow("Town", url(number), f"{2015 + number}年年报", "report", list_url=COLUMN, **changes)


def asked(number: int, outcome: str, **changes) -> FetchRow:
    return FetchRow("Town", url(number), NOW, outcome, **changes)  # type: ignore[arg-type]


@pytest.fixture
def ledger(tmp_path: Path):
    entry = {
        "id": "Town",
        "family": "trs",
        "url": COLUMN,
        "agency": "某镇人民政府",
        "region_code": "110118",
        "region_name": "密云区",
        "years": {"first": 2019},
        "expected": {"minimum": 1, "maximum": 9},
        "verified": None,
    }
    with Ledger(f"sqlite:///{tmp_path}/ledger.sqlite") as made:
        made.register_sources([Source.model_validate(entry)])
        yield made


def crawl(ledger: Ledger, links, fetches=(), parts=(), *, years=(), outcome="crawled") -> int:
    run_id = ledger.open_run("nightly_crawl", {"sources": ["Town"], "report_years": list(years)})
    ledger.record_crawl(run_id, links, fetches, {}, parts)
    ledger.record_listing(run_id, ListingRow("Town", outcome, None, len(links), 0))
    return run_id


def links_by_number(ledger: Ledger, *names: str) -> dict[str, tuple]:
    return {row["url"].removeprefix(COLUMN): tuple(row[name] for name in names) for row in ledger.snapshot("link")}


def test_a_link_has_the_status_of_its_last_answer(ledger: Ledger) -> None:
    fetches = [
        asked(1, "new", status=200, sha256=A),
        asked(2, "failed", status=None, reason="no answer"),
        asked(2, "gone", status=404, reason="the portal answers HTTP 404"),
        asked(1, "unchanged", status=304, sha256=A),
    ]
    crawl(ledger, [listed(1), listed(2), listed(3)], fetches)
    names = ("outcome", "status", "reason", "sha256", "list_url", "agency")
    assert links_by_number(ledger, *names) == {
        "1.html": ("unchanged", 304, None, A, COLUMN, "某镇人民政府"),
        "2.html": ("gone", 404, "the portal answers HTTP 404", None, COLUMN, "某镇人民政府"),
        "3.html": (None, None, None, None, COLUMN, "某镇人民政府"),
    }


def test_a_link_that_a_whole_list_lacks_has_vanished(ledger: Ledger) -> None:
    picture = LinkRow("Town", f"{COLUMN}1.png", "1.png", "picture")
    attachment = LinkRow("Town", f"{COLUMN}1.doc", "年报", "report")
    rows = [listed(1), listed(2), picture, attachment]
    crawl(ledger, rows, parts=[PartsRow("Town", url(1), (picture.url, attachment.url))])
    everything = {"1.html": (True, False), "2.html": (True, False), "1.doc": (True, True)}
    assert links_by_number(ledger, "is_listed", "is_attachment") == everything
    # A list that broke off, and one that was asked for one year alone, tell nothing of what they lack.
    crawl(ledger, [listed(1)], outcome="failed")
    assert links_by_number(ledger, "is_listed", "is_attachment") == everything
    crawl(ledger, [listed(1)])
    assert links_by_number(ledger, "is_listed", "is_attachment") == everything | {"2.html": (False, False)}
    crawl(ledger, [listed(1)], years=[2021])
    assert links_by_number(ledger, "is_listed", "is_attachment") == everything


def test_a_run_has_the_counts_of_its_summary(ledger: Ledger) -> None:
    first = ledger.open_run("nightly_crawl", {"sources": [], "report_years": [2021]})
    summary = {"sources": {"crawled": 2, "refused": 1}, "fetched": {"new": 5}, "extracted": {"report": 3, "failed": 1}}
    ledger.close_run(first, summary | {"listed": 9, "not_reports": 1, "left_over": 0})
    ledger.open_run("import", {"files": ["报告.html"]})
    counts = ("sources_crawled", "sources_not_crawled", "listed", "fetched_new", "fetched_gone", "reports_read")
    ended, open_ = ledger.snapshot("crawl_run")
    assert (ended["kind"], ended["sources"], ended["report_years"]) == ("nightly_crawl", [], [2021])
    assert [ended[name] for name in counts] == [2, 1, 9, 5, 0, 3]
    assert [open_[name] for name in ("ended_at", *counts)] == [None] * 7


def test_a_source_has_its_last_crawl(ledger: Ledger) -> None:
    (never,) = ledger.snapshot("last_crawl")
    assert (never["source_id"], never["run_id"], never["last_good_at"]) == ("Town", None, None)
    crawl(ledger, [listed(1)])
    last = crawl(ledger, [], outcome="refused")
    (row,) = ledger.snapshot("last_crawl")
    assert (row["run_id"], row["outcome"], row["listed"]) == (last, "refused", 0)
    assert row["last_good_at"] < row["crawled_at"]


def test_reviews_are_exact_and_none_is_lost(ledger: Ledger) -> None:
    exact = Decimal("12345678901234.5678")
    review = Review(A, "fees.total", "all", "all", "", "corrected", exact, "王芳", "看过原件", "第3页")
    confirmed = Review(A, "fees.total", "all", "all", "", "confirmed", None, "李明", "确为空格")
    assert [ledger.add_review(review), ledger.add_review(confirmed)] == [1, 2]
    first, second = ledger.snapshot("review")
    assert (first["review_id"], first["value"], first["locator"]) == (1, exact, "第3页")
    assert (second["verdict"], second["value"], second["reviewed_by"]) == ("confirmed", None, "李明")
    assert [row.value for row in ledger.reviews()] == [exact, None]
    assert first["reviewed_at"].tzinfo is not None
