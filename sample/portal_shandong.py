"""The Shandong platform: `/gongkai/channel_{24hex}/?open=zfxxgknb` (spec: portals; its paging is a guess)."""

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


def to_path(day: datetime.date, serial: int, suffix: str) -> str:  # noqa: ARG001
    """An article's address, or that of a file in its place."""
    return f"/gongkai/site_lcqzfxxgk/channel_{_channel(())}/doc_{number_to_id(serial)}.{suffix}"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column."""
    resources = column_to_articles(column) | column_to_other_pages(column, to_path)
    for listing in column_to_listings(column, to_path):
        path = f"/gongkai/channel_{_channel(listing.steps)}/"
        resources[path] = Resource(partial(_list_page, listing), "text/html; charset=utf-8", column.modified)
    return resources


def steps_to_url(steps: Steps) -> str:
    """The address of a list."""
    return f"/gongkai/channel_{_channel(steps)}/?open=zfxxgknb"


def _channel(steps: Steps) -> str:
    return steps_to_id("shandong", steps)


def _list_page(listing: Listing, query: Mapping[str, str]) -> bytes | None:
    number, pages = query.get("page") or "1", listing.pages
    if query.get("open") != "zfxxgknb" or not number.isdecimal() or not 0 < int(number) <= len(pages):
        return None
    following = f"{steps_to_url(listing.steps)}&amp;page={int(number) + 1}" if int(number) < len(pages) else "#"
    paging = f'<div class="page">共{len(pages)}页 <a href="{following}">下一页</a></div>'
    return listing_to_page(listing, items_to_html(pages[int(number) - 1]), steps_to_url, paging).encode()


FAMILY = PortalFamily(
    SourceEntry("SampleShandong", "shandong", steps_to_url(()), "政府信息公开年报", None), to_path, column_to_resources
)
