"""The year a report is about, as its text says it: the statistics period, then its opening statements."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable

from extract.titles import FIRST_REPORT_YEAR

_CITED = re.compile(r"《[^《》]*》")
_CITED_CALL = re.compile(
    r"《[^《》]*?((?:19|20)\d\d)年(?:度)?[^《》]*(?:年度报告|年报)[^《》]*(?:编制|编写|编报|报送|发布|公布|通知|提示)[^《》]*》"
)
_ASIDE = re.compile(r"[（(][^（）()]*[）)]")
_CLAUSE_END = re.compile(r"[。；;！!\n]")
_PERIOD_WORDS = re.compile(r"统计|数据|数字|期限|时限|时段|起止|区间|时间|截止|截至|为止|为准|所列|报告期")
_YEAR = r"(?<!\d)(20\d\d)"
# Characters get lost where digits were set in another font: 202111日 is 2021年1月1日, 20241231日 2024年12月31日.
_FIRST_DAY = re.compile(
    _YEAR + r"(?:年1月1日|[-./]0?1[-./]0?1(?!\d)|年元旦|年?1月?1日|年1月(?:份)?(?:起|至|到|[-—–~～]))"
    r"(?!(?:起|正式)?(?:施行|实施|执行))"
)
_LAST_DAY = re.compile(_YEAR + r"(?:[-./]12[-./]31(?!\d)|年?12月(?:31日?|份|底|为止)?|1231日?|年(?:岁末|年?底|年?末))")
_WHOLE_YEAR = re.compile(_YEAR + r"年(?:度)?(?:全年|1-12月|1月(?:至|到|[-—–~～]))")
_STATEMENT = re.compile(_YEAR + r"年(?:度)?[^\d，。；]{0,24}?(?:报告|年报)(?![\d一二三四五六七八九])")
_STATING = re.compile(r"编制|编写|公布如下|公布|报告如下|现将|汇总|撰写|本报告|特此")
_CLAUSE_START = re.compile(
    r"(?:^|[，。；：:、…\n）)】（(])"
    + r"(20\d\d)年(?:度)?(?![^，。；]{0,6}(?:计划|打算|安排|目标|将|拟)|同[类期])"
    + r"(?![\d的以至起比底末前后来间初到和~～—-]|年|月|第)"
)
# A sentence that sets its year first: 2022年，我局…
_YEAR_FIRST = re.compile(r"(?:^|[。；！\n])\s*(20\d\d)年(?:度)?，")


def plausible(year: int) -> bool:
    """Whether a report can be about a year: from the first rules on, and not in the future (2087 is a typo)."""
    return FIRST_REPORT_YEAR <= year <= datetime.datetime.now(datetime.UTC).year


def text_to_period_year(text: str) -> int | None:
    """The year of the statistics period that a text states; None where it states none or two.

    >>> text_to_period_year("数据统计期限自202111日起，至2021年12月31日止。"), text_to_period_year("截至2087年底")
    (2021, None)
    >>> text_to_period_year("《信息处理费管理办法》自2021年1月1日起施行。") is None
    True
    """
    years: set[int] = set()
    for clause in _CLAUSE_END.split(_CITED.sub("", "".join(text.split(" ")))):
        spans = _FIRST_DAY.search(clause) and re.search(r"起|至|到|止", clause)
        if _PERIOD_WORDS.search(clause) or spans:
            found = (int(year) for pattern in (_FIRST_DAY, _LAST_DAY, _WHOLE_YEAR) for year in pattern.findall(clause))
            years |= {year for year in found if plausible(year)}
    return years.pop() if len(years) == 1 else None


def text_to_stated_year(text: str) -> int | None:
    """The year of which a text says that this report is its report.

    >>> text_to_stated_year("本局依照《条例》编制2022年度报告。")
    2022
    """
    years = set()
    for clause in _CLAUSE_END.split(_ASIDE.sub("", _CITED.sub("", text))):
        if _STATING.search(clause):
            years |= {int(year) for year in _STATEMENT.findall(clause) if plausible(int(year))}
    return years.pop() if len(years) == 1 else None


def text_to_opening_year(text: str) -> int | None:
    """The year with which clauses begin (`2020年，我局…`), where one is plainly ahead; cited titles do not count.

    >>> text_to_opening_year("2020年，在区委领导下，我局公开信息5条。与2019年的3条相比有所增加。")
    2020
    """
    plain = _CITED.sub("", text)
    found = (_YEAR_FIRST.findall(plain), _CLAUSE_START.findall(plain))
    return next((year for years in found if (year := _plainly_ahead(map(int, years)))), None)


def _plainly_ahead(years: Iterable[int]) -> int | None:
    ranked = Counter(filter(plausible, years)).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def text_to_called_year(text: str) -> int | None:
    """The year in a cited call for this year's reports (《关于编报2022年度…年度报告的通知》), the weakest evidence."""
    return _only(int(year) for year in _CITED_CALL.findall(text))


def _only(years: Iterable[int]) -> int | None:
    found = {year for year in years if plausible(year)}
    return found.pop() if len(found) == 1 else None
