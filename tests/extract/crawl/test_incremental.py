"""What is there already is not fetched again; what changed becomes a new version; what vanished is kept."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from extract.archive import Archive

FOLDER = "/nb/202101/t20210120_"


def body(number, more=""):
    return f"<html><body><h1>某局年度报告{number}</h1>{'正文' * 100}{more}</body></html>".encode()


@pytest.fixture
def portal(kit, make_portal):
    """Four reports: with an ETag, with a date, with neither, and one of 2019."""
    made = make_portal()

    def dated(handler):
        if handler.headers.get("If-Modified-Since") == "Mon, 25 Jan 2021 01:30:00 GMT":
            handler.answer(304)
        else:
            handler.answer(200, body(2), Last_Modified="Mon, 25 Jan 2021 01:30:00 GMT")

    links = [kit.trs_link(number) for number in (1, 2, 3)] + [kit.trs_link(4, year=2019)]
    links += [("./202101/t20210120_5.html", "年报", "2019-11-30")]
    made.pages["/nb/"] = kit.trs_page(links).encode()
    made.pages[f"{FOLDER}1.html"] = kit.with_etag(body(1), '"one"')
    made.pages[f"{FOLDER}2.html"] = dated
    made.pages[f"{FOLDER}3.html"] = body(3)
    made.pages[f"{FOLDER}4.html"] = body(4)
    made.pages[f"{FOLDER}5.html"] = body(5)
    return made


def counts(outcome):
    return {name: getattr(outcome, name) for name in ("new", "changed", "unchanged", "refused", "failed")}


def test_a_second_night(kit, portal, crawls):
    source = kit.make_source("Town", f"{portal.url}/nb/")
    first = crawls.crawl(source)["Town"]
    second = crawls.crawl(source)["Town"]
    assert counts(first) == {"new": 5, "changed": 0, "unchanged": 0, "refused": 0, "failed": 0}
    assert counts(second) == {"new": 0, "changed": 0, "unchanged": 5, "refused": 0, "failed": 0}
    assert [portal.bodies[f"{FOLDER}{number}.html"] for number in (1, 2, 3)] == [1, 1, 2]
    with crawls.ledger() as ledger:
        assert len(ledger.pending_documents("1")) == 5


def test_changed_challenged_and_deleted_pages(kit, portal, crawls):
    source = kit.make_source("Town", f"{portal.url}/nb/")
    crawls.crawl(source)
    with crawls.ledger() as ledger:
        before = ledger.known_links("Town")
    portal.pages[f"{FOLDER}1.html"] = kit.with_etag(body(1, "更正"), '"two"')
    portal.pages[f"{FOLDER}2.html"] = kit.SHELL.encode()
    del portal.pages[f"{FOLDER}3.html"]
    found = crawls.crawl(source)["Town"]
    assert counts(found) == {"new": 0, "changed": 1, "unchanged": 2, "refused": 1, "failed": 1}
    with crawls.ledger() as ledger:
        after = ledger.known_links("Town")
    first, second, third, *_ = (f"{portal.url}{FOLDER}{number}.html" for number in range(1, 6))
    archive = Archive(crawls.archive_url)
    assert archive.get(after[first].sha256) == body(1, "更正")
    assert archive.get(before[first].sha256) == body(1)
    assert (after[second].sha256, after[third].sha256) == (before[second].sha256, before[third].sha256)


def test_bytes_that_the_archive_lost_are_fetched_again(kit, portal, crawls):
    source = kit.make_source("Town", f"{portal.url}/nb/")
    crawls.crawl(source)
    archive = Archive(crawls.archive_url)
    lost = next(name for name in archive.sha256s() if archive.get(name) == body(1))
    (Path(crawls.archive_url) / lost[:2] / lost).unlink()
    assert crawls.crawl(source)["Town"].unchanged == 5
    assert archive.get(lost) == body(1)


def test_report_years_limit_what_is_fetched_and_not_what_is_listed(kit, portal, crawls):
    source = kit.make_source("Town", f"{portal.url}/nb/")
    found = crawls.crawl(source, report_years=[2019])["Town"]
    assert (found.listed, found.new) == (5, 1)
    assert portal.requests[f"{FOLDER}4.html"] == 1
    found = crawls.crawl(source, report_years=[2018])["Town"]
    assert (found.listed, found.new) == (5, 1)
    assert portal.requests[f"{FOLDER}5.html"] == 1
    with crawls.ledger() as ledger:
        assert len(ledger.known_links("Town")) == 5


def slowly(page, pause):
    def answer(handler):
        time.sleep(pause[0])
        page(handler)

    return answer


@pytest.fixture
def slow_portal(kit, make_portal):
    made = make_portal()
    made.pause = [0.15]
    made.pages["/nb/"] = kit.trs_page([kit.trs_link(number) for number in range(12)]).encode()
    for number in range(12):
        made.pages[f"{FOLDER}{number}.html"] = slowly(kit.with_etag(body(number), f'"{number}"'), made.pause)
    return made


def children():
    own = Path(f"/proc/{os.getpid()}/task")
    pids = [int(pid) for task in own.iterdir() for pid in (task / "children").read_text().split()]
    return [pid for pid in pids if b"extract.crawl_process" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def wait_for(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def assert_agree(crawls):
    archive = Archive(crawls.archive_url)
    with crawls.ledger() as ledger:
        named = {entry.sha256 for entry in ledger.known_links("Town").values() if entry.sha256}
    assert named <= set(archive.sha256s())
    assert all(archive.get(name) for name in named)
    return len(named)


def test_kill_9_of_the_crawl_process(kit, slow_portal, crawls):
    source = kit.make_source("Town", f"{slow_portal.url}/nb/")
    found = {}
    thread = threading.Thread(target=lambda: found.update(crawls.crawl(source)))
    thread.start()
    wait_for(lambda: sum(slow_portal.bodies.values()) >= 10)
    for pid in children():
        os.kill(pid, signal.SIGKILL)
    thread.join(15)
    assert found["Town"].outcome == "failed"
    assert "-9" in found["Town"].reason
    # But for the answer that was on its way, what the portal sent is kept.
    sent = sum(slow_portal.bodies.values()) - len(["/robots.txt", "/nb/"])
    kept = assert_agree(crawls)
    assert sent - 1 <= kept <= sent
    slow_portal.pause[0] = 0
    again = crawls.crawl(source)["Town"]
    assert (again.outcome, again.new, again.unchanged) == ("crawled", 12 - kept, kept)
    assert assert_agree(crawls) == 12
    bodies = [slow_portal.bodies[f"{FOLDER}{number}.html"] for number in range(12)]
    assert sum(bodies) - 12 == sent - kept
    assert not list(Path(crawls.archive_url).parent.glob("*.fetched-*"))


def test_kill_9_of_the_caller_stops_the_crawl_and_the_next_run_goes_on(kit, slow_portal, crawls):
    source = kit.make_source("Town", f"{slow_portal.url}/nb/")
    arguments = {"archive_url": crawls.archive_url, "ledger_url": crawls.ledger_url}
    with crawls.ledger() as ledger:
        arguments["run_id"] = ledger.open_run("test", {})
    program = (
        "import json, sys; from extract.crawl import *; from extract.source import Source; "
        "given = json.loads(sys.argv[1]); source = Source.model_validate_json(sys.argv[2]); "
        "crawl_sources([source], options=CrawlOptions(delay_seconds=0), **given)"
    )
    command = [sys.executable, "-c", program, json.dumps(arguments), source.model_dump_json()]
    process = subprocess.Popen(command)
    wait_for(lambda: sum(slow_portal.bodies.values()) >= 5)
    process.kill()
    process.wait()
    wait_for(lambda: slow_portal.busy == 0)
    time.sleep(1.0)
    sent = sum(slow_portal.bodies.values())
    time.sleep(0.5)
    assert sum(slow_portal.bodies.values()) == sent < 13
    with crawls.ledger() as ledger:
        row, _ = ledger.listings(arguments["run_id"])["Town"]
    assert row.outcome == "failed"
    kept = assert_agree(crawls)
    slow_portal.pause[0] = 0
    again = crawls.crawl(source)["Town"]
    assert (again.outcome, again.new, again.unchanged) == ("crawled", 12 - kept, kept)
    assert max(slow_portal.bodies[f"{FOLDER}{number}.html"] for number in range(12)) == 1


def test_two_columns_of_one_host_are_crawled_one_after_the_other(kit, make_portal, crawls):
    portals = [make_portal(f"127.0.0.{number}") for number in range(2, 4)]
    sources = []
    for number, portal in enumerate(portals):
        for column in ("/nb/", "/other/"):
            portal.pages[column] = kit.trs_page([kit.trs_link(link) for link in range(4)]).encode()
            for link in range(4):
                path = f"{column}202101/t20210120_{link}.html"
                portal.pages[path] = slowly(kit.with_etag(body(number * 10 + link), '"x"'), [0.1])
            sources.append(kit.make_source(f"Host{number}{column.strip('/')}", f"{portal.url}{column}"))
    found = crawls.crawl(*sources)
    assert {(entry.outcome, entry.new) for entry in found.values()} == {("crawled", 4)}
    assert [portal.busiest for portal in portals] == [1] * 2


def test_progress_is_logged(kit, portal, crawls, caplog):
    caplog.set_level("INFO", logger="gongkai.crawl")
    options = kit.OPTIONS.model_copy(update={"progress_every": 2})
    crawls.crawl(kit.make_source("Town", f"{portal.url}/nb/"), options=options)
    assert caplog.messages == [
        "Town: 2 documents so far (2 new)",
        "Town: 4 documents so far (4 new)",
        "crawled 1 of 1 sources",
        "Town: crawled: 5 listed; 5 new",
    ]
