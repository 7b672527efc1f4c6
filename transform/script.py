"""Pages converted to traditional characters, or with pinyin after each character, back to plain simplified text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml

# `統(tǒng)計`: a converter printed the reading of a character behind it.
_PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,6}[)）]")
# 覆 stays in 覆盖, and is 复 where something is answered or done again.
_REPLY = re.compile("(?<=[答回反批])覆")
_TRADITIONAL_HINT = re.compile(r"[開資請機應條國與務門網區會員進發實]")
_TELLS_ITS_SCRIPT = 12
"""Characters of a line that hardly does without those that tell the script."""


def to_simplified(text: str) -> str:
    """Simplified characters without pinyin; characters that place names need (乾县) stay.

    >>> to_simplified("西安市水務局據統(tǒng)計公開政府信息")
    '西安市水务局据统计公开政府信息'
    """
    if "(" in text or "（" in text:
        text = _PINYIN.sub("", text)
    return _REPLY.sub("复", text.translate(_pairs())) if is_traditional(text) else text


def lines_to_simplified(lines: Sequence[str]) -> list[str]:
    """All lines of a document as `to_simplified` has them: a short one (濱州市水利局) does not tell its script itself.

    >>> lines_to_simplified(["政府信息公開工作年度報告", "濱州市鄒平市水利局"])
    ['政府信息公开工作年度报告', '滨州市邹平市水利局']
    """
    long = [line for line in lines if len(line) >= _TELLS_ITS_SCRIPT]
    # One stray line of an otherwise simplified page does not count: 於 and 甯 stand in names of places there.
    is_whole = 2 * sum(map(is_traditional, long)) > len(long)
    convert = label_to_simplified if is_whole else to_simplified
    return [convert(line) for line in lines]


def label_to_simplified(text: str) -> str:
    """A label in simplified characters: too short to tell its script by, and without place names to spare.

    >>> label_to_simplified("總(zǒng)計(jì)"), label_to_simplified("同意公開答覆數")
    ('总计', '同意公开答复数')
    """
    simplified = (_PINYIN.sub("", text) if "(" in text or "（" in text else text).translate(_pairs())
    return _REPLY.sub("复", simplified) if "覆" in simplified else simplified


def is_traditional(text: str) -> bool:
    """Whether a text is printed in traditional characters (one character that no simplified text has is enough).

    >>> is_traditional("政府信息公開"), is_traditional("政府信息公开")
    (True, False)
    """
    return _TRADITIONAL_HINT.search(text) is not None


@cache
def _pairs() -> dict[int, str]:
    text = yaml.safe_load(files("transform").joinpath("script.yml").read_text(encoding="utf-8"))["pairs"]
    letters = "".join(text.split())
    return {ord(old): new for old, new in zip(letters[::2], letters[1::2], strict=True)}
