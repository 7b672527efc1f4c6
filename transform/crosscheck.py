"""One report's prose, notes and tables against each other: where they differ, both are kept and the finding says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from transform.metrics import key_to_name, load_metrics
from transform.model import Fact, Finding

_EVERYONE = ("all", "total")
# What a note says that it leaves out: （非新闻类、消息类）.
_SCOPE = re.compile(r"[（(](非[^（()）]+)[)）]")


def cross_check(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Findings of table notes against prose, and of prose against tables, for totals over applicants.

    A channel is compared with itself, where the form counts by channel too.
    """
    totals = [fact for fact in facts if fact.applicant in _EVERYONE and not fact.label]
    prose = [fact for fact in totals if fact.source == "narrative" and fact.value is not None and not fact.approximate]
    for note in totals:
        if note.source == "table_note" and note.value is not None:
            yield from _note_against_prose(note, prose)
    tables = {(fact.code, fact.channel): fact for fact in totals if fact.source == "table"}
    seen: set[tuple[str, str, Decimal | None]] = set()
    for fact in prose:
        expected = _table_value(fact.code, fact.channel, tables)
        if expected is not None and expected != fact.value and (fact.code, fact.channel, fact.value) not in seen:
            seen.add((fact.code, fact.channel, fact.value))
            yield _difference(fact, expected)


def _note_against_prose(note: Fact, prose: Sequence[Fact]) -> Iterator[Finding]:
    values = [fact.value for fact in prose if (fact.code, fact.channel) == (note.code, note.channel)]
    if not values or note.value in values:
        return
    stated = values[0]
    scope = _SCOPE.search(note.raw)
    why = f"（口径：{scope[1]}）" if scope else ""
    message = f"表下注明的总数为 {note.value}{why}，正文所述为 {stated}：两者统计口径可能不同，均予保留"
    yield Finding(
        "note_differs_from_narrative",
        "warning",
        (note.code,),
        message,
        "undecidable",
        note.value,
        stated,
        locator=note.locator,
    )


def _table_value(code: str, channel: str, tables: dict[tuple[str, str], Fact]) -> Decimal | None:
    """The table's value, or the sum of the parts where the table prints only those; None where it is incomplete.

    A form that counts replies (2008, 2014) has the outcomes as parts of them, not of the requests concluded.
    """
    if (code, channel) in tables:
        return tables[code, channel].value
    if channel != "all" or (code == "requests.concluded" and ("requests.replies", "all") in tables):
        return None
    codes = [metric.code for metric in load_metrics().values() if metric.of == code]
    parts = [tables[part, "all"] for part in codes if (part, "all") in tables]
    if not parts or any(part.value is None and part.state not in ("blank", "not_applicable") for part in parts):
        return None
    values = [part.value for part in parts if part.value is not None]
    return sum(values, Decimal(0)) if values else None


def _difference(fact: Fact, expected: Decimal) -> Finding:
    name = key_to_name(fact.code, channel=fact.channel)
    message = f"{name}：正文为 {fact.value}（“{fact.raw}”），表格为 {expected}"
    return Finding(
        "narrative_differs_from_table",
        "warning",
        (fact.code,),
        message,
        "undecidable",
        fact.value,
        expected,
        locator=fact.locator,
    )
