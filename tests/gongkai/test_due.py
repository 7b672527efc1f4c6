"""Which sources a night asks where none is named, and which documents it reads."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from extract.ledger import Ledger
from extract.ledger_rows import ExtractionRow, FetchRow, LinkRow, ListingRow
from extract.source import load_sources
from gongkai.planning import plan_batches, plan_crawl, unreached_sources
from gongkai.settings import environment_to_settings

ENTRY = """
id: {id}
family: trs
url: http://{id}.example/nb/
agency: null
region_code: null
region_name: null
years: {{first: 2008, last: null}}
expected: {{minimum: 1, maximum: 60}}
verified: null
"""


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger and a catalogue of three columns: one read a moment ago, one that broke off, one never asked."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for name in ("Read", "Broken", "Unasked"):
        (folder / f"{name}.yml").write_text(ENTRY.format(id=name), encoding="utf-8")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GONGKAI_SOURCES", str(folder))
    settings = environment_to_settings()
    ledger = Ledger(settings.ledger_url)
    run_id = ledger.open_run("run", {})
    ledger.register_sources(list(load_sources(folder).values()))
    ledger.record_listing(run_id, ListingRow("Read", "crawled", None, 9, 0))
    ledger.record_listing(run_id, ListingRow("Broken", "failed", "no answer", 0, 0))
    return ledger


def planned(*arguments: list[str] | list[int]) -> set[str]:
    return {source for batch in plan_crawl(*arguments) for source in batch}


@pytest.mark.usefixtures("ledger")
def test_what_was_read_today_waits_for_its_turn_unless_it_is_asked_for():
    assert planned() == {"Broken", "Unasked"}
    assert planned(["Read"]) == {"Read"}
    assert planned([], [2020]) == {"Read", "Broken", "Unasked"}


def test_a_document_that_could_not_be_had_is_asked_for_the_next_night(ledger: Ledger):
    url, now = "http://read.example/nb/1.html", datetime.datetime.now(datetime.UTC)
    link = LinkRow("Read", url, "某局2020年政府信息公开工作年度报告", "report")
    fetch = FetchRow("Read", url, now, "failed", status=500, reason="the portal answers HTTP 500")
    ledger.record_crawl(ledger.open_run("run", {}), [link], [fetch], {})
    assert planned() == {"Read", "Broken", "Unasked"}


def test_what_is_left_over_comes_first(ledger: Ledger):
    ledger.record_listing(ledger.open_run("run", {}), ListingRow("Read", "crawled", None, 9, 0, left_over=3))
    assert plan_crawl()[0][0] == "Read"
    assert planned() == {"Read", "Broken", "Unasked"}


def test_a_further_attempt_asks_those_alone_that_the_network_kept_away(ledger: Ledger):
    names = ["Read", "Broken", "Unasked"]
    run = ledger.open_run("run", {})
    assert unreached_sources(run, names) == names
    ledger.record_listing(run, ListingRow("Read", "crawled", None, 9, 0))
    ledger.record_listing(run, ListingRow("Broken", "failed", "no answer", 0, 0))
    ledger.record_listing(run, ListingRow("Unasked", "refused", "robots.txt", 0, 0))
    assert unreached_sources(run, names) == ["Broken"]
    # A list that was read, and a portal that then went away: most of its documents could not be had.
    now = datetime.datetime.now(datetime.UTC)
    links = [LinkRow("Read", f"http://read.example/nb/{n}.html", "2020年年报", "report") for n in range(3)]
    fetches = [FetchRow("Read", link.url, now, "failed", reason="no answer") for link in links]
    ledger.record_crawl(run, links, [replace(fetches[0], outcome="new", sha256="a" * 64), *fetches[1:]], {})
    assert unreached_sources(run, names) == ["Read", "Broken"]


def test_what_an_older_version_has_read_is_planned_for_a_re_read_alone(ledger: Ledger):
    run, now = ledger.open_run("run", {}), datetime.datetime.now(datetime.UTC)
    for source, sha256 in (("Read", "a" * 64), ("Broken", "b" * 64), ("Unasked", "c" * 64)):
        link = LinkRow(source, f"http://{source.lower()}.example/nb/1.html", "2020年年报", "report", report_year=2020)
        ledger.record_crawl(run, [link], [FetchRow(source, link.url, now, "new", sha256=sha256)], {})
    ledger.record_extractions(run, [ExtractionRow("a" * 64, "2020.1", "report", batch_id="old")])
    assert plan_batches() == [["b" * 64, "c" * 64]]
    assert plan_batches(again=True) == [["b" * 64, "a" * 64, "c" * 64]]
    assert plan_batches([2020], ["Read"], again=True) == [["a" * 64]]
    assert plan_batches([2021], again=True) == []
