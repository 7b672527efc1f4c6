"""Whether a document is a yearly disclosure report at all, with the reason in words."""

from __future__ import annotations

import re

from extract.document import Document, Table
from extract.titles import Kind, title_to_kind, title_to_other_reason
from transform.report_years import text_to_period_year
from transform.script import to_simplified

# Each is one sign that a text is a disclosure report; a report has several, another text at most one by chance.
_CUES = tuple(
    re.compile(pattern)
    for pattern in (
        r"主动公开",
        r"依申请公开|公开申请|申请公开|申请(?:数量|情况|事项)",
        r"(?:政府)?信息公开(?:工作)?(?:年度)?(?:报告|年报)|年度报告|公开(?:工作)?情况的?报告|法定主动公开年度报告",
        r"政府信息公开条例|《条例》",
        r"公开(?:各类|各种|政府|政务)?信息|信息公开|公开信息|公布信息|发布信息",
        r"(?:统计|数据|数字).{0,12}(?:自|从|为|是|期|起|止|区间|时段|全年)",
        r"复议.{0,6}诉讼|行政复议|行政诉讼",
        r"收费(?:和|及|情况|标准)|信息处理费|减免",
        r"政府信息管理|平台建设|监督保障|公开平台|政务新媒体",
        r"第二十条第|勾稽关系|本年新?制[作发]|收到和处理政府信息公开申请|上年结转",
        r"存在的?(?:主要)?问题及改进|其他需要报告",
        r"公开指南|公开目录|公开栏|查阅点|查阅场所",
        r"信息公开.{0,8}(?:投诉|举报)|不予公开|予以公开|部分公开",
        r"规范性文件|政策解读|解读材料|政策文件",
    )
)
_COUNT = re.compile(r"[\d〇一二三四五六七八九十百]+\s*(?:余|多)?\s*(?:件|条|次|篇|期|份|宗|起|例|场|人次)")
_NO_HEADING = re.compile(r"^[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]|[。；;，]|位置[：:]|[>＞›»]")
_ITEM = re.compile(r"(?:19|20)\d\d年?.{0,30}(?:年报|年度报告|工作报告)")
_FIGURES = re.compile(r"(?:[^\d]{0,40}[|\t])?(?:[\s|]*\d[\d,.]*[\s|]*)+")
# So many counts of ours, one in so many characters, are no chance: a part of a report may name itself nowhere.
_MANY_FACTS = 3
_CHARACTERS_A_FACT = 100
_DISCLOSURE = re.compile(r"公开|公布")


def is_report(document: Document, tables_recognised: int, narrative_fact_count: int) -> tuple[bool, str]:
    """Judge a document by its title, its tables and its prose; the reason is a phrase for the ledger and the user.

    `tables_recognised` counts the blocks of a statutory form that were found, `narrative_fact_count` the numbers read
    from prose. A text without title or year is a report if its content is one (spec: variety, Titles).
    """
    if tables_recognised:
        return True, f"{tables_recognised} tables of the statutory form"
    title, kind = _first_title(document)
    titled = kind == "report"
    if titled and any(key.startswith("unread:") for key in document.meta):
        return True, "its title names a yearly disclosure report, of which pictures or attachments were not read"
    lines = [to_simplified(line) for line in _to_lines(document)]
    text = "\n".join(lines)
    if not text:
        return False, "it has no text"
    if kind == "other":
        return False, title_to_other_reason(title) or "its title names something else"
    plain = "".join(text.split())
    if narrative_fact_count == 0 and (missing := _what_is_missing(plain, lines, titled=titled)):
        return False, missing
    return _judge_prose(plain, narrative_fact_count, titled=titled)


def _what_is_missing(plain: str, lines: list[str], *, titled: bool) -> str | None:
    """Why a text without counts of ours is no report, None where it may be one."""
    if _is_index(lines):
        return "it is a list of reports, not a report"
    if _has_number(plain, lines):
        return None
    name = "its title names a report, but " if titled else ""
    return f"{name}it has neither a table of the form nor any number of its own"


def _has_number(plain: str, lines: list[str]) -> bool:
    """Whether a count stands in the prose, or bare figures as in a flattened or unknown table."""
    return _COUNT.search(plain) is not None or sum(_FIGURES.fullmatch(line) is not None for line in lines) >= 3


def _judge_prose(plain: str, facts: int, *, titled: bool) -> tuple[bool, str]:
    if titled:
        return True, "its title names a yearly disclosure report"
    if facts >= _MANY_FACTS and len(plain) <= facts * _CHARACTERS_A_FACT:
        return True, "its text is made of the counts that a disclosure report states"
    cues = sum(pattern.search(plain) is not None for pattern in _CUES)
    has_period = text_to_period_year(plain) is not None
    # Government prose of another kind may mention disclosure once: a report speaks of it all along.
    is_dense = has_period or len(_DISCLOSURE.findall(plain)) >= max(2, len(plain) // 700)
    needed = 1 if facts >= 2 else 2 if facts else 3 if has_period else 4
    if is_dense and cues >= needed:
        return True, "its text speaks as a disclosure report"
    return False, "nothing in its title, tables or text makes it a yearly disclosure report"


def _first_title(document: Document) -> tuple[str, Kind]:
    """The document's title or the first heading that says what the document is, and what it says."""
    titles = [document.title] if document.title else []
    titles += ["".join(line.split()) for line in _to_lines(document)[:8] if len(line) <= 60]
    for printed in titles:
        title = to_simplified(printed)
        kind = title_to_kind(title)
        if kind != "unknown" and not _NO_HEADING.search(title):
            return title, kind
    return "", "unknown"


def _to_lines(document: Document) -> list[str]:
    """Every non-empty line of paragraphs; the cells of tables that no form knows count as lines too."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Table):
            lines += ["|".join(cell.text.strip() for cell in row) for row in block.rows()]
        else:
            lines += block.text.splitlines()
    return [line.strip() for line in lines if line.strip()]


def _is_index(lines: list[str]) -> bool:
    """Whether a page mostly links reports: at least four lines of which each names one."""
    items = [line for line in lines if len(line) <= 60 and _ITEM.search(line)]
    return len(items) >= 4 and len(items) * 3 >= len(lines)
