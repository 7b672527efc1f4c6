"""Folded sentences to clauses, and a clause to one frame per count: the words that govern it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transform.narrative.quantities import Quantity

_SENTENCE = re.compile(r"[^。！？\n…]+")
# 公开数：125条 is one clause: a colon before a number opens nothing.
_BREAK = re.compile(r"[，；（）]|：(?!\d)|(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff])")
_QUOTED = re.compile(r"[“「『《〈][^”」』》〉]{0,60}[”」』》〉]")
_LISTED = re.compile(r"[、/]|以及|和|及|与|或")
# 推送信息120期共计450条: both counts are of one thing.
_SUMMED = re.compile(r"[、]?(?:共计|合计|总计|累计|共|计)")
_LIST_START = re.compile(r"^(?:[、/]|以及|和|及|与)")
_SEVERALLY = re.compile(r"(?P<names>.*?)(?:数量|总数|件数)?(?:均|共)?(?:分别|依次|各)(?P<verb>.*)$")
# 网站、微信发布信息分别为3条、5条: what stands behind the last name belongs to each.
_SHARED = re.compile(
    r"(?<=.)(?:对外|主动|集中)?(?:公开|公布|发布|推送|更新|刊发|登载|申请|答复)[^、公发推更刊登申答]{0,6}$"
)
_NO_NAME = re.compile(r"(?:全年|本年度?|年内|今年|分别|数量|件数|条数|共|各)*")
_NAMED = re.compile(r"[“《]([^”》]+)[”》]")
# 分动态、公开、服务、互动四大板块: how a list is opened and closed.
_DIVIDED = re.compile(r"^(?:可?分为?|包括|设有?|即|有)")
_GROUPED = re.compile(r"[两三四五六七八九]大?(?:项|类|个|种|大)?[\u4e00-\u9fff]{0,3}$")
_OPENING = re.compile(r"(?:全年|本年度?|共|先后)*(?:收到|受理|办理|承办|办复|答复|召开|举办|举行|参加|开展)了?")
_EACH = re.compile(
    r"(?P<names>.+?)(?:数量|总数|件数|情况)*(?:各|均|都)(?P<verb>(?:为|是|有|收到|发生|办|举办|召开|开展|组织|发布|推送)?了?)$"
)


class Clause(NamedTuple):
    """A stretch between commas, colons, semicolons and brackets; places count in the passage's folded text."""

    start: int
    text: str
    opener: str
    """The mark before it: one of `，；：（）`, empty at the start of the sentence."""
    quantities: tuple[Quantity, ...]
    """Their places count in the clause."""


class Frame(NamedTuple):
    """One count with the words left and right of it that may govern it."""

    left: str
    right: str
    quantity: Quantity
    start: int
    """Where its stretch of the clause begins, in the passage's folded text."""
    end: int
    first: bool
    """True for the first count of its clause, whose words may continue those of the clause before."""
    opening: str = ""
    """Behind the first count: the words that open the clause."""

    @property
    def pattern(self) -> str:
        """The form that the patterns of the YAML read: words, `#` for the number with its measure, words."""
        return f"{self.left}#{self.right}"


def text_to_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with their places.

    >>> list(text_to_sentences("全年公开12条。其中网站3条"))
    [(0, '全年公开12条'), (8, '其中网站3条')]
    """
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found.start(), found[0]


def sentence_to_clauses(start: int, sentence: str, quantities: Sequence[Quantity]) -> list[Clause]:
    """Split at the marks, but never inside quotation marks or titles; the counts go to their clauses."""
    quoted = [found.span() for found in _QUOTED.finditer(sentence)]
    clauses = []
    at, opener = 0, ""
    for mark in [*_BREAK.finditer(sentence), None]:
        end = mark.start() if mark else len(sentence)
        if mark and quoted and any(first < end < last for first, last in quoted):
            continue
        inside = tuple([_move(quantity, at) for quantity in quantities if at <= quantity.start < end])
        if end > at or opener in "（）":
            clauses.append(Clause(start + at, sentence[at:end], opener, inside))
        if mark:
            at, opener = mark.end(), mark[0]
    return clauses


def _move(quantity: Quantity, by: int) -> Quantity:
    return quantity._replace(start=quantity.start - by, end=quantity.end - by) if by else quantity


def clause_to_frames(clause: Clause, lead: str = "") -> list[Frame]:
    """One frame for each count; parallel lists (分别) and a count for each of several (各) are dealt out.

    `lead` holds the clauses before, which may name what is dealt out: A与B为年内新设，分别发布3条、5条.
    """
    lefts, rights = _between(clause)
    frames = [
        _frame(clause, left, right, quantity, "" if number == 0 else lefts[0])
        for number, (quantity, left, right) in enumerate(zip(clause.quantities, lefts, rights, strict=True))
    ]
    dealt = _severally(frames, lead) or _each(frames) or frames
    return [frame for frame in dealt if len(dealt) > 1 or not frame.left.endswith("各")]


def _frame(clause: Clause, left: str, right: str, quantity: Quantity, opening: str) -> Frame:
    start = clause.start + max(quantity.start - len(left), 0)
    end = clause.start + min(quantity.end + len(right), len(clause.text))
    first = quantity is clause.quantities[0]
    return Frame(left, right, quantity, start, end, first, opening)


def _between(clause: Clause) -> tuple[list[str], list[str]]:
    """The words left and right of each count; those between two counts go to the one that they can govern."""
    lefts, rights = [clause.text[: clause.quantities[0].start]], []
    for this, following in zip(clause.quantities, clause.quantities[1:], strict=False):
        right, left = _share(clause.text[this.end : following.start], lefts[-1])
        rights.append(right)
        lefts.append(left)
    rights.append(clause.text[clause.quantities[-1].end :])
    return lefts, rights


def _share(between: str, left: str) -> tuple[str, str]:
    """Words between two counts as (right of the first, left of the second).

    >>> _share("、部分公开", "予以公开"), _share("职权目录、", "包括")
    (('', '部分公开'), ('职权目录', ''))
    >>> _share("全职人员和", ""), _share("不予处理", "无法提供")
    (('全职人员', ''), ('', '不予处理'))
    >>> _share("共计", "微信推送信息")
    ('', '微信推送信息')
    """
    if _SUMMED.fullmatch(between):
        return "", left
    if start := _LIST_START.match(between):
        return "", between[start.end() :]
    # “双随机、一公开”检查 is one name.
    plain = _QUOTED.sub(lambda found: "“" * len(found[0]), between)
    if mark := _LISTED.search(plain):
        return between[: mark.start()], between[mark.end() :]
    return ("", between) if len(left) > 2 else (between, between)


def _severally(frames: Sequence[Frame], lead: str) -> list[Frame]:
    """A、B分别发布n条、m条: the n-th name belongs to the n-th count."""
    found = _SEVERALLY.match(frames[0].left)
    if found is None or len(frames) < 2 or any(frame.left for frame in frames[1:]):
        return []
    names = _names_of(found["names"], len(frames)) or _names_before(found["names"], lead, len(frames))
    if not names:
        return []
    shared = _SHARED.search(names[-1])
    tail = shared[0] if shared and not any(shared[0][:2] in name for name in names[:-1]) else ""
    names[-1] = names[-1].removesuffix(tail)
    return [
        Frame(name + tail + found["verb"], frame.right, frame.quantity, frame.start, frame.end, frame.first)
        for name, frame in zip(names, frames, strict=True)
    ]


def _names_of(text: str, count: int) -> list[str]:
    """The last names of a list, the verb that opens it before each: 承办市、区两级建议、提案 are two."""
    listed = [name for name in _LISTED.split(text) if name]
    names = listed[-count:]
    if len(names) < count:
        return []
    opening = _OPENING.match(listed[0])
    if opening is None:
        return names
    already = len(listed) == count
    return [name if already and at == 0 else opening[0] + name for at, name in enumerate(names)]


def _names_before(text: str, lead: str, count: int) -> list[str]:
    """The names that the clause before lists, where this one has none: 设“甲”“乙”两个专栏，分别更新3条、5条."""
    if not _NO_NAME.fullmatch(text):
        return []
    before = lead.rsplit("，", 1)[-1]
    for names in (_NAMED.findall(before), [name for name in _LISTED.split(_GROUPED.sub("", before)) if name]):
        if len(names) == count:
            return [_DIVIDED.sub("", name) for name in names]
    return []


def _each(frames: Sequence[Frame]) -> list[Frame]:
    """A和B各n件, A、B均为0: each name has the count."""
    found = _EACH.match(frames[0].left)
    if found is None or len(frames) > 1:
        return []
    names = [name for name in _LISTED.split(found["names"]) if name]
    if len(names) < 2:
        return []
    frame = frames[0]
    verb = found["verb"].strip("为是有")
    return [Frame(name + verb, frame.right, frame.quantity, frame.start, frame.end, frame.first) for name in names]
