"""Lonsun: a column's page, whose further pages come from `/site/label/8888` (spec: portals)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial
from urllib.parse import quote

from sample.corpus import SourceEntry
from sample.portal_lists import (
    MIXED,
    Listing,
    Steps,
    column_to_listings,
    column_to_other_pages,
    items_to_html,
    listing_to_page,
    steps_to_id,
)
from sample.portal_pages import Column, PortalFamily, Resource, column_to_articles, page_resource

LABEL = "/site/label/8888"
_SITE = "6795621"
_META = f'<meta name="SiteId" content="{_SITE}">'


def to_path(day: datetime.date, serial: int, suffix: str) -> str:  # noqa: ARG001
    """An article's address, or that of a file in its place."""
    return f"/public/29641/{serial}.{suffix}"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column."""
    resources = column_to_articles(column) | column_to_other_pages(column, to_path)
    listings = {_organ(listing.steps): listing for listing in column_to_listings(column, to_path)}
    for organ, listing in listings.items():
        resources[f"/public/column/{organ}"] = page_resource(_column_page(listing), column.modified)
    resources[LABEL] = Resource(partial(_label, listings), "text/html; charset=utf-8", column.modified)
    return resources


def steps_to_url(steps: Steps) -> str:
    """The address of a column's page."""
    return f"/public/column/{_organ(steps)}?type=4&action=list"


def _organ(steps: Steps) -> str:
    return str(int(steps_to_id("lonsun", steps)[:7], 16)) if steps else "29641"


def _column_page(listing: Listing) -> str:
    """The first page of the list; the mixed list leaves that to its script, which says less than the others'."""
    if listing.steps == MIXED:
        return listing_to_page(listing, "", steps_to_url, '<div id="page_public_info"></div>', _META)
    label = (
        f"{LABEL}?IsAjax=1&dataType=html&_=0.4252&labelName=publicInfoList&siteId={_SITE}&pageSize=10&pageIndex=1"
        f"&action=list&isDate=true&dateFormat=yyyy-MM-dd&length=50&organId={_organ(listing.steps)}&type=4&catIds="
        f"&result={quote('暂无相关信息')}&file=%2Fc1%2Fsample%2FpublicInfoList_newest2020"
    )
    script = f"""<div id="page_public_info"></div><script>$("#page_public_info").pagination({{
pageCount:{len(listing.pages)}, pageIndex:1, url:"{label}"}});</script>"""
    return listing_to_page(listing, items_to_html(listing.pages[0]), steps_to_url, script, _META)


def _label(listings: Mapping[str, Listing], query: Mapping[str, str]) -> bytes | None:
    """A page of a list, as a piece of HTML; what the real label says where there is none."""
    listing, index = listings.get(query.get("organId", "")), query.get("pageIndex", "")
    asked = (query.get("labelName"), query.get("siteId"))
    if listing is None or not index.isdecimal() or asked != ("publicInfoList", _SITE):
        return None
    items = dict(enumerate(listing.pages, start=1)).get(int(index), ())
    return f'<ul class="clearfix xxgk_nav_list">{items_to_html(items) or "暂无相关信息"}</ul>'.encode()


FAMILY = PortalFamily(
    SourceEntry("SampleLonsun", "lonsun", steps_to_url(()), "政府信息公开年报", None), to_path, column_to_resources
)
