"""A portal is asked as often, as fast and at such hours as suit it; what must wait is done by the next run."""

import datetime
import itertools
import time

import pytest

from extract.permits import SHANGHAI, Permits

FOLDER = "/nb/202101/t20210120_"
BODY = "<html><body><h1>某局2020年政府信息公开工作年度报告</h1>" + "正文" * 200


def fill(portal, kit, count):
    portal.pages["/nb/"] = kit.trs_page([kit.trs_link(number) for number in range(count)]).encode()
    for number in range(count):
        portal.pages[f"{FOLDER}{number}.html"] = kit.with_etag(f"{BODY}{number}", f'"{number}"')
    return portal


def hours_from_now(first, last):
    now = datetime.datetime.now(SHANGHAI)
    return "-".join((now + datetime.timedelta(hours=hours)).strftime("%H:%M") for hours in (first, last))


def test_what_the_budget_leaves_over_is_fetched_first_by_the_next_run(kit, make_portal, crawls):
    portal = fill(make_portal(), kit, 5)
    source = kit.make_source("Town", f"{portal.url}/nb/")
    options = kit.OPTIONS.model_copy(update={"requests_maximum": 5})
    first = crawls.crawl(source, options=options)["Town"]
    assert (first.outcome, first.new, first.left_over) == ("crawled", 3, 2)
    assert first.reason == "2 documents wait for the next run: the run's budget of requests is spent"
    assert sum(portal.requests.values()) == 5
    with crawls.ledger() as ledger:
        assert ledger.requests_made(crawls.run_id) == 5
        assert ledger.failures(crawls.run_id) == []
        assert ledger.run_summary(crawls.run_id).left_over == 2
    second = crawls.crawl(source, options=options)["Town"]
    assert (second.new, second.unchanged, second.left_over) == (2, 1, 2)
    assert max(portal.bodies[f"{FOLDER}{number}.html"] for number in range(5)) == 1


@pytest.fixture(scope="module")
def crawled(kit, make_portal, tmp_path_factory):
    """Portals with wishes of their own in one crawl: outcomes, portals, and when each was asked."""
    _shut, _own, resting, strained, slow = portals = [fill(make_portal(f"127.0.1.{n}"), kit, 4) for n in range(5)]
    asked = {portal: [] for portal in portals}
    for portal in portals:
        for path, page in list(portal.pages.items()):
            portal.pages[path] = noting(page, asked[portal])
    resting.pages["/nb/"] = kit.status(429, Retry_After="3600")
    strained.pages[f"{FOLDER}0.html"] = noting(once(kit.status(503), strained.pages[f"{FOLDER}0.html"]), [])
    slow.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 0.4\n"
    names = ("Shut", "Own", "Resting", "Strained", "Slow")
    sources = [
        kit.make_source(name, f"{portal.url}/nb/", window=hours_from_now(-1, 1) if name != "Shut" else None)
        for name, portal in zip(names, portals, strict=True)
    ]
    changes = {"window": hours_from_now(2, 3), "contact": "https://example.org/we", "backoff_seconds": 0.3}
    crawls = kit.Crawls(tmp_path_factory.mktemp("politeness"))
    outcomes = crawls.crawl(*sources, options=kit.OPTIONS.model_copy(update=changes | {"backoff_maximum_seconds": 1}))
    return outcomes, dict(zip(names, portals, strict=True)), {n: asked[p] for n, p in zip(names, portals, strict=True)}


def noting(page, times):
    def answer(handler):
        times.append(time.monotonic())
        page(handler) if callable(page) else handler.answer(200, page)

    return answer


def once(first, then):
    pages = [first]

    def answer(handler):
        page = pages.pop() if pages else then
        page(handler)

    return answer


def gaps(times):
    return [after - before for before, after in itertools.pairwise(times)]


def test_hours(crawled):
    outcomes, portals, _ = crawled
    assert (outcomes["Shut"].outcome, outcomes["Shut"].listed) == ("postponed", 0)
    assert "it is crawled from" in outcomes["Shut"].reason
    assert not portals["Shut"].requests
    assert (outcomes["Own"].outcome, outcomes["Own"].new) == ("crawled", 4)


def test_the_hours_may_end_during_a_crawl(kit):
    source = kit.make_source("Town", "http://127.0.0.1:9/nb/", window="22:00-06:00")
    times = iter(datetime.datetime(2026, 1, 1, hour, 59, tzinfo=SHANGHAI) for hour in (5, 6))
    permits = Permits(None, None, lambda: next(times))
    assert [permits.take(source) for _ in range(2)] == [None, "it is crawled from 22:00 to 06:00 only"]


def test_a_portal_that_asks_for_a_long_rest_gets_it(crawled):
    outcomes, portals, _ = crawled
    assert outcomes["Resting"].outcome == "postponed"
    assert "asks to be left alone for 3600 s" in outcomes["Resting"].reason
    assert portals["Resting"].requests["/nb/"] == 1


def test_a_strained_portal_is_slowed_down_and_the_others_are_not(crawled):
    outcomes, _, asked = crawled
    assert outcomes["Strained"].new == 4
    # The delay is 0.3 s give or take half of it, and a fifth shorter after each good answer.
    assert sum(gaps(asked["Strained"])[-3:]) > 0.3
    assert sum(gaps(asked["Own"])) < sum(gaps(asked["Strained"]))


def test_crawl_delay_is_obeyed(crawled):
    outcomes, _, asked = crawled
    assert outcomes["Slow"].new == 4
    assert min(gaps(asked["Slow"])) > 0.15


def test_the_user_agent_names_the_operator(crawled):
    assert crawled[1]["Own"].headers["/nb/"]["User-Agent"].endswith(" (+https://example.org/we)")
