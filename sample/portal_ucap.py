"""UCAP: a column whose list a script fetches, from two addresses that the whole site shares (spec: portals)."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from sample.corpus import DocumentEntry, SourceEntry
from sample.portal_pages import Column, PortalFamily, Resource, column_to_articles, page_resource

CHANNELS = "/common/getChannelList"
SEARCH = "/common/search"
SITE, CHANNEL = "ucap", "c100028"
CHANNEL_ID = hashlib.md5(CHANNEL.encode(), usedforsecurity=False).hexdigest()
PER_PAGE_MAXIMUM = 20


def to_path(day: datetime.date, serial: int, suffix: str) -> str:
    """The address of an article, or of a file put into its place."""
    name = hashlib.md5(str(serial).encode(), usedforsecurity=False).hexdigest()
    return f"/{SITE}/{CHANNEL}/{day:%Y%m}/{name}.{'shtml' if suffix == 'html' else suffix}"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column."""
    json_type = "application/json;charset=UTF-8"
    resources = column_to_articles(column)
    resources[column.source.path] = page_resource(_column_page(column.source.column), column.modified)
    resources[CHANNELS] = Resource(_channels, json_type, column.modified)
    resources[f"{SEARCH}/{CHANNEL_ID}"] = Resource(
        lambda query: _results(column.documents, query), json_type, column.modified
    )
    return resources


def _column_page(name: str) -> str:
    """The page as it is before its script has run: without one link to an article."""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{name}</title><meta name="SiteName" content="样本">
<meta name="ColumnName" content="{name}"></head>
<body><div class="crumb"><a href="/{SITE}/">首页</a> &gt; {name}</div><ul class="list" id="list"></ul>
<script>var channelCode = '{CHANNEL}', websiteCodeName = '{SITE}';
$.getJSON('{CHANNELS}?channelCode=' + channelCode + '&websiteCodeName=' + websiteCodeName, function (answer) {{
  $.getJSON('{SEARCH}/' + answer.results.channelId +
    '?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=1', show);
}});</script>
<div class="foot"><a href="/{SITE}/about.shtml">网站声明</a></div></body></html>
"""


def _channels(query: Mapping[str, str]) -> bytes | None:
    if query.get("channelCode") != CHANNEL or query.get("websiteCodeName") != SITE:
        return None
    channel = {"channelId": CHANNEL_ID, "channelCode": CHANNEL, "displayName": "政府信息公开年报", "children": []}
    return _to_json({"success": True, "results": channel})


def _results(documents: Sequence[DocumentEntry], query: Mapping[str, str]) -> bytes | None:
    """A page of the list; the real site answers with a page of HTML where `_isJson` is not asked for."""
    size, page = query.get("_pageSize", ""), query.get("page", "")
    if query.get("_isJson") != "true" or not (size.isdecimal() and page.isdecimal() and int(size) and int(page)):
        return None
    per_page = min(int(size), PER_PAGE_MAXIMUM)
    shown = documents[(int(page) - 1) * per_page : int(page) * per_page]
    data = {
        "channelId": CHANNEL_ID,
        "page": int(page),
        "rows": per_page,
        "total": len(documents),
        "pages": math.ceil(len(documents) / per_page),
        "results": [_result(document) for document in shown],
    }
    return _to_json({"data": data})


def _result(document: DocumentEntry) -> dict[str, str]:
    return {"title": document.title, "url": document.path, "publishedTimeStr": f"{document.published_on} 09:30:00"}


def _to_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


SOURCE = SourceEntry("SampleUcap", "ucap", f"/{SITE}/{CHANNEL}/common_zfxxgknb.shtml", "政府信息公开年报", None)
FAMILY = PortalFamily(SOURCE, to_path, column_to_resources)
