"""The noun phrases around a count of published items: the verb that governs it, general nouns, category labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import rjieba

from transform.narrative.words import load_lexicon

_QUALIFIED = re.compile(
    r"^(?!其[他它余])(?:(?:含|包括|其中)?(?:有关|关于|涉及|针对).{2,20}的(?=.{2,})"
    r"|.*(?:公开|发布|登载|刊登|刊载|推送|刊发|公布)的(?=.{2,}))"
)
_QUOTED = re.compile(r"^(?:其中)?[“「\"]([^”」\"]+)[”」\"]类?$")
_IN_QUOTES = re.compile("“[^”]*”")
_SUBDIVIDED = re.compile(r"^.{2,10}?(?:又|可|再)(?:分为|以)")
_ADVERBS = re.compile(r"(?:大?约|将?近|超过?|逾|突破|达到?|已达|已|共计?|共有|合计|总计|累计|总共|为|是|有|：)+$")
_PERIOD = re.compile(
    r"(?:截至|截止|到|至|自|从)?(?:\d{4}年(?:度)?)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末|止|为止)?[，]?"
)
_DOCUMENT_END = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:公示|公告|决定书|日报|月报|公报|名单|查处情况|处罚信息|办事指南|动态)$"
)
_NOUN_VERBS = ("信息公开", "政务公开")


@dataclass(frozen=True, slots=True)
class Words:
    """The words left of a count, cut at their verb of publishing."""

    before: str
    verb: str
    after: str

    @property
    def noun_alone(self) -> bool:
        """Whether the verb is a noun by itself: 信息公开30条 in a list is a category."""
        return not self.before.strip("其中、，") and not self.after and self.verb.endswith(_NOUN_VERBS)


def left_to_words(left: str) -> Words:
    """Cut at the last verb of publishing; a noun made of one (信息公开) counts only right before the number.

    >>> left_to_words("在区政府网站发布工作动态")
    Words(before='在区政府网站', verb='发布', after='工作动态')
    """
    tokens = _segmenter().cut(_mask_quoted(left), False)
    end = len(left)
    for token in reversed(tokens):
        start = end - len(token)
        before, after = left[:start], left[end:]
        if _governs(token, before, after):
            return Words(before, token, after)
        end = start
    return Words(left, "", "")


def _mask_quoted(text: str) -> str:
    """A name in quotation marks holds no verb: “双随机、一公开”检查."""
    return _IN_QUOTES.sub(lambda found: "□" * len(found[0]), text) if "“" in text else text


def _governs(word: str, before: str, after: str) -> bool:
    """Whether a word is the verb: not one that qualifies a noun (公开的指南), nor a noun of its own."""
    if word == "公示":
        return bool(after) and not strip_period(before)
    if word not in load_lexicon().words["disclosure.verbs"]:
        return False
    if after.startswith("类"):
        return False
    return is_general(after) if after.startswith("的") or word.endswith(_NOUN_VERBS) else True


@cache
def _segmenter() -> rjieba.Jieba:
    segmenter = rjieba.Jieba()
    words = load_lexicon().words
    for word in words["disclosure.verbs"] | words["disclosure.nouns"]:
        segmenter.add_word(word, 1_000_000, "v")
    return segmenter


def is_general(noun: str) -> bool:
    """Whether a noun names no category.

    >>> is_general("各类政府信息共"), is_general("预算信息")
    (True, False)
    """
    return load_lexicon().patterns["disclosure.general"].match(_ADVERBS.sub("", noun)) is not None


def strip_period(text: str) -> str:
    """The words without a period and the marks of a list at their start."""
    return load_lexicon().patterns["disclosure.before_label"].sub("", _PERIOD.sub("", text, count=1))


def strip_label(text: str) -> str:
    """The words without what stands around a label and does not belong to it.

    >>> strip_label("其中：政策文件类共")
    '政策文件类'
    """
    patterns = load_lexicon().patterns
    return patterns["disclosure.after_label"].sub("", patterns["disclosure.before_label"].sub("", text))


def _is_no_label(label: str) -> bool:
    """Whether words name no category; what ends in the name of a document (环评受理公示) does, whatever it is about."""
    return (
        _DOCUMENT_END.search(label) is None
        and load_lexicon().patterns["disclosure.not_a_label"].search(label) is not None
    )


def text_to_label(text: str) -> str:
    """The category that some words name, empty where they name none."""
    patterns = load_lexicon().patterns
    quoted = _QUOTED.search(text)
    label = quoted[1] if quoted else strip_label(_SUBDIVIDED.sub("", _QUALIFIED.sub("", text)))
    if not 2 <= len(label) <= 40 or _is_no_label(label):
        return ""
    return "" if re.fullmatch(r"[\d\s.,%]+", label) or patterns["agents"].fullmatch(label) else label
