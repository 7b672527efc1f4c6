"""One count to what it states: a metric of the YAML, or items published."""

from __future__ import annotations

import re

from transform.narrative.clauses import Frame
from transform.narrative.disclosure import frame_to_disclosure, is_cumulative
from transform.narrative.match import Candidate, candidate_with_lead, frame_to_candidate, match_rules
from transform.narrative.prose import Passage
from transform.narrative.scope import Scope
from transform.narrative.sentence import frame_to_sum
from transform.narrative.statement import Statement, frame_to_statement

# 审查公文212份，确定主动公开37份、依申请公开96份: which documents may be public, and none of them published.
_ATTRIBUTE = re.compile(r"(?:主动公开|依申请公开|不予公开|可公开)(?:类|的)?$")
_DOCUMENTS = re.compile(r"公文|发文|公开属性|属性(?:源头)?认定")
_GROWS = re.compile(
    r"(?:[^。\d]{0,12}[\d.]+%)?[，、。；（]+(?:其中[，：]?)?[^，。；\d]{0,10}(?:\d{4}年度?)?[^，。；\d]{0,6}(?:新增|增加了)[^，。；\d]{0,14}\d"
    r"|[，；（]其中[，：]?(?:今年|本年度?|当年|20\d\d年度?)[^，。；\d]{0,8}(?:公开|发布)[^，。；\d]{0,8}\d"
)
_NEW = re.compile(
    r"^(?:其中)?(?:(?:今年|本年度?|当年|全年|20\d\d年度?)?新增(?:了|加|信息)?"
    r"|(?:今年|本年度?|当年|20\d\d年度?)(?:共|新|主动)*(?:公开|发布)(?:政府|政务)?(?:信息)?)$"
)


def frame_to_count(passage: Passage, around: tuple[str, str], frame: Frame, scope: Scope) -> Statement | None:
    """The statement of one count: a metric of the YAML, else items published, else a metric with the words before."""
    candidate = frame_to_candidate(frame, around, scope)
    if found := match_rules(candidate, scope, dated=True):
        return found
    if _ATTRIBUTE.search(frame.left) and _DOCUMENTS.search(around[0][-60:] + frame.left):
        return None
    if is_cumulative(frame, scope.setting(frame)):
        return _read_disclosure(passage, frame, scope)
    return None if scope.is_out_of_period(frame) else _read_this_year(passage, candidate, scope)


def _read_this_year(passage: Passage, candidate: Candidate, scope: Scope) -> Statement | None:
    frame = candidate.frame
    if found := match_rules(candidate, scope, dated=False) or _read_disclosure(passage, frame, scope):
        return found
    if frame.first and scope.lead and (found := match_rules(candidate_with_lead(candidate, scope), scope, dated=False)):
        return found
    return frame_to_sum(frame, scope.listed)


def _read_disclosure(passage: Passage, frame: Frame, scope: Scope) -> Statement | None:
    if scope.last and scope.last.code == "disclosure.cumulative" and _NEW.match(frame.left):
        return frame_to_statement("disclosure.total", frame)
    if scope.stock_label and _NEW.match(frame.left):
        statement = frame_to_statement("disclosure.by_category", frame)
        statement.label = scope.stock_label
        return statement
    read = frame_to_disclosure(frame, scope.setting(frame))
    if read is None:
        return None
    statement = frame_to_statement(read.code, frame)
    statement.channel, statement.label = read.channel, _printed_label(passage, frame, read.label)
    grows = _GROWS.match(passage.text, frame.end)
    if grows and read.code == "disclosure.total" and "累计" in frame.left:
        statement.code, statement.channel = "disclosure.cumulative", "all"
    elif grows and read.code == "disclosure.by_category" and not read.governed:
        scope.stock_label = statement.label
        return None
    return statement


def _printed_label(passage: Passage, frame: Frame, label: str) -> str:
    at = passage.text.find(label, frame.start, frame.end) if label else -1
    return passage.printed(at, at + len(label)) if at >= 0 else label
