"""The few WordprocessingML elements that carry what is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element

from extract.readers.html_text import raised_to_mark

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_LETTERS = (f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
P, TBL, TR, TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
TEXT_BOX = f"{W}txbxContent"
_TEXT = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
# Not printed: deleted and moved-away text, field codes, properties, phonetic guides, what is outside the text flow.
_UNPRINTED = frozenset(
    f"{W}{name}"
    for name in (
        *("del", "moveFrom", "delText", "delInstrText", "instrText", "rt"),
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "tblGrid"),
    )
)
_VAL, _RUN_PROPERTIES = f"{W}val", f"{W}rPr"
_UNPRINTING = (f"{W}vanish", f"{W}strike", f"{W}dstrike")
# Control characters, which no XML holds.
_RAISED, _LEVEL = "\x01", "\x02"
_OBJECT = "\ufffc"  # left by conversions where a drawing hangs or a cell ends: nothing grows together over it
_RAISED_TEXT = re.compile(f"{_RAISED}([^{_LEVEL}]*){_LEVEL}")
_ALL_RAISED = re.compile(rf"\s*{_RAISED}[^{_LEVEL}]*{_LEVEL}\s*")
_CHOICE, _FALLBACK, _ALTERNATE = f"{MC}Choice", f"{MC}Fallback", f"{MC}AlternateContent"


def printed_children(element: _Element) -> Iterator[_Element]:
    """Children that are printed; of the alternatives that Word writes for older programs, the first counts."""
    for child in element:
        if child.tag in _UNPRINTED:
            continue
        if child.tag == _ALTERNATE:
            chosen = child.find(_CHOICE)
            chosen = child.find(_FALLBACK) if chosen is None else chosen
            if chosen is not None:
                yield chosen
        else:
            yield child


def structure(element: _Element, *tags: str) -> Iterator[_Element]:
    """The nearest printed descendants of these tags, seen through content controls and insertion marks."""
    for child in printed_children(element):
        if child.tag in tags:
            yield child
        else:
            yield from structure(child, *tags)


def paragraph_to_text(paragraph: _Element, boxes: list[_Element]) -> str:
    """Text of one paragraph; tabs and line breaks as such. Text boxes anchored in it are appended to `boxes`.

    What is raised or lowered stands between marks: the text is given to `marks_to_text` before anybody reads it.
    """
    pieces: list[str] = []
    _collect(paragraph, pieces, boxes)
    return "".join(pieces)


def _collect(element: _Element, pieces: list[str], boxes: list[_Element]) -> None:
    for child in printed_children(element):
        if child.tag in _LETTERS:
            pieces.append((child.text or "").replace(_OBJECT, "\t"))
        elif child.tag in _TEXT:
            if child.get(f"{W}type") not in ("page", "column"):
                pieces.append(_TEXT[child.tag])
        elif child.tag == TEXT_BOX:
            boxes.append(child)
        elif child.tag != f"{W}r":
            _collect(child, pieces, boxes)
        elif not _is_unprinted(child):
            raised = value(child, "rPr/vertAlign") in ("superscript", "subscript")
            pieces.append(_RAISED if raised else "")
            _collect(child, pieces, boxes)
            pieces.append(_LEVEL if raised else "")


def marks_to_text(text: str) -> str:
    """The text of a paragraph or cell with what is raised or lowered as note marks: `5[1]`.

    Where all of it is raised, it is no mark but the way in which the file sets its text.
    """
    joined = text.replace(_LEVEL + _RAISED, "")
    if _ALL_RAISED.fullmatch(joined):
        return joined.replace(_RAISED, "").replace(_LEVEL, "")
    return _RAISED_TEXT.sub(lambda found: raised_to_mark(found[1]), joined)


def _is_unprinted(run: _Element) -> bool:
    """Whether a run is hidden or struck out."""
    properties = next(run.iterchildren(_RUN_PROPERTIES), None)
    return properties is not None and any(is_on(switch) for switch in properties.iterchildren(*_UNPRINTING))


def is_on(switch: _Element) -> bool:
    """Whether an on/off property is on: its presence is enough, unless it says otherwise."""
    return switch.get(_VAL, "1") not in ("0", "false", "off")


def value(element: _Element, path: str) -> str | None:
    """The `w:val` of a property such as `tcPr/gridSpan`, None where it is absent."""
    for name in path.split("/"):  # one by one: `find` costs several times as much, and a table asks for thousands
        found = next(element.iterchildren(f"{W}{name}"), None)
        if found is None:
            return None
        element = found
    return element.get(_VAL, "")
