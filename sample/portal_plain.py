"""Plain lists: `{k}.html` that rise, a mixed node whose pages fall, folders with `index_2.html` (spec: portals)."""

from __future__ import annotations

import datetime

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

FOLDER = "/plain/zfxxgk/zfxxgknb/"


def to_path(day: datetime.date, serial: int, suffix: str) -> str:
    """An article's address, or that of a file in its place."""
    return f"/plain/html/SAMPLE/{day:%Y%m}/{serial:016d}.{suffix}"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column; only the mixed list says how many pages it has."""
    resources = column_to_articles(column) | column_to_other_pages(column, to_path)
    for listing in column_to_listings(column, to_path):
        count = len(listing.pages)
        for number, items in enumerate(listing.pages, start=1):
            paging = f'<div class="page">第{number}页，共{count}页</div>' if listing.steps == MIXED else ""
            text = listing_to_page(listing, items_to_html(items), steps_to_url, paging)
            resources[_page_path(listing.steps, number, count)] = page_resource(text, column.modified)
    return resources


def steps_to_url(steps: Steps) -> str:
    """The address of a list."""
    return _page_path(steps, 1, 1)


def _page_path(steps: Steps, number: int, count: int) -> str:
    if not steps:
        return f"{FOLDER}{number}.html"
    folder = FOLDER + "".join(f"{step}/" for step in steps)
    if number == 1:
        return folder
    return f"{folder}index_{count - number + 1 if steps == MIXED else number}.html"


FAMILY = PortalFamily(
    SourceEntry("SamplePlain", "plain", steps_to_url(()), "政府信息公开年报", None),
    to_path,
    column_to_resources,
    params={"pages": "{page}.html"},
)
