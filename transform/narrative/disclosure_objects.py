"""The words that name a category where a verb of publishing governs: its object, its subject, or the noun behind."""

from __future__ import annotations

import re

from transform.narrative.channels import channel_spans
from transform.narrative.clauses import Frame
from transform.narrative.disclosure_labels import Words, is_general, strip_label, strip_period
from transform.narrative.setting import Setting
from transform.narrative.words import load_lexicon

ENDS_NAME = re.compile(r"(?:类|信息|、)$")
"""Words that end the name of a category."""

# 通过网站公开招商动态、促销活动等信息67条: all that went out there.
_SEVERAL = re.compile(r"、.+等(?:各类|方面)?信息$")
_FIELD = re.compile(
    r"(?:各级各类|各类|各种|各项|有关|相关)*(?P<field>[\u4e00-\u9fff]{2,6}?)(?:方面|领域|类)?的?(?:政务|政府|工作|公开)?信息"
)
_AMONG = re.compile(r"(?<=.)(?:当中|之中|中|里|内)$")
_NO_SUBJECT = re.compile(r"完成|我|本|利用|通过|在|以|把|将")
_TYPED = re.compile(r".+(?:动态|工作|公开)信息$")


def governed_label(frame: Frame, words: Words, after: str, channel: str, setting: Setting) -> str:
    """The words that name a category: the verb's object, the noun behind the number, or the subject."""
    if not is_general(after):
        several = channel != "all" and _SEVERAL.search(after) is not None
        whole = (
            several
            or _is_summed(after, words, setting)
            or _is_field(after, f"{setting.agency}，{words.before}", setting)
        )
        return "" if whole else after
    noun = noun_behind(frame) if not after.strip("的了共") else ""
    if noun:
        return "" if is_general(noun) else noun
    return _subject_label(words.before, setting) if len(words.after) <= 1 or words.after in ("数量", "总数") else ""


def noun_of_verb(words: Words, channel: str) -> str:
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


def noun_behind(frame: Frame) -> str:
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
        return head.rstrip("、在于") if ENDS_NAME.search(head) else ""
    head = strip_period(before)
    general = is_general(head) and not (setting.inside and _TYPED.match(head))
    if not head or general or load_lexicon().patterns["agents"].search(head[-4:]):
        return ""
    return head if setting.listing or (len(head) <= 6 and not _NO_SUBJECT.search(head)) else ""
