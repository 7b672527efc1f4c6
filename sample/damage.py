"""What goes wrong with documents, one function a kind, each of which says which cells it harmed and what to report.

`DAMAGES` maps the name of a damage to its function: a new kind is one more function and one more row.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from sample import fillers
from sample.labels import form_to_outcome_codes
from sample.model import (
    APPLICANTS,
    Agency,
    Block,
    FactAnswer,
    FindingAnswer,
    Grid,
    GridCell,
    Key,
    Para,
    ReportContent,
)

Damage = Callable[[ReportContent, random.Random], ReportContent]


def break_identity(content: ReportContent, rng: random.Random) -> ReportContent:
    """One wrong digit in table 3: the sums of its row and of its column both fail, and cross at it.

    The cell is an outcome of one kind of applicant, so that exactly one change of one cell satisfies every identity.
    """
    codes = set(form_to_outcome_codes(content.form or ""))
    candidates = [
        fact
        for fact in content.facts
        if fact.source == "table" and fact.code in codes and fact.applicant in APPLICANTS and fact.value
    ]
    fact = rng.choice(candidates or [_first_outcome(content, codes)])
    true = fact.value or Decimal(0)
    wrong = true + rng.choice((3, 7, 10))
    finding = FindingAnswer(
        (fact.code,), "one digit is wrong: its row and its column both fail", fact.applicant, wrong, true
    )
    key = (fact.code, fact.applicant)
    return replace(
        content,
        blocks=tuple(_replace_text(block, key, str(wrong)) for block in content.blocks),
        facts=tuple(
            replace(f, value=wrong, raw=str(wrong), state="reported") if f is fact else f for f in content.facts
        ),
        damage="broken_identity",
        damaged=(key,),
        findings=(finding,),
    )


def _first_outcome(content: ReportContent, codes: set[str]) -> FactAnswer:
    return next(f for f in content.facts if f.code in codes and f.applicant in APPLICANTS and f.source == "table")


def _replace_text(block: Block, key: Key, text: str) -> Block:
    if isinstance(block, Para):
        return block
    return replace(block, cells=tuple(replace(c, text=text) if c.key == key else c for c in block.cells))


def cut_requests(content: ReportContent, rng: random.Random) -> ReportContent:
    """Table 3 breaks off before its last rows; the rows are missing, which is not zero."""
    index = next(i for i, block in enumerate(content.blocks) if _is_request_grid(block))
    grid = content.blocks[index]
    assert isinstance(grid, Grid)  # noqa: S101
    kept, lost = _cut_grid(grid, rng.randint(13, grid.row_count - 4))
    blocks = (*content.blocks[:index], kept, *content.blocks[index + 1 :])
    codes = tuple(dict.fromkeys(code for code, _ in lost))
    return replace(
        content,
        blocks=blocks,
        facts=tuple(
            replace(f, value=None, raw="", state="missing") if _fact_key(f) in lost else f for f in content.facts
        ),
        damage="cut_requests",
        damaged=lost,
        findings=(FindingAnswer(codes, "table 3 ends before these rows: missing, not zero"),),
    )


def _fact_key(fact: FactAnswer) -> Key | None:
    return (fact.code, fact.applicant) if fact.source == "table" else None


def _is_request_grid(block: Block) -> bool:
    return isinstance(block, Grid) and any(c.key and c.key[0] == "requests.received" for c in block.cells)


def _cut_grid(grid: Grid, rows: int) -> tuple[Grid, tuple[Key, ...]]:
    """The first rows of a grid, and the keys of the cells that are lost, in reading order."""
    kept: list[GridCell] = [
        replace(cell, rowspan=min(cell.rowspan, rows - cell.row)) for cell in grid.cells if cell.row < rows
    ]
    lost = tuple(cell.key for cell in grid.cells if cell.row >= rows and cell.key)
    return replace(grid, cells=tuple(kept)), lost


DAMAGES: dict[str, Damage] = {"broken_identity": break_identity, "cut_requests": cut_requests}


def compose_website_report(agency: Agency, year: int, published_on: datetime.date) -> ReportContent:
    """政府网站工作年度报表: a table of numbers in the same column, of which none is a disclosure metric."""
    title = f"{agency.place.name}人民政府门户网站政府网站工作年度报表（{year}年度）"
    rows = [
        [text.format(place=agency.place.name, code=agency.place.code) for text in row]
        for row in fillers.WEBSITE_REPORT_ROWS
    ]
    cells = [GridCell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return _no_report(agency, year, published_on, title, (Grid(tuple(cells), 2),))


def compose_work_summary(agency: Agency, year: int, published_on: datetime.date) -> ReportContent:
    """政务公开工作总结: prose about other work, without the form's sections."""
    title = f"{agency.name}{year}年政务公开工作总结"
    paras = tuple(Para(text.format(name=agency.name, year=year)) for text in fillers.WORK_SUMMARY)
    return _no_report(agency, year, published_on, title, paras)


def compose_empty_report(agency: Agency, year: int, published_on: datetime.date) -> ReportContent:
    """A page whose title is a report's and whose text is filler without one number of its own."""
    title = f"{agency.name}{year}年政府信息公开工作年度报告"
    return _no_report(agency, year, published_on, title, tuple(Para(text) for text in fillers.NOT_A_REPORT_FILLER))


def _no_report(
    agency: Agency, year: int, published_on: datetime.date, title: str, body: tuple[Block, ...]
) -> ReportContent:
    return ReportContent(title, agency, year, None, published_on, (Para(title, "title"), *body), outcome="not_a_report")


NO_REPORTS: dict[str, Callable[[Agency, int, datetime.date], ReportContent]] = {
    "website_report": compose_website_report,
    "work_summary": compose_work_summary,
    "empty_report": compose_empty_report,
}
