"""Each way in which a portal can misbehave has its own outcome: none of them looks like an empty portal."""

import pytest

from extract.archive import Archive
from extract.errors import ConfigurationError
from extract.source import Source

BODY = "<html><body><h1>某局2020年政府信息公开工作年度报告</h1>" + "正文" * 200 + "</body></html>"


@pytest.fixture(scope="module")
def crawled(kit, make_portal, tmp_path_factory):
    """All misbehaving lists in one crawl: outcomes by source."""
    portal, forbidding, robotless, nowhere = (make_portal() for _ in range(4))
    pages = portal.pages
    pages["/good/"] = kit.trs_page([kit.trs_link(1)]).encode()
    pages["/good/202101/t20210120_1.html"] = BODY.encode()
    pages["/empty/"] = kit.trs_page([]).encode()
    pages["/short/"] = kit.trs_page([kit.trs_link(1)]).encode()
    pages["/long/"] = kit.trs_page([kit.trs_link(n) for n in range(4)]).encode()
    pages["/challenge/"] = kit.SHELL.encode()
    pages["/forbidden/"] = kit.status(403)
    pages["/busy/"] = kit.status(429, Retry_After="0")
    pages["/broken/"] = kit.status(500)
    pages["/dropped/"] = kit.drop
    pages["/blank/"] = b""
    pages["/image/"] = lambda handler: handler.answer(200, b"\x89PNG\r\n\x1a\n", Content_Type="image/png")
    pages["/elsewhere/"] = lambda handler: handler.answer(302, Location="http://www.example.com/")
    pages["/inside/"] = lambda handler: handler.answer(302, Location="http://10.0.0.8/secret")
    pages["/port/"] = lambda handler: handler.answer(302, Location="http://127.0.0.1:22/")
    pages["/loop/"] = lambda handler: handler.answer(302, Location="/loop/")
    pages["/repeat/"] = kit.trs_page([kit.trs_link(1)], 3, 0).encode()
    pages["/repeat/index_1.html"] = kit.trs_page([kit.trs_link(1)], 3, 1).encode()
    pages["/endless/"] = kit.trs_page([kit.trs_link(0)], 9999, 0).encode()
    for number in range(1, 50):
        pages[f"/endless/index_{number}.html"] = kit.trs_page([kit.trs_link(number)], 9999, number).encode()
    pages["/excuse/"] = kit.trs_page([kit.trs_link(1), kit.trs_link(2)], 3, 0).encode()
    pages["/excuse/202101/t20210120_1.html"] = BODY.encode()
    pages["/excuse/index_1.html"] = "<html><body><p>系统繁忙，请稍后再试</p></body></html>".encode()
    pages["/shrunk/"] = kit.trs_page([kit.trs_link(1)], 3, 0).encode()
    pages["/shrunk/index_1.html"] = kit.trs_page([kit.trs_link(2)], 2, 1).encode()
    pages["/whole/"] = kit.trs_page([kit.trs_link(1)], 2, 0).encode()
    pages["/whole/index_1.html"] = kit.trs_page([kit.trs_link(2)], 2, 1).encode()
    pages["/torn/"] = kit.trs_page([kit.trs_link(1)], 2, 0).encode()
    pages["/norecords/"] = b"<html><body><ul><li>nothing of the family here, at all</li></ul></body></html>"
    forbidding.pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"
    forbidding.pages["/list/"] = pages["/good/"]
    robotless.pages["/robots.txt"] = kit.status(503)
    robotless.pages["/list/"] = pages["/good/"]
    nowhere.close()
    sources = [
        kit.make_source("Good", f"{portal.url}/good/"),
        kit.make_source("Short", f"{portal.url}/short/", minimum=2),
        kit.make_source("Long", f"{portal.url}/long/", maximum=3),
        kit.make_source("Gone", f"{portal.url}/gone/"),
        kit.make_source("Norecords", f"{portal.url}/norecords/", family="hanweb"),
        kit.make_source("Forbidding", f"{forbidding.url}/list/"),
        kit.make_source("Robotless", f"{robotless.url}/list/"),
        kit.make_source("Nowhere", f"{nowhere.url}/list/"),
        kit.make_source("Misparam", f"{portal.url}/good/", params={"colour": "red"}),
        kit.make_source("Disguised", f"{portal.url.replace('127.0.0.1', '2130706433')}/good/", sample=False),
    ]
    sources += [
        kit.make_source(name.strip("/").title(), f"{portal.url}{name}")
        for name in pages
        if name.endswith("/") and name.strip("/").title() not in {entry.id for entry in sources}
    ]
    crawls = kit.Crawls(tmp_path_factory.mktemp("misbehaviour"))
    outcomes = crawls.crawl(*sources)
    return outcomes, crawls, {"portal": portal, "forbidding": forbidding, "robotless": robotless}


@pytest.mark.parametrize(
    ("source_id", "outcome", "reason"),
    [
        ("Good", "crawled", None),
        ("Long", "crawled", "more than the 3 expected"),
        ("Short", "changed", "1 links where 2 or more are expected"),
        ("Empty", "changed", "the list is empty"),
        ("Gone", "changed", "HTTP 404"),
        ("Image", "changed", "no web page"),
        ("Norecords", "changed", "no <recordset>"),
        ("Repeat", "changed", "page 2 of the list only repeats"),
        ("Endless", "changed", "more than 6 pages"),
        ("Excuse", "changed", "page 2 of the list: it has no links, and the first page announces 3 pages; 2 links"),
        ("Shrunk", "changed", "announces 3 pages and ends after 2"),
        ("Whole", "crawled", None),
        ("Torn", "changed", "page 2 of the list: the portal answers HTTP 404"),
        ("Challenge", "refused", "script challenge"),
        ("Forbidden", "refused", "HTTP 403"),
        ("Busy", "refused", "HTTP 429"),
        ("Forbidding", "refused", "robots.txt forbids it"),
        ("Elsewhere", "refused", "www.example.com is no host of Elsewhere after a redirect"),
        ("Inside", "refused", "10.0.0.8 is no host of Inside after a redirect"),
        ("Port", "refused", "port 22 is no port of Port after a redirect"),
        ("Disguised", "refused", "127.0.0.1 is no public address"),
        ("Robotless", "failed", "robots.txt answers HTTP 503"),
        ("Broken", "failed", "HTTP 500"),
        ("Dropped", "failed", "no answer"),
        ("Nowhere", "failed", "robots.txt cannot be had"),
        ("Blank", "failed", "empty body"),
        ("Loop", "failed", "max redirections reached"),
        ("Misparam", "failed", "colour"),
    ],
)
def test_each_list_has_its_own_outcome(crawled, source_id, outcome, reason):
    outcomes, crawls, _ = crawled
    found = outcomes[source_id]
    assert found.outcome == outcome
    assert (found.reason is None) if reason is None else (reason in found.reason)
    with crawls.ledger() as ledger:
        row, _ = ledger.listings(crawls.run_id)[source_id]
        last = {entry.source_id: entry for entry in ledger.last_crawls()}[source_id]
    assert (row.outcome, row.reason) == (found.outcome, found.reason)
    assert (last.last_good_at is not None) == (outcome == "crawled")


def test_what_robots_forbid_is_not_asked_for(crawled):
    _, _, portals = crawled
    assert portals["forbidding"].requests == {"/robots.txt": 1}
    assert set(portals["robotless"].requests) == {"/robots.txt"}


def test_only_what_may_pass_is_retried(crawled):
    requests = crawled[2]["portal"].requests
    assert [requests[path] for path in ("/broken/", "/busy/")] == [3, 3]
    # Twisted itself repeats a GET once if a kept connection turns out to be closed.
    assert requests["/dropped/"] in {3, 4}
    assert [requests[path] for path in ("/forbidden/", "/gone/", "/challenge/", "/image/")] == [1, 1, 1, 1]
    assert requests["/loop/"] <= 6


def test_the_user_agent_is_honest(crawled):
    assert crawled[2]["portal"].headers["/good/"]["User-Agent"].startswith("gongkai/")


def test_links_before_a_torn_list_are_fetched_all_the_same(crawled):
    found = crawled[0]["Endless"]
    assert (found.listed, found.failed) == (6, 6)
    found = crawled[0]["Excuse"]
    assert (found.listed, found.new, found.failed) == (2, 1, 1)


def test_documents_that_misbehave(kit, make_portal, crawls):
    portal = make_portal()
    pages = portal.pages
    folder = "/nb/202101/t20210120_"
    documents = {
        "good": BODY.encode(),
        "flaky": kit.after_failures(1, BODY + "flaky"),
        "forbidden": kit.status(403),
        "gone": kit.status(404),
        "challenge": kit.SHELL.encode(),
        "dropped": kit.drop,
        "slow": kit.slow,
        "bomb": kit.bomb,
        "big": b"x" * 300_000,
        "inside": lambda handler: handler.answer(302, Location="http://169.254.169.254/latest/meta-data/"),
        "file": lambda handler: handler.answer(302, Location="file:///etc/passwd"),
        "moved": lambda handler: handler.answer(301, Location=f"{folder}8.html"),
    }
    numbers = {name: number for number, name in enumerate(documents, 10)}
    for name, number in numbers.items():
        pages[f"{folder}{number}.html"] = documents[name]
    pages[f"{folder}8.html"] = (BODY + "moved").encode()
    links = [kit.trs_link(number) for number in numbers.values()]
    links += [("./202101/t20210120_90.html", "图解：2020年政府信息公开工作年度报告", "2021-01-21")]
    links += [("http://www.example.com/nb/202101/t20210120_91.html", "2020年政府信息公开年报", "2021-01-21")]
    links += [("javascript:alert(1)", "2020年政府信息公开年报", "2021-01-21"), ("http://[bad", "2020年年报", "")]
    pages["/nb/"] = kit.trs_page(links).encode()
    source = kit.make_source("Town", f"{portal.url}/nb/", params={"article_prefix": "/nb/"})
    options = kit.OPTIONS.model_copy(update={"retry_times": 1, "timeout_seconds": 1.0})
    found = crawls.crawl(source, options=options)["Town"]
    failures = {entry.name: entry for entry in (entry for entry in crawls.failures().values())}
    by_name = {
        name: (entry.outcome, entry.reason)
        for name, number in numbers.items()
        for url, entry in failures.items()
        if url.endswith(f"_{number}.html")
    }
    assert (found.outcome, found.new, found.not_reports) == ("crawled", 3, 1)
    assert {name: outcome for name, (outcome, _) in by_name.items()} == {
        "forbidden": "refused",
        "gone": "gone",
        "challenge": "refused",
        "dropped": "failed",
        "slow": "failed",
        "bomb": "refused",
        "big": "refused",
        "inside": "refused",
        "file": "failed",
    }
    assert "size limit" in by_name["bomb"][1]
    assert "size limit" in by_name["big"][1]
    assert "169.254.169.254 is no host" in by_name["inside"][1]
    assert found.refused + found.failed == len(failures) == len(by_name) + 1
    assert "www.example.com" in next(entry.reason for url, entry in failures.items() if "example.com" in url)
    with crawls.ledger() as ledger:
        known = ledger.known_links("Town")
    archived = {entry.sha256 for entry in known.values() if entry.sha256}
    assert archived == set(Archive(crawls.archive_url).sha256s())
    assert len(archived) == 3
    assert f"{folder}90.html" not in portal.requests


def test_a_crash_of_the_crawl_process_is_a_failure_of_its_sources(kit, make_portal, crawls):
    portal = make_portal()
    portal.pages["/nb/"] = kit.trs_page([kit.trs_link(1)]).encode()
    crawls.archive_url = "nosuchprotocol://bucket"
    found = crawls.crawl(kit.make_source("Town", f"{portal.url}/nb/"))["Town"]
    assert found.outcome == "failed"
    assert "nosuchprotocol" in found.reason
    assert crawls.failures()["http://127.0.0.1:" + portal.url.rsplit(":", 1)[1] + "/nb/"].reason == found.reason


def test_a_wrong_ledger_is_a_configuration_error(kit, crawls):
    crawls.ledger_url = "nonsense"
    with pytest.raises(ConfigurationError):
        crawls.crawl(kit.make_source("Town", "http://127.0.0.1:9/nb/"))


def test_no_source_is_no_crawl(crawls):
    assert crawls.crawl() == {}


def test_sources_on_public_names_only(kit):
    for url in ("http://127.0.0.1/nb/", "http://localhost/nb/", "http://[::1]/nb/", "http://10.1.2.3/nb/"):
        with pytest.raises(ValueError, match="not an address"):
            Source.model_validate(
                kit.make_source("Town", "http://127.0.0.1/").model_dump() | {"url": url, "sample": False}
            )
