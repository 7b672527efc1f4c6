"""The formats that are not in the default corpus: others' readers open them, and ours reads every fact right."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import ofdkit
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bench.accuracy import read_file
from bench.score import score_reading
from sample.corpus import Corpus, DocumentEntry
from sample.generate import generate
from sample.office import NoLibreOffice, docx_to_office
from transform.model import Hints

FORMATS = ("xlsx", "xls", "ofd", "rtf", "zip")
COUNT = 30


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return generate(tmp_path_factory.mktemp("formats"), seed=5, count=COUNT, formats=FORMATS, damaged=0.0)


def reports(corpus: Corpus, format_: str) -> list[DocumentEntry]:
    found = [document for document in corpus.documents if document.format == format_ and document.outcome == "report"]
    assert len(found) >= 4
    return found


@pytest.mark.parametrize("format_", FORMATS)
def test_every_fact_is_right_and_nothing_is_found_wrong(corpus: Corpus, format_: str) -> None:
    for document in reports(corpus, format_):
        reading = read_file(corpus.folder / document.file, Hints(region_code=document.region_code))
        score = score_reading(corpus.read_answer(document), reading)
        assert score.wrong == []
        assert score.right > 150
        assert [finding for finding in reading.findings if finding.rule != "region.ambiguous"] == []


def test_the_same_bytes_for_the_same_arguments(corpus: Corpus, tmp_path: Path) -> None:
    again = generate(tmp_path, seed=5, count=6, formats=FORMATS, damaged=0.0)
    assert [(d.id, d.sha256) for d in again.documents] == [(d.id, d.sha256) for d in corpus.documents[:6]]


def test_a_workbook_opens_with_another_reader(corpus: Corpus) -> None:
    stored: set[type] = set()
    for document in reports(corpus, "xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(corpus.read(document)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert any(cell.value == document.title for cell in cells)
        assert any(sheet.merged_cells.ranges for sheet in book)
        stored |= {type(cell.value) for cell in cells}
    assert stored >= {str, int}


def test_an_old_workbook_opens_with_another_reader(corpus: Corpus) -> None:
    for document in reports(corpus, "xls"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(corpus.read(document)))
        assert any(document.title in row for row in book.get_sheet_by_index(0).to_python())


def test_an_ofd_opens_with_another_reader(corpus: Corpus) -> None:
    for document in reports(corpus, "ofd"):
        with ofdkit.open(corpus.read(document)) as opened:
            assert opened.info.title == document.title
            assert "本年新收政府信息公开申请数量" in "".join(opened.text().split())
            assert opened.warnings == []


def test_an_archive_holds_a_word_file_under_a_chinese_name(corpus: Corpus) -> None:
    for document in reports(corpus, "zip"):
        with zipfile.ZipFile(io.BytesIO(corpus.read(document)), metadata_encoding="gb18030") as archive:
            assert archive.namelist() == [f"{document.title}.docx"]
            assert archive.testzip() is None


def test_rich_text_is_ascii_and_its_braces_match(corpus: Corpus) -> None:
    for document in reports(corpus, "rtf"):
        text = corpus.read(document).decode("ascii").replace(r"\{", "").replace(r"\}", "")
        assert text.startswith(r"{\rtf1")
        assert text.count("{") == text.count("}")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_converts(tmp_path: Path) -> None:
    corpus = generate(tmp_path, seed=4, count=3, formats=("doc", "wps", "rtf_office"))
    magic = {"doc": b"\xd0\xcf\x11\xe0", "wps": b"\xd0\xcf\x11\xe0", "rtf_office": b"{\\rtf1"}
    assert {document.format for document in corpus.documents} == set(magic)
    for document in corpus.documents:
        assert corpus.read(document).startswith(magic[document.format])
        reading = read_file(corpus.folder / document.file, Hints(region_code=document.region_code))
        assert score_reading(corpus.read_answer(document), reading).wrong == []


def test_without_libreoffice_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoLibreOffice, match="apt-get install libreoffice-writer-nogui"):
        docx_to_office({"a": b""}, "doc")
