"""Where on a page the article is: a container that a CMS family names, else the element that holds most of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import cast

from lxml.etree import XPath, _Element, _ElementUnicodeResult, strip_elements

from extract.readers.html_text import empty, inner_text

# Containers by CMS family (trs, hanweb, vsb, ucap, gkmlpt, nfcms, openness and the tail); compared in lower case.
_BODY_IDS = frozenset({"zoom", "vsb_content", "zoomcon", "articlecontent", "ucap-content", "fontzoom", "content_zoom"})
_BODY_CLASSES = frozenset(
    {
        "trs_editor",
        "trs_editor_view",
        "trs_uedit",
        "custom_unionstyle",
        "article-content",
        "article_content",
        "articlecontent",
        "v_news_content",
        "ucapcontent",
        "news_cont_d_wrap",
        "m-article",
        "pages_content",
        "bt_content",
        "view",
        "wzcon",
        "xxgk_content",
        "zwgk_content",
        "j-fontcontent",
        "xl_content",
        "detail-content",
        "newscontent",
    }
)
_BODY_TAGS = frozenset({"ucapcontent"})
_NEVER_PRINTED = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "select",
    "button",
    "iframe",
    "object",
    "rt",
    "rp",
)
_FURNITURE_TAGS = ("nav", "footer", "aside")
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|crumbs?|breadcrumbs?|dqwz|share|bdsharebuttonbox|bdshare|social|footer|foot|copyright|"
    r"sidebar|side|pagination|pager|pages?|prev|next|related|recommend|print|toolbar|tools?|qrcode|ewm|search|login|"
    r"topbar|header|banner|logo)(?:[\s_-]|$)",
    re.I,
)
_FURNITURE_LENGTH = 600
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CLASSES = XPath("descendant-or-self::*/@class")
_IDS = XPath("descendant-or-self::*/@id")
_MAYBE_HIDDEN = XPath("//*[@hidden or contains(@style,'none') or contains(@style,'idden') or contains(@style,'NONE')]")
_FIELDS = XPath("//td//input[@value] | //th//input[@value]")
_CELL_COUNT = XPath("count(.//td)")
_ENOUGH_TEXT = 200
_ENOUGH_SHARE = 0.3
_MOST = 0.8


def drop_unprinted(root: _Element, source: bytes) -> None:
    """Take out what a browser does not print; hidden elements stay, emptied and marked `hidden`, so that paths hold.

    `source` is the page with its tags, as bytes in lower case.
    """
    strip_elements(root, *_NEVER_PRINTED, with_tail=False)
    if b"<input" in source or b"<textarea" in source:
        _print_fields(root)
    if not (b"hidden" in source or (b"display" in source and b"none" in source)):
        return
    for element in cast("list[_Element]", _MAYBE_HIDDEN(root)):
        hidden = element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style", ""))
        if hidden and element.tag not in ("html", "body") and not _holds_most(element, root):
            element.set("hidden", "")
            empty(element)


def _print_fields(root: _Element) -> None:
    """A form that was put up as it was filled in prints its numbers in the fields of its cells."""
    for area in list(root.iter("textarea")):
        if next(area.iterancestors("td", "th"), None) is None:
            empty(area)
    for field in cast("list[_Element]", _FIELDS(root)):
        if field.get("type", "text").lower() in ("text", "number"):
            field.tail = f"{field.get('value', '')}{field.tail or ''}"


def _holds_most(element: _Element, root: _Element) -> bool:
    """Whether an element holds most of the page: then a script shows it, as on WeChat's pages."""
    return 2 * _text_length(element) > _text_length(root)


def labelled_elements(root: _Element) -> list[_Element]:
    """Every element with a class or id, in document order.

    An XPath that gives the attributes is five times as fast as one that asks each element for them.
    """
    labels = cast("list[_ElementUnicodeResult]", _CLASSES(root)) + cast("list[_ElementUnicodeResult]", _IDS(root))
    labelled = {label.getparent() for label in labels}
    return [element for element in root.iter() if element in labelled]


def drop_furniture(root: _Element, labelled: Iterable[_Element]) -> None:
    """Empty navigation, breadcrumbs, share links and footers, by their names, where they hold no article or table."""
    named = (
        e for e in labelled if _FURNITURE.search(f"{e.get('class', '')} {e.get('id', '')}") and not _is_container(e)
    )
    for element in (*root.iter(*_FURNITURE_TAGS), *named):
        text = inner_text(element)
        if len(text.strip()) <= _FURNITURE_LENGTH and not _holds_content(element):
            empty(element)


def find_body(root: _Element, labelled: Sequence[_Element]) -> _Element:
    """The element that holds the article and as little else as can be told."""
    page = root.find("body")
    page = root if page is None else page
    known = [e for e in (*labelled, *root.iter(*_BODY_TAGS)) if _is_container(e) and not _is_heading(e)]
    if not known:
        return _densest(page)
    lengths = [_text_length(element) for element in known]
    length = max(lengths)
    best = known[lengths.index(length)]  # the outermost of nested containers comes first
    cells = _cell_count(best)
    if cells < _cell_count(page) - cells:
        return _densest(page)
    if length >= _ENOUGH_TEXT or cells or length >= _ENOUGH_SHARE * _text_length(page):
        return best
    return _longer(best, _densest(page))


def _longer(known: _Element, densest: _Element) -> _Element:
    """A page whose article is an attachment has a short container and no other text worth the name."""
    return densest if "。" in inner_text(densest) and _text_length(densest) > 5 * _text_length(known) else known


def _is_container(element: _Element) -> bool:
    if element.tag in _BODY_TAGS or (element.get("id") or "").lower() in _BODY_IDS:
        return True
    classes = element.get("class")
    return classes is not None and not _BODY_CLASSES.isdisjoint(classes.lower().split())


def _is_heading(element: _Element) -> bool:
    return element.tag in ("a", "span", "h1", "h2", "h3", "table", "body", "html")


def _holds_content(element: _Element) -> bool:
    return _cell_count(element) >= 6 or any(
        _is_container(inner) for inner in element.iter("div", "ucapcontent", "td", "section")
    )


def _text_length(element: _Element) -> int:
    return len("".join(inner_text(element).split()))


def _cell_count(element: _Element) -> int:
    return int(cast("float", _CELL_COUNT(element)))


def _densest(page: _Element) -> _Element:
    """Go down from the page as long as one child holds most of the text outside links and the others hold no prose."""
    weights = _weights(page)
    body = best = page
    while len(best):
        heaviest = max(best, key=lambda child: weights[child])
        others = [child for child in best if child is not heaviest and weights[child]]
        if weights[heaviest] < _MOST * weights[best] or any(_is_content(child) for child in others):
            break
        if heaviest.tag in ("p", "table") and not _is_layout(heaviest):
            break
        best = heaviest
        if best.tag in ("div", "td", "section", "article", "main", "form", "center"):
            body = best
    return body


def _is_content(element: _Element) -> bool:
    return "。" in inner_text(element) or _cell_count(element) >= 4


def _is_layout(element: _Element) -> bool:
    return element.tag == "table" and next(element.iterdescendants("table"), None) is not None


def _weights(page: _Element) -> dict[_Element, int]:
    """Characters of text outside of links, for each element with everything in it."""
    elements = list(page.iter())
    weights = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        if element.tag == "a":
            weights[element] = 0
        elif element.text:
            weights[element] += len(element.text.strip())
        parent = element.getparent()
        if parent is not None and parent in weights:
            weights[parent] += weights[element] + len((element.tail or "").strip())
    return weights
