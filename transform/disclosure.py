"""Counts of items published: total, by channel, by category or cumulative, out of the words around the number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import rjieba

from transform.clauses import Frame
from transform.narrative_lexicon import Lexicon, load_lexicon

_APART = re.compile(r"[、和及与或，/]|以及|并")
_QUALIFIED = re.compile(
    r"^(?!其[他它余])(?:(?:含|包括|其中)?(?:有关|关于|涉及|针对).{2,20}的(?=.{2,})|.*(?:公开|发布|登载|刊登|刊载|推送|刊发|公布)的(?=.{2,}))"
)
_NAME_END = re.compile(r"(?:类|信息|、|类信息)$")
_ADVERBS = re.compile(r"(?:大?约|将?近|超过?|逾|突破|达到?|已达|已|共计?|共有|合计|总计|累计|总共|为|有|：)+$")
_PUBLISHED_BEHIND = re.compile(r"^(?:均|全部|已|都|均已)?(?:予以|在.{2,12})?(?:公示|公开|公布|发布|上网)")
_QUOTED_LABEL = re.compile(r"^(?:其中)?[“「\"]([^”」\"]+)[”」\"]类?$")
_QUOTED_NAME = re.compile(r"[“「][^”」]*[”」]")
_OTHERS = re.compile(r"(?:其中)?其[他它余]")
_PERIOD = re.compile(
    r"(?:截至|截止|到|至|自|从)?(?:\d{4}年(?:度)?)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末|止|为止)?[，]?"
)


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
    """The channel that the list's total or a heading names."""
    report_year: int | None = None
    disclosing: bool = False
    """True under a heading on disclosure."""
    inside: bool = False
    """True behind 其中."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words left of a count, cut at their verb of publishing."""

    before: str
    verb: str
    after: str


def frame_to_disclosure(frame: Frame, setting: Setting) -> Disclosure | None:
    """The disclosure that a count states, or None where it counts something else."""
    lexicon = load_lexicon()
    words = left_to_words(frame.left)
    if not _is_item_count(frame, words, setting, lexicon):
        return None
    if lexicon.patterns["disclosure.coverage"].search(frame.pattern):
        return None
    channel = text_to_channel(frame.left)
    if is_cumulative(frame, setting):
        return Disclosure("disclosure.cumulative", governed=bool(words.verb))
    if words.verb:
        return _governed(frame, words, channel, setting)
    return _listed(frame, channel, setting)


def left_to_words(left: str) -> Words:
    """Cut at the last verb of publishing; a noun made of one (信息公开) counts only right before the number.

    >>> left_to_words("在区政府网站发布工作动态")
    Words(before='在区政府网站', verb='发布', after='工作动态')
    """
    tokens = _segmenter().cut(left, False)
    verbs = load_lexicon().words["disclosure.verbs"]
    for at in range(len(tokens) - 1, -1, -1):
        after = "".join(tokens[at + 1 :])
        if tokens[at] not in verbs and not (tokens[at] == "公示" and after and _opens("".join(tokens[:at]))):
            continue
        if after.startswith("的") and not _is_general(after):
            continue
        if tokens[at].endswith(("信息公开", "政务公开")) and not _is_general(after):
            continue
        return Words("".join(tokens[:at]), tokens[at], after)
    return Words(left, "", "")


def _opens(before: str) -> bool:
    """Whether a word that may be a noun (公示) begins its clause, so that it is the verb."""
    return not load_lexicon().patterns["disclosure.before_label"].sub("", _PERIOD.sub("", before, count=1))


def _is_general(noun: str) -> bool:
    return load_lexicon().patterns["disclosure.general"].match(_ADVERBS.sub("", noun)) is not None


@cache
def _segmenter() -> rjieba.Jieba:
    segmenter = rjieba.Jieba()
    words = load_lexicon().words
    for word in words["disclosure.verbs"] | words["disclosure.nouns"]:
        segmenter.add_word(word, 1_000_000, "v")
    return segmenter


def text_to_channel(text: str, table: str = "published") -> str:
    """The channel that some words name; `all` for none, and for several.

    >>> text_to_channel("微信视频号刊发"), text_to_channel("网站、微信两个平台"), text_to_channel("政务新媒体中微信公众号")
    ('new_media', 'all', 'wechat')
    """
    spans = _channel_spans(text, table)
    channels = [channel for channel, _, _ in spans]
    if not channels or "all" in channels:
        return "all"
    if len(set(channels)) == 1:
        return channels[0]
    for (_, _, end), (_, start, _) in zip(spans, spans[1:], strict=False):
        if _APART.search(text, end, start) or start == end:
            return "all"
    return channels[0] if channels[-1] == "notice_board" else channels[-1]


def _channel_spans(text: str, table: str) -> list[tuple[str, int, int]]:
    return [(str(found.lastgroup), *found.span()) for found in load_lexicon().named[table].finditer(text)]


def _is_item_count(frame: Frame, words: Words, setting: Setting, lexicon: Lexicon) -> bool:
    measure = frame.quantity.measure
    if measure == "":
        bare_end = not frame.right and (setting.listing or bool(words.verb) or setting.topic == "disclosure")
        return bare_end and bool(frame.left.strip())
    if measure in lexicon.words["disclosure.measures"]:
        return True
    if measure not in lexicon.words["disclosure.loose_measures"]:
        return False
    return bool(words.verb) or (setting.listing and measure == setting.measure)


def is_cumulative(frame: Frame, setting: Setting) -> bool:
    """Whether a count runs since a year long past, or since the site was built."""
    lexicon = load_lexicon()
    text = f"{setting.lead}，{frame.left}"
    if not lexicon.patterns["disclosure.cumulative"].search(text):
        return False
    text = text.replace(f"{setting.report_year}年", "今年")
    if lexicon.patterns["disclosure.this_year_since"].search(text):
        return False
    return lexicon.patterns["disclosure.cumulative"].search(text) is not None


def _governed(frame: Frame, words: Words, channel: str, setting: Setting) -> Disclosure | None:
    """A verb of publishing governs the number: its object says whether it is a total or a category."""
    patterns = load_lexicon().patterns
    if channel == "all":
        channel = _inherited(frame, setting)
    if setting.listing and _is_noun(words):
        return Disclosure("disclosure.by_category", channel, words.verb, governed=True)
    if setting.listing and _OTHERS.match(words.before):
        return _category(frame.left, channel, governed=True)
    after = _ADVERBS.sub("", _without_channels(words.after))
    if patterns["disclosure.general"].match(after):
        noun = frame.right if not after.strip("的了共") else ""
        if noun and not patterns["disclosure.not_after"].match(noun) and len(noun) <= 24:
            if patterns["disclosure.general"].match(noun.lstrip("余条的")):
                return Disclosure("disclosure.total", channel, governed=True)
            return _category(noun, channel, governed=True)
        return _by_subject(words, channel, setting)
    stripped = patterns["disclosure.after_label"].sub("", after)
    if patterns["disclosure.summed"].search(stripped) and not setting.inside:
        return Disclosure("disclosure.total", channel, governed=True)
    if patterns["disclosure.at_large"].search(words.before) and stripped.endswith("信息") and "、" not in stripped:
        return Disclosure("disclosure.total", channel, governed=True)
    return _category(after, channel, governed=True)


def _is_noun(words: Words) -> bool:
    """信息公开30条 in a list is a category."""
    return not words.before.strip("其中、，") and not words.after and words.verb.endswith(("信息公开", "政务公开"))


def _by_subject(words: Words, channel: str, setting: Setting) -> Disclosure | None:
    """No object behind the verb, or a general one: a subject before it may name the category (公文发布数)."""
    if len(words.after) <= 1 or words.after in ("数量", "总数"):
        label = _subject_label(words.before, setting)
        if label:
            return _category(label, channel, governed=True)
    return Disclosure("disclosure.total", channel, governed=True)


def _subject_label(before: str, setting: Setting) -> str:
    spans = _channel_spans(before, "published")
    patterns = load_lexicon().patterns
    if spans:
        head = before[: spans[0][1]]
        return head.rstrip("、在于") if _NAME_END.search(head) else ""
    head = patterns["disclosure.before_label"].sub("", _PERIOD.sub("", before))
    if not head or patterns["disclosure.general"].match(head) or patterns["agents"].search(head[-4:]):
        return ""
    return (
        head if setting.listing or len(head) <= 6 and not re.search(r"完成|我|本|利用|通过|在|以|把|将", head) else ""
    )


def _listed(frame: Frame, channel: str, setting: Setting) -> Disclosure | None:
    """No verb in the clause: a channel, or an item of a list, or a count under a heading on disclosure."""
    patterns = load_lexicon().patterns
    spans = _channel_spans(frame.left, "published")
    shown = _PUBLISHED_BEHIND.match(frame.right) is not None
    opened = setting.listing or setting.topic == "disclosure" or shown
    if spans and channel != "all":
        head, tail = frame.left[: spans[0][1]], _QUOTED_NAME.sub("", frame.left[spans[-1][2] :])
        if _NAME_END.search(head) and opened:
            return _category(head.rstrip("、"), channel)
        tail = patterns["disclosure.after_label"].sub("", tail)
        if opened and patterns["disclosure.general"].match(tail):
            return Disclosure("disclosure.total", channel)
        if patterns["disclosure.foreign"].search(tail):
            return None
        return _category(tail, channel) if opened and tail else None
    if setting.disclosing and frame.quantity.measure == "条" and _NAME_END.search(_strip_label(frame.left)):
        opened = shown = True
    if not opened or (frame.quantity.measure != "条" and not setting.listing):
        return None
    text = frame.left
    if not patterns["disclosure.before_label"].sub("", text):
        text = "" if patterns["disclosure.not_after"].match(frame.right) else frame.right
        if patterns["disclosure.general"].match(text):
            return None
    elif patterns["disclosure.general"].match(_strip_label(text)):
        plain = setting.topic == "disclosure" and not setting.listing and "信息" in text
        return Disclosure("disclosure.total", channel) if plain else None
    if not setting.listing and not shown and patterns["disclosure.foreign"].search(frame.pattern):
        return None
    return _category(text, channel)


def _strip_label(text: str) -> str:
    patterns = load_lexicon().patterns
    return patterns["disclosure.after_label"].sub("", patterns["disclosure.before_label"].sub("", text))


def _category(text: str, channel: str, *, governed: bool = False) -> Disclosure | None:
    """A category by its printed words, or the metric of its own that it names."""
    patterns = load_lexicon().patterns
    quoted = _QUOTED_LABEL.search(text)
    label = quoted[1] if quoted else _strip_label(_QUALIFIED.sub("", text))
    if not 2 <= len(label) <= 40 or patterns["disclosure.not_a_label"].search(label):
        return None
    if re.fullmatch(r"[\d\s.,%]+", label) or (patterns["agents"].fullmatch(label)):
        return None
    if patterns["disclosure.interpretation"].match(label):
        return Disclosure("response.interpretations", governed=governed)
    return Disclosure("disclosure.by_category", channel, label, governed)


def _inherited(frame: Frame, setting: Setting) -> str:
    if _channel_spans(frame.left, "published"):
        return "all"
    for lead in reversed(setting.lead.split("，")):
        if _channel_spans(lead, "published"):
            words = left_to_words(lead)
            return "all" if words.verb and words.after else text_to_channel(lead)
    return setting.channel


def _without_channels(text: str) -> str:
    kept, at = "", 0
    for _, start, end in _channel_spans(text, "published"):
        kept, at = kept + text[at:start], end
    return kept + text[at:]
