"""Every family against the sample portal: a column, the same among other pages, and by year, group and agency."""

import json
import sqlite3
import urllib.request
from types import SimpleNamespace

import pytest

from extract.source import families
from sample import portal_lonsun, portal_openness, portal_shandong
from sample.generate import generate
from sample.portal import serve
from sample.portal_families import FAMILIES
from sample.portal_lists import SHORT_TITLE

FORMATS = ("html",)
LISTS = {
    "trs": lambda name: f"/trs/zfxxgk/zfxxgknb/{name}/",
    "vsb": lambda name: f"/vsb/zfxxgk/{name}.htm",
    "nfcms": lambda name: f"/nfcms/xxgk/ndbg/{name}/",
    "plain": lambda name: f"/plain/zfxxgk/zfxxgknb/{name}/",
    "openness": lambda name: portal_openness.steps_to_url((name,)),
    "lonsun": lambda name: portal_lonsun.steps_to_url((name,)),
    "shandong": lambda name: portal_shandong.steps_to_url((name,)),
}
"""Where the portal has the other lists, mixed and by year, of a family."""
PARAMS = {
    ("plain", "column"): {"pages": "{page}.html"},
    ("plain", "mixed"): {"pages": "index_{page}.html", "order": "falling", "links": ".main"},
    ("plain", "tree"): {"pages": "index_{page}.html"},
    **{("trs", name): {"article_prefix": "/trs/"} for name in ("mixed", "tree")},
    **{("nfcms", name): {"article_prefix": "/nfcms/"} for name in ("mixed", "tree")},
}


def count_sent(url):
    with urllib.request.urlopen(f"{url}/_stats") as response:  # noqa: S310
        return json.load(response)


def make_sources(kit, url):
    """By family and list: its column, and the two others where the portal has them."""
    paths = {(family, "column"): row.source.path for family, row in FAMILIES.items()}
    paths |= {(family, name): to_url(name) for family, to_url in LISTS.items() for name in ("mixed", "tree")}
    return {
        (family, name): kit.make_source(
            f"{family.title()}{name.title()}",
            url + path,
            family,
            agency=None,
            mixed=name == "mixed",
            params=PARAMS.get((family, name), {}),
        )
        for (family, name), path in paths.items()
    }


@pytest.fixture(scope="module")
def nights(kit, tmp_path_factory):
    """Two nights: every list, and then the columns again."""
    folder = tmp_path_factory.mktemp("families")
    corpus = generate(folder / "corpus", count=25 * len(FAMILIES), formats=FORMATS, damaged=0, families=tuple(FAMILIES))
    crawls = kit.Crawls(folder)
    with serve(corpus.folder) as url:
        sources = make_sources(kit, url)
        columns = [source for (_, name), source in sources.items() if name == "column"]
        first = crawls.crawl(*sources.values(), options=kit.OPTIONS.model_copy(update={"pages_maximum": 200}))
        sent = count_sent(url)
        second = crawls.crawl(*columns)
        sent_again = count_sent(url)
    database = sqlite3.connect(crawls.ledger_url.removeprefix("sqlite:///"))
    database.row_factory = sqlite3.Row
    links = {
        key: [dict(row) for row in database.execute("SELECT * FROM link WHERE source_id = ?", [source.id])]
        for key, source in sources.items()
    }
    database.close()
    documents = {family: [entry for entry in corpus.documents if entry.family == family] for family in FAMILIES}
    return SimpleNamespace(
        first={key: first[source.id] for key, source in sources.items()},
        second={family: second[sources[family, "column"].id] for family in FAMILIES},
        links=links,
        documents=documents,
        sent=sent,
        sent_again=sent_again,
    )


def test_the_portal_serves_every_family_that_has_a_spider():
    assert set(FAMILIES) == set(families())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_column(nights, family):
    documents = nights.documents[family]
    first, second, links = nights.first[family, "column"], nights.second[family], nights.links[family, "column"]
    assert (first.outcome, first.reason, first.listed) == ("crawled", None, len(documents))
    assert len(documents) > 20, "three pages at least"
    by_title = {(entry.title, entry.published_on, entry.report_year): entry for entry in documents}
    assert {(row["title"], row["published_on"], row["report_year"]) for row in links} == set(by_title)
    fetched = {row["sha256"] for row in links if row["sha256"]}
    assert {entry.sha256 for entry in documents if entry.outcome == "report"} <= fetched
    assert len(fetched) == first.new == len(documents) - first.not_reports
    assert (second.outcome, second.new, second.changed, second.unchanged) == ("crawled", 0, 0, first.new)


def test_a_second_crawl_is_sent_nothing_again(nights):
    assert nights.sent_again["documents_sent"] == nights.sent["documents_sent"]


@pytest.mark.parametrize("family", LISTS)
def test_a_mixed_column(nights, family):
    documents, found = nights.documents[family], nights.first[family, "mixed"]
    assert (found.outcome, found.reason, found.listed) == ("crawled", None, len(documents) + 8)
    fetched = {row["sha256"] for row in nights.links[family, "mixed"] if row["sha256"]}
    reports = {entry.sha256 for entry in documents if entry.outcome == "report"}
    assert reports <= fetched <= {entry.sha256 for entry in documents}


@pytest.mark.parametrize("family", LISTS)
def test_columns_below_a_column(nights, family):
    documents, found = nights.documents[family], nights.first[family, "tree"]
    assert (found.outcome, found.reason, found.listed) == ("crawled", None, len(documents))
    told = {row["sha256"]: (row["title"], row["report_year"], row["agency"]) for row in nights.links[family, "tree"]}
    assert told == {entry.sha256: (SHORT_TITLE, entry.report_year, entry.agency) for entry in documents}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_page_of_another_kind_is_a_change(moved, family):
    assert (moved[family].outcome, moved[family].listed) == ("changed", 0)
    if family in LISTS:
        assert f"nothing on it is of the family {family}" in moved[family].reason


@pytest.fixture(scope="module")
def moved(kit, make_portal, tmp_path_factory):
    """A notice in place of each family's column: outcomes by family."""
    portal = make_portal()
    notice = "<p>本网站已迁移，请访问<a href='/new/'>新网站</a>，<a href='/about/1.html'>联系我们</a></p>"
    sources = {}
    for family, row in FAMILIES.items():
        portal.pages[row.source.path.partition("?")[0]] = f"<html><body>{notice}</body></html>".encode()
        sources[family] = kit.make_source(family.title(), portal.url + row.source.path, family)
    found = kit.Crawls(tmp_path_factory.mktemp("moved")).crawl(*sources.values())
    return {family: found[source.id] for family, source in sources.items()}
