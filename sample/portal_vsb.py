"""Boda VSB: `{column}.htm`, then `{column}/{k}.htm` with k counting down to 1 (spec: portals)."""

from __future__ import annotations

import datetime
import hashlib
import posixpath
import re
from collections.abc import Mapping
from functools import partial

from sample.corpus import SourceEntry
from sample.portal_lists import (
    MIXED,
    Steps,
    column_to_listings,
    column_to_other_pages,
    items_to_html,
    listing_to_page,
)
from sample.portal_pages import Column, PortalFamily, Resource, column_to_articles, page_resource

_SERIAL = re.compile(r"/info/1042/(\d+)\.htm$")
_CONTENT = "/vsb/content.jsp"


def to_path(day: datetime.date, serial: int, suffix: str) -> str:  # noqa: ARG001
    """An article's address, or that of a file in its place."""
    if suffix == "html":
        return f"/vsb/info/1042/{serial}.htm"
    name = hashlib.sha256(str(serial).encode()).hexdigest()[:32].upper()
    return f"/vsb/__local/{name[0]}/{name[1:3]}/{name[3:]}_{serial}.{suffix}"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column."""
    resources = column_to_articles(column) | column_to_other_pages(column, to_path)
    articles = {found[1]: resource for path, resource in resources.items() if (found := _SERIAL.search(path))}
    resources[_CONTENT] = Resource(
        partial(_content, articles), "text/html; charset=utf-8", column.modified, is_document=True
    )
    for listing in column_to_listings(column, to_path):
        count = len(listing.pages)
        for number, items in enumerate(listing.pages, start=1):
            path = _page_path(listing.steps, number, count)
            # The mixed list is made by the server for each reader, and so are the addresses of what it lists.
            to_relative = partial(posixpath.relpath, start=posixpath.dirname(path))
            to_href = _to_dynamic if listing.steps == MIXED else to_relative
            paging = _paging(listing.steps, number, count)
            text = listing_to_page(listing, items_to_html(items, to_href), _to_path, paging)
            resources[path] = page_resource(text, column.modified)
    return resources


def _to_path(steps: Steps) -> str:
    return f"/vsb/zfxxgk/{'/'.join(steps) or 'zfxxgknb'}.htm"


def _page_path(steps: Steps, number: int, count: int) -> str:
    first = _to_path(steps)
    return first if number == 1 else f"{first.removesuffix('.htm')}/{count - number + 1}.htm"


def _to_dynamic(path: str) -> str:
    found = _SERIAL.search(path)
    if found is None:
        return path
    return f"{_CONTENT}?urltype=news.NewsContentUrl&wbtreeid=1042&wbnewsid={found[1]}"


def _content(articles: Mapping[str, Resource], query: Mapping[str, str]) -> bytes | None:
    article = articles.get(query.get("wbnewsid", ""))
    return article.body(query) if article is not None else None


def _paging(steps: Steps, number: int, count: int) -> str:
    """The numbers of the pages; the mixed list links to none of them."""
    of = f'<span class="p_t">{number}/{count}</span>'
    if steps == MIXED:
        return f'<div class="pb_sys_common"><span class="p_pages"></span>{of}</div>'
    paths = {page: _page_path(steps, page, count) for page in range(1, count + 1)}
    numbers = "".join(
        f'<span class="p_no_d">{page}</span>'
        if page == number
        else f'<span class="p_no"><a href="{paths[page]}">{page}</a></span>'
        for page in paths
    )
    following = f'<a href="{paths[number + 1]}">下页</a>' if number < count else "下页"
    return f"""<link rel="stylesheet" type="text/css" href="/system/resource/css/pagedown/sys.css">
<div class="pb_sys_common"><span class="p_t">共{count}条</span> <span class="p_pages">{numbers}
<span class="p_next{"" if number < count else "_d"} p_fun">{following}</span></span> {of}</div>"""


FAMILY = PortalFamily(
    SourceEntry("SampleVsb", "vsb", "/vsb/zfxxgk/zfxxgknb.htm", "政府信息公开年报", None), to_path, column_to_resources
)
