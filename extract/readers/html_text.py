"""How HTML prints text: which elements break a line, which white space counts, and where an element stands."""

from __future__ import annotations

import re

from lxml.etree import _Element, tostring

_BLOCKS = """
address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul
ucapcontent ucaptitle
"""
BLOCK_TAGS = frozenset(_BLOCKS.split())
_BREAKING_TAGS = BLOCK_TAGS | {"br"}
BREAK = "\ufdd0"  # a noncharacter: no document can hold it
_SPACES = " \t\n\r\f"
_INSIGNIFICANT = re.compile(f"[{_SPACES}]+")
_SPACE_AROUND_BREAK = re.compile(f" *{BREAK}[ {BREAK}]*")
NOTE_MARK = "[{}]"
"""How a raised or lowered mark is written, so that no reader takes it for a part of the number beside it."""
_BRACKETS = "[]()（）【】〔〕"
INVISIBLE = re.compile("[\\s\u00a0\u3000\u200b-\u200f\u2060\ufeff]+")


def collapse(text: str) -> str:
    """What a browser prints of a run of inline text; no-break, ideographic and zero-width characters stay.

    >>> collapse('  本年新\\n  制作数量\\u3000 ')
    '本年新 制作数量\\u3000'
    """
    if text.isalnum():  # nearly every cell
        return text
    return _INSIGNIFICANT.sub(" ", text).strip(" ")


def raised_to_mark(text: str) -> str:
    """A raised or lowered text in the brackets of a note mark, whatever brackets it has itself.

    >>> raised_to_mark("1"), raised_to_mark("（2）"), raised_to_mark(" ")
    ('[1]', '[2]', '')
    """
    plain = text.strip().strip(_BRACKETS)
    return NOTE_MARK.format(plain) if plain else ""


def element_to_text(element: _Element) -> str:
    """All text of an element as printed, with a line break where a block or `<br>` breaks the line.

    Leaves `BREAK` marks in the tree where it read; whoever walks the element afterwards takes them out.
    """
    innermost = element
    while len(innermost) == 1 and _holds_all(inner := innermost[0], innermost):
        innermost = inner
    if not len(innermost):  # <td><p><span>0</span></p></td>: nearly every cell
        return collapse(innermost.text or "")
    for inner in element.iterdescendants():
        if inner.tag in _BREAKING_TAGS:
            inner.text = BREAK + (inner.text or "")
            inner.tail = BREAK + (inner.tail or "")
    text = collapse(inner_text(element))
    return _SPACE_AROUND_BREAK.sub("\n", text).strip("\n ")


def _holds_all(inner: _Element, outer: _Element) -> bool:
    """Whether nothing is printed in an element beside the only one in it."""
    before, behind = outer.text, inner.tail
    return not (before and before.strip(_SPACES)) and not (behind and behind.strip(_SPACES))


def inner_text(element: _Element) -> str:
    """All text in an element, as it stands in the source."""
    return tostring(element, encoding="unicode", method="text", with_tail=False)


def empty(element: _Element) -> None:
    """Take all text out of an element; its elements stay, so that paths hold."""
    for inner in element.iterdescendants():
        inner.text = inner.tail = None
    element.text = None


class ElementPaths:
    """Paths such as `/html[1]/body[1]/div[3]`: a parent's children are numbered once, when the first is asked for."""

    def __init__(self, root: _Element) -> None:
        self._paths: dict[_Element, str] = {root: f"/{root.tag}[1]"}

    def path(self, element: _Element) -> str:
        """The path of an element of this tree."""
        if (known := self._paths.get(element)) is not None:
            return known
        parents = []
        at = element
        while at not in self._paths:
            parent = at.getparent()
            if parent is None:  # a tree has one root, and its path is known from the start
                raise ValueError("the element is of another tree")
            parents.append(parent)
            at = parent
        for parent in reversed(parents):
            self._number_children(parent)
        return self._paths[element]

    def _number_children(self, parent: _Element) -> None:
        above = self._paths[parent]
        counts: dict[str, int] = {}
        for child in parent:
            tag = str(child.tag)
            counts[tag] = counts.get(tag, 0) + 1
            self._paths[child] = f"{above}/{tag}[{counts[tag]}]"
