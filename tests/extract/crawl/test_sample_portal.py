"""Both spiders against the sample portal, which was written from the same description."""

import json
import urllib.request

import pytest

from extract.archive import Archive, bytes_to_sha256
from extract.source import load_sources, select_sources
from sample.generate import generate
from sample.portal import serve

SAMPLES = ["SampleTRS", "SampleHanweb"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("sample") / "corpus", seed=7)


def statistics(url):
    with urllib.request.urlopen(f"{url}/_stats") as response:  # noqa: S310
        return json.load(response)


def test_two_nights(corpus, kit, crawls):
    listed = {source_id: [entry for entry in corpus.documents if entry.source == source_id] for source_id in SAMPLES}
    with serve(corpus.folder) as url:
        sources = select_sources(SAMPLES, sample_portal=url)
        first = crawls.crawl(*sources)
        after_first = statistics(url)
        second = crawls.crawl(*sources)
        after_second = statistics(url)
    for source_id, entries in listed.items():
        assert (first[source_id].outcome, first[source_id].listed) == ("crawled", len(entries))
        assert first[source_id].new + first[source_id].not_reports == len(entries)
        assert second[source_id].unchanged == first[source_id].new
    assert after_second["documents_bytes"] == after_first["documents_bytes"]
    assert set(after_second["bodies"].values()) == {1}
    assert after_second["not_found"] == 0
    archive = Archive(crawls.archive_url)
    with crawls.ledger() as ledger:
        pending = ledger.pending_documents("1")
    by_path = {entry.path: entry for entry in corpus.documents}
    for document in pending:
        entry = by_path[document.url.removeprefix(url)]
        assert document.sha256 == bytes_to_sha256(corpus.read(entry)) == bytes_to_sha256(archive.get(document.sha256))
        assert (document.link_title, str(document.published_on)) == (entry.title, entry.published_on)
        assert document.report_year == entry.report_year
        assert document.media_type == entry.media_type
    reports = {entry.path for entry in corpus.documents if entry.outcome == "report"}
    assert reports <= {document.url.removeprefix(url) for document in pending}


def test_the_other_trs_column_counts_its_pages_in_another_way(corpus, kit, crawls):
    with serve(corpus.folder) as url:
        source = kit.make_source(
            "Alias", f"{url}/trs/zwgk/gknb/", params={"article_prefix": "/trs/"}, years={"first": 2019}
        )
        found = crawls.crawl(source, report_years=[2021])["Alias"]
    trs = [entry for entry in corpus.documents if entry.source == "SampleTRS"]
    assert (found.outcome, found.listed) == ("crawled", len(trs))
    assert found.new <= sum(entry.report_year == 2021 for entry in trs)


def test_the_annual_report_module(corpus, kit, crawls):
    entries = [entry for entry in corpus.documents if entry.source == "SampleHanweb"]
    areas = {entry.organ_code: entry.agency for entry in entries}
    with serve(corpus.folder) as url:
        source = kit.make_source(
            "Module",
            f"{url}/hanweb/module/xxgk/xxgkAnnualReport.jsp",
            "hanweb",
            years={"first": 2019, "last": 2023},
            params={"areas": areas},
        )
        found = crawls.crawl(source)["Module"]
    assert (found.outcome, found.listed) == ("crawled", len(entries))
    with crawls.ledger() as ledger:
        agencies = {document.url.removeprefix(url): document.agency for document in ledger.pending_documents("1")}
    assert agencies == {entry.path: entry.agency for entry in entries if entry.path in agencies}


def test_the_sample_sources_are_the_corpus_columns(corpus):
    sources = load_sources(sample_portal="http://127.0.0.1:8000")
    for column in corpus.sources:
        source = sources[column.id]
        assert (source.family, source.url, source.region_code) == (
            column.family,
            f"http://127.0.0.1:8000{column.path}",
            column.region_code,
        )
