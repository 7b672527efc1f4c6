"""Tokens of rich text → the body of a Word file: what is printed in the text flow, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element

from extract.errors import RefusedFile
from extract.readers.docx_xml import W
from extract.readers.rtf_charsets import DOUBLE_BYTE, charset_to_encoding, code_page_to_encoding, decode
from extract.readers.rtf_flow import Flow
from extract.readers.rtf_group import NUMBERING, Group
from extract.readers.rtf_table import RowPlan
from extract.readers.rtf_tokens import Token

_MAX_GROUPS = 2000
_SIGNS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "~": "\u00a0",
    "_": "-",
    "bullet": "•",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
}
_BOX = "shptxt"
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_LAST_SINGLE = 0x80  # of the bytes of a double-byte encoding, the last that stands alone


class RtfBody:
    """Takes tokens; then `body` is the `w:body`, and `title` what the file calls itself (empty if nothing)."""

    def __init__(self) -> None:
        self.body: _Element = etree.Element(f"{W}body")
        self._title: list[str] = []
        self._group = Group()
        self._groups: list[tuple[Group, Flow]] = []
        self._flow = Flow(self.body)
        self._encoding = code_page_to_encoding(0)
        self._fonts: dict[int | None, str | None] = {}
        self._default_font: int | None = None
        self._bytes = bytearray()
        self._passed_over = 0
        self._high = _HIGH.start
        self._begins = self._starred = False

    @property
    def title(self) -> str:
        """The title among the file's properties."""
        return "".join(self._title).strip()

    @property
    def is_cut_off(self) -> bool:
        """Whether the tokens taken end in the middle of something; the last brace alone may be missing."""
        return len(self._groups) > 1 or self._flow.is_in_row

    def take(self, tokens: Iterable[Token]) -> None:
        """All tokens of a file. Raises RefusedFile for groups or tables nested deeper than any report's."""
        for token in tokens:
            if token.kind == "text":
                self._take_bytes(token.text)
                continue
            self._decode_bytes()
            if token.kind == "open":
                self._open()
            elif token.kind == "close":
                self._close()
            else:
                self._take_word(token.word, token.number)
        self._decode_bytes()

    def finish(self) -> None:
        """End what is open."""
        self._flow.finish()

    def _open(self) -> None:
        if len(self._groups) >= _MAX_GROUPS:
            raise RefusedFile("nests its groups deeper than any report does; look at it by hand")
        self._groups.append((self._group, self._flow))
        self._begins, self._starred, self._passed_over = True, False, 0

    def _close(self) -> None:
        self._passed_over = 0
        if self._groups:
            group, flow = self._groups.pop()
            if flow is not self._flow:
                self._flow.finish()
            self._group, self._flow = group, flow

    def _take_bytes(self, data: bytes) -> None:
        if self._passed_over == 1 and self._encoding in DOUBLE_BYTE and data[0] > _LAST_SINGLE:
            self._passed_over = 2  # a fallback of two bytes, counted as the one character that it is
        passed = min(self._passed_over, len(data))
        self._passed_over -= passed
        self._begins = False
        if not self._group.silent or self._group.kind == "title":
            self._bytes += data[passed:]

    def _decode_bytes(self) -> None:
        """Bytes are decoded together: a character may be of two."""
        if self._bytes:
            font = self._default_font if self._group.font is None else self._group.font
            self._add(decode(bytes(self._bytes), self._fonts.get(font) or self._encoding))
            self._bytes.clear()

    def _add(self, text: str) -> None:
        group = self._group
        if group.kind == "title":
            self._title.append(text)
        elif group.silent or group.unprinted:
            return
        elif group.kind in NUMBERING:
            self._flow.add_text(text.replace("\t", ""), raised=False)
        elif not group.kind:
            self._flow.add_text(text, raised=group.raised)

    def _take_word(self, word: str, number: int | None) -> None:
        if word == "*":
            self._starred = True
            return
        begins, self._begins = self._begins, False
        entered = self._group.entered_by(word, starred=self._starred) if begins else None
        changed = self._group.changed_by(word, number)
        if entered is not None:
            self._group = entered
            self._flow = self._flow.add_box() if word == _BOX else self._flow
        elif word == "u":
            self._take_unit((number or 0) & 0xFFFF)
            self._passed_over = self._group.fallback
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif changed is not None:
            self._group = changed
        elif word in ("ansicpg", "deff", "fcharset"):
            self._take_font(word, number or 0)
        elif not self._group.silent:
            self._take_structure(word, number or 0)

    def _take_unit(self, unit: int) -> None:
        """One unit of UTF-16; characters outside the first plane come as two, each with a fallback of its own."""
        if unit in _HIGH:
            self._high = unit
        elif unit in _LOW:
            self._add(chr(0x10000 + ((self._high - _HIGH.start) << 10) + unit - _LOW.start))
        else:
            self._add(chr(unit))

    def _take_font(self, word: str, number: int) -> None:
        if word == "ansicpg":
            self._encoding = code_page_to_encoding(number)
        elif word == "deff":
            self._default_font = number
        elif self._group.kind == "fonttbl":
            self._fonts[self._group.font] = charset_to_encoding(number)

    def _take_structure(self, word: str, number: int) -> None:
        """The ends of paragraphs, cells and rows, and what is said of the row to come."""
        flow, nested = self._flow, max(self._group.depth, 2)
        if word in ("par", "sect", "\r", "\n"):
            flow.end_paragraph(self._depth())
        elif word in ("cell", "nestcell"):
            flow.end_cell(1 if word == "cell" else nested)
        elif word in ("row", "nestrow"):
            flow.end_row(1 if word == "row" else nested)
        elif word in _ROW_WORDS:
            depth = nested if self._group.kind == "nesttableprops" else 1
            if word == "trowd":
                flow.start_row(depth)
            _ROW_WORDS[word](flow.plan(depth), number)

    def _depth(self) -> int:
        """How deep in tables the paragraph stands; within a row all do, though not all say so."""
        return self._group.depth or (1 if self._group.in_table or self._flow.is_in_row else 0)


def _merged(**merge: str) -> Callable[[RowPlan, int], None]:
    def apply(plan: RowPlan, _: int) -> None:
        plan.next = replace(plan.next, **merge)  # type: ignore[arg-type]

    return apply


def _left_edge(plan: RowPlan, number: int) -> None:
    plan.left = number


_ROW_WORDS: dict[str, Callable[[RowPlan, int], None]] = {
    "trowd": lambda _plan, _number: None,
    "trleft": _left_edge,
    "cellx": RowPlan.end_cell,
    "clmgf": _merged(across="first"),
    "clmrg": _merged(across="rest"),
    "clvmgf": _merged(down="first"),
    "clvmrg": _merged(down="rest"),
}
