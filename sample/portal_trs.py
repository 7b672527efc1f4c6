"""TRS WCM: static list pages `index.html`, `index_1.html` …, the page count in a script (spec: portals)."""

from __future__ import annotations

import datetime

from sample.corpus import SourceEntry
from sample.places import TRS
from sample.portal_lists import (
    Listing,
    Steps,
    column_to_listings,
    column_to_other_pages,
    items_to_html,
    listing_to_page,
)
from sample.portal_pages import Column, PortalFamily, Resource, column_to_articles, list_item, page_resource

PER_PAGE = 15
FOLDER = "/trs/zfxxgk/zfxxgknb/"
ALIAS = "/trs/zwgk/gknb/"
"""A second column with the same articles, whose pages state their number as `var countPage`."""


def to_path(day: datetime.date, serial: int, suffix: str) -> str:
    """An article's address, or that of a file in its place."""
    folder = f"{FOLDER}{day:%Y%m}"
    if suffix == "html":
        return f"{folder}/t{day:%Y%m%d}_{serial}.html"
    return f"{folder}/P0{day:%Y%m%d}{serial:012d}.{suffix}"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column."""
    resources = column_to_articles(column) | column_to_other_pages(column, to_path)
    for listing in column_to_listings(column, to_path):
        if listing.steps:
            resources.update(_listing_to_resources(column, listing))
    pages = [column.documents[i : i + PER_PAGE] for i in range(0, len(column.documents), PER_PAGE)] or [()]
    for folder in (column.source.path, ALIAS):
        for number, documents in enumerate(pages):
            items = [list_item(document, _href(document.path, folder)) for document in documents]
            text = _list_page(column.source.column, items, _paging_script(folder, len(pages), number))
            resource = page_resource(text, column.modified)
            resources[f"{folder}index_{number}.html" if number else f"{folder}index.html"] = resource
            if not number:
                resources[folder] = resource
    return resources


def _listing_to_resources(column: Column, listing: Listing) -> dict[str, Resource]:
    """A list in a folder below the column's."""
    folder, resources = _to_folder(listing.steps), {}
    for number, items in enumerate(listing.pages):
        script = f"<script>{_paging_script(folder, len(listing.pages), number)}</script>"
        page = page_resource(listing_to_page(listing, items_to_html(items), _to_folder, script), column.modified)
        resources[f"{folder}index_{number}.html" if number else f"{folder}index.html"] = page
    return {folder: resources[f"{folder}index.html"], **resources}


def _to_folder(steps: Steps) -> str:
    return FOLDER + "".join(f"{step}/" for step in steps)


def _href(path: str, folder: str) -> str:
    """Relative within the column, as TRS writes it."""
    return f"./{path.removeprefix(folder)}" if path.startswith(folder) else path


def _paging_script(folder: str, total: int, current: int) -> str:
    if folder == ALIAS:
        return f"var currentPage = {current};//所在页从0开始\nvar countPage = {total};//共多少页"
    return f'createPageHTML({total}, {current}, "index", "html");'


def _list_page(column: str, items: list[str], script: str) -> str:
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{column}</title><meta name="ColumnName" content="{column}"></head>
<body><div class="nav"><a href="/trs/">首页</a> <a href="/trs/zfxxgk/">政府信息公开</a></div>
<div class="crumb">当前位置：<a href="/trs/">首页</a> &gt; <a href="../">政府信息公开</a> &gt;
<a href="./">{column}</a></div>
<ul class="list">
{chr(10).join(items)}
</ul>
<div class="page"><script>
{script}
</script></div>
<div class="foot"><a href="/trs/about/">网站声明</a> 备案号：备20210711号-1</div></body></html>
"""


FAMILY = PortalFamily(SourceEntry(TRS, "trs", FOLDER, "政府信息公开年报", None), to_path, column_to_resources)
