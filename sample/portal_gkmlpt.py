"""The disclosure platform of Guangdong: an index page with its tree of categories, and their lists as JSON."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence

from sample.corpus import DocumentEntry, SourceEntry
from sample.portal_pages import Column, PortalFamily, Resource, column_to_articles, page_resource

ROOT = "/gkmlpt"
SITE = "758001"
CATEGORY = 4207
PER_PAGE = 100


def to_path(day: datetime.date, serial: int, suffix: str) -> str:
    """The address of an article, or of a file put into its place."""
    if suffix != "html":
        return f"{ROOT}/attachment/0/{serial // 1000}/{day:%y%m}{serial}.{suffix}"
    return f"{ROOT}/content/{serial // 1000000}/{serial // 1000}/post_{serial}.html"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column."""
    resources = column_to_articles(column)
    resources[column.source.path] = page_resource(_index_page(column.source.column), column.modified)
    resources[f"{ROOT}/api/all/{CATEGORY}"] = Resource(
        lambda query: _articles(column.documents, query), "application/json", column.modified
    )
    return resources


def _index_page(name: str) -> str:
    """An application that draws everything itself, from the settings that the page gives it."""
    tree = [
        {"id": 4201, "name": "机构职能", "parent_id": 0, "children": []},
        {
            "id": 4206,
            "name": "政府信息公开",
            "parent_id": 0,
            "children": [
                {"id": 4208, "name": "政府信息公开指南", "parent_id": 4206, "children": []},
                {
                    "id": CATEGORY,
                    "name": name,
                    "parent_id": 4206,
                    "children": [{"id": 4209, "name": "历年年报", "parent_id": CATEGORY, "children": []}],
                },
            ],
        },
    ]
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>政府信息公开目录</title></head>
<body><noscript>请启用脚本</noscript><div id="app"><a href="/">返回首页</a></div>
<script>window._CONFIG = {{ DOMAIN: '127.0.0.1', SID: '{SITE}', PATH: '{ROOT}',
TREE: {json.dumps(tree, ensure_ascii=False)}, SHOW_INDEX: true }};</script>
<script src="{ROOT}/static/app.js"></script></body></html>
"""


def _articles(documents: Sequence[DocumentEntry], query: Mapping[str, str]) -> bytes | None:
    """A page of a category; the platform knows only its own site."""
    page = query.get("page", "1")
    if query.get("sid") != SITE or not page.isdecimal() or not int(page):
        return None
    shown = documents[(int(page) - 1) * PER_PAGE : int(page) * PER_PAGE]
    articles = [
        {
            "id": number,
            "title": document.title,
            "publisher": document.agency,
            "url": document.path,
            "post_url": document.path,
            "display_publish_time": f"{document.published_on} 09:30:00",
        }
        for number, document in enumerate(shown, start=1)
    ]
    return json.dumps({"total": len(documents), "articles": articles}, ensure_ascii=False).encode()


FAMILY = PortalFamily(
    SourceEntry("SampleGkmlpt", "gkmlpt", "/gkmlpt/index", "政府信息公开年报", None), to_path, column_to_resources
)
