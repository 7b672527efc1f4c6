"""Lines under a table that state a total."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract.document import Cell, Document, Locator, Paragraph, Table
from transform.form import load_forms
from transform.notes import document_to_notes, is_note

FORM = load_forms()["2019"]
NOTE = "2020年本行政区域（或本部门）政府信息公开发布总数量（非新闻类、消息类）：{}"


@pytest.mark.parametrize(("printed", "value"), [("0", 0), (" 1,204 条", 1204), ("３６条。", 36)])
def test_a_note_is_read_wherever_it_stands(printed: str, value: int) -> None:
    text = NOTE.format(printed)
    table = Table((Cell(text, 0, 0, locator=Locator(line=9)),), grid_proven=False)
    for block in (Paragraph(text, Locator(line=9)), table):
        (fact,) = document_to_notes(Document("", "text/plain", blocks=(block,)), FORM)
        assert (fact.code, fact.value, fact.source, fact.locator) == (
            "disclosure.total",
            Decimal(value),
            "table_note",
            Locator(line=9),
        )


def test_other_lines_are_no_notes() -> None:
    assert not is_note("2020年共公开政府信息52条。", FORM)
    assert not is_note(NOTE.format(""), FORM)
