"""Type that changes what a number says: struck-out text is not printed, and a raised digit is a note's mark."""

from __future__ import annotations

import re
from typing import cast

from lxml.etree import XPath, _Element

from extract.readers.html_text import BLOCK_TAGS, empty, inner_text, raised_to_mark

_STYLED = XPath("//*[@style]")
_STRUCK_TAGS = ("del", "s", "strike")
_RAISED_TAGS = ("sup", "sub")
_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|sub)\b", re.IGNORECASE)
_STYLED_TAGS = ("span", "font", "a", "b", "strong", "em")


def take_in_marks(root: _Element, source: bytes) -> None:
    """Empty what is struck out, and write raised and lowered text as note marks: `5<sup>1</sup>` is `5[1]`.

    Where all of a cell or paragraph is raised, it is no mark but the way in which the page sets its text. `source` is
    the page with its tags, as bytes in lower case: styles are looked at only where it has one that matters.
    """
    struck = list(root.iter(*_STRUCK_TAGS))
    if b"line-through" in source:
        struck += [e for e in cast("list[_Element]", _STYLED(root)) if "line-through" in e.get("style", "").lower()]
    for element in struck:
        if element.tag not in ("html", "body"):
            empty(element)
    tags = (*_RAISED_TAGS, *_STYLED_TAGS) if b"vertical-align" in source else _RAISED_TAGS
    for element in list(root.iter(*tags)):
        if _is_mark(element):
            mark = raised_to_mark(inner_text(element))
            empty(element)
            element.text = mark


def _is_mark(element: _Element) -> bool:
    if element.tag not in _RAISED_TAGS and not _RAISED_STYLE.search(element.get("style", "")):
        return False
    if any(inner.tag in BLOCK_TAGS for inner in element.iterdescendants()):
        return False
    return not _is_all_of(element, _surroundings(element))


def _surroundings(element: _Element) -> _Element:
    """The cell that an element stands in, else its paragraph."""
    cell = next(element.iterancestors("td", "th"), None)
    if cell is None:
        cell = next((outer for outer in element.iterancestors() if outer.tag in BLOCK_TAGS), None)
    return element if cell is None else cell


def _is_all_of(element: _Element, outer: _Element) -> bool:
    own = len("".join(inner_text(element).split()))
    length = 0
    for text in outer.itertext():
        length += len("".join(str(text).split()))
        if length > own:
            return False
    return True
