"""Cells of the form as facts, proved by the identities of the form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.document import CERTAIN, Table
from transform.cells import FormCell, TableReading, tables_to_cells
from transform.doubts import JOINED, UNCERTAIN, doubt_to_finding, structure_findings
from transform.equations import Key, form_to_equations
from transform.form import Form
from transform.grid import Row
from transform.metrics import load_metrics
from transform.model import Fact, Finding, RawRow, Verdict
from transform.numbers import ILLEGIBLE, text_to_value
from transform.reconcile import broken_to_findings, check_equations, suggest
from transform.units import cell_to_amount


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
    read = [_cell_to_fact(cell) for cell in reading.cells]
    by_key = {(fact.code, fact.applicant): fact for fact, _ in read}
    checks = check_equations(form_to_equations(form), by_key)
    suggestions = suggest(checks, by_key)
    verdict = _verdict(reading)
    summed = {key for check in checks if check.holds and check.right for key in check.reported}
    doubts = [(fact, rule) for fact, rules in read for rule in rules]
    findings = [
        *structure_findings(reading, form, verdict),
        *(
            doubt_to_finding(fact, rule, verdict)
            for fact, rule in doubts
            if rule != JOINED or fact_key(fact) not in summed
        ),
        *broken_to_findings(checks, suggestions, by_key, verdict),
    ]
    wanted = {(s.code, s.applicant): s.value for s in suggestions.values()}
    facts = [_with_suggestion(fact, wanted) for fact, _ in read]
    if reading.tables and vintage_proven:
        facts += _missing_facts(form, by_key, reading)
    return TableFacts(tuple(facts), tuple(_raw_rows(reading)), tuple(findings), len(reading.tables))


def _verdict(reading: TableReading) -> Verdict:
    """Whom a contradiction speaks against: the source only where the file itself says what stands in which cell."""
    if any(cell.recognised for cell in reading.cells):
        return "parse"
    return "source" if all(cell.grid_proven for cell in reading.cells) else "undecidable"


def fact_key(fact: Fact) -> Key:
    """The cell of the form that a fact of a table answers."""
    return fact.code, fact.applicant


def _cell_to_fact(form_cell: FormCell) -> tuple[Fact, list[str]]:
    """The fact, and the rules of what is doubtful about its cell."""
    cell = form_cell.cell
    read = text_to_value(cell.text) or ILLEGIBLE
    unit = load_metrics()[form_cell.code].unit
    amount = cell_to_amount(read, unit, form_cell.printed_unit, form_cell.prescribed_unit)
    fact = Fact(
        code=form_cell.code,
        applicant=form_cell.applicant,
        value=amount.value,
        unit=amount.unit,
        raw=cell.text,
        raw_unit=amount.raw_unit,
        state=read.state,
        source="table",
        locator=cell.locator,
        by_position=form_cell.by_position,
        confidence=cell.confidence,
    )
    doubts = [amount.doubt] if amount.doubt else []
    if read.state == "illegible":
        doubts.append("cell.illegible")
    elif _is_implausible(fact) and not doubts:
        doubts.append("cell.implausible")
    if cell.confidence < CERTAIN:
        doubts.append(UNCERTAIN)
    return fact, [*doubts, JOINED] if read.joined else doubts


def _is_implausible(fact: Fact) -> bool:
    """A count that is no whole number, or less than nothing where it is no change."""
    if fact.value is None:
        return False
    is_whole = fact.unit in ("元", "") or fact.value == fact.value.to_integral_value()
    return not is_whole or (fact.value < 0 and not fact.code.endswith("_change"))


def _with_suggestion(fact: Fact, wanted: dict[Key, Decimal]) -> Fact:
    suggestion = wanted.get((fact.code, fact.applicant))
    if suggestion is None:
        return fact
    return Fact(**{name: getattr(fact, name) for name in Fact.__slots__} | {"suggestion": suggestion})


def _missing_facts(form: Form, found: dict[Key, Fact], reading: TableReading) -> Iterator[Fact]:
    unclear = {code for match in reading.misfits for code in match.codes}
    for table in form.tables:
        for code, applicant in table.cell_keys:
            if (code, applicant) not in found and code not in unclear:
                unit = load_metrics()[code].unit
                yield Fact(code, None, unit, "", "missing", "table", None, applicant=applicant)


def _raw_rows(reading: TableReading) -> Iterator[RawRow]:
    """Rows that no form knows, rows printed again with other values and rows whose values cannot be told apart."""
    rows: list[Row] = [*reading.unknown, *(match.row for match, same in reading.doubled if not same)]
    rows += [match.row for match in reading.misfits]
    for row in sorted(rows, key=lambda row: row.index):
        labels = tuple(cell.text.strip() for cell in row.labels)
        yield RawRow(labels, tuple(cell.text for cell in row.after_labels()), row.cells[0].locator)
