"""What some words speak of, and whether they go on with what was counted before."""

from __future__ import annotations

import re
from functools import lru_cache

from transform.narrative.words import load_lexicon

_PART = re.compile(
    r"(?:，|、)*(?:其中|其它?中|包括|包含|内含|含(?!税|量)|分别[为是]|按照?[^，：]{0,8}(?:分|看|统计)|从[^，]{1,10}看|就[^，]{1,6}而言|申请(?:方式|渠道|途径)上?|答复(?:类型|情况)|办理结果|具体|主要包括|在[^，]{0,12}(?:信息|内容)中"
    r"|(?:公开的?)?(?:信息)?内容主要(?:有|为|是|包括|涉及))"
)
_ENUMERATOR = re.compile(r"^（[一二三四五六七八九十\d]{1,3}）|^\d{1,2}[.、](?!\d)")
# 网络：306件, 1.机构职能类 6条, ·微博12条: a line of a list.
_ITEM = re.compile(r"(?:\d{1,2}[.、]|（\d{1,2}）|[-·•●◆■*])?[^，。；：\d]{1,16}：?\d+[条件宗篇份项]?[；，]?")


def opens_parts(clause: str) -> bool:
    """Whether a clause begins to break down the count before it: 其中, 包括."""
    return _PART.search(clause[:14]) is not None


def continues_list(text: str) -> bool:
    """Whether a sentence goes on with the total before it: 其中, 按渠道分, or a line of a list."""
    text = _ENUMERATOR.sub("", text)
    return _PART.match(text) is not None or _ITEM.fullmatch(text) is not None


def text_to_subject(code: str) -> str:
    """The subject that a metric belongs to."""
    disclosed = code.startswith(("disclosure.", "response.interpretations"))
    return "disclosure" if disclosed else code.split(".", 1)[0]


@lru_cache(maxsize=4096)
def text_to_topic(text: str) -> str:
    """The subject of some words: of several, the one that stands last in words.yml.

    >>> text_to_topic("（二）依申请公开情况"), text_to_topic("受理供应商投诉")
    ('requests', 'foreign')
    """
    lexicon = load_lexicon()
    named = {found.lastgroup for found in lexicon.topic_pattern.finditer(text)}
    return next((topic for topic in reversed(lexicon.topics) if topic in named), "") if named else ""
