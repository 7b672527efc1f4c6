"""NFCMS: `index.html`, and `index_2.html` as its second page (spec: portals)."""

from __future__ import annotations

import datetime

from sample.corpus import SourceEntry
from sample.portal_lists import (
    Steps,
    column_to_listings,
    column_to_other_pages,
    items_to_html,
    listing_to_page,
)
from sample.portal_pages import Column, PortalFamily, Resource, column_to_articles, page_resource

FOLDER = "/nfcms/xxgk/ndbg/"


def to_path(day: datetime.date, serial: int, suffix: str) -> str:  # noqa: ARG001
    """An article's address, or that of a file in its place."""
    return f"{FOLDER}content/post_{serial}.{suffix}"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column; its other lists do not say how many pages they have."""
    resources = column_to_articles(column) | column_to_other_pages(column, to_path)
    for listing in column_to_listings(column, to_path):
        folder = _to_folder(listing.steps)
        for number, items in enumerate(listing.pages, start=1):
            paging = "" if listing.steps else _paging(number, len(listing.pages))
            text = listing_to_page(listing, items_to_html(items), _to_folder, paging)
            resources[f"{folder}index_{number}.html" if number > 1 else f"{folder}index.html"] = page_resource(
                text, column.modified
            )
        resources[folder] = resources[f"{folder}index.html"]
    return resources


def _to_folder(steps: Steps) -> str:
    return FOLDER + "".join(f"{step}/" for step in steps)


def _paging(number: int, count: int) -> str:
    following = f'<a class="next" href="index_{number + 1}.html">下一页</a>' if number < count else ""
    last = f'<a class="last" href="index_{count}.html">尾页</a>' if count > 1 else ""
    return f'<div class="page"><a class="first" href="index.html">首页</a> {following} {last}</div>'


FAMILY = PortalFamily(
    SourceEntry("SampleNfcms", "nfcms", FOLDER, "政府信息公开年度报告", None), to_path, column_to_resources
)
