"""A report in an attachment is one report with its page; a picture that comes later is read with its page."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from extract.archive import Archive
from extract.ledger import Ledger
from extract.ledger_rows import FetchRow, LinkRow, PartsRow
from extract.source import load_sources
from gongkai.batches import read_documents
from gongkai.settings import Settings, environment_to_settings
from gongkai.work import Limits
from gongkai.worker import Readers
from sample.corpus import load_corpus
from transform.model import EXTRACTOR_VERSION

PORTAL = "http://127.0.0.1:9"
FOLDER = f"{PORTAL}/trs/zfxxgk/zfxxgknb/202101/"
SHORT = "<html><body><h1>{}</h1><div class='TRS_Editor'><p>现将报告予以公布。</p></div></body></html>"
REPORT = """<html><body><h1>绿城区民政局2021年政府信息公开工作年度报告</h1><div class='TRS_Editor'>
<p>一、总体情况</p><p>全年主动公开政府信息12条。</p><img src='./W1.png'></div></body></html>"""


class Town:
    """A source whose links and bytes a test puts in place of a crawl."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self.settings, self.ledger = settings, ledger
        self.ids: dict[tuple[str, str], int] = {}
        self.run_id = ledger.open_run("test", {})
        ledger.register_sources([load_sources(sample_portal=PORTAL)["SampleTRS"]])

    def take_in(self, name: str, data: bytes, title: str, kind: Any = "report", page: str | None = None) -> str:
        """Archive and record a document, as a part of `page` if one is given."""
        sha256 = Archive(self.settings.archive_url).put(data)
        url = FOLDER + name
        link = LinkRow("SampleTRS", url, title, kind, datetime.date(2024, 1, 20))
        fetch = FetchRow("SampleTRS", url, datetime.datetime.now(datetime.UTC), "new", sha256=sha256)
        parts = [PartsRow("SampleTRS", FOLDER + page, (url,))] if page else []
        self.ledger.record_crawl(self.run_id, [link], [fetch], self.ids, parts)
        return sha256

    def pending(self) -> list[str]:
        """What is to be read."""
        return [document.sha256 for document in self.ledger.pending_documents(EXTRACTOR_VERSION)]

    def read(self, readers: Readers) -> pd.DataFrame:
        """Read what is pending, and give the documents of the batch that it becomes."""
        run_id = self.ledger.open_run("reprocess", {})
        read_documents(run_id, self.pending(), self.settings, readers)
        return self.staged("document")

    def staged(self, table: str) -> pd.DataFrame:
        """A table of the latest batch, by sha256."""
        newest = max(self.settings.staging.rglob(f"{table}.parquet"), key=lambda file: file.stat().st_mtime_ns)
        documents = pd.read_parquet(newest.with_name("document.parquet")).set_index("document_id")
        rows = pd.read_parquet(newest)
        return rows.set_index(rows.document_id.map(documents.sha256))


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    settings = environment_to_settings()
    with Ledger(settings.ledger_url) as ledger:
        yield Town(settings, ledger)


def test_attachments_and_pictures(town: Town, sample_portal: Any) -> None:
    corpus = load_corpus(sample_portal.corpus)
    alone = next(entry for entry in corpus.documents if entry.format == "docx" and entry.outcome == "report")
    twice = next(entry for entry in corpus.documents if entry.format == "html" and entry.outcome == "report")
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("report.html", corpus.read(twice))
    short = town.take_in("1.html", SHORT.format(alone.title).encode(), alone.title)
    attached = town.take_in("1.docx", corpus.read(alone), alone.title, page="1.html")
    whole = town.take_in("2.html", corpus.read(twice), twice.title)
    copy = town.take_in("2.zip", zipped.getvalue(), twice.title, page="2.html")
    with_picture = town.take_in("3.html", REPORT.encode(), "绿城区民政局2021年政府信息公开工作年度报告")
    with Readers(1, Limits()) as readers:
        documents = town.read(readers)
        before = town.staged("finding")
        assert documents.outcome[short] == "not_a_report"
        assert (documents.outcome[attached], documents.agency[attached]) == ("report", alone.agency)
        # What makes two documents one report, of which the warehouse counts one.
        identity = ["agency_key", "region_code", "report_year", "scope"]
        assert documents.outcome[copy] == "report"
        assert documents.loc[whole, identity].to_dict() == documents.loc[copy, identity].to_dict()
        assert town.pending() == []
        picture = town.take_in("W1.png", b"\x89PNG\r\n\x1a\n", "", "picture", page="3.html")
        assert town.pending() == [with_picture]
        documents, findings = town.read(readers), town.staged("finding")
    # The picture came with its page, and shows nothing.
    assert "did not come with the page" in before.message[with_picture]
    assert set(findings.loc[[with_picture]].rule) == {"table.absent"}
    assert list(documents.parts[with_picture]) == [with_picture, picture]
    assert town.pending() == []
