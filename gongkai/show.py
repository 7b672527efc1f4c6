"""What a person sees: a run's summary, an answer and the tables of `make run`, on any terminal width."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gongkai.output import decimal_to_number
from gongkai.query import Answer
from gongkai.summary import failure_to_line, summary_to_rows

FAILURES_SHOWN = 20
FOLDED_WIDTH = 28
"""Below this many columns of the screen a cell is not folded."""
#: All but tab and newline.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SHANGHAI = ZoneInfo("Asia/Shanghai")
console = Console()
if not console.is_terminal:
    # A pipe or a log has no width of its own.
    console.width = 160


def show_summary(summary: Mapping[str, Any]) -> None:
    """How a run went, in counts, and why documents were no reports; what failed is for standard error."""
    console.print(f"Run {summary['run_id']} ({summary['kind']})", style="bold", markup=False)
    table = Table(show_header=False)
    for name, text in summary_to_rows(summary):
        table.add_row(name, escape(text))
    console.print(table)
    for reason, count in summary["reasons"].items():
        if reason.startswith("not_a_report"):
            _print_plain(f"{count} × {reason}")


def failures_to_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """What failed in a run, one line each, at last how many more there are; a document that is no report has not."""
    for failure in summary["failures"][:FAILURES_SHOWN]:
        yield failure_to_line(failure)
    if (more := summary["failure_count"] - FAILURES_SHOWN) > 0:
        yield f"… and {more} more, {summary['failure_count']} in all; `gongkai status` and the ledger have them"


def show_answer(answer: Answer, title: str | None = None) -> None:
    """Rows as a table, numbers to the right; one line a cell where the columns do not fit the width."""
    if title is not None:
        console.print(title, style="bold", markup=False, highlight=False, soft_wrap=True)
    cells = [tuple(map(cell_to_text, row)) for row in answer.rows]
    if columns_to_width(answer.columns, cells) > console.width:
        _print_records(answer.columns, cells)
        return
    table = Table()
    for index, column in enumerate(answer.columns):
        is_number = any(isinstance(row[index], int | float | Decimal) for row in answer.rows)
        table.add_column(escape(column), justify="right" if is_number else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(escape, row))
    console.print(table)


def columns_to_width(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """The least width at which a table of these columns can be read: a cell may be folded, but not into crumbs.

    >>> columns_to_width(("year", "district"), [("2023", "绿园区")]), columns_to_width(("text",), [("x" * 500,)])
    (19, 32)
    """
    widths = (max(cell_len(text) for text in column) for column in zip(columns, *rows, strict=True))
    return sum(min(width, FOLDED_WIDTH) + len("│  ") for width in widths) + len("│")


def _print_records(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Each row as a block of lines `column  cell`, without its empty cells."""
    if not rows:
        _print_plain(f"no rows of {', '.join(columns)}")
    names = [column + " " * (max(map(cell_len, columns)) - cell_len(column)) for column in columns]
    for number, row in enumerate(rows, start=1):
        console.print(f"── {number} " + "─" * 20, style="dim", markup=False)
        for name, cell in zip(names, row, strict=True):
            if cell:
                _print_plain(f"{name}  " + cell.replace("\n", "\n" + " " * (cell_len(name) + 2)))


def _print_plain(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def cell_to_text(cell: object) -> str:
    """One cell as a person reads it: nothing for NULL, exact numbers, nothing that a terminal would obey.

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
    return CONTROL.sub("�", str(cell))


def moment_to_text(moment: datetime.datetime) -> str:
    """A moment in the portals' own time.

    >>> moment_to_text(datetime.datetime(2024, 1, 31, 18, 30, tzinfo=datetime.UTC))
    '2024-02-01 02:30:00+08:00'
    """
    return moment.astimezone(SHANGHAI).isoformat(sep=" ", timespec="seconds")
