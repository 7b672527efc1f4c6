"""Cells of the form as facts, proved by the identities of the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.document import CERTAIN, Table
from transform.cells import tables_to_cells
from transform.doubts import (
    JOINED,
    MERGED,
    NOTED,
    PROVABLE,
    UNCERTAIN,
    blank_findings,
    doubt_to_finding,
    structure_findings,
)
from transform.equations import form_to_equations
from transform.form import Form
from transform.grid import Row
from transform.metrics import load_metrics
from transform.model import Fact, Finding, Key, RawRow, State, Verdict
from transform.numbers import ILLEGIBLE, change_to_value, text_to_value
from transform.reconcile import broken_to_findings, check_equations, suggest
from transform.table_reading import FormCell, TableReading
from transform.units import Amount, cell_to_amount

Doubts = tuple[str, ...]
"""Rules of the findings about a cell."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What the tables of a document state."""

    facts: tuple[Fact, ...] = ()
    raw_rows: tuple[RawRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    blocks: int = 0
    """How many blocks of the form were recognised."""


def tables_to_facts(tables: Sequence[Table], form: Form, *, vintage_proven: bool) -> TableFacts:
    """Read the tables with one vintage of the form, prove them by its identities and say what is doubtful.

    Cells that the form has and the document has not become facts of state `missing`, where the vintage is certain.
    """
    reading = tables_to_cells(tables, form)
    answers = Counter(id(cell.cell) for cell in reading.cells)
    read = [_cell_to_fact(cell, merged=answers[id(cell.cell)] > 1) for cell in reading.cells]
    by_key = {cell.key: fact for cell, (fact, _) in zip(reading.cells, read, strict=True)}
    checks = check_equations(form_to_equations(form), by_key)
    suggestions = suggest(checks, by_key)
    verdict = _verdict(reading)
    doubts = [(fact, rule) for fact, rules in read for rule in rules]
    summed = {key for check in checks if check.proves for key in check.reported} if doubts else set()
    findings = [
        *structure_findings(reading, form, verdict),
        *blank_findings([fact for fact, _ in read]),
        *(
            doubt_to_finding(fact, rule, verdict)
            for fact, rule in doubts
            if rule not in PROVABLE or fact.key not in summed
        ),
        *broken_to_findings(checks, suggestions, by_key, verdict),
    ]
    facts = [fact for fact, _ in read]
    if wanted := {suggestion.key: suggestion.value for suggestion in suggestions.values()}:
        facts = [fact._replace(suggestion=wanted.get(fact.key)) for fact in facts]
    if reading.tables and vintage_proven:
        facts += _missing_facts(form, by_key, reading)
    return TableFacts(tuple(facts), tuple(_raw_rows(reading)), tuple(findings), len(reading.tables))


def _verdict(reading: TableReading) -> Verdict:
    """Whom a contradiction speaks against: the source only where the file itself says what stands in which cell."""
    if any(cell.recognised for cell in reading.cells):
        return "parse"
    return "source" if all(cell.grid_proven for cell in reading.cells) else "undecidable"


def _cell_to_fact(form_cell: FormCell, *, merged: bool) -> tuple[Fact, Doubts]:
    """The fact, and the rules of what is doubtful about its cell; a number `merged` over several is none of theirs."""
    cell, (code, applicant, channel) = form_cell.cell, form_cell.key
    state, amount, doubts = _text_to_amount(cell.text, code, form_cell.printed_unit, form_cell.prescribed_unit)
    fact = Fact(
        code,
        amount.value,
        amount.unit,
        cell.text,
        state,
        "table",
        cell.locator,
        applicant,
        channel,
        raw_unit=amount.raw_unit,
        by_position=form_cell.by_position,
        confidence=cell.confidence,
    )
    if merged and fact.value:
        fact, doubts = fact._replace(value=None, state="illegible"), (MERGED,)
    return fact, (UNCERTAIN, *doubts) if cell.confidence < CERTAIN else doubts


@lru_cache(maxsize=65536)
def _text_to_amount(text: str, code: str, above: str | None, prescribed: str | None) -> tuple[State, Amount, Doubts]:
    """What a cell says for a metric: most cells of most tables hold the same few zeros."""
    read = (change_to_value(text) if code.endswith("_change") else text_to_value(text)) or ILLEGIBLE
    amount = cell_to_amount(read, load_metrics()[code].unit, above, prescribed)
    doubts = [amount.doubt] if amount.doubt else []
    if read.state == "illegible":
        doubts.append("cell.illegible")
    elif _is_implausible(amount, code) and not doubts:
        doubts.append("cell.implausible")
    doubts += [JOINED] if read.joined else []
    doubts += [NOTED] if read.noted else []
    return read.state, amount, tuple(doubts)


def _is_implausible(amount: Amount, code: str) -> bool:
    """A count that is no whole number, or less than nothing where it is no change."""
    if amount.value is None:
        return False
    is_whole = amount.unit in ("元", "") or amount.value == amount.value.to_integral_value()
    return not is_whole or (amount.value < 0 and not code.endswith("_change"))


def _missing_facts(form: Form, found: dict[Key, Fact], reading: TableReading) -> Iterator[Fact]:
    unclear = reading.unclear_keys
    for table in form.tables:
        for key in table.cell_keys:
            if key not in found and key not in unclear:
                unit = load_metrics()[key.code].unit
                yield Fact(key.code, None, unit, "", "missing", "table", None, key.applicant, key.channel)


def _raw_rows(reading: TableReading) -> Iterator[RawRow]:
    """Rows that no form knows or that may be several of its rows, rows printed again with other values, and rows whose
    values cannot be told apart."""
    rows: list[Row] = [*reading.unknown, *(match.row for match, same in reading.doubled if not same)]
    rows += [match.row for match in reading.misfits] + [undecided.row for undecided in reading.undecided]
    for row in sorted(rows, key=lambda row: row.index):
        labels = tuple(cell.text.strip() for cell in row.labels)
        behind = (*((row.unit,) if row.unit is not None else ()), *row.after_labels)
        yield RawRow(labels, tuple(cell.text for cell in behind), row.cells[0].locator)
