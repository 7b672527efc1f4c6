"""The published marts as files for other tools: partitioned Parquet, or CSV that spreadsheets open as it is."""

from __future__ import annotations

import csv
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import duckdb

from extract.errors import ConfigurationError, GongkaiError
from gongkai.dictionary import TableEntry, dictionary_to_markdown, dictionary_to_rows, published_to_dictionary
from gongkai.query import FORMULA_STARTS, published_file

Format = Literal["parquet", "csv"]
PARTITION = "report_year"
BOM = "\ufeff"
"""By which spreadsheets know that a CSV is UTF-8."""


def export_marts(published: Path, folder: Path, format_: Format, tables: Sequence[str] = ()) -> list[Path]:
    """Write marts of the published database into a folder, all of them if none is named; returns what was written.

    Parquet is a folder for each mart, with one for each report year where it has years; CSV one file for each mart, in
    UTF-8 with a byte order mark, in which no text is taken for a formula. The data dictionary comes with them. What
    stands there under the same names is replaced, each mart as a whole.
    Raises ConfigurationError (nothing published, no such mart), GongkaiError with the reason if writing fails.
    """
    dictionary = published_to_dictionary(published)
    chosen = _choose(dictionary, tables)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(published_file(published)), read_only=True) as connection:
            written = [_export_table(connection, table, folder, format_) for table in chosen]
        return [*written, *_write_dictionary(chosen, folder)]
    except (OSError, duckdb.Error) as error:
        raise GongkaiError(f"{folder}: the export failed: {error}") from error


def table_to_csv_select(table: TableEntry) -> str:
    """The statement that gives a mart's rows for CSV: lists and structures as text, formulas defused, the BOM first."""
    columns = []
    for position, column in enumerate(table.columns):
        quoted = f'"{column.name}"'
        expression = _to_csv_expression(quoted, column.type)
        columns.append(f'{expression} AS "{BOM if position == 0 else ""}{column.name}"')
    return f'SELECT {", ".join(columns)} FROM main."{table.name}"'  # noqa: S608


def _to_csv_expression(column: str, type_: str) -> str:
    if type_.endswith("[]"):
        return _defuse(f"array_to_string({column}, ' ')")
    if type_.startswith("STRUCT"):
        return f"to_json({column})::VARCHAR"
    return _defuse(column) if type_ == "VARCHAR" else column


def _defuse(expression: str) -> str:
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    return f"CASE WHEN left({expression}, 1) IN ({starts}) THEN '''' || {expression} ELSE {expression} END"


def _choose(dictionary: Sequence[TableEntry], names: Sequence[str]) -> list[TableEntry]:
    by_name = {table.name: table for table in dictionary}
    if unknown := [name for name in names if name not in by_name]:
        raise ConfigurationError(f"{', '.join(unknown)}: no such mart; there are {', '.join(by_name)}")
    return [by_name[name] for name in names] if names else list(dictionary)


def _export_table(connection: duckdb.DuckDBPyConnection, table: TableEntry, folder: Path, format_: Format) -> Path:
    target = folder / (table.name if format_ == "parquet" else f"{table.name}.csv")
    temporary = folder / f".{table.name}.{uuid.uuid4().hex}.tmp"
    try:
        if format_ == "parquet":
            _copy_parquet(connection, table, temporary)
        else:
            connection.execute(f"COPY ({table_to_csv_select(table)}) TO {_quote(temporary)} (FORMAT csv, HEADER)")
        if target.is_dir():
            shutil.rmtree(target)
        temporary.replace(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        if temporary.is_file():
            temporary.unlink()
    return target


def _copy_parquet(connection: duckdb.DuckDBPyConnection, table: TableEntry, target: Path) -> None:
    select = f'SELECT * FROM main."{table.name}"'  # noqa: S608 (a name of the database's own)
    has_years = any(column.name == PARTITION for column in table.columns)
    # Of no rows there are no folders: then one file, so that the columns are there.
    if has_years and connection.execute(f'SELECT 1 FROM main."{table.name}" LIMIT 1').fetchall():  # noqa: S608
        options = f"FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({PARTITION})"
        connection.execute(f"COPY ({select}) TO {_quote(target)} ({options})")
    else:
        target.mkdir()
        connection.execute(f"COPY ({select}) TO {_quote(target / 'data.parquet')} (FORMAT parquet, COMPRESSION zstd)")


def _write_dictionary(tables: Sequence[TableEntry], folder: Path) -> list[Path]:
    document, rows = folder / "dictionary.md", folder / "dictionary.csv"
    document.write_text(dictionary_to_markdown(tables), encoding="utf-8")
    with rows.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("table", "column", "type", "description"))
        writer.writerows(dictionary_to_rows(tables))
    return [document, rows]


def _quote(path: Path) -> str:
    return "'" + str(path.absolute()).replace("'", "''") + "'"
