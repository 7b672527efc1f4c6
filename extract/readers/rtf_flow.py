"""Paragraphs, cells and rows in the order in which rich text ends them → the body that a Word file would have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from extract.errors import RefusedFile
from extract.readers.docx_xml import TEXT_BOX, P, W
from extract.readers.rtf_table import Row, RowPlan, rows_to_tbl

_MAX_LEVEL = 12
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("([\t\n])")


@dataclass(slots=True)
class _Level:
    """The table at one depth of nesting that is being written."""

    plan: RowPlan = field(default_factory=RowPlan)
    open: bool = False
    """Whether a row is described and has not ended."""
    rows: list[Row] = field(default_factory=list)
    cells: list[list[_Element]] = field(default_factory=list)
    content: list[_Element] = field(default_factory=list)
    """What stands in the cell that is being written."""


class Flow:
    """A body, or a text box, that takes text and the ends of paragraphs, cells and rows."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        self._paragraph = etree.Element(P)
        self._levels = [_Level()]  # levels[n] is the table n deep; the first stands for none

    @property
    def is_in_row(self) -> bool:
        """Whether a row of a table is described and has not ended."""
        return len(self._levels) > 1 and self._levels[1].open

    def start_row(self, depth: int) -> None:
        """A row of the table that many deep is going to be described."""
        level = self._level(depth)
        level.plan, level.open = RowPlan(), True

    def plan(self, depth: int) -> RowPlan:
        """What is said of the row that is being written in the table that many deep."""
        return self._level(depth).plan

    def _level(self, depth: int) -> _Level:
        if depth > _MAX_LEVEL:
            raise RefusedFile("nests its tables deeper than any report does; look at it by hand")
        while len(self._levels) <= depth:
            self._levels.append(_Level())
        return self._levels[depth]

    def add_text(self, text: str, *, raised: bool) -> None:
        """Text of the paragraph that is being written; tabs and line breaks as such."""
        run = etree.SubElement(self._paragraph, f"{W}r")
        if raised:
            etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}vertAlign").set(f"{W}val", "superscript")
        for piece in _BREAK.split(_NO_XML.sub("", text)):
            if piece in ("\t", "\n"):
                etree.SubElement(run, f"{W}tab" if piece == "\t" else f"{W}br")
            elif piece:
                etree.SubElement(run, f"{W}t").text = piece

    def add_box(self) -> Flow:
        """A text box that hangs on the paragraph that is being written."""
        return Flow(etree.SubElement(etree.SubElement(self._paragraph, f"{W}r"), TEXT_BOX))

    def end_paragraph(self, depth: int) -> None:
        """The paragraph ends, in a cell of the table that many deep (0: in none)."""
        self._close_below(depth)
        target = self._level(depth).content if depth else self.root
        target.append(self._paragraph)
        self._paragraph = etree.Element(P)

    def end_cell(self, depth: int) -> None:
        """The cell ends, and its last paragraph with it."""
        self.end_paragraph(depth)
        level = self._level(depth)
        level.cells.append(level.content)
        level.content = []

    def end_row(self, depth: int) -> None:
        """The row ends; what was said of it holds on for the next unless that says its own."""
        self._close_below(depth)
        level = self._level(depth)
        if level.content:
            level.cells.append(level.content)
        if level.cells:
            level.rows.append(Row(level.plan.left, tuple(level.plan.plans), tuple(level.cells)))
        level.cells, level.content, level.open = [], [], False

    def finish(self) -> None:
        """The end of the text, which may be one in the middle of a table."""
        if len(self._paragraph):
            self.end_paragraph(len(self._levels) - 1 if self._levels[-1].cells else 0)
        self._close_below(0)

    def _close_below(self, depth: int) -> None:
        """Tables nested deeper are complete: each goes to the cell, or the body, in which it stands."""
        while len(self._levels) > depth + 1:
            inner = len(self._levels) - 1
            if self._levels[inner].cells or self._levels[inner].content:
                self.end_row(inner)
            level = self._levels.pop()
            if level.rows:
                (self._levels[inner - 1].content if inner > 1 else self.root).append(rows_to_tbl(level.rows))
