"""What belongs to a report's page: the attachments that it links to, and the pictures that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml.etree import _Element

from extract.encoding import bytes_to_declared_charset, bytes_to_text
from extract.errors import RefusedFile, UnreadableFile
from extract.ledger_rows import LinkRow
from extract.links import ListedLink, link_to_row, url_to_plain
from extract.readers.html import text_to_tree
from extract.readers.html_body import drop_furniture, drop_unprinted, find_body, labelled_elements
from extract.readers.html_pictures import image_to_source
from extract.readers.html_text import inner_text
from extract.readers.signatures import is_html

_FILE = re.compile(r"\.(?:pdf|docx?|docm|wps|rtf|xls[xbm]?|et|csv|ofd|mht|zip|rar|7z|txt)$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|tiff?|bmp|gif|webp)$", re.IGNORECASE)
_DOWNLOAD = re.compile(r"/(?:download|downfile|filedownload|showattach)\.(?:jsp|do|action)$", re.IGNORECASE)
# A look at the bytes before a page is parsed: whatever its encoding, these stand in it as they are (but for UTF-16).
# Three patterns, each of which begins with a mark that is rare and is looked for at the speed of memory.
_MARKS = (
    re.compile(rb"<(?:img|iframe|embed|object)\b"),
    re.compile(
        rb"\.(?:pdf|docx?|docm|wps|rtf|xls[xbm]?|et|csv|ofd|mht|zip|rar|7z|txt|png|jpe?g|tiff?|bmp|gif|webp)(?![a-z\d])"
    ),
    re.compile(rb"/(?:download|downfile|filedownload|showattach)\."),
)
_LABEL = re.compile(r"^(?:附件?|(?:点击)?下载)\s*[\d一二三四五六七八九十]{0,2}\s*[:：.、】\s]\s*")
_VIEWERS = (("iframe", "src"), ("embed", "src"), ("object", "data"))
"""What shows a file inside a page."""
_WEB = ("http", "https")
_LITTLE_TEXT = 200


@dataclass(frozen=True, slots=True)
class PagePart:
    """A file of a page: an attachment under the text of its link (empty for one that is shown), or a picture."""

    url: str
    kind: Literal["attachment", "picture"]
    text: str = ""


def page_to_parts(data: bytes, url: str) -> list[PagePart]:
    """The attachments and pictures of a page's article and of what follows it, each address once, in order.

    Links are taken for attachments by the suffix of their address, parameters or text, or by the name of a script that
    hands out files; navigation and footer are left out. A page that is none, or cannot be parsed, has no parts.
    """
    if not is_html(data) or not _may_have_parts(data):
        return []
    try:
        root, source = text_to_tree(bytes_to_text(data, None, bytes_to_declared_charset(data)).text)
    except (UnreadableFile, RefusedFile):
        return []
    shown = [part for part in (_viewer_to_part(element, url) for element in _viewers(root)) if part is not None]
    drop_unprinted(root, source)
    labelled = labelled_elements(root)
    drop_furniture(root, labelled)
    body = find_body(root, labelled)
    anchors = cast("list[_Element]", body.xpath("descendant-or-self::a | following::a"))
    linked = [part for part in (_anchor_to_part(anchor, url) for anchor in anchors) if part is not None]
    pictures = _pictures(body, url)
    if not pictures and len(inner_text(body)) < _LITTLE_TEXT:
        pictures = _pictures(root, url)  # an article of pictures alone may stand outside of what seems the body
    parts: dict[str, PagePart] = {}
    for part in (*shown, *linked, *pictures):
        if urlsplit(part.url).scheme in _WEB and part.url != url:
            parts.setdefault(part.url, part)
    return list(parts.values())


def _may_have_parts(data: bytes) -> bool:
    plain = data.lower()
    return b"\0" in data or any(mark.search(plain) for mark in _MARKS)


def part_to_row(part: PagePart, page: LinkRow) -> LinkRow:
    """The link of a page's part: under its own text where that names a report or something else, else as the page is.

    >>> page = LinkRow("Town", "http://a.example/1.html", "某局2020年政府信息公开工作年度报告", "report")
    >>> part_to_row(PagePart("http://a.example/1.doc", "attachment", "附件1：报告.doc"), page).title
    '某局2020年政府信息公开工作年度报告'
    >>> part_to_row(PagePart("http://a.example/2.doc", "attachment", "附件：信息公开申请表.doc"), page).outcome
    'not_a_report'
    """
    if part.kind == "picture":
        return replace(page, url=part.url, kind="picture", outcome=None, reason=None)
    own = link_to_row(page.source_id, ListedLink(part.url, _LABEL.sub("", part.text), page.published_on, page.agency))
    if own.kind == "unknown":
        return replace(page, url=own.url, outcome=None, reason=None)
    return own if own.report_year is not None else replace(own, report_year=page.report_year)


def _viewers(root: _Element) -> Iterator[tuple[_Element, str]]:
    for tag, attribute in _VIEWERS:
        for element in root.iter(tag):
            yield element, element.get(attribute, "")


def _viewer_to_part(shown: tuple[_Element, str], base: str) -> PagePart | None:
    """A file that a page shows inside it, by itself or in a viewer that is given its address."""
    _, address = shown
    url = _join(base, address)
    if url is None:
        return None
    if _FILE.search(_url_to_path(url)):
        return PagePart(url, "attachment")
    named = (_join(base, value) for value in _values(url) if _FILE.search(value))
    found = next(named, None)
    return PagePart(found, "attachment") if found else None


def _anchor_to_part(anchor: _Element, base: str) -> PagePart | None:
    url = _join(base, anchor.get("href", ""))
    if url is None or not (len(anchor) or anchor.text):  # furniture was emptied
        return None
    text = " ".join(inner_text(anchor).split()) or anchor.get("title", "").strip()
    path = _url_to_path(url)
    if _PICTURE.search(path):
        # A picture that leads to a larger copy of itself is one picture.
        return None if anchor.find(".//img") is not None else PagePart(url, "picture", text)
    names = (path, text, anchor.get("title", ""), anchor.get("download", ""), *_values(url))
    is_file = _DOWNLOAD.search(path) or any(_FILE.search(name.strip().rstrip("】）)]")) for name in names)
    return PagePart(url, "attachment", text) if is_file else None


def _pictures(element: _Element, base: str) -> list[PagePart]:
    sources = (image_to_source(image) for image in element.iter("img"))
    urls = (_join(base, source) for source in sources if source)
    return [PagePart(url, "picture") for url in urls if url is not None]


def _values(url: str) -> list[str]:
    return [value for _, value in parse_qsl(urlsplit(url).query)]


def _url_to_path(url: str) -> str:
    return unquote(urlsplit(url).path)


def _join(base: str, address: str) -> str | None:
    """An address on a page in full; None for none, for one that only scrolls, and for one that is no address."""
    address = address.strip()
    if not address or address.startswith("#"):
        return None
    try:
        return url_to_plain(urljoin(base, address))
    except ValueError:
        return None
