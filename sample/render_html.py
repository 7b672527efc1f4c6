"""A report as a page of a portal: the tables with their spans, and the furniture of the site around them."""

from __future__ import annotations

import codecs
import html
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sample.model import Block, DocumentPlan, Grid, GridCell, Para, ReportContent

_DECLARATION = re.compile(r"<meta [^>]*charset=[^>]*>")
_SLIP = {22: 20, 20: 22}


@dataclass(frozen=True, slots=True)
class HtmlStyle:
    """How the page was made: which editor wrote its cells, and whether a layout table surrounds everything."""

    layout_table: bool
    wrapped_cells: bool
    """Cells hold `<p><span>` as pasted out of Word."""
    nbsp_blank: bool
    encoding: str
    """What its bytes are in."""
    declared: str
    """The charset that the page declares."""
    byte_order_mark: bool = False
    slipped_spans: bool = False
    """The rowspan of 三、本年度办理结果 is that of another year's form."""
    unclosed: bool = False
    """Cells and rows are not closed, as HTML allows."""
    draw_grid: Callable[[Grid], str] | None = None
    """Tables are pictures: the `src` of each."""


def draw_html_style(rng: random.Random, *, gb: bool, varied: bool) -> HtmlStyle:
    """The habits of one page; a page that declares gb2312 holds GB18030, as real ones do."""
    style = HtmlStyle(
        layout_table=rng.random() < 0.3,
        wrapped_cells=rng.random() < 0.5,
        nbsp_blank=rng.random() < 0.5,
        encoding="gb18030" if gb else "utf-8",
        declared="gb2312" if gb else "utf-8",
    )
    if not varied:
        return style
    return replace(
        style,
        declared=rng.choice((style.declared, style.declared, "", "utf-8", "gb2312", "iso-8859-1")),
        byte_order_mark=not gb and rng.random() < 0.1,
        slipped_spans=rng.random() < 0.1,
        unclosed=rng.random() < 0.15,
    )


def render_html(content: ReportContent, plan: DocumentPlan, style: HtmlStyle) -> bytes:
    """The page's bytes."""
    title, *rest = content.blocks
    assert isinstance(title, Para)  # noqa: S101
    body = "\n".join(_block_to_html(block, style) for block in rest)
    page = _PAGES.get(plan.family, _plain_page)(content, body, style)
    page = page.replace(_USUAL_BODY, _BODIES.get(plan.family, _USUAL_BODY), 1)
    if not style.declared:
        page = _DECLARATION.sub("", page)
    if style.unclosed:
        page = page.replace("</td>", "").replace("</tr>", "\n")
    return (codecs.BOM_UTF8 if style.byte_order_mark else b"") + page.encode(style.encoding)


def _block_to_html(block: Block, style: HtmlStyle) -> str:
    if isinstance(block, Grid):
        if style.draw_grid is not None:
            return f'<p style="text-align:center;"><img src="{style.draw_grid(block)}" alt="" border="0"></p>'
        return grid_to_html(block, style)
    text = html.escape(block.text, quote=False)
    if block.kind == "heading":
        return f'<p style="text-indent:2em;"><strong>{text}</strong></p>'
    if block.kind == "sign":
        return f'<p style="text-align:right;">{text}&nbsp;&nbsp;</p>'
    return f'<p style="text-indent:2em;line-height:2;">{text}</p>'


def grid_to_html(grid: Grid, style: HtmlStyle) -> str:
    """A table with its row and column spans."""
    lines = ['<table border="1" cellspacing="0" cellpadding="0" width="100%"><tbody>']
    lines.extend("<tr>" + "".join(_cell_to_html(cell, style) for cell in row) + "</tr>" for row in grid.rows())
    lines.append("</tbody></table>")
    return "\n".join(lines)


def _cell_to_html(cell: GridCell, style: HtmlStyle) -> str:
    rowspan = _SLIP.get(cell.rowspan, cell.rowspan) if style.slipped_spans and cell.colspan == 1 else cell.rowspan
    spans = (f' rowspan="{rowspan}"' if rowspan > 1 else "") + (
        f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    )
    text = html.escape(cell.text, quote=False).replace("\n", "<br>")
    if not text and style.nbsp_blank:
        text = "&nbsp;"
    if style.wrapped_cells:
        text = f'<p align="center" style="margin:0"><span style="font-family:宋体;font-size:12px">{text}</span></p>'
    return f"<td{spans}>{text}</td>"


def _layout(body: str, style: HtmlStyle) -> str:
    if not style.layout_table:
        return body
    return f'<table width="960" align="center"><tr><td width="12">&nbsp;</td><td valign="top">{body}</td></tr></table>'


def _trs_page(content: ReportContent, body: str, style: HtmlStyle) -> str:
    place, day = content.agency.place, content.published_on
    title = html.escape(content.title, quote=False)
    article = _layout(f'<div class="TRS_Editor">{body}</div>', style)
    return f"""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset={style.declared}">
<title>{title}_{place.city}{place.name}人民政府</title>
<meta name="SiteName" content="{place.city}{place.name}人民政府"><meta name="ColumnName" content="政府信息公开年报">
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:30">
<meta name="ContentSource" content="{content.agency.name}">
<script>var siteId = 2; function share(to) {{ return to + 12; }}</script></head>
<body><div class="top"><a href="/">首页</a> <a href="/zwdt/">政务动态</a> <a href="/zwfw/">政务服务</a>
<a href="/hdjl/">互动交流</a> <span>今天气温 12—21℃</span></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zfxxgk/">政府信息公开</a> &gt; 政府信息公开年报</div>
<div class="detail"><h1>{title}</h1>
<div class="info">时间：{day} 09:30　来源：{content.agency.name}　浏览次数：<span id="hits">1276</span>
字号：[<a>大</a> <a>中</a> <a>小</a>]</div>
{article}
<div class="share">分享到：<a>微信</a> <a>微博</a></div></div>
<div class="foot">主办：{place.city}{place.name}人民政府办公室　网站标识码：{place.code}0001
备案号：备20210711号-1　联系电话：0431-12345　访问量：2608551</div></body></html>
"""


def _hanweb_page(content: ReportContent, body: str, style: HtmlStyle) -> str:
    place, day = content.agency.place, content.published_on
    title = html.escape(content.title, quote=False)
    article = _layout(f'<div class="article-content" id="zoom">{body}</div>', style)
    return f"""<!DOCTYPE html>
<html><head><meta charset="{style.declared}"><title>{title}</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 16:05:00">
<meta name="ColumnName" content="政府信息公开年报"></head>
<body><table width="100%" class="nav"><tr><td><a href="/">网站首页</a></td><td><a href="/col/col1201/">新闻中心</a></td>
<td><a href="/col/col1229/">政府信息公开年报</a></td></tr></table>
<div class="position">您的位置：首页 / 政府信息公开 / 政府信息公开年报 / 正文</div>
<div class="main"><h2 class="title">{title}</h2>
<table class="xxgk"><tr><td>索引号</td><td>{content.agency.organ_code}/{day.year}-{day.month:02}{day.day:02}</td>
<td>发布机构</td><td>{content.agency.name}</td></tr>
<tr><td>发布日期</td><td>{day}</td><td>浏览次数</td><td>318</td></tr></table>
{article}</div>
<div class="footer">版权所有　苏ICP备05004952号　邮编：{place.code}　电话：12345</div></body></html>
"""


def _plain_page(content: ReportContent, body: str, style: HtmlStyle) -> str:
    """A page of a family that is known by what holds its body, and by little else (spec: portals)."""
    title = html.escape(content.title, quote=False)
    article = _layout(f"<div {_USUAL_BODY}>{body}</div>", style)
    return f"""<!DOCTYPE html>
<html><head><meta charset="{style.declared}"><title>{title}</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{content.published_on} 10:20">
<meta name="SiteId" content="6795621"></head>
<body><div class="nav"><a href="/">首页</a> <a href="/zwgk/">政务公开</a> <a href="/hdjl/">互动交流</a></div>
<div class="main"><h1 class="newstitle">{title}</h1>
<div class="info">发布时间：{content.published_on}　信息来源：{content.agency.name}　浏览次数：<span>204</span></div>
{article}</div>
<div class="foot">主办：{content.agency.place.name}人民政府办公室　备案号：备20210711号-1</div></body></html>
"""


_PAGES = {"trs": _trs_page, "hanweb": _hanweb_page}
_USUAL_BODY = 'class="article-body"'
_BODIES = {
    "vsb": 'id="vsb_content" class="v_news_content"',
    "nfcms": 'class="news_cont_d_wrap"',
    "openness": 'class="m-article"',
    "gkmlpt": 'class="article-content"',
}
