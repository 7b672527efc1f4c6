"""Names of agencies in the sentences of a report: departments, townships, governments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from transform.agencies import leading_places, load_agency_words
from transform.gazetteer import Gazetteer
from transform.places import Mention

_PROSE_BODY = (
    r"[\u4e00-\u9fff]{0,14}?"
    r"(?:人民政府办公[室厅]|人民政府|街道办事处|管理委员会|管委会|委员会|分局|局|厅|办公室|中心)(?!长)"
)
# Behind a government's name: whose portal, gazette or office it is says nothing about who reports.
_PORTAL = re.compile(r"(?:门户)?网站|公报|办公室?印发|关于|门户")
_TOWN = re.compile(r"([\u4e00-\u9fff]{1,5}?(?:镇|乡|街道))(?!镇)")
_NO_TOWN = re.compile(r"[各全我本该每个城和与及在为对所年经将按照]|乡镇|村镇|集镇")
_TOWN_SPEAKS = re.compile(
    r"[我本全][镇乡]|[我本]街道|[镇乡][里长]|街道(?:办|党|动态|事务|自有|全年|把|设)"
    r"|镇(?:机关|党委|政府|务|内)|[镇乡]人民政府|街道办事处"
)
_TIME = re.compile(r"^(?:(?:19|20)\d\d年(?:度)?(?:全年)?|本年度?|全年|年内|年末盘点|今年|照|由|现将|借助)+")
_CLAUSE = re.compile(r"[，。；：:;,、…\n“”\"《》（）()\[\]【】|]+")
# Who says of all departments together what they published is the government.
_ALL_DEPARTMENTS = re.compile(r"(?:汇总|综合)全([县区市])各(?:部门|单位|乡镇)")
_NAME_AT_MOST = 24
_OWN_LEVEL = re.compile(r"[省市州区县旗](?!场|政)")


def departments_in_prose(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Departments named with their place, most often named first."""
    votes: Counter[str] = Counter()
    for mention in mentions:
        match = _body_pattern().match(text, mention.end)
        if match is None:
            continue
        cited = mention.start > 0 and text[mention.start - 1] == "《"
        if cited or (match.group().startswith("人民政府") and _PORTAL.match(text, match.end())):
            continue
        votes[text[mention.start : match.end()]] += 1
    return [name for name, _ in votes.most_common(4)]


def subjects_in_prose(opening: str, gazetteer: Gazetteer) -> Iterator[str]:
    """Departments with which clauses begin, with or without their place, each as often as it is named."""
    for clause in _to_clauses(opening):
        if name := _department_at(clause, leading_places(clause[:_NAME_AT_MOST], gazetteer)):
            yield name


def _department_at(clause: str, start: int) -> str | None:
    """The department that a clause begins with, behind `start` characters of places or behind its level (市教育局)."""
    body = _body_pattern().match(clause, start or (1 if _OWN_LEVEL.match(clause) else 0))
    return clause[: body.end()] if body and not body.group().startswith("人民政府") else None


def _to_clauses(opening: str) -> Iterator[str]:
    return (_TIME.sub("", printed) for printed in _CLAUSE.split(opening))


@cache
def _body_pattern() -> re.Pattern[str]:
    heads = "|".join(sorted(load_agency_words().department_heads, key=len, reverse=True))
    return re.compile(rf"(?=(?:{heads}))(?!政务公开|政府信息){_PROSE_BODY}")


def generic_in_prose(opening: str) -> list[str]:
    """Departments that begin a clause without their place (市教育局按照…), else the government that speaks for all."""
    votes = Counter(name for clause in _to_clauses(opening) if (name := _department_at(clause, 0)))
    whole = _ALL_DEPARTMENTS.search(opening)
    names = [name for name, _ in votes.most_common(2)]
    return names or ([whole.group(1) + "人民政府"] if whole else [])


def towns_in_prose(opening: str, gazetteer: Gazetteer) -> list[str]:
    """Townships and street offices with which clauses begin, where the text speaks as one."""
    if not _TOWN_SPEAKS.search(opening):
        return []
    votes: Counter[str] = Counter()
    for clause in _to_clauses(opening):
        start = leading_places(clause[:_NAME_AT_MOST], gazetteer)
        town = _TOWN.match(clause, start)
        if town and len(town.group(1)) >= 3 and not _NO_TOWN.search(town.group(1)):
            votes[town.group(1)] += 2 if start else 1
    return [name for name, _ in votes.most_common(2)]
