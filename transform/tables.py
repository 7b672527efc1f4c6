"""Cells of the form as facts, and what the tables' structure leaves in doubt as findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extract.document import Table
from transform.align import Match
from transform.cells import FormCell, TableReading, tables_to_cells
from transform.equations import Key, form_to_equations
from transform.form import Form, FormTable
from transform.grid import Row
from transform.metrics import load_metrics
from transform.model import Fact, Finding, RawRow, Verdict
from transform.numbers import UNIT_FACTORS, CellValue, text_to_value, to_stored_unit
from transform.reconcile import broken_to_findings, check_equations, suggest

_ILLEGIBLE = CellValue("illegible")


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
    facts = [_cell_to_fact(cell) for cell in reading.cells]
    by_key = {(fact.code, fact.applicant): fact for fact in reversed(facts)}
    checks = check_equations(form_to_equations(form), by_key)
    suggestions = suggest(checks, by_key)
    proven = all(cell.grid_proven for cell in reading.cells)
    verdict: Verdict = "source" if proven else "undecidable"
    findings = [
        *_structure_findings(reading, form, verdict),
        *(finding for cell, fact in zip(reading.cells, facts, strict=True) for finding in _cell_findings(cell, fact)),
        *broken_to_findings(checks, suggestions, by_key, verdict),
    ]
    wanted = {(s.code, s.applicant): s.value for s in suggestions.values()}
    facts = [_with_suggestion(fact, wanted) for fact in facts]
    if reading.tables and vintage_proven:
        facts += _missing_facts(form, by_key, reading)
    return TableFacts(tuple(facts), tuple(_raw_rows(reading)), tuple(findings), len(reading.tables))


def _cell_to_fact(form_cell: FormCell) -> Fact:
    cell = form_cell.cell
    read = text_to_value(cell.text) or _ILLEGIBLE
    unit = load_metrics()[form_cell.code].unit
    value, raw_unit = read.value, read.raw_unit
    if value is not None and unit == "元":
        money = raw_unit if raw_unit in UNIT_FACTORS else form_cell.printed_unit
        if money == "unknown":
            unit = "元" if value == 0 else ""
        elif money:
            value = to_stored_unit(value, money)
    return Fact(
        code=form_cell.code,
        applicant=form_cell.applicant,
        value=value,
        unit=unit,
        raw=cell.text,
        raw_unit=raw_unit,
        state=read.state,
        source="table",
        locator=cell.locator,
        by_position=form_cell.by_position,
        confidence=cell.confidence,
    )


def _with_suggestion(fact: Fact, wanted: dict[Key, Decimal]) -> Fact:
    suggestion = wanted.get((fact.code, fact.applicant))
    if suggestion is None:
        return fact
    return Fact(**{name: getattr(fact, name) for name in Fact.__slots__} | {"suggestion": suggestion})


def _missing_facts(form: Form, found: dict[Key, Fact], reading: TableReading) -> Iterator[Fact]:
    unclear = {match.form_row.leaf.key for match in reading.misfits}
    for table in form.tables:
        for code, applicant in table.cell_keys:
            if (code, applicant) not in found and code not in unclear:
                unit = load_metrics()[code].unit
                yield Fact(code, None, unit, "", "missing", "table", None, applicant=applicant)


def _cell_findings(form_cell: FormCell, fact: Fact) -> Iterator[Finding]:
    """What is odd about one cell: no number, or an amount without a unit."""
    if fact.state == "illegible":
        message = f"单元格“{fact.raw.strip()}”不是数字"
        yield _cell_finding("cell.illegible", fact, message)
    if fact.state == "reported" and fact.unit == "" and form_cell.printed_unit == "unknown":
        message = f"金额“{fact.raw.strip()}”未注明单位，按原数保留"
        yield _cell_finding("cell.unit_unknown", fact, message)


def _cell_finding(rule: str, fact: Fact, message: str) -> Finding:
    return Finding(
        rule, "warning", (fact.code,), message, "source", fact.value, applicant=fact.applicant, locator=fact.locator
    )


def _structure_findings(reading: TableReading, form: Form, verdict: Verdict) -> Iterator[Finding]:
    yield from _missing_findings(reading, form)
    for match in reading.matches:
        if match.truncated:
            message = f"行标题“{match.row.labels[-1].text.strip()}”不完整，按“{match.form_row.leaf.node.label}”读取"
            yield _row_finding("row.label_truncated", match, message, "undecidable")
        elif match.out_of_order:
            message = f"“{match.form_row.leaf.node.label}”不在表式规定的位置，按行标题读取"
            yield _row_finding("row.out_of_order", match, message, verdict)
    for match, same in reading.doubled:
        how = "数值相同" if same else "数值不同，仅采用前一行"
        yield _row_finding("row.doubled", match, f"“{match.form_row.leaf.node.label}”重复出现，{how}", verdict)
    for match in reading.misfits:
        label = match.form_row.leaf.node.label if match.form_row.leaf.path else match.form_row.table.id
        yield _row_finding("row.values_do_not_fit", match, f"“{label}”一行的数值个数与表头不符，未予对应", "parse")
    if reading.placed:
        names = "、".join(match.form_row.leaf.node.label for match in reading.placed)
        codes = tuple(dict.fromkeys(code for match in reading.placed for code in _row_codes(match)))
        message = f"这些行夹有空格，数值按表头位置对应，未经合计验证：{names}"
        place = reading.placed[0].row.cells[0].locator
        yield Finding("row.placed_by_header", "warning", codes, message, "undecidable", locator=place)
    for row in reading.unknown:
        label = "".join(cell.text for cell in row.labels).strip()
        locator = row.cells[0].locator
        yield Finding("row.unknown", "note", (), f"表式中没有“{label}”这一行，按原文保留", verdict, locator=locator)
    for table_id, table in reading.tables.items():
        cells = [cell for cell in reading.cells if cell.by_position and cell.code in table.codes]
        if cells:
            codes = tuple(dict.fromkeys(cell.code for cell in cells))
            message = f"表格（{table_id}）没有表头，{len(cells)} 个单元格按位置读取"
            yield Finding("table.by_position", "warning", codes, message, "undecidable", locator=cells[0].cell.locator)


def _row_finding(rule: str, match: Match, message: str, verdict: Verdict) -> Finding:
    return Finding(rule, "warning", _row_codes(match), message, verdict, locator=match.row.cells[0].locator)


def _row_codes(match: Match) -> tuple[str, ...]:
    """The codes of a row of the form, each once."""
    table = match.form_row.table
    return tuple(dict.fromkeys(table.key_of(match.form_row.leaf, column)[0] for column in table.column_leaves))


def _missing_findings(reading: TableReading, form: Form) -> Iterator[Finding]:
    """Whole blocks that are not there, and rows that are missing from blocks that are."""
    if not reading.tables:
        return
    found = {cell.code for cell in reading.cells}
    unclear = {match.form_row.leaf.key for match in reading.misfits}
    absent: list[FormTable] = []
    for table in form.tables:
        if table.id not in reading.tables:
            absent.append(table)
            continue
        gone = tuple(code for code in table.codes if code not in found and code not in unclear)
        if gone:
            names = "、".join(load_metrics()[code].name_zh for code in gone)
            end = "，表格在此中断" if table.codes[-len(gone) :] == gone else ""
            yield Finding("table.rows_missing", "warning", gone, f"缺少 {len(gone)} 行{end}：{names}", "undecidable")
    if absent:
        codes = tuple(code for table in absent for code in table.codes)
        names = "、".join(heading for table in absent for heading in (table.heading or (table.id,)))
        yield Finding("table.block_missing", "warning", codes, f"没有这些表格：{names}", "undecidable")


def _raw_rows(reading: TableReading) -> Iterator[RawRow]:
    """Rows that no form knows, rows printed again with other values and rows whose values cannot be told apart."""
    rows: list[Row] = [*reading.unknown, *(match.row for match, same in reading.doubled if not same)]
    rows += [match.row for match in reading.misfits]
    for row in sorted(rows, key=lambda row: row.index):
        labels = tuple(cell.text.strip() for cell in row.labels)
        yield RawRow(labels, tuple(cell.text for cell in row.after_labels()), row.cells[0].locator)
