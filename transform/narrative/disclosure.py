"""Counts of items published: total, by channel, by category or cumulative, out of the words around the number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transform.narrative.channels import channel_spans, text_to_channel, without_channels
from transform.narrative.clauses import Frame
from transform.narrative.disclosure_labels import (
    Words,
    is_general,
    left_to_words,
    strip_label,
    text_to_label,
)
from transform.narrative.disclosure_objects import ENDS_NAME, governed_label, noun_behind, noun_of_verb
from transform.narrative.setting import Setting
from transform.narrative.words import load_lexicon

_OTHERS = re.compile(r"(?:其中)?其[他它余]")
_QUOTED_NAME = re.compile(r"[“「][^”」]*[”」]")
_PUBLISHED_BEHIND = re.compile(r"^(?:均|全部|已|都|均已)?(?:予以|在.{2,12})?(?:公示|公开|公布|发布|上网)")
_PUBLIC_ALREADY = re.compile(r"(?:属于?|已)主动公开(?:的|范围)")
_NO_KIND = re.compile(r"(?:各级|各类|各种|相关|有关|其他|其它|全部|主动|公开|政府|政务|原创|转载|最新|重要|新增)*信息")
_BARE = re.compile(r"(?:共计|合计|总计|共|计|达|有)+")
_OTHER_DOCUMENTS = ("normative_documents", "proposals")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a count of published items is."""

    code: str
    channel: str = "all"
    label: str = ""
    governed: bool = False
    """True where a verb of publishing stands in the clause itself."""


def frame_to_disclosure(frame: Frame, setting: Setting) -> Disclosure | None:
    """The disclosure that a count states, or None where it counts something else."""
    words = left_to_words(frame.left)
    if not _is_item_count(frame, words, setting) or _is_something_else(frame, setting):
        return None
    if setting.lead and _BARE.fullmatch(frame.left):
        return _announced(setting)
    if is_cumulative(frame, setting):
        if not words.verb and load_lexicon().patterns["disclosure.foreign"].search(frame.left):
            return None  # 自2008年以来共受理申请4件
        return Disclosure("disclosure.cumulative", governed=bool(words.verb))
    channel = text_to_channel(frame.left)
    if words.verb:
        return _governed(frame, words, channel if channel != "all" else _inherited(frame, setting), setting)
    return _in_channel(frame, channel, setting) if channel != "all" else _listed(frame, setting)


def _is_something_else(frame: Frame, setting: Setting) -> bool:
    """Coverage by the press, outcomes of requests, and what was public already."""
    patterns = load_lexicon().patterns
    if patterns["disclosure.coverage"].search(frame.pattern) or _PUBLIC_ALREADY.search(frame.left):
        return True
    return setting.topic == "requests" and patterns["disclosure.outcome"].search(frame.left) is not None


def _announced(setting: Setting) -> Disclosure | None:
    """A bare total behind a clause that ends in a verb of publishing: 分门别类予以公布，计有333条."""
    lead = setting.lead.rsplit("，", 1)[-1]
    words = left_to_words(lead)
    if not words.verb or words.after or load_lexicon().patterns["disclosure.outcome"].search(lead):
        return None
    return Disclosure("disclosure.total", text_to_channel(words.before), governed=True)


def is_cumulative(frame: Frame, setting: Setting) -> bool:
    """Whether a count runs since a year long past, or since the site was built."""
    patterns = load_lexicon().patterns
    text = f"{setting.lead}，{frame.left}"
    if not patterns["disclosure.cumulative"].search(text):
        return False
    text = text.replace(f"{setting.report_year}年", "今年")
    if patterns["disclosure.this_year_since"].search(text):
        return False
    return patterns["disclosure.cumulative"].search(text) is not None


def _is_item_count(frame: Frame, words: Words, setting: Setting) -> bool:
    measure, lexicon = frame.quantity.measure, load_lexicon()
    if measure == "":
        expected = setting.listing or bool(words.verb) or setting.topic == "disclosure"
        return expected and not frame.right and bool(frame.left.strip())
    if measure in lexicon.words["disclosure.measures"]:
        return True
    if measure not in lexicon.words["disclosure.loose_measures"]:
        return False
    # 景区6个, 农产品28个: what is counted by such a word is published only where no noun of its own stands there.
    verb = bool(words.verb) and not words.verb.endswith(("信息公开", "政务公开")) and measure != "期"
    plain = verb and "每" not in frame.left and is_general(without_channels(words.after) or frame.right)
    return plain or (setting.listing and measure == setting.measure)


def _governed(frame: Frame, words: Words, channel: str, setting: Setting) -> Disclosure | None:
    """A verb of publishing governs the number: its object says whether it is a total or a category."""
    if setting.listing and (noun := noun_of_verb(words, channel)):
        return Disclosure("disclosure.by_category", channel, noun, governed=True)
    if setting.listing and _OTHERS.match(words.before) and not channel_spans(words.before):
        return _category(frame.left, channel, governed=True)
    after = without_channels(words.after)
    if not after and not words.before and channel == "all" and (setting.inside or setting.topic in _OTHER_DOCUMENTS):
        return None  # （本级制发41条，转发55条）, 制发规范性文件5件，主动公开5件: what became of them, and no total
    label = governed_label(frame, words, after, channel, setting) if channel != "gazette" else ""
    return _category(label, channel, governed=True) if label else Disclosure("disclosure.total", channel, governed=True)


def _in_channel(frame: Frame, channel: str, setting: Setting) -> Disclosure | None:
    """A channel and no verb: 非新闻类信息、网站2条, 微信公众号216条."""
    if not (setting.listing or setting.topic == "disclosure"):
        return None
    spans = channel_spans(frame.left)
    head, tail = frame.left[: spans[0][1]], _QUOTED_NAME.sub("", frame.left[spans[-1][2] :])
    if ENDS_NAME.search(head):
        return _category(head.rstrip("、"), channel)
    patterns = load_lexicon().patterns
    tail = patterns["disclosure.after_label"].sub("", tail)
    if is_general(tail):
        return Disclosure("disclosure.total", channel)
    return None if patterns["disclosure.foreign"].search(tail) else _category(tail, channel)


def _listed(frame: Frame, setting: Setting) -> Disclosure | None:
    """No verb and no channel: an item of a list, or a count under a heading on disclosure."""
    shown = _PUBLISHED_BEHIND.match(frame.right) is not None
    foreign = load_lexicon().patterns["disclosure.foreign"].search(frame.pattern) is not None
    named = ENDS_NAME.search(strip_label(frame.left)) is not None and (
        setting.disclosing or (setting.topic in ("", "disclosure") and not foreign)
    )
    opened = setting.topic == "disclosure" or shown or named
    if not setting.listing and not (opened and frame.quantity.measure == "条"):
        return None
    text = frame.left if strip_label(frame.left) else noun_behind(frame)
    label = strip_label(text)
    if setting.inside and len(label) >= 4 and label.endswith("信息") and not _NO_KIND.fullmatch(label):
        return _category(text, "all")  # 部门信息, 综合文件信息: among categories one of them
    if is_general(label):
        plain = setting.topic == "disclosure" and not setting.listing and "信息" in frame.left
        return Disclosure("disclosure.total", _inherited(frame, setting)) if plain else None
    counts_items = setting.listing or shown or named
    if not counts_items and foreign:
        return None
    return _category(text, "all")


def _category(text: str, channel: str, *, governed: bool = False) -> Disclosure | None:
    """A category by its printed words, or the metric of its own that it names."""
    label = text_to_label(text)
    if not label or not without_channels(label):
        return None  # “两微一端”3240条: where they went out, and several places at once
    if load_lexicon().patterns["disclosure.interpretation"].match(label):
        return Disclosure("response.interpretations", governed=governed)
    return Disclosure("disclosure.by_category", channel, label, governed)


def _inherited(frame: Frame, setting: Setting) -> str:
    """The channel of the words before, unless those published something of their own."""
    if channel_spans(frame.left):
        return "all"
    for lead in reversed([*setting.lead.split("，"), frame.opening]):
        if channel_spans(lead):
            words = left_to_words(lead)
            return "all" if words.verb and words.after else text_to_channel(lead)
    return setting.channel
