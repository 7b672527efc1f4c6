"""Reading the published database: SQL in, rows out, nothing written."""

from __future__ import annotations

import csv
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from extract.errors import ConfigurationError, GongkaiError
from gongkai.settings import SAMPLE_HOME, shown_path

if TYPE_CHECKING:
    import duckdb

#: What spreadsheets take for the start of a formula, in its full-width forms too (they fold them).
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that a query gave, with the names of their columns."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def query_published(published: Path, sql: str, parameters: Mapping[str, object] | None = None) -> Answer:
    """Run one SQL statement on the published database, which is opened read-only and shut off from other files.

    `published` is the folder. Raises `ConfigurationError` if nothing has been published yet, `GongkaiError` with
    DuckDB's own words if the statement fails, and for anything but one statement: of several, DuckDB would show the
    last answer only.
    """
    import duckdb  # noqa: PLC0415 (a fifth of a second that `gongkai extract` need not pay)

    file = published_file(published)
    try:
        with duckdb.connect(str(file), read_only=True, config={"enable_external_access": "false"}) as connection:
            if (count := _count_statements(connection, sql)) != 1:
                raise GongkaiError(f"one statement at a time: {count or 'none'} given")
            result = connection.execute(sql, parameters)
            columns = tuple(column[0] for column in result.description or ())
            return Answer(columns, result.fetchall())
    except duckdb.Error as error:
        raise GongkaiError(f"{file}: {error}") from error


def _count_statements(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """How many statements a person has written: PIVOT is one, though DuckDB makes a type, without text, for it."""
    return sum(
        bool(statement.query) or statement.type.name != "CREATE" for statement in connection.extract_statements(sql)
    )


def published_file(published: Path) -> Path:
    """The database file in the folder; raises `ConfigurationError` if there is none."""
    file = published / "gongkai.duckdb"
    if not file.is_file():
        sample = published.parent / SAMPLE_HOME
        is_there = (sample / published.name / file.name).is_file()
        hint = f"; the sample's is asked with GONGKAI_HOME={shlex.quote(shown_path(sample))}" if is_there else ""
        raise ConfigurationError(f"{file}: nothing has been published yet; `gongkai run` does it{hint}")
    return file


def answer_to_csv(answer: Answer, out: TextIO) -> None:
    """Write the answer as CSV that no spreadsheet takes for formulas."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(defuse(answer.columns))
    writer.writerows(map(defuse, answer.rows))


def defuse(row: Iterable[object]) -> list[object]:
    """Put an apostrophe before every text that a spreadsheet would run; numbers stay numbers.

    >>> defuse(["=1+1", "绿园区", -3, "-3", None])
    ["'=1+1", '绿园区', -3, "'-3", None]
    """
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell for cell in row]
