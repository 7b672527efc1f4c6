"""Type that changes what a number says: struck-out text is not printed, and a raised digit is a note's mark."""

from __future__ import annotations

import re
from typing import cast

from lxml.etree import XPath, _Element

from extract.readers.html_text import BLOCK_TAGS, empty, inner_text, raised_to_mark

_STRUCK = XPath("//del | //s | //strike | //*[contains(translate(@style,'LINETHROUG','linethroug'),'line-through')]")
_RAISED = XPath(
    "//sup | //sub | //*[self::span or self::font or self::a or self::b or self::strong or self::em]"
    "[contains(translate(@style,'VERTICALGN','verticalgn'),'vertical-align')]"
)
_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|sub)\b", re.IGNORECASE)


def take_in_marks(root: _Element) -> None:
    """Empty what is struck out, and write raised and lowered text as note marks: `5<sup>1</sup>` is `5[1]`.

    Where all of a cell or paragraph is raised, it is no mark but the way in which the page sets its text.
    """
    for element in cast("list[_Element]", _STRUCK(root)):
        if element.tag not in ("html", "body"):
            empty(element)
    for element in cast("list[_Element]", _RAISED(root)):
        if _is_mark(element):
            mark = raised_to_mark(inner_text(element))
            empty(element)
            element.text = mark


def _is_mark(element: _Element) -> bool:
    if element.tag not in ("sup", "sub") and not _RAISED_STYLE.search(element.get("style", "")):
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
