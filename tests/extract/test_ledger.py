"""The ledger: nothing is forgotten, everything has a reason, several processes at once."""

import contextlib
import datetime
import multiprocessing
import shutil
import sqlite3

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from extract.errors import ConfigurationError
from extract.journal import Journal, commit_left_behind
from extract.ledger import Ledger
from extract.ledger_rows import ExtractionRow, FetchRow, LinkRow, ListingRow
from extract.ledger_schema import metadata
from extract.ledger_writes import sha256_to_outcome
from extract.source import Source

A, B, C = "a" * 64, "b" * 64, "c" * 64
NOW = datetime.datetime(2026, 1, 20, 3, 0, tzinfo=datetime.UTC)
VERSION = "1"


def make_source(source_id: str = "Town", **changes) -> Source:
    entry = {
        "id": source_id,
        "family": "trs",
        "url": f"http://{source_id.lower()}.example.gov.cn/nb/",
        "agency": "某镇人民政府",
        "region_code": "110118",
        "region_name": "密云区",
        "years": {"first": 2019},
        "expected": {"minimum": 1, "maximum": 9},
        "verified": None,
    }
    return Source.model_validate(entry | changes)


def make_link(number: int, title: str = "2021年政府信息公开工作年度报告", **changes) -> LinkRow:
    values = {"source_id": "Town", "url": f"http://town.example.gov.cn/nb/{number}.html", "title": title}
    values |= {"kind": "report", "report_year": 2021}
    return LinkRow(**(values | changes))


def make_fetch(number: int, outcome="new", sha256=A, **changes) -> FetchRow:
    url = f"http://town.example.gov.cn/nb/{number}.html"
    return FetchRow("Town", url, NOW, outcome, sha256=sha256, bytes=10, **changes)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(f"sqlite:///{tmp_path}/var/ledger.sqlite") as made:
        made.register_sources([make_source(), make_source("City", agency=None)])
        yield made


def test_links_and_fetches_become_known(ledger):
    run_id = ledger.open_run("nightly_crawl", {"sources": ["Town"]})
    ids = {}
    ledger.record_crawl(run_id, [make_link(1), make_link(2)], [make_fetch(1, etag='"x"', media_type="text/html")], ids)
    ledger.record_crawl(run_id, [], [make_fetch(2, sha256=B, last_modified="Mon")], ids)
    known = ledger.known_links("Town")
    assert [known[make_link(n).url].sha256 for n in (1, 2)] == [A, B]
    assert known[make_link(1).url].etag == '"x"'
    assert ids == {("Town", url): entry.id for url, entry in known.items()}
    assert ledger.known_links("City") == {}


def test_a_link_seen_again_keeps_its_bytes_and_takes_the_new_title(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    ledger.record_crawl(run_id, [make_link(1, published_on=NOW.date())], [make_fetch(1, etag="e")], {})
    ledger.record_crawl(run_id, [make_link(1, "改过的标题", report_year=None)], [], {})
    assert ledger.known_links("Town")[make_link(1).url].etag == "e"
    (document,) = ledger.pending_documents(VERSION)
    assert (document.link_title, document.report_year, document.published_on) == ("改过的标题", None, NOW.date())


def test_one_link_twice_in_one_list(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    ids = {}
    ledger.record_crawl(run_id, [make_link(1, "一"), make_link(1, "二")], [], ids)
    assert len(ids) == len(ledger.known_links("Town")) == 1


def test_a_fetch_without_its_link_records_nothing(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    with pytest.raises(KeyError):
        ledger.record_crawl(run_id, [make_link(2)], [make_fetch(1)], {})
    assert ledger.known_links("Town") == {}


def test_pending_documents(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    links = [
        make_link(1),
        make_link(2, "某局2020年政府信息公开年报", report_year=2020, agency="某局"),
        make_link(3, "图解", kind="other", outcome="not_a_report", reason="by its title a picture"),
        make_link(4, "年报", kind="unknown", report_year=None),
        make_link(5, "2021年同一文件"),
    ]
    fetches = [make_fetch(1, media_type="text/html"), make_fetch(2, sha256=B), make_fetch(4, sha256=C), make_fetch(5)]
    ledger.record_crawl(run_id, links, fetches, {})
    pending = ledger.pending_documents(VERSION)
    assert [(entry.sha256, entry.agency) for entry in pending] == [
        (A, "某镇人民政府"),
        (B, "某局"),
        (C, "某镇人民政府"),
    ]
    first = pending[0]
    assert (first.url, first.source_id, first.region_code) == (make_link(1).url, "Town", "110118")
    assert (first.media_type, first.fetched_at) == ("text/html", NOW)
    assert [entry.sha256 for entry in ledger.pending_documents(VERSION, report_years=[2020])] == [B, C]
    assert ledger.pending_documents(VERSION, source_ids=["City"]) == []
    ledger.record_extractions(run_id, [ExtractionRow(A, VERSION, "report", batch_id="1")])
    assert [entry.sha256 for entry in ledger.pending_documents(VERSION)] == [B, C]
    assert [entry.sha256 for entry in ledger.pending_documents("2")] == [A, B, C]


def pending_sha256s(ledger, limits=None):
    return [entry.sha256 for entry in ledger.pending_documents(VERSION, limits=limits)]


def test_a_document_that_could_not_be_had_stays_pending_and_is_a_failure(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    ledger.record_crawl(run_id, [make_link(1)], [make_fetch(1)], {})
    for _ in range(5):
        ledger.record_extractions(run_id, [ExtractionRow(A, VERSION, "failed", "the archive holds no aa")])
        assert pending_sha256s(ledger) == [A]
    (failure,) = ledger.failures(run_id)
    assert (failure.what, failure.outcome, failure.reason) == ("document", "failed", "the archive holds no aa")
    ledger.record_extractions(run_id, [ExtractionRow(A, VERSION, "report", batch_id="1")])
    assert pending_sha256s(ledger) == []


def hit(seconds, megabytes):
    return ExtractionRow(A, VERSION, "refused", "too slow", "1", limit_seconds=seconds, limit_megabytes=megabytes)


def test_a_limit_that_was_hit_is_tried_again_three_times_and_when_it_has_grown(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    ledger.record_crawl(run_id, [make_link(1)], [make_fetch(1)], {})
    for left in ([A], [A], []):
        ledger.record_extractions(run_id, [hit(30, 1024)])
        assert pending_sha256s(ledger) == pending_sha256s(ledger, (30, 1024)) == left
    assert pending_sha256s(ledger, (20, 512)) == []
    assert pending_sha256s(ledger, (60, 1024)) == pending_sha256s(ledger, (30, 2048)) == [A]
    # A larger limit that is hit is a new limit, with three attempts.
    for left in ([A], [A], []):
        ledger.record_extractions(run_id, [hit(60, 1024)])
        assert pending_sha256s(ledger, (60, 1024)) == left
    ledger.record_extractions(run_id, [ExtractionRow(A, VERSION, "report")])
    assert pending_sha256s(ledger, (90, 4096)) == []


def test_a_refusal_without_a_limit_is_final(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    ledger.record_crawl(run_id, [make_link(1)], [make_fetch(1)], {})
    ledger.record_extractions(run_id, [ExtractionRow(A, VERSION, "refused", "is nested too deeply")])
    assert pending_sha256s(ledger, (9999, 99999)) == []


def test_a_ledger_of_an_earlier_release_gets_the_columns_that_came_since(tmp_path):
    file = tmp_path / "ledger.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as old:
        old.execute(
            "CREATE TABLE extraction (sha256 VARCHAR(64), extractor_version VARCHAR(40), run_id INTEGER,"
            " outcome VARCHAR(16) NOT NULL, reason TEXT, batch_id VARCHAR(80), at DATETIME NOT NULL,"
            " PRIMARY KEY (sha256, extractor_version))"
        )
        old.execute("INSERT INTO extraction VALUES (?, ?, NULL, 'refused', 'why', '1', '2026-01-01')", [B, VERSION])
        old.commit()
    for _ in range(2):
        with Ledger(f"sqlite:///{file}") as ledger:
            ledger.register_sources([make_source()])
            run_id = ledger.open_run("nightly_crawl", {})
            ledger.record_crawl(run_id, [make_link(1), make_link(2)], [make_fetch(1), make_fetch(2, sha256=B)], {})
            ledger.record_extractions(run_id, [hit(30, 1024)])
            assert pending_sha256s(ledger, (60, 1024)) == [A]


def test_changed_bytes_are_pending_and_the_old_version_stays_in_the_history(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    ids = {}
    ledger.record_crawl(run_id, [make_link(1)], [make_fetch(1)], ids)
    ledger.record_extractions(run_id, [ExtractionRow(A, VERSION, "report")])
    ledger.record_crawl(run_id, [], [make_fetch(1, "changed", B)], ids)
    assert [entry.sha256 for entry in ledger.pending_documents(VERSION)] == [B]


def test_a_vanished_page_keeps_its_bytes(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    ids = {}
    ledger.record_crawl(run_id, [make_link(1)], [make_fetch(1, etag="e")], ids)
    ledger.record_crawl(run_id, [], [make_fetch(1, "gone", None, status=404, reason="HTTP 404")], ids)
    known = ledger.known_links("Town")[make_link(1).url]
    assert (known.sha256, known.etag) == (A, "e")


def test_summary_and_failures(ledger):
    run_id = ledger.open_run("nightly_crawl", {"sources": ["Town", "City"]})
    links = [make_link(n) for n in range(1, 5)]
    fetches = [
        make_fetch(1),
        make_fetch(2, "failed", None, reason="timeout"),
        make_fetch(2, "new", B),
        make_fetch(3, "refused", None, status=403, reason="HTTP 403"),
        make_fetch(4, "unchanged", C, status=304),
    ]
    ids = {}
    ledger.record_crawl(run_id, links, fetches, ids)
    ledger.record_listing(run_id, ListingRow("Town", "failed", "first try", 0, 0))
    ledger.record_listing(run_id, ListingRow("Town", "crawled", None, 5, 1))
    ledger.record_listing(run_id, ListingRow("City", "refused", "robots.txt forbids it", 0, 0))
    rows = [ExtractionRow(A, VERSION, "report"), ExtractionRow(B, VERSION, "unreadable", "empty file")]
    ledger.record_extractions(run_id, rows)
    summary = ledger.run_summary(run_id)
    assert (summary.kind, summary.listed, summary.not_reports) == ("nightly_crawl", 5, 1)
    assert summary.sources == {"crawled": 1, "refused": 1}
    assert summary.fetched == {"new": 2, "changed": 0, "unchanged": 1, "refused": 1, "failed": 0, "gone": 0}
    assert summary.extracted == {"report": 1, "unreadable": 1}
    assert set(summary.reasons) == {"refused: HTTP 403", "refused: robots.txt forbids it", "unreadable: empty file"}
    found = [(entry.what, entry.source_id, entry.outcome) for entry in ledger.failures(run_id)]
    assert found == [("source", "City", "refused"), ("link", "Town", "refused"), ("document", "Town", "unreadable")]
    assert ledger.failures(run_id)[-1].name == links[1].url
    assert ledger.failures(run_id)[-1].sha256 == B
    last = {entry.source_id: entry for entry in ledger.last_crawls()}
    assert (last["Town"].documents, last["Town"].outcome) == (2, "crawled")
    assert last["Town"].last_good_at is not None
    assert last["City"].last_good_at is None
    ledger.close_run(run_id, {"loaded": 1})


def test_a_run_that_does_not_exist(ledger):
    with pytest.raises(KeyError, match="no run 99"):
        ledger.run_summary(99)


def test_import_by_hand(ledger):
    run_id = ledger.open_run("import", {})
    number = ledger.import_file(run_id, A, 5, name="年报.pdf", agency="某局", region_code="110116", report_year=2020)
    again = ledger.import_file(run_id, A, 5, name="年报.pdf", agency="某局")
    ledger.import_file(run_id, B, 6, name="another", url="http://town.example.gov.cn/x.html")
    ledger.import_file(run_id, C, 6, name="another", url="http://town.example.gov.cn/x.html")
    assert again == number
    pending = {entry.sha256: entry for entry in ledger.pending_documents(VERSION)}
    assert set(pending) == {A, C}
    assert (pending[A].url, pending[A].agency, pending[A].region_code) == (f"urn:sha256:{A}", "某局", "110116")
    assert ledger.run_summary(run_id).fetched["changed"] == 1


def test_names_are_data_not_sql(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    title = "'; DROP TABLE link; --\u200b"
    ledger.record_crawl(run_id, [make_link(1, title)], [make_fetch(1)], {})
    assert ledger.pending_documents(VERSION)[0].link_title == title


def test_naive_times_are_refused(ledger):
    run_id = ledger.open_run("nightly_crawl", {})
    row = FetchRow("Town", make_link(1).url, datetime.datetime(2026, 1, 1), "new")  # noqa: DTZ001
    with pytest.raises(Exception, match="no time zone"):
        ledger.record_crawl(run_id, [make_link(1)], [row], {})


@pytest.mark.parametrize("url", ["nonsense", "nosuchdb://x/y", "sqlite+nosuch:///x"])
def test_a_wrong_address_is_a_configuration_error(url):
    with pytest.raises(ConfigurationError, match="ledger address"):
        Ledger(url)


def write_rows(url: str, source_id: str) -> None:
    with Ledger(url) as ledger:
        ledger.register_sources([make_source(source_id)])
        run_id = ledger.open_run("nightly_crawl", {})
        for number in range(20):
            link = make_link(number, source_id=source_id)
            ids = {}
            ledger.record_crawl(run_id, [link], [], ids)
            ledger.record_crawl(run_id, [], [FetchRow(source_id, link.url, NOW, "new", sha256=A)], ids)


def test_several_processes_make_and_write_one_ledger(tmp_path):
    url = f"sqlite:///{tmp_path}/new/ledger.sqlite"
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=write_rows, args=(url, f"Town{number}")) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    with Ledger(url) as ledger:
        assert [len(ledger.known_links(f"Town{number}")) for number in range(4)] == [20] * 4


def test_every_table_and_column_has_a_comment_and_compiles_for_postgresql():
    for table in metadata.sorted_tables:
        assert table.comment
        assert all(column.comment for column in table.columns)
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_bytes_against_the_bytes_before():
    assert [sha256_to_outcome(B, before) for before in (None, A, B)] == ["new", "changed", "unchanged"]


def test_what_another_version_has_read_is_left_for_a_re_read(ledger):
    ledger.register_sources([make_source()])
    run_id = ledger.open_run("test", {})
    links, fetches = [make_link(1), make_link(2), make_link(3)], [make_fetch(1), make_fetch(2, sha256=B)]
    ledger.record_crawl(run_id, links, [*fetches, make_fetch(3, sha256=C)], {})
    ledger.record_extractions(run_id, [ExtractionRow(A, "0", "report"), ExtractionRow(B, "0", "failed", "no bytes")])

    def pending(*, again: bool) -> list[str]:
        return [entry.sha256 for entry in ledger.pending_documents(VERSION, again=again)]

    assert pending(again=True) == [A, B, C]
    # What the other version could not have is no reading.
    assert pending(again=False) == [B, C]
    assert ledger.read_by_others(VERSION) == 1
    ledger.record_extractions(run_id, [ExtractionRow(A, VERSION, "report")])
    assert pending(again=True) == pending(again=False) == [B, C]
    assert ledger.read_by_others(VERSION) == 0


def test_the_last_runs_come_first_also_those_that_did_not_end(ledger):
    first, second = ledger.open_run("nightly_crawl", {}), ledger.open_run("backfill_years", {})
    ledger.close_run(first, {"failure_count": 2})
    runs = ledger.last_runs(5)
    assert [(run.run_id, run.kind, run.summary) for run in runs] == [
        (second, "backfill_years", None),
        (first, "nightly_crawl", {"failure_count": 2}),
    ]
    assert runs[0].ended_at is None
    assert runs[1].ended_at >= runs[1].started_at
    assert [run.run_id for run in ledger.last_runs(1)] == [second]


def test_a_ledger_on_a_server_has_its_journal_in_a_folder(ledger, tmp_path):
    ledger.register_sources([make_source()])
    run_id = ledger.open_run("test", {})
    ids: dict[tuple[str, str], int] = {}
    ledger.record_crawl(run_id, [make_link(1), make_link(2)], [], ids)
    url, folder = "postgresql://me:secret@db.example/ledger", tmp_path / "journal"
    journal = Journal.beside(url, run_id, folder)
    journal.add(make_fetch(1))
    assert commit_left_behind(url, ledger, folder) == 0, "its process lives"
    (file,) = folder.iterdir()
    assert "secret" not in file.name
    # As after a kill: the lock is gone, the file is not.
    left = tmp_path / "left"
    left.mkdir()
    shutil.copyfile(file, left / file.name)
    assert commit_left_behind("postgresql://me@db.example/another", ledger, left) == 0
    assert commit_left_behind(url, ledger, left) == 1
    assert ledger.run_summary(run_id).fetched["new"] == 1
    assert list(left.iterdir()) == []
    journal.close()
    assert list(folder.iterdir()) == []
