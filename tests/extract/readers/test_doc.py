"""Word 97–2003 files: reports that LibreOffice wrote, read cell by cell, and files that are locked or damaged."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from doc2docx.cfb.container import CompoundFile
from doc2docx.cfb.directory import ObjectType
from doc2docx.cfb.writer import write_compound_storage

from bench.accuracy import score_reading
from extract.document import Document
from extract.errors import RefusedFile, UnreadableFile
from extract.read import read_document, sniff
from extract.readers import ole
from extract.readers.doc import MEDIA_TYPE, read_doc
from extract.readers.doc_padding import clear_padding
from extract.readers.ole import top_streams
from extract.readers.rawfile import RawFile
from transform.facts import document_to_reading
from transform.model import Hints

Raw = Callable[..., RawFile]
GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(path.with_suffix(suffix) for path in GOLDEN.glob("*.json") for suffix in (".doc", ".wps"))
FILES = [path for path in FILES if path.exists()]
FLAGS = 10  # of the file information block: where the stream WordDocument begins
ENCRYPTED_AND_OBSCURED = 0x8100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_fact_of_a_report_is_right_and_nothing_is_found_wrong(path: Path) -> None:
    answer = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    document = read_document(path.read_bytes(), name=path.name)
    reading = document_to_reading(document, Hints(region_code=answer["region_code"]))
    score = score_reading(answer, reading)
    assert score.wrong == []
    assert score.right > 150
    assert reading.findings == ()
    assert document.media_type == MEDIA_TYPE
    assert document.title == answer["title"]


def test_locators_are_paths_and_merged_cells_are_spans() -> None:
    document = read_document((GOLDEN / "form_2021.doc").read_bytes())
    requests = next(table for table in document.tables() if table.column_count == 10)
    assert requests.grid_proven
    corner = requests.cells[0]
    assert (corner.rowspan, corner.colspan) == (3, 3)
    assert corner.locator.path is not None
    assert corner.locator.path.endswith("/tr[1]/tc[1]")
    assert requests.row_count == 28


def test_a_stray_byte_of_padding_is_cleared_and_nothing_else() -> None:
    data = (GOLDEN / "form_2021.doc").read_bytes()
    cleared = clear_padding(data)
    changed = [at for at in range(len(data)) if data[at] != cleared[at]]
    assert len(cleared) == len(data)
    assert changed
    assert {cleared[at] for at in changed} == {0}
    assert clear_padding(cleared) == cleared


def test_raised_hidden_and_nested_text_and_text_boxes_whose_drawing_is_lost(
    outline: Callable[[Document], list[object]],
) -> None:
    document = read_document((GOLDEN / "boxes_and_nested.doc").read_bytes())
    assert outline(document) == [
        "某某区2021年政府信息公开工作年度报告",
        "全年公开5[1]条",
        "项目一",
        "项目二",
        [[("申请人", 2, 1), ("法人", 1, 2)], ["企业\n甲", "其他"], ["新收", "7", ""]],
        "框内前文。",
        [["规章", "0"], ["许可", "12"]],
        "框内后文。",
        "正文末",
        "文本框内3条",
        "强制",
        "4",
    ]
    assert [paragraph.locator.path for paragraph in document.paragraphs()][-1] == "/boxes/p[3]"
    assert "MAIN_TEXTBOX_TABLE_MALFORMED" in document.meta["conversion_warnings"].split(",")


def test_a_password(raw: Raw) -> None:
    data = bytearray((GOLDEN / "form_2021.doc").read_bytes())
    start = data.index(struct.pack("<H", 0xA5EC))  # the mark that every Word file's first stream begins with
    flags = struct.unpack_from("<H", data, start + FLAGS)[0]
    struct.pack_into("<HHI", data, start + FLAGS, flags | ENCRYPTED_AND_OBSCURED, 0, 0x1234ABCD)
    with pytest.raises(UnreadableFile, match="password-protected; ask for an open copy"):
        read_doc(raw(bytes(data)))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_a_file_that_is_cut_off(share: float) -> None:
    data = (GOLDEN / "form_2019_note.doc").read_bytes()
    with pytest.raises(UnreadableFile, match=r"damaged|neither"):
        read_document(data[: int(len(data) * share)], name="report.doc")


def test_damage_ends_in_a_document_or_an_error_of_ours() -> None:
    whole = (GOLDEN / "form_2019_note.doc").read_bytes()
    rng = random.Random(5)
    for _ in range(12):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 30)):
            at = rng.randrange(len(data))
            data[at : at + 4] = rng.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\x01\xaa\x55"))
        with suppress(UnreadableFile, RefusedFile):
            assert read_document(bytes(data)).media_type == MEDIA_TYPE


def test_what_the_container_holds_at_its_top() -> None:
    data = (GOLDEN / "by_its_other_name.wps").read_bytes()
    assert {"WordDocument", "1Table"} <= top_streams(data)
    assert sniff(data, name="a.xls").name == "Word 97–2003"
    with pytest.raises(UnreadableFile, match="directory is cut off"):
        top_streams(ole.MAGIC)


def test_a_directory_behind_eight_megabytes() -> None:
    small = CompoundFile((GOLDEN / "form_2021.doc").read_bytes())
    root, *entries = small.entries
    kept = [
        (entry.path, entry, small.open_stream(entry.path) if entry.object_type is ObjectType.STREAM else None)
        for entry in entries
        if entry.path
    ]
    ballast = replace(entries[0], name="Ballast", path="Ballast", object_type=ObjectType.STREAM)
    large = write_compound_storage(root, (*kept, ("Ballast", ballast, b"x" * (8 * 2**20))))
    assert {"WordDocument", "1Table", "Ballast"} <= top_streams(large)


def test_a_container_of_another_program() -> None:
    data = (GOLDEN / "form_2021.doc").read_bytes()
    other = data.replace("WordDocument".encode("utf-16-le"), "WorkDocument".encode("utf-16-le"))
    with pytest.raises(UnreadableFile, match="neither a Word nor an Excel"):
        read_document(other, name="a.doc")
