"""What the prose of a report states: counts and zeros with their clauses, and breakdowns that do not add up.

A chain of small steps: paragraphs → passages (prose) → sentences and clauses (clauses) → counts (quantities) →
frames of words around each count → a metric of the YAML in transform/narrative/, or items published (disclosure) →
facts. Negations are read on the clauses without a count (negations). No step guesses: a count that no pattern and no
list explains is no fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extract.document import Paragraph
from transform.metrics import load_metrics
from transform.model import Fact, Finding
from transform.narrative.channels import channel_spans
from transform.narrative.checks import statements_to_findings
from transform.narrative.clauses import Clause, Frame, clause_to_frames, sentence_to_clauses, text_to_sentences
from transform.narrative.counts import frame_to_count
from transform.narrative.names import without_names
from transform.narrative.negations import clauses_to_zeros, may_state_zero
from transform.narrative.prose import Passage, paragraphs_to_passages
from transform.narrative.quantities import text_to_quantities
from transform.narrative.scope import Scope
from transform.narrative.sentence import is_taken_back, keep_about_disclosure, take_back
from transform.narrative.statement import Statement
from transform.narrative.words import load_lexicon

# A passage without a digit, a numeral before a measure word or a negation states nothing.
_SAYS_SOMETHING = re.compile(
    r"(?=[\d一二两三四五六七八九十百千万余未没无零不])"
    r"(?:\d|[一二两三四五六七八九十百千万余][条件宗起份篇场次期名人例]|未|没|无|零|不存在|不涉及)"
)
# 以上四项，我办均无: what the heading names.
_ABOVE = re.compile(r"(?:对于|关于)?(?:以上|上述|前述|上列)")
# 全年应办理135件, 自2008年以来累计受理61件: other counts of the requests that the next ones are about as well.
_ASIDE = re.compile(r"(?:应|需|须|待)(?:予)?(?:办理?|答复|处理)(?:的)?(?:申请)?$|(?:以来|历年)(?:累计|共)?[^，]{0,8}$")
_NEGATION_HINT = re.compile(r"[未没无零不]")


def read_narrative(
    paragraphs: Sequence[Paragraph], report_year: int | None, agency: str = ""
) -> tuple[list[Fact], list[Finding]]:
    """The facts (source `narrative`) that prose states, in reading order, and the findings about its breakdowns.

    `report_year` tells this year's figures from those of other years; with None only words such as 上年 do. `agency`
    tells what its whole field is: 气象信息 are all that a 气象局 publishes, and one category of a county's.
    Facts are unique by (code, channel, applicant, label, value); `raw` is at most the clause.
    """
    scope = Scope(report_year, agency)
    facts: dict[tuple[str, str, str, str, Decimal], Fact] = {}
    findings: list[Finding] = []
    for passage in paragraphs_to_passages(paragraphs):
        statements = list(_passage_to_statements(passage, scope))
        for statement in statements:
            fact = _statement_to_fact(statement, passage)
            facts.setdefault((fact.code, fact.channel, fact.applicant, fact.label, statement.value), fact)
        findings += statements_to_findings(statements, passage)
    return list(facts.values()), findings


def _passage_to_statements(passage: Passage, scope: Scope) -> Iterator[Statement]:
    scope.start_passage(passage.text)
    alone = len(passage.text) <= 45
    if not _SAYS_SOMETHING.search(passage.text) and not (alone and scope.note_heading(passage.text, alone=True)):
        scope.note_heading(passage.text[:26].split("。", 1)[0], alone=False)
        return
    for start, sentence in text_to_sentences(passage.text):
        if not _SAYS_SOMETHING.search(sentence):
            scope.pass_sentence(sentence, alone=alone)
            continue
        quantities = list(text_to_quantities(sentence))
        if not quantities and (scope.note_heading(sentence, alone=alone) or not may_state_zero(sentence)):
            scope.pass_sentence(sentence, alone=alone)
            continue
        clauses = sentence_to_clauses(start, sentence, quantities)
        scope.start_sentence(sentence)
        if not scope.ahead:
            yield from keep_about_disclosure(_clauses_to_statements(passage, clauses, scope), passage.text)


def _clauses_to_statements(passage: Passage, clauses: Sequence[Clause], scope: Scope) -> list[Statement]:
    stated: list[Statement] = []
    texts = [clause.text for clause in clauses]
    end = clauses[-1].start + len(clauses[-1].text)
    for at, clause in enumerate(clauses):
        scope.start_clause(clause)
        if clause.quantities:
            for frame in clause_to_frames(clause, scope.lead):
                around = passage.text[clauses[0].start : frame.start], passage.text[frame.end : end]
                stated += _frame_to_statements(passage, around, frame, scope)
            continue
        if is_taken_back(clause.text):
            take_back(stated)
        if _NEGATION_HINT.search(clause.text) and not scope.other_year:
            heading = scope.heading if not scope.lead or _ABOVE.match(scope.lead) else scope.lead
            for code, number in clauses_to_zeros(texts, at, heading, scope.report_year):
                named = clauses[number]
                zero = Statement(code, Decimal(0), named.start, named.start + len(named.text), state="zero_stated")
                stated.append(zero)
        scope.pass_clause(clause)
    return stated


def _frame_to_statements(passage: Passage, around: tuple[str, str], frame: Frame, scope: Scope) -> Iterator[Statement]:
    """`around` is the sentence before the frame and behind it."""
    statement = frame_to_count(passage, around, frame, scope)
    if statement is None:
        patterns = load_lexicon().patterns
        told = f"{frame.left}#"
        listed = scope.listing and scope.measure == frame.quantity.measure
        closes = patterns["action"].search(told) is not None or (
            not listed  # 行政处罚信息7条，督办措施36条，监管动态41条: one item that is none ends no list
            and patterns["disclosure.foreign"].search(told) is not None
            and patterns["disclosure.audience"].search(told) is None
        )
        for total in scope.parents:
            total.has_others |= total.measure == frame.quantity.measure
        aside = scope.topic == "requests" and _ASIDE.search(frame.left) is not None
        scope.skip(frame, closes=closes and not aside and not scope.shelf and not scope.is_out_of_period(frame))
        return
    top = not scope.inside and not _is_listed_part(statement, scope)
    subset = scope.inside and scope.parents and _is_same_count(statement, scope.parents[-1], frame)
    scope.add(statement, top=top)
    if not subset:
        yield statement


def _is_listed_part(statement: Statement, scope: Scope) -> bool:
    """An item of a list without 其中: a category under a total, an outcome under its requests."""
    if not scope.parents:
        return False
    parent = scope.parents[0].code
    if statement.code == "disclosure.by_category":
        return scope.listing and parent == "disclosure.total" and scope.parents[0].measure == statement.measure
    return parent == "requests.concluded" and load_metrics()[statement.code].of == parent


def _is_same_count(statement: Statement, parent: Statement, frame: Frame) -> bool:
    """A subset without a dimension of its own: 其中专题发布会24场 (but not 新媒体1389条，其中抖音号285条)."""
    if channel_spans(frame.left):
        return False
    if statement.code == parent.code == "disclosure.total" and statement.channel == "all":
        return True
    keys = [(s.code, s.channel, s.applicant, s.label) for s in (statement, parent)]
    return keys[0] == keys[1]


def _statement_to_fact(statement: Statement, passage: Passage) -> Fact:
    raw_unit = statement.measure if statement.state == "reported" else ""
    return Fact(
        code=statement.code,
        value=statement.value,
        unit=load_metrics()[statement.code].unit,
        raw=without_names(passage.printed(statement.start, statement.end).strip()),
        state="zero_stated" if statement.state == "zero_stated" else "reported",
        source="narrative",
        locator=passage.locate(statement.start),
        applicant=statement.applicant,
        channel=statement.channel,
        label=statement.label,
        raw_unit=raw_unit,
        approximate=statement.approximate,
        confidence=passage.confidence(statement.start, statement.end),
    )
