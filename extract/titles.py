"""What a link's title says before its page is fetched: which year it reports on, and whether it is a report at all."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Literal

Kind = Literal["report", "other", "unknown"]

FIRST_REPORT_YEAR = 2003
"""Guangzhou's disclosure rules of 2003 are the oldest under which a yearly report can have been written."""

_CHINESE_DIGITS = str.maketrans("〇○零OoＯ一二三四五六七八九", "000000123456789")
_SIMPLIFIED = str.maketrans(
    "報開務關機門單業圖說讀畫動視頻總結計劃製財預決", "报开务关机门单业图说读画动视频总结计划制财预决"
)
"""The traditional characters of the words below."""
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_CHINESE_YEAR = re.compile(r"[二2][〇○零0Oo][〇○零0Oo一二三四五六七八九\d]{2}(?=年)")
_YEAR = r"(?<!\d)((?:19|20)\d\d)"

# What stands in titles with a year that is not the report's: document numbers, dates of publication, ranges of years.
_DOCUMENT_NUMBER = re.compile(
    r"[〔\[【(（]\s*\d{4}\s*[〕\]】)）]\s*(?:第\s*)?\d+\s*号|(?<!\d)\d{4}\s*年?第\s*\d+\s*[号期]"
)
_PERIOD = re.compile(_YEAR + r"年\d{1,2}月(?:\d{1,2}日)?(?:至|到|[-—–－~～])")
_FULL_DATE = re.compile(r"(?<!\d)\d{4}(?:年\d{1,2}月(?:\d{1,2}日)?|[-/.]\d{1,2}[-/.]\d{1,2})")
_SEVERAL_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d年?(?:度)?[-—–~～至到、和及]+(?:19|20)\d\d年")

# A year by how surely it is the report's, surest first.
_SUBJECT = r"(?:政府信息|政务公开|政务信息|信息公开|公开工作|工作年度报告|年度报告|年报|报)"
_YEAR_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        _YEAR + r"年?(?:年?度)?[^\d年]{0,12}?" + _SUBJECT,
        _YEAR + r"年度",
        _YEAR + r"年",
        _YEAR + r"(?![\d件条次号项人余多万])",
    )
)

_SUBJECT_OF_REPORT = re.compile(r"(?:政府|政务|部门|机关)信息.{0,4}公开|政务公开|信息公开|公开工作")
_NAME_OF_REPORT = re.compile(r"年度.{0,6}报告|年报|工作报告|情况的?报告|工作的?报告|公开(?:年度)?报告|报告书?$")
_BARE_YEAR = re.compile(r"^20\d\d(?:年度?)?$")
_CUT_OFF = re.compile(r"(?:…|\.\.+)$")

# What a title says aside: in brackets, behind a joining word (…年度报告暨图解), as a file's suffix, a date at its end.
_LEADING_ASIDE = re.compile(r"^[\[(【〔]([^\])】〕]*)[\])】〕]")
_ASIDE = re.compile(r"[\[(【〔][^\])】〕]*[\])】〕]")
_JOINED_ASIDE = re.compile(
    r"((?:报告|年报)》?),?(?:及|暨|附|含|和|与|并附|\+)其?[图视频文字政策相关专家一张、和及]{0,10}"
    r"(?:解读|图解|视频|长图|读懂|看懂)$"
)
_TRAILING = re.compile(
    r"(?:\.(?:pdf|docx?|wps|s?html?|xlsx?)|\d{4}(?:年\d{1,2}月(?:\d{1,2}日)?|[-/.]\d{1,2}[-/.]\d{1,2})|[。,;、!])+$",
    re.IGNORECASE,
)

# The head of a title: its end, or what stands before a colon or at the end of a book title, an order's form aside.
_HEAD = r"》?(?:的(?:通知|公告|函|通告|意见)|全文)?(?=$|:)"
_MEDIA_HEAD = r"》?(?=$|[:|丨·—－-])"
_PICTURE = r"(?:图解|图说|图读|图看|数说)"
_OTHER_PATTERNS = (
    (r"^(?:政策|文字|图文|图片|视频|专家)?解读(?=《|20|:|关于)", "an explanation of a report"),
    (r"解读(?:材料|稿|文章|说明|文本|版)?MEDIA_HEAD", "an explanation of a report"),
    (r"一张?图(?:读|看|了解|解读)|^一图(?!书)|^PICTURE|PICTURE(?=《|20)", "a picture or film of a report"),
    (r"(?:PICTURE|一图|长图|动漫|漫画|动画|视频)MEDIA_HEAD", "a picture or film of a report"),
    (
        r"网站(?:(?!信息公开|政务公开).){0,14}(?:报表|年报|年度报告|工作报告)HEAD|^(?!.*信息公开).*报表HEAD",
        "the yearly return of a website",
    ),
    (
        r"^(?!.*(?:信息公开|政务公开)).*(?<!机关)事业单位(?!登记|管理|改革|人事|社会保险|养老)"
        r".*(?:年报|年度报告|报告书|公示)HEAD",
        "of a public institution",
    ),
    (r"企业(?:年报|年度报告)HEAD|^(?!.*信息公开).*上市公司.*(?:年报|年度报告|公告)HEAD", "of an enterprise"),
    (r"工作总结HEAD|总结(?:及|和|暨|与|、).{0,16}(?:计划|打算|思路|要点|安排)HEAD", "a work summary"),
    (r"(?:工作要点|实施方案|工作方案|工作计划)HEAD", "a plan"),
    (r"(?:公开指南|公开目录|公开制度|公开规定|公开条例|公开办法|申请表)HEAD", "a guide, list or rule"),
    (r"(?:做好|报送|编制|编写|上报|开展).{0,40}(?:通知|函)$", "a call for reports"),
    (
        r"^(?!.*(?:信息公开|政务公开)).*(?:法治政府建设.{0,12}(?:报告|情况|总结)?|质量年度报告)HEAD"
        r"|(?:财政|部门|单位)(?:预|决)算(?:公开|报告|报表|说明|情况|表)*HEAD|(?:统计公报|政府工作报告)HEAD",
        "another yearly report",
    ),
)
_OTHER = tuple(
    (re.compile(p.replace("MEDIA_HEAD", _MEDIA_HEAD).replace("HEAD", _HEAD).replace("PICTURE", _PICTURE)), what)
    for p, what in _OTHER_PATTERNS
)


def title_to_report_year(title: str) -> int | None:
    """The year a title reports on; None where it names none, or several with equal right.

    The publication date, a document number and the years of a range are not report years (spec: variety, Titles).

    >>> title_to_report_year("密云区统计局2019年政府信息公开工作年度报告")
    2019
    >>> title_to_report_year("二〇一九年政府信息公开工作年度报告（2020年1月20日发布）")
    2019
    >>> title_to_report_year("浦应急〔2022〕1号 区应急局2021年度政府信息公开年报")
    2021
    >>> title_to_report_year("2018-2020年政府信息公开工作年度报告") is None
    True
    >>> title_to_report_year("政府信息公开工作年度报告") is None
    True
    """
    text = title_to_plain(title)
    text = _DOCUMENT_NUMBER.sub("；", text)
    if _SEVERAL_YEARS.search(text):
        return None
    periods = {int(match) for match in _PERIOD.findall(text)}
    undated = _FULL_DATE.sub("；", text)
    last = datetime.datetime.now(datetime.UTC).year
    for pattern in _YEAR_PATTERNS:
        years = {int(match) for match in pattern.findall(undated)}
        years = {year for year in years if FIRST_REPORT_YEAR <= year <= last}
        if years:
            return years.pop() if len(years) == 1 else None
    return periods.pop() if len(periods) == 1 else None


def title_to_kind(title: str) -> Kind:
    """Whether a title names a yearly disclosure report (`report`), certainly something else (`other`), or neither.

    A link of unknown kind is fetched, and its content decides; one of another kind is not.

    >>> title_to_kind("2020年度政府信息公开工作报告")
    'report'
    >>> title_to_kind("图解：2020年政府信息公开工作年度报告")
    'other'
    >>> title_to_kind("2020年度")
    'unknown'
    """
    if title_to_other_reason(title) is not None:
        return "other"
    text = title_to_plain(title)
    if _SUBJECT_OF_REPORT.search(text) and _NAME_OF_REPORT.search(text):
        return "report"
    return "unknown"


def title_may_name_report(title: str) -> bool:
    """Whether a title among those of all kinds of pages may be a yearly report's.

    It names a report, or it says nothing but a year, or the list cut it off.

    >>> [title_may_name_report(title) for title in ("某局2020年年报", "2020年度", "某局关于2020年政府信…")]
    [True, True, True]
    >>> title_may_name_report("某局召开安全生产工作会议")
    False
    """
    text = title_to_plain(title)
    return bool(_NAME_OF_REPORT.search(text) or _BARE_YEAR.match(text) or _CUT_OFF.search(text))


def title_to_other_reason(title: str) -> str | None:
    """Why a title cannot be a report's, for the ledger; None where it can.

    A word that excludes must be what the title is about: a report may well say in its title that it tells how the
    《政府信息公开条例》 was carried out, or that it comes with a picture. A title that a list cut off says too little.

    >>> title_to_other_reason("2021年政府网站工作年度报表")
    'by its title the yearly return of a website'
    >>> title_to_other_reason("贯彻实施《政府信息公开条例》情况年度报告（含视频解读）") is None
    True
    """
    text = _title_to_subject(title)
    for pattern, what in _OTHER:
        if pattern.search(text):
            return f"by its title {what}"
    return None


def _title_to_subject(title: str) -> str:
    """A title without what it says aside; a word in brackets at its beginning stands before the others.

    >>> _title_to_subject("【图解】2020年政府信息公开年报（含视频）"), _title_to_subject("《2020年年度报告》解读.pdf")
    ('图解|2020年政府信息公开年报', '《2020年年度报告》解读')
    """
    text = title_to_plain(title)
    text = _TRAILING.sub("", _ASIDE.sub("", _LEADING_ASIDE.sub(r"\1|", _TRAILING.sub("", text))))
    return _JOINED_ASIDE.sub(r"\1", text)


def title_to_plain(title: str) -> str:
    """Half-width digits, no spaces, Chinese years in digits, what the words here need in simplified characters.

    >>> title_to_plain("二○二○年 政府信息公開年報　２０２０")
    '2020年政府信息公开年报2020'
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", title)).translate(_SIMPLIFIED)
    return _CHINESE_YEAR.sub(lambda match: match.group().translate(_CHINESE_DIGITS), text)
