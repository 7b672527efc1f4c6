"""Which region a text names: names as of the report year, ambiguous ones (鼓楼区) left open rather than guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transform.gazetteer import Gazetteer, Region, code_to_prefix, load_gazetteer, to_region_year

# Characters behind which a place name may begin in running text; behind any other it may be part of a longer word.
_BEFORE_NAME = frozenset("在与由对到为赴于向据按照以从自将是系和及年请")
# 和 and 及 begin names (和县), and far more often join two nouns (街道和县直部门).
_JOINING = frozenset("和及")
# Parts of any city as well as names of districts: the first only behind their parent's name, the others in prose too.
_COMMON_NOUNS = frozenset({"城区", "郊区", "矿区", "东区", "西区"})
_COMMON_IN_PROSE = frozenset({"老城区", "新城区", "城中区", "市中区", "城东区", "城西区", "城北区", "城南区", "新市区"})
_ZONE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:国家|高新|经济|经开|综合保税|保税|开发区)")
_TOWNSHIP = re.compile(r"[镇乡]|街道|苏木")


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that several regions bear, where nothing in the text or the source says which is meant."""

    name: str
    candidates: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name in a text, with the names of its parents directly before it: `start` and `end` count characters."""

    start: int
    end: int
    name: str
    """The last name of the chain."""
    candidates: tuple[Region, ...]


def find_region(text: str, year: int | None, within: str | None = None) -> Region | Ambiguous | None:
    """The region that an agency's name, a title or an address names, by the boundaries of `year` (at most 2024).

    `within` is the region code of the source, of any level: it decides between namesakes, never against the text.
    A text that names no region itself (蒙圩镇, 市教育局) takes the source's, if that is of the level its words want.
    None where neither tells; Ambiguous where several regions bear the name.

    >>> find_region("吉林省长春市绿园区应急局", 2020).code, find_region("绿园区应急局", 2020).name
    ('220106', '吉林省长春市绿园区')
    >>> find_region("鼓楼区财政局", 2022, within="320300").name, len(find_region("鼓楼区财政局", 2022).candidates)
    ('江苏省徐州市鼓楼区', 4)
    >>> find_region("国家粮食和物资储备局", 2024) is None
    True
    """
    gazetteer = load_gazetteer(to_region_year(year))
    mentions = text_to_mentions(text, gazetteer)
    if mentions:
        return resolve_mentions(mentions, within)
    return _development_zone_to_city(text, gazetteer) or context_to_region(text, gazetteer, within)


def _development_zone_to_city(text: str, gazetteer: Gazetteer) -> Region | None:
    """合肥高新区: the city of a zone that is no administrative division, written without its 市."""
    zone = _ZONE.match(text)
    cities = gazetteer.by_name.get(zone.group(1) + "市", ()) if zone else ()
    return cities[0] if len(cities) == 1 else None


def context_to_region(text: str, gazetteer: Gazetteer, within: str | None) -> Region | None:
    """The source's region for a text that names none, at the level that the text's own words want.

    >>> context_to_region("蒙圩镇人民政府", load_gazetteer(2018), "450881").own_name
    '桂平市'
    >>> context_to_region("蒙圩镇人民政府", load_gazetteer(2018), "450800") is None
    True
    >>> context_to_region("市教育局", load_gazetteer(2020), "360602").own_name
    '鹰潭市'
    """
    region = gazetteer.region_of_code(within) if within else None
    if region is None:
        return None
    if _TOWNSHIP.search(text) or text[:1] in {"区", "县", "旗"}:
        return region if region.level == "county" else None
    if text.startswith("市") and not text.startswith(("市场", "市政")):
        is_city = region.level == "prefecture" or region.own_name.endswith("市")
        return region if is_city else region_of_level(region, "prefecture", gazetteer)
    if text.startswith(("省", "自治区")):
        return region_of_level(region, "province", gazetteer)
    return region


def resolve_mentions(mentions: Sequence[Mention], within: str | None = None) -> Region | Ambiguous | None:
    """The region of the first mention, made more exact by later mentions inside it and by the source's region."""
    if not mentions:
        return None
    candidates, name, end = mentions[0].candidates, mentions[0].name, mentions[0].end
    for mention in mentions[1:]:
        inside = tuple(
            region for region in mention.candidates if any(_is_inside(region, parent) for parent in candidates)
        )
        # A county directly behind a prefecture that it has left (安庆市枞阳县 after 2015) is still meant.
        moved = mention.start == end and all(_is_below(region, candidates[0]) for region in mention.candidates)
        if inside or moved:
            candidates, name, end = inside or mention.candidates, mention.name, mention.end
    if len(candidates) > 1:
        candidates = narrow_by_mentions(candidates, mentions)
    if len(candidates) > 1 and within:
        candidates = narrow_by_code(candidates, within)
    return candidates[0] if len(candidates) == 1 else Ambiguous(name, candidates)


def narrow_by_mentions(candidates: tuple[Region, ...], mentions: Iterable[Mention]) -> tuple[Region, ...]:
    """The candidates that lie in the most precise region mentioned which holds any of them; all where none is."""
    for level in ("county", "prefecture", "province"):
        parents = {
            mention.candidates[0]
            for mention in mentions
            if len(mention.candidates) == 1 and mention.candidates[0].level == level
        }
        kept = tuple(region for region in candidates if any(parent.contains(region) for parent in parents))
        if kept:
            return kept
    return candidates


def narrow_by_code(candidates: tuple[Region, ...], within: str) -> tuple[Region, ...]:
    """The candidates in the region of a code of any level; all where none is in it.

    A county's code of today also stands for the same county under its code of that time.
    """
    prefix = code_to_prefix(within)
    kept = tuple(region for region in candidates if region.code.startswith(prefix) or region.stable_id == within)
    return kept or candidates


def text_to_mentions(text: str, gazetteer: Gazetteer, *, in_prose: bool = False) -> list[Mention]:
    """Every place named in a text, longest names first, chains (广州市荔湾区) joined into one mention.

    `in_prose` demands that a name begins where a word can begin, for text in which 清单县级 is no 单县.
    """
    mentions: list[Mention] = []
    lengths = gazetteer.lengths
    at = 0
    while at < len(text):
        parent = mentions[-1] if mentions and mentions[-1].end == at else None
        if parent is None and text[at : at + 2] not in lengths:
            begin = gazetteer.head.search(text, at + 1)
            at = begin.start() if begin else len(text)
            continue
        mention = _mention_at(text, at, gazetteer, parent)
        if mention is None and parent is not None:
            # 枣庄市中区 for 枣庄市市中区: the 市 is written once.
            overlapping = _mention_at(text, at - 1, gazetteer, parent)
            mention = overlapping if overlapping and overlapping.start == parent.start else None
        if mention is None or (mention.start == at and not _may_begin(text, mention, in_prose=in_prose)):
            at += 1
            continue
        if parent is not None and mention.start == parent.start:
            mentions.pop()
        mentions.append(mention)
        at = mention.end
    return mentions


def _mention_at(text: str, at: int, gazetteer: Gazetteer, parent: Mention | None) -> Mention | None:
    for length in gazetteer.lengths.get(text[at : at + 2], ()):
        name = text[at : at + length]
        candidates = gazetteer.by_name.get(name)
        if candidates is None or len(name) < length:
            continue
        if parent is not None:
            inside = tuple(region for region in candidates if any(_is_inside(region, p) for p in parent.candidates))
            if inside:
                return Mention(parent.start, at + length, name, inside)
        return Mention(at, at + length, name, _narrow_by_short_parent(text[:at], candidates, gazetteer))
    return None


def _narrow_by_short_parent(before: str, candidates: tuple[Region, ...], gazetteer: Gazetteer) -> tuple[Region, ...]:
    """南京鼓楼区: the parent's name without its 市 stands directly before."""
    if len(candidates) == 1 or not before:
        return candidates
    kept = []
    for region in candidates:
        parents = (gazetteer.by_code.get(code) for code in (region.code[:4] + "00", region.code[:2] + "0000"))
        if any(parent is not None and before.endswith(parent.short) for parent in parents):
            kept.append(region)
    return tuple(kept) or candidates


def _may_begin(text: str, mention: Mention, *, in_prose: bool) -> bool:
    before = text[mention.start - 1] if mention.start else ""
    is_word_start = not "\u4e00" <= before <= "\u9fff"
    if len(mention.name) > 2:
        may_be_name = mention.name not in _COMMON_IN_PROSE and (is_word_start or before in _BEFORE_NAME)
        return not in_prose or may_be_name
    if mention.name in _COMMON_NOUNS:
        return False
    if mention.name[0] in _JOINING:
        return mention.start == 0
    return is_word_start or (not in_prose and before in _BEFORE_NAME)


def _is_below(region: Region, other: Region) -> bool:
    return len(region.prefix) > len(other.prefix) and region.code[:2] == other.code[:2]


def _is_inside(region: Region, parent: Region) -> bool:
    return region.code != parent.code and parent.contains(region)


def mentions_to_region(mentions: Iterable[Mention], levels: Sequence[str]) -> Region | None:
    """The region that prose names most, of the wanted levels; None where two are named equally often.

    A county counts for its prefecture too where prefectures are wanted, since an address names both.
    """
    votes: Counter[Region] = Counter()
    for mention in mentions:
        if len(mention.candidates) == 1 and mention.candidates[0].level in levels:
            votes[mention.candidates[0]] += 1
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def region_of_level(region: Region, level: str, gazetteer: Gazetteer) -> Region | None:
    """The region itself or its parent of a level; None where it has none (a county under its province).

    >>> region_of_level(find_region("汉中市汉台区", 2017), "prefecture", load_gazetteer(2017)).own_name
    '汉中市'
    """
    digits = {"province": 2, "prefecture": 4, "county": 6}[level]
    found = gazetteer.by_code.get(region.code[:digits].ljust(6, "0"))
    return found if found is not None and found.level == level else None
