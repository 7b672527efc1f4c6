"""Hanweb JCMS: the list inside `<datastore>`, more of it by `dataproxy.jsp`; a third page knows agency and year.

Spec: portals. `startrecord` and `endrecord` count from 1.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence

from sample.corpus import DocumentEntry, SourceEntry
from sample.places import HANWEB
from sample.portal_pages import Column, PortalFamily, Resource, column_to_articles, list_item, page_resource

PER_PAGE = 10
GROUP_SIZE = 2
"""Pages that the list page carries itself; the rest comes from the proxy."""
PROXY = "/hanweb/module/web/jpage/dataproxy.jsp"
ANNUAL = "/hanweb/module/xxgk/xxgkAnnualReport.jsp"
_PARAMETERS = (
    "col=1&webid=1&path=/&columnid=1229&sourceContentType=1&unitid=4503&webname=%E6%A0%B7%E6%9C%AC&permissiontype=0"
)


def to_path(day: datetime.date, serial: int, suffix: str) -> str:
    """An article's address, or that of a file in its place."""
    if suffix == "html":
        return f"/hanweb/art/{day.year}/{day.month}/{day.day}/art_1229_{serial}.html"
    return f"/hanweb/attach/0/{day:%y%m%d}{serial:010d}.{suffix}"


def column_to_resources(column: Column) -> dict[str, Resource]:
    """Everything that the family serves for a column."""
    resources = column_to_articles(column)
    first = page_resource(_list_page(column), column.modified)
    resources[column.source.path] = first
    resources[column.source.path.removesuffix("index.html")] = first
    resources[PROXY] = Resource(
        lambda query: _records_xml(column.documents, query), "application/xml; charset=utf-8", column.modified
    )
    resources[ANNUAL] = Resource(
        lambda query: _annual_page(column.documents, query), "text/html; charset=utf-8", column.modified
    )
    return resources


def _records(documents: Sequence[DocumentEntry]) -> str:
    return "\n".join(f"<record><![CDATA[{list_item(document, document.path)}]]></record>" for document in documents)


def _list_page(column: Column) -> str:
    documents = column.documents
    inline = documents[: PER_PAGE * GROUP_SIZE]
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{column.source.column}</title></head>
<body><div class="position">您的位置：<a href="/hanweb/">首页</a> / {column.source.column}</div>
<div id="4503" class="list"><script type="text/xml"><datastore>
<nextgroup><![CDATA[<a href="{PROXY}?page=1&{_PARAMETERS}"></a>]]></nextgroup>
<recordset>
{_records(inline)}
</recordset></datastore></script></div>
<script>$(document).ready(function() {{ $("#4503").jpage({{
perPage:{PER_PAGE}, totalRecord:{len(documents)}, groupSize:{GROUP_SIZE}, openCookies:true,
proxyUrl:'{PROXY}', proxyParam:'{_PARAMETERS}' }}); }});</script>
<div class="footer">版权所有</div></body></html>
"""


def _records_xml(documents: Sequence[DocumentEntry], query: Mapping[str, str]) -> bytes | None:
    """The records asked for; None where the numbers are none, which the real proxy answers with an error."""
    if query.get("columnid") not in (None, "1229"):
        return None
    first = _to_number(query.get("startrecord", "1"))
    last = _to_number(query.get("endrecord", str(PER_PAGE)))
    per_page = _to_number(query.get("perpage", str(PER_PAGE)))
    if first is None or last is None or per_page is None:
        return None
    records = _records(documents[first - 1 : last])
    return f"""<?xml version="1.0" encoding="utf-8"?>
<datastore><totalrecord>{len(documents)}</totalrecord><totalpage>{math.ceil(len(documents) / per_page)}</totalpage>
<recordset>
{records}
</recordset></datastore>
""".encode()


def _to_number(text: str) -> int | None:
    return (int(text) or None) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _annual_page(documents: Sequence[DocumentEntry], query: Mapping[str, str]) -> bytes | None:
    """The reports of an agency (`area`, its code) for a year (`fbtime`); an empty list where it has none."""
    found = [
        list_item(document, document.path)
        for document in documents
        if query.get("area") in (None, "", document.organ_code)
        and query.get("fbtime") in (None, "", str(document.report_year))
    ]
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>信息公开年度报告</title></head><body>
<ul class="annual">{"".join(found)}</ul></body></html>
""".encode()


FAMILY = PortalFamily(
    SourceEntry(HANWEB, "hanweb", "/hanweb/col/col1229/index.html", "政府信息公开年报", "320100"),
    to_path,
    column_to_resources,
)
