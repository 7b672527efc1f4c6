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
    strip_period,
    text_to_label,
)
from transform.narrative.words import load_lexicon

_NAME_END = re.compile(r"(?:类|信息|、)$")
_OTHERS = re.compile(r"(?:其中)?其[他它余]")
_QUOTED_NAME = re.compile(r"[“「][^”」]*[”」]")
_PUBLISHED_BEHIND = re.compile(r"^(?:均|全部|已|都|均已)?(?:予以|在.{2,12})?(?:公示|公开|公布|发布|上网)")
_TYPED = re.compile(r".+(?:动态|工作|公开)信息$")
# 通过网站公开招商动态、促销活动等信息67条: all that went out there.
_SEVERAL = re.compile(r"、.+等(?:各类|方面)?信息$")
_PUBLIC_ALREADY = re.compile(r"(?:属于?|已)主动公开(?:的|范围)")
_NO_KIND = re.compile(r"(?:各级|各类|各种|相关|有关|其他|其它|全部|主动|公开|政府|政务|原创|转载|最新|重要|新增)*信息")
_BARE = re.compile(r"(?:共计|合计|总计|共|计|达|有)+")
_FIELD = re.compile(
    r"(?:各级各类|各类|各种|各项|有关|相关)*(?P<field>[\u4e00-\u9fff]{2,6}?)(?:方面|领域|类)?的?(?:政务|政府|工作|公开)?信息"
)
_OTHER_DOCUMENTS = ("normative_documents", "proposals")
_AMONG = re.compile(r"(?<=.)(?:当中|之中|中|里|内)$")
_NO_SUBJECT = re.compile(r"完成|我|本|利用|通过|在|以|把|将")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a count of published items is."""

    code: str
    channel: str = "all"
    label: str = ""
    governed: bool = False
    """True where a verb of publishing stands in the clause itself."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the clauses before say about a count."""

    listing: bool
    """True in a list that a total, or a verb of publishing, opened."""
    measure: str
    """The measure word of the count that opened the list."""
    topic: str
    lead: str
    """The clauses without a number just before, in the same sentence."""
    channel: str
    """The channel that a heading names."""
    report_year: int | None = None
    disclosing: bool = False
    """True under a heading on disclosure."""
    inside: bool = False
    """True behind 其中."""
    agency: str = ""
    """Who reports."""


def frame_to_disclosure(frame: Frame, setting: Setting) -> Disclosure | None:
    """The disclosure that a count states, or None where it counts something else."""
    words = left_to_words(frame.left)
    if not _is_item_count(frame, words, setting):
        return None
    patterns = load_lexicon().patterns
    if patterns["disclosure.coverage"].search(frame.pattern):
        return None
    if setting.topic == "requests" and patterns["disclosure.outcome"].search(frame.left):
        return None
    if _PUBLIC_ALREADY.search(frame.left):
        return None
    if setting.lead and _BARE.fullmatch(frame.left):
        return _announced(setting)
    if is_cumulative(frame, setting):
        return Disclosure("disclosure.cumulative", governed=bool(words.verb))
    channel = text_to_channel(frame.left)
    if words.verb:
        return _governed(frame, words, channel if channel != "all" else _inherited(frame, setting), setting)
    return _in_channel(frame, channel, setting) if channel != "all" else _listed(frame, setting)


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
    if setting.listing and (noun := _noun_of_verb(words, channel)):
        return Disclosure("disclosure.by_category", channel, noun, governed=True)
    if setting.listing and _OTHERS.match(words.before) and not channel_spans(words.before):
        return _category(frame.left, channel, governed=True)
    after = without_channels(words.after)
    if not after and not words.before and channel == "all" and (setting.inside or setting.topic in _OTHER_DOCUMENTS):
        return None  # （本级制发41条，转发55条）, 制发规范性文件5件，主动公开5件: what became of them, and no total
    label = _governed_label(frame, words, after, channel, setting) if channel != "gazette" else ""
    return _category(label, channel, governed=True) if label else Disclosure("disclosure.total", channel, governed=True)


def _governed_label(frame: Frame, words: Words, after: str, channel: str, setting: Setting) -> str:
    """The words that name a category: the verb's object, the noun behind the number, or the subject."""
    if not is_general(after):
        several = channel != "all" and _SEVERAL.search(after) is not None
        whole = (
            several
            or _is_summed(after, words, setting)
            or _is_field(after, f"{setting.agency}，{words.before}", setting)
        )
        return "" if whole else after
    noun = _noun_behind(frame) if not after.strip("的了共") else ""
    if noun:
        return "" if is_general(noun) else noun
    return _subject_label(words.before, setting) if len(words.after) <= 1 or words.after in ("数量", "总数") else ""


def _noun_of_verb(words: Words, channel: str) -> str:
    """A category that ends in a verb of publishing: 信息公开30条, 决策公开9条 (but not 网站公开9条)."""
    if words.noun_alone:
        return words.verb
    head = strip_label(strip_period(words.before))
    noun = head + words.verb
    if not 2 <= len(head) <= 10 or channel != "all" or words.verb != "公开" or words.after or _NO_SUBJECT.search(head):
        return ""
    if is_general(head) or load_lexicon().patterns["agents"].search(head[-4:]):
        return ""
    return "" if load_lexicon().patterns["disclosure.not_a_label"].search(noun) else noun


def _is_summed(after: str, words: Words, setting: Setting) -> bool:
    """A list that ends in a general noun (等各类信息), or the agency's whole field (面向社会发布自然资源信息)."""
    patterns = load_lexicon().patterns
    stripped = patterns["disclosure.after_label"].sub("", after)
    if patterns["disclosure.summed"].search(stripped) and not setting.inside:
        return True
    at_large = patterns["disclosure.at_large"].search(words.before) is not None
    return at_large and stripped.endswith("信息") and "、" not in stripped


def _is_field(after: str, agencies: str, setting: Setting) -> bool:
    """Whether some items are all that the agency deals with: 气象信息 of a 气象局."""
    found = _FIELD.fullmatch(strip_label(after))
    if found is None or setting.inside:
        return False
    if found["field"] == "企业" and setting.agency.endswith("公司"):
        return True
    return re.search(rf"{found['field'][:2]}[^，]{{0,12}}(?:局|委|厅|中心|办|部|院|大队|处|科技)", agencies) is not None


def _noun_behind(frame: Frame) -> str:
    """The noun behind the number (公布72条预决算信息), empty where other words follow."""
    noun = _AMONG.sub("", frame.right.lstrip("余条的"))
    if len(noun) > 24 or load_lexicon().patterns["disclosure.not_after"].match(frame.right):
        return ""
    return noun


def _subject_label(before: str, setting: Setting) -> str:
    """The subject that names a category where the verb has no object: 公文发布数, 新闻类信息网站公开."""
    spans = channel_spans(before)
    if spans:
        head = before[: spans[0][1]]
        return head.rstrip("、在于") if _NAME_END.search(head) else ""
    head = strip_period(before)
    if (
        not head
        or (is_general(head) and not (setting.inside and _TYPED.match(head)))
        or load_lexicon().patterns["agents"].search(head[-4:])
    ):
        return ""
    if is_general(head) and not (setting.inside and _TYPED.match(head)):
        return ""
    return head if setting.listing or (len(head) <= 6 and not _NO_SUBJECT.search(head)) else ""


def _in_channel(frame: Frame, channel: str, setting: Setting) -> Disclosure | None:
    """A channel and no verb: 非新闻类信息、网站2条, 微信公众号216条."""
    if not (setting.listing or setting.topic == "disclosure"):
        return None
    spans = channel_spans(frame.left)
    head, tail = frame.left[: spans[0][1]], _QUOTED_NAME.sub("", frame.left[spans[-1][2] :])
    if _NAME_END.search(head):
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
    named = _NAME_END.search(strip_label(frame.left)) is not None and (
        setting.disclosing or (setting.topic in ("", "disclosure") and not foreign)
    )
    opened = setting.topic == "disclosure" or shown or named
    if not setting.listing and not (opened and frame.quantity.measure == "条"):
        return None
    text = frame.left if strip_label(frame.left) else _noun_behind(frame)
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
    if not label:
        return None
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
