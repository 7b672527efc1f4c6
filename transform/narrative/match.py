"""A frame against the metrics of the YAML."""

from __future__ import annotations

import re
from typing import NamedTuple

from transform.narrative.channels import text_to_channel
from transform.narrative.clauses import Frame
from transform.narrative.scope import Scope
from transform.narrative.statement import Statement, frame_to_statement
from transform.narrative.subjects import text_to_topic
from transform.narrative.words import MetricRule, load_lexicon

# “予以公开”3件: what is quoted is read like other words.
_QUOTES = re.compile("[“”「」‘’\"']")
_ABOUT_DISCLOSURE = re.compile(r"(?:信息|政务)公开(?:工作|方面|类|的)")
# Where something was done, before what was done: 在“政民互动”栏目回复.
_PLACE = re.compile(r"^(?:在|通过|利用|依托|经)[^，；]{2,16}?(?:栏目|平台|信箱|网站|专栏|系统|板块)")


class Candidate(NamedTuple):
    """A count with what the rules look at."""

    frame: Frame
    pattern: str
    """The frame's words, with `#` for the number."""
    topic: str
    """The subject of its clause, else of the words before."""
    before: str
    """The sentence up to the frame."""
    behind: str
    """The sentence from the frame on."""


def frame_to_candidate(frame: Frame, around: tuple[str, str], scope: Scope) -> Candidate:
    """A count by the words of its own clause; `around` is the sentence before and behind it."""
    pattern = _QUOTES.sub("", frame.pattern)
    return Candidate(frame, pattern, text_to_topic(frame.left + frame.right) or scope.topic, *around)


def candidate_with_lead(candidate: Candidate, scope: Scope) -> Candidate:
    """The same count with the words of the clauses before it put in front."""
    topic = text_to_topic(scope.lead) or candidate.topic
    return Candidate(candidate.frame, f"{scope.lead}{candidate.pattern}", topic, candidate.before, candidate.behind)


def match_rules(candidate: Candidate, scope: Scope, *, dated: bool) -> Statement | None:
    """The statement of the first metric whose frames fit; `dated` picks the metrics that any year may stand with."""
    frame, words, bare = candidate.frame, candidate.pattern, _may_be_category(candidate.frame, scope)
    for rule in load_lexicon().rules_by_measure.get((frame.quantity.measure, dated), ()):
        for hint in rule.hints:
            if hint in words:
                break
        else:
            continue
        if rule.entry.category and bare:
            continue
        if _fits(rule, candidate, scope) and not _excluded(rule, candidate):
            return _build(rule, candidate, scope)
    return None


def _may_be_category(frame: Frame, scope: Scope) -> bool:
    """A bare noun with the measure word of the list of items it stands in: 人大建议3条 among 233 items."""
    if not scope.listing or frame.quantity.measure != scope.measure:
        return False
    patterns = load_lexicon().patterns
    words = _PLACE.sub("", patterns["disclosure.before_label"].sub("", frame.left))
    return not patterns["action"].match(words)


def _fits(rule: MetricRule, candidate: Candidate, scope: Scope) -> bool:
    if rule.patterns and rule.patterns.search(candidate.pattern):
        return True
    if rule.announces and rule.announces.search(candidate.pattern) and rule.behind.search(candidate.behind):
        return True
    last = scope.last.code.split(".", 1)[0] if scope.last else ""
    if rule.continues and _continues(rule, candidate.topic, last, scope) and rule.continues.search(candidate.pattern):
        return True
    if rule.parts is None:
        return False
    # 收到申请61件。互联网渠道52件: a breakdown may be a sentence of its own.
    last = last or (scope.last_top.code.split(".", 1)[0] if scope.last_top else "")
    return last == rule.topic == candidate.topic and rule.parts.search(candidate.pattern) is not None


def _continues(rule: MetricRule, topic: str, last: str, scope: Scope) -> bool:
    """Whether a clause goes on with the rule's subject; in a list of items its bare noun may be a category."""
    subjects = rule.entry.topics or (rule.topic,)
    return last in subjects or (topic in subjects and not (rule.entry.category and scope.listing))


def _excluded(rule: MetricRule, candidate: Candidate) -> bool:
    if rule.unless and rule.unless.search(candidate.pattern):
        return True
    if rule.unless_sentence is None:
        return False
    # 受理消费投诉1962件；针对信息公开工作的举报投诉0件: what names its subject is not taken for its neighbour's.
    sentence = candidate.before + candidate.frame.left
    return _ABOUT_DISCLOSURE.search(candidate.pattern) is None and rule.unless_sentence.search(sentence) is not None


def _build(rule: MetricRule, candidate: Candidate, scope: Scope) -> Statement:
    statement, lexicon = frame_to_statement(rule.code, candidate.frame), load_lexicon()
    last = scope.last
    if rule.code == "requests.other" and last and last.code == "requests.received" and last.applicant != "all":
        statement.code, statement.applicant = last.code, "other"  # 自然人58件，商业企业3件，其他2件
    if rule.code == "requests.received":
        statement.channel = text_to_channel(candidate.pattern, "requested")
        applicants = {str(found.lastgroup) for found in lexicon.named["applicants"].finditer(candidate.pattern)}
        statement.applicant = applicants.pop() if len(applicants) == 1 else "all"
    if statement.measure == "万元":
        statement.value *= 10_000
    return statement
