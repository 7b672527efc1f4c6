"""The sample portal misbehaves in every way it can; each has its outcome in the ledger, for lists and documents."""

import dataclasses
import json
import urllib.request
from collections import Counter

import pytest
from sqlalchemy import select

from extract.archive import Archive
from extract.ledger_schema import fetch, link, open_engine
from sample.corpus import SourceEntry, load_corpus
from sample.generate import generate
from sample.portal import serve
from sample.portal_trouble import TROUBLES, Troubles

LISTS = {
    "forbidden": ("refused", "HTTP 403"),
    "missing": ("changed", "HTTP 404"),
    "deleted": ("changed", "HTTP 410"),
    "busy": ("crawled", None),
    "always_busy": ("refused", "HTTP 429"),
    "unavailable": ("failed", "HTTP 503"),
    "broken": ("failed", "HTTP 500"),
    "flaky": ("crawled", None),
    "blank": ("failed", "empty body"),
    "slow": ("failed", "no answer: "),
    "dropped": ("failed", "no answer: "),
    "loop": ("failed", "max redirections"),
    "elsewhere": ("refused", "www.example.com is no host"),
    "inside": ("refused", "169.254.169.254 is no host"),
    "wrong_type": ("changed", "no web page"),
    "changed": ("crawled", None),
    "lying_tag": ("crawled", None),
    "challenge": ("refused", "script challenge"),
    "empty_list": ("changed", "the list is empty"),
    "repeating": ("changed", "page 2 of the list only repeats"),
    "endless": ("changed", "more than 6 pages"),
    "bomb": ("refused", "size limit"),
    "forbidding": ("refused", "robots.txt forbids it"),
    "resting": ("postponed", "asks to be left alone for 86400 s"),
}
OF_LISTS = {"empty_list", "repeating", "endless", "forbidding", "resting", "always_busy"}
DOCUMENTS = {
    "forbidden": "refused",
    "missing": "gone",
    "deleted": "gone",
    "busy": "new",
    "unavailable": "failed",
    "broken": "failed",
    "flaky": "new",
    "blank": "failed",
    "slow": "failed",
    "dropped": "failed",
    "loop": "failed",
    "elsewhere": "refused",
    "inside": "refused",
    "wrong_type": "new",
    "changed": "new",
    "lying_tag": "new",
    "challenge": "refused",
    "bomb": "refused",
}


def folder(name):
    return f"/trs/{name.replace('_', '')}/nb/"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A column for each trouble of a list, with one document, and a column `docs` with one for each of a document."""
    made = generate(tmp_path_factory.mktemp("trouble"), count=1, formats=["html"], damaged=0)
    (document,) = made.documents

    def listed(source, number):
        path = f"{folder(source)}202101/t20210120_{number}.html"
        return dataclasses.replace(document, id=f"{source}{number}", source=source, path=path)

    documents = [listed(kind, 1) for kind in LISTS] + [listed("docs", n) for n in range(len(DOCUMENTS))]
    sources = tuple(SourceEntry(name, "trs", folder(name), "年报", None) for name in (*LISTS, "docs"))
    dataclasses.replace(made, sources=sources, documents=tuple(documents)).save()
    return load_corpus(made.folder)


@pytest.fixture(scope="module")
def crawled(corpus, kit, tmp_path_factory):
    """All columns in one crawl, and `docs` once more when its portal has told to behave; outcomes by source."""
    told = {f"{folder(kind)}{page}": kind for kind in LISTS for page in ("", "index*")}
    told |= {f"{folder('docs')}*0120_{number}.html": kind for number, kind in enumerate(DOCUMENTS)}
    troubles, robots = Troubles(told, retry_after_seconds=0), Troubles({"/robots.txt": "forbidding"})
    crawls = kit.Crawls(tmp_path_factory.mktemp("troubled"))
    changes = {"retry_times": 1, "timeout_seconds": 0.5, "size_maximum_bytes": 1_000_000}
    options = kit.OPTIONS.model_copy(update=changes)
    with serve(corpus.folder, troubles=troubles) as url, serve(corpus.folder, troubles=robots) as forbidding:
        hosts = dict.fromkeys(LISTS, url) | {"forbidding": forbidding, "docs": url}
        # The portal that wants to rest is left alone from then on.
        names = ["docs", *LISTS]
        sources = [kit.make_source(name.title().replace("_", ""), hosts[name] + folder(name)) for name in names]
        first = crawls.crawl(*sources, options=options)
        rows = [fetches(crawls, "Docs")]
        tell(url, {f"{folder('docs')}*0120_{number}.html": None for number in range(len(DOCUMENTS))})
        crawls.crawl(sources[0], options=options)
        rows.append(fetches(crawls, "Docs"))
    return first, rows, crawls


def tell(url, told):
    request = urllib.request.Request(f"{url}/_trouble", json.dumps(told).encode())  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310
        assert response.status == 204


def fetches(crawls, source_id):
    """The outcome of the last fetch of each document, by the trouble it is in."""
    engine = open_engine(crawls.ledger_url)
    query = (
        select(link.c.url, fetch.c.outcome, fetch.c.reason)
        .join(fetch, fetch.c.link_id == link.c.id)
        .where(link.c.source_id == source_id, fetch.c.run_id == crawls.run_id)
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    engine.dispose()
    assert all((row.reason is None) == (row.outcome in {"new", "changed", "unchanged"}) for row in rows)
    kinds = list(DOCUMENTS)
    return {kinds[int(row.url.rpartition("_")[2].removesuffix(".html"))]: row.outcome for row in rows}


def test_every_trouble_is_tried():
    assert set(LISTS) == set(TROUBLES)
    assert set(DOCUMENTS) == set(TROUBLES) - OF_LISTS


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_in_trouble(crawled, kind):
    outcome, reason = LISTS[kind]
    found = crawled[0][kind.title().replace("_", "")]
    assert found.outcome == outcome
    assert (found.reason is None) if reason is None else (reason in found.reason)
    assert (found.new == 1) == (outcome == "crawled" or kind in {"repeating", "endless"})


def test_documents_in_trouble(crawled):
    first, (rows, _), _ = crawled
    assert rows == DOCUMENTS
    counts = Counter(DOCUMENTS.values())
    assert (first["Docs"].new, first["Docs"].refused) == (counts["new"], counts["refused"])
    assert first["Docs"].failed == counts["failed"] + counts["gone"]


def test_documents_whose_trouble_is_over(crawled):
    _, (_, rows), crawls = crawled
    # The same bytes are unchanged, whatever their ETag was; those that were different are a new version.
    expected = {kind: "unchanged" if outcome == "new" else "new" for kind, outcome in DOCUMENTS.items()}
    assert rows == expected | {"changed": "changed", "wrong_type": "changed"}
    archive = Archive(crawls.archive_url)
    assert all(archive.get(name) for name in archive.sha256s())


def test_a_share_of_documents_in_trouble_is_the_same_each_night(corpus):
    paths = [f"/trs/{number}.html" for number in range(500)]
    kinds = [Troubles(rate=0.1, seed=seed).kinds_of(paths) for seed in (1, 1, 2)]
    assert kinds[0] == kinds[1] != kinds[2]
    assert 25 < len(kinds[0]) < 75
    with pytest.raises(ValueError, match="no such trouble"):
        Troubles({"/": "nosuch"})
