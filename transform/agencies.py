"""Names of agencies: out of a title, into the official form, and made whole by their region."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from transform.gazetteer import Gazetteer, Region
from transform.labels import printed_to_plain
from transform.places import region_of_level, text_to_mentions
from transform.script import to_simplified

_NAME = re.compile(r"[\u4e00-\u9fff·、]{2,40}")
_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_SUBJECT = re.compile(r"(?<!人民)政府信息|(?<=政府)信息公开|政府网站|政务公开|政务信息|信息公开")
_CITED_REPORT = re.compile(r"印发《([^《》]*(?:报告|年报))》")
_YEAR = re.compile(r"(?:(?:19|20)\d\d|[二2][〇○零0][〇○零一二三四五六七八九\d]{2})(?:年度|年)?")
_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)人民政府$|街道办事处$")
# A parent that no gazetteer knows (高新区XX街道): at least two characters in front of and behind its last.
_UNKNOWN_PARENT = re.compile(r"^[\u4e00-\u9fff]{2,}?[区县市旗](?=[\u4e00-\u9fff]{2,}(?:镇|乡|苏木|街道))")
_SEVERAL = re.compile(r"各(?:[乡镇街区县市]|部门|单位|科室)")
_LEVELS = {
    "省": "province",
    "自治区": "province",
    "市": "prefecture",
    "州": "prefecture",
    "区": "county",
    "县": "county",
}
LEVEL_WORD = re.compile(r"^(?:自治区|自治州|[省市州区县旗])(?!场|政)")
_NATIONAL = re.compile(r"^(?:国家|国务院|中华人民共和国|中国|全国)|^[\u4e00-\u9fff]{2,9}部$|^海关总署$|^审计署$")


@dataclass(frozen=True, slots=True)
class AgencyWords:
    """`agency_words.yml`: how agencies are named."""

    endings: tuple[str, ...]
    department_heads: tuple[str, ...]
    certain: Mapping[str, str]
    governments: Mapping[str, str]
    prefixes: tuple[str, ...]


@cache
def load_agency_words() -> AgencyWords:
    """The table, longest keys of `certain` first."""
    raw = yaml.safe_load(files("transform").joinpath("agency_words.yml").read_text(encoding="utf-8"))
    certain = dict(sorted(raw["certain"].items(), key=lambda pair: -len(pair[0])))
    return AgencyWords(
        endings=tuple(raw["endings"]),
        department_heads=tuple(raw["department_heads"]),
        certain=certain,
        governments=raw["governments"],
        prefixes=tuple(raw["prefixes"]),
    )


def title_to_agency(title: str) -> str | None:
    """The agency as a report's title prints it, with the places in front; None where the title names none.

    >>> title_to_agency("福州市仓山区对湖街道办事处2022年政府信息公开工作年度报告")
    '福州市仓山区对湖街道办事处'
    >>> title_to_agency("2022年湖南省政府信息公开工作年度报告"), title_to_agency("2018年政府信息公开年报")
    ('湖南省', None)
    >>> title_to_agency("2018年宜兴市和桥镇人民政府信息公开年报")
    '宜兴市和桥镇人民政府'
    >>> title_to_agency("关于2020年度市教育局信息公开情况的报告")
    '市教育局'
    """
    plain = _BRACKETS.sub("", printed_to_plain(to_simplified(title)))
    if cited := _CITED_REPORT.search(plain):  # 关于印发《某局2022年…报告》的通知
        plain = cited[1]
    plain = plain.rsplit(":", 1)[-1].strip('《》"“”')
    subject = _SUBJECT.search(plain)
    if subject is None:
        return None
    parts = _YEAR.split(plain[: subject.start()])
    parts = [_strip_prefixes(part).strip("-—_·、,. ") for part in parts]
    named = [part for part in parts if _NAME.fullmatch(part)]
    return named[0] if named else None


def _strip_prefixes(text: str) -> str:
    for prefix in load_agency_words().prefixes:
        text = text.removeprefix(prefix)
    return text


def printed_to_agency(printed: str, gazetteer: Gazetteer) -> str | None:
    """The official form of a printed name; None where it is no agency's name.

    Certain short forms are written out, a place alone becomes its government, and a township loses the places in
    front of it (its region says them), as a department does not.

    >>> from transform.gazetteer import load_gazetteer
    >>> places = load_gazetteer(2020)
    >>> printed_to_agency("绿园区应急局", places), printed_to_agency("湖南省", places)
    ('绿园区应急管理局', '湖南省人民政府')
    >>> printed_to_agency("桂平市蒙圩镇", places), printed_to_agency("八一路街道", places)
    ('蒙圩镇人民政府', '八一路街道办事处')
    >>> printed_to_agency("星辉平台_入口市场监管局", places) is None
    True
    """
    name = _BRACKETS.sub("", printed_to_plain(to_simplified(printed))).strip("·、")
    if not _NAME.fullmatch(name) or _SEVERAL.search(name):
        return None
    words = load_agency_words()
    chain_end = leading_places(name, gazetteer)
    if chain_end == len(name):
        return name + "人民政府"
    if not name.endswith(words.endings):
        return None
    for short, full in words.certain.items():
        if name.endswith(short) and not name.endswith(full):
            name = name.removesuffix(short) + full
            break
    government = next((full for ending, full in words.governments.items() if name.endswith(ending)), "")
    name += government
    return _strip_township(name, chain_end) if _TOWNSHIP.search(name) else name


def leading_places(name: str, gazetteer: Gazetteer) -> int:
    """How many characters of a name its leading places take: 0 where it begins with none.

    >>> from transform.gazetteer import load_gazetteer
    >>> places = load_gazetteer(2022)
    >>> leading_places("福州市仓山区对湖街道办事处", places), leading_places("楠市镇", places)
    (6, 0)
    """
    mentions = text_to_mentions(name, gazetteer)
    at = 0
    for mention in mentions:
        if mention.start != at:
            break
        at = mention.end
    return at


def _strip_township(name: str, chain_end: int) -> str:
    rest = name[chain_end:] if len(name) - chain_end > 5 else name
    rest = rest.removeprefix("人民政府") if rest.endswith("办事处") else rest
    stripped = _UNKNOWN_PARENT.sub("", rest)
    return stripped if len(stripped) > 5 else rest


def is_generic(agency: str, gazetteer: Gazetteer) -> bool:
    """Whether a name needs its region's name to tell which agency is meant: 市教育局, 财政局, 街道办事处.

    >>> from transform.gazetteer import load_gazetteer
    >>> places = load_gazetteer(2020)
    >>> [is_generic(name, places) for name in ("市教育局", "应急管理局", "平湖市交通运输局", "江口镇人民政府")]
    [True, True, False, False]
    """
    if _TOWNSHIP.search(agency):
        return len(agency) <= 5
    if leading_places(agency, gazetteer) or _NATIONAL.search(agency):
        return False
    rest = LEVEL_WORD.sub("", agency)
    return rest.startswith(load_agency_words().department_heads) or len(rest) <= 3


def is_national(agency: str, gazetteer: Gazetteer) -> bool:
    """Whether an agency is one of the State Council's, which has no region."""
    return _NATIONAL.search(agency) is not None and not text_to_mentions(agency, gazetteer)


def is_township(agency: str) -> bool:
    """Whether an agency is a township's government or a street office.

    >>> is_township("蒙圩镇人民政府"), is_township("利津县人民政府")
    (True, False)
    """
    return _TOWNSHIP.search(agency) is not None


def complete_generic(agency: str, region: Region | None, gazetteer: Gazetteer) -> str | None:
    """A generic name with the region's in front; None where the region is unknown or not of the level named.

    >>> from transform.gazetteer import load_gazetteer
    >>> places = load_gazetteer(2020)
    >>> complete_generic("市教育局", places.by_code["360602"], places), complete_generic("县林业局", None, places)
    ('鹰潭市教育局', None)
    """
    if region is None or _TOWNSHIP.search(agency):
        return None
    word = LEVEL_WORD.match(agency)
    if word is None:
        # 林业局 on a province's portal may be any county's.
        return None if region.level == "province" and not agency.endswith("厅") else region.own_name + agency
    if word.group() == "市" and region.own_name.endswith("市"):
        owner: Region | None = region
    else:
        owner = region_of_level(region, _LEVELS.get(word.group(), "county"), gazetteer)
    return owner.own_name + agency[word.end() :] if owner else None


def generic_to_level(agency: str) -> str | None:
    """The level of region that a name's first word states, None where it states none.

    >>> generic_to_level("市教育局"), generic_to_level("县林业局"), generic_to_level("市场监督管理局")
    ('prefecture', 'county', None)
    """
    word = LEVEL_WORD.match(agency)
    return _LEVELS.get(word.group(), "county") if word else None
