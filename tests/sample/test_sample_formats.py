"""Every format opens with a reader that is not ours, and holds what the answers say it prints."""

from __future__ import annotations

import io
import re
import zipfile

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from sample.corpus import Corpus, DocumentEntry
from sample.labels import APPLICANT_LABELS
from sample.pdf_table import heights_to_parts, text_to_lines

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def reports(corpus: Corpus, format_: str) -> list[DocumentEntry]:
    found = [d for d in corpus.documents if d.format == format_ and d.outcome == "report"]
    assert found
    return found


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed_numbers(corpus: Corpus, document: DocumentEntry) -> list[str]:
    facts = corpus.read_answer(document)["facts"]
    return sorted(squeeze(fact["raw"]) for fact in facts if fact["source"] == "table" and fact["raw"])


@pytest.mark.parametrize(("format_", "encoding"), [("html", "utf-8"), ("html_gb", "gb18030")])
def test_pages_hold_each_printed_cell_once(sample_corpus: Corpus, format_: str, encoding: str) -> None:
    for document in reports(sample_corpus, format_):
        page = html.fromstring(sample_corpus.read(document).decode(encoding).partition("<html>")[2])
        cells = [squeeze(cell.text_content()) for cell in page.iterfind('.//table[@border="1"]//td')]
        printed = printed_numbers(sample_corpus, document)
        assert sorted(text for text in cells if text and text in set(printed)) == printed, document.id


def test_spans_of_a_page_add_up_to_a_full_grid(sample_corpus: Corpus) -> None:
    for document in reports(sample_corpus, "html"):
        page = html.fromstring(sample_corpus.read(document).decode().partition("<html>")[2])
        for table in page.iterfind('.//table[@border="1"]'):
            rows = len(table.findall(".//tr"))
            area = sum(int(td.get("rowspan", "1")) * int(td.get("colspan", "1")) for td in table.iterfind(".//td"))
            widths = {4: 4, 10: 10, 15: 15}
            assert area / rows in widths


def test_pages_labelled_gb2312_hold_characters_beyond_it(sample_corpus: Corpus) -> None:
    beyond = 0
    for document in reports(sample_corpus, "html_gb"):
        data = sample_corpus.read(document)
        assert b"charset=gb2312" in data or b'charset="gb2312"' in data
        try:
            data.decode("gb2312")
        except UnicodeDecodeError:
            beyond += 1
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
    assert beyond >= 3


def test_pdf_text_holds_every_number_and_table_three_breaks(sample_corpus: Corpus) -> None:
    repeated = []
    for document in reports(sample_corpus, "pdf"):
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sample_corpus.read(document))]
        text = [squeeze(page) for page in pages]
        first = next(index for index, page in enumerate(text) if "勾稽关系" in page)
        last = max(index for index, page in enumerate(text) if "1.信访" in page or "信访举报" in page)
        assert last == first + 1, document.id
        repeated.append("勾稽关系" in text[last])
        assert all(str(number + 1) in page[-8:] for number, page in enumerate(text))
        whole = "".join(text)
        assert all(raw in whole for raw in printed_numbers(sample_corpus, document))
    assert set(repeated) == {True, False}


def test_docx_rows_fill_their_grid(sample_corpus: Corpus) -> None:
    for document in reports(sample_corpus, "docx"):
        with zipfile.ZipFile(io.BytesIO(sample_corpus.read(document))) as archive:
            assert archive.testzip() is None
            trees = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
        body = trees["word/document.xml"]
        assert document.title in "".join(trees["docProps/core.xml"].itertext())
        texts = [squeeze("".join(cell.itertext())) for cell in body.iter(f"{W}tc")]
        printed = printed_numbers(sample_corpus, document)
        assert sorted(text for text in texts if text in set(printed)) == printed
        assert body.find(f".//{W}vMerge[@{W}val='restart']") is not None
        for table in body.iter(f"{W}tbl"):
            columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
            for row in table.iterfind(f"{W}tr"):
                spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iterfind(f"{W}tc")]
                assert sum(1 if span is None else int(span.get(f"{W}val", "0")) for span in spans) == columns


def test_flattened_text_has_its_shape(sample_corpus: Corpus) -> None:
    for document in reports(sample_corpus, "text_cells"):
        text = sample_corpus.read(document).decode()
        assert max(line.count("\t") for line in text.splitlines()) == 1
    for shape in ("text_tabs", "text_ragged"):
        for document in reports(sample_corpus, shape):
            lines = sample_corpus.read(document).decode().splitlines()
            rows = [line.split("\t") for line in lines if "\t" in line]
            assert {len(row) for row in rows} == {4, 10, 15}
            head = next(row for row in rows if "勾稽关系" in row[0])
            assert head.index("申请人情况") == (3 if shape == "text_tabs" else 2)


def test_prose_says_what_its_facts_say(sample_corpus: Corpus) -> None:
    for document in (d for d in sample_corpus.documents if d.format.startswith("text")):
        text = sample_corpus.read(document).decode()
        for fact in sample_corpus.read_answer(document)["facts"]:
            if fact["source"] != "table":
                assert fact["raw"] in text
                digits = "".join(re.findall(r"\d", fact["raw"].split("：")[-1]))
                assert fact["state"] == "zero_stated" or fact["approximate"] or digits == fact["value"]


def test_labels_vary(sample_corpus: Corpus) -> None:
    texts = [sample_corpus.read(d).decode() for d in sample_corpus.documents if d.format.startswith("text")]
    assert any(" ".join(APPLICANT_LABELS[1]) in text for text in texts)
    assert any(APPLICANT_LABELS[1] in text for text in texts)


@given(st.lists(st.floats(14, 90), min_size=1, max_size=40), st.floats(0, 690), st.integers(0, 3), st.booleans())
def test_parts_of_a_table_are_its_rows_in_order(heights: list[float], room: float, header: int, repeat: bool) -> None:
    header = min(header, len(heights) - 1)
    parts = list(heights_to_parts(heights, room, 694, header, repeat=repeat))
    rows = [row for part in parts for row in range(part.first, part.last)]
    assert rows == list(range(len(heights)))
    assert not parts[0].has_header


@given(st.text(alphabet="政府公开，。、0123456789abc\n", max_size=80), st.floats(20, 400))
def test_wrapping_loses_nothing_and_breaks_no_number(text: str, width: float) -> None:
    lines = text_to_lines(text, width, 10.5)
    assert "".join(lines) == text.replace("\n", "")
    assert re.findall(r"\d+", "|".join(lines)) == re.findall(r"\d+", text)
