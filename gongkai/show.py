"""What a person sees: a run's summary, an answer and the tables of `make run`, on any terminal width."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from gongkai.output import decimal_to_number
from gongkai.query import Answer
from gongkai.summary import failure_to_line, summary_to_rows

FAILURES_SHOWN = 20
SHANGHAI = ZoneInfo("Asia/Shanghai")
console = Console()
if not console.is_terminal:
    # A pipe or a log has no width of its own.
    console.width = 160


def show_summary(summary: Mapping[str, Any]) -> None:
    """How a run went: counts first, then what failed and why."""
    console.print(f"Run {summary['run_id']} ({summary['kind']})", style="bold", markup=False)
    table = Table(show_header=False)
    for name, text in summary_to_rows(summary):
        table.add_row(name, text)
    console.print(table)
    for reason, count in summary["reasons"].items():
        if reason.startswith("not_a_report"):
            console.print(f"{count} × {reason}", markup=False, highlight=False, soft_wrap=True)
    for failure in summary["failures"][:FAILURES_SHOWN]:
        console.print(failure_to_line(failure), markup=False, highlight=False, soft_wrap=True)
    if (more := summary["failure_count"] - FAILURES_SHOWN) > 0:
        console.print(f"… and {more} more; all of them are in the ledger")


def show_answer(answer: Answer, title: str | None = None) -> None:
    """Rows as a table, numbers to the right."""
    table = Table()
    for index, column in enumerate(answer.columns):
        is_number = any(isinstance(row[index], int | float | Decimal) for row in answer.rows)
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in answer.rows:
        table.add_row(*map(cell_to_text, row))
    if title is not None:
        console.print(title, style="bold", markup=False, highlight=False, soft_wrap=True)
    console.print(table)


def cell_to_text(cell: object) -> str:
    """One cell as a person reads it: nothing for NULL, exact numbers, no markup.

    >>> cell_to_text(Decimal("12.5000")), cell_to_text(None), cell_to_text(["a", "b"])
    ('12.5', '', 'a, b')
    """
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return decimal_to_number(cell)
    if isinstance(cell, list):
        return ", ".join(map(cell_to_text, cell))
    if isinstance(cell, datetime.datetime):
        return moment_to_text(cell)
    return str(cell).replace("[", "\\[")


def moment_to_text(moment: datetime.datetime) -> str:
    """A moment in the portals' own time.

    >>> moment_to_text(datetime.datetime(2024, 1, 31, 18, 30, tzinfo=datetime.UTC))
    '2024-02-01 02:30:00+08:00'
    """
    return moment.astimezone(SHANGHAI).isoformat(sep=" ", timespec="seconds")
