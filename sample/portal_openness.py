"""The openness platform: every list at `/opennessAnnualReport/`, told apart by `branch_id` (spec: portals)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial

from sample.corpus import SourceEntry
from sample.portal_lists import (
    Listing,
    Steps,
    column_to_listings,
    column_to_other_pages,
    items_to_html,
    listing_to_page,
    number_to_id,
    steps_to_id,
)
from sample.portal_pages import Column, PortalFamily, Resource, column_to_articles

LIST = "/opennessAnnualReport/"


def to_path(day: datetime.date, serial: int, suffix: str) -> str:  # noqa: ARG001
    """An article's address, or that of a file in its place."""
    return f"/openness/detail/annual_report/{number_to_id(serial)}.{suffix}"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column."""
    listings = {_branch(listing.steps): listing for listing in column_to_listings(column, to_path)}
    lists = Resource(partial(_list_page, listings), "text/html; charset=utf-8", column.modified)
    return column_to_articles(column) | column_to_other_pages(column, to_path) | {LIST: lists}


def steps_to_url(steps: Steps) -> str:
    """The address of a list."""
    return f"{LIST}?branch_id={_branch(steps)}"


def _branch(steps: Steps) -> str:
    return steps_to_id("openness", steps)


def _list_page(listings: Mapping[str, Listing], query: Mapping[str, str]) -> bytes | None:
    """A page of a branch's list, empty behind the last one."""
    listing = listings.get(query.get("branch_id", ""))
    number = query.get("page") or "1"
    if listing is None or not number.isdecimal():
        return None
    pages = dict(enumerate(listing.pages, start=1))
    items = items_to_html(pages.get(int(number), ()))
    paging = _paging(listing.steps, int(number), len(pages))
    return listing_to_page(listing, items, steps_to_url, paging).encode()


def _paging(steps: Steps, number: int, count: int) -> str:
    """The numbers of the pages; other lists than the column's only say how many there are."""
    if steps:
        return f'<div class="page">共 {count} 页</div>'
    numbers = "".join(f'<a href="{steps_to_url(steps)}&amp;page={page}">{page}</a>' for page in range(1, count + 1))
    return f'<div class="page">第 {number} 页 {numbers}</div>'


FAMILY = PortalFamily(
    SourceEntry("SampleOpenness", "openness", steps_to_url(()), "政府信息公开年报", None), to_path, column_to_resources
)
