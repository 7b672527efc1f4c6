"""The data dictionary: every mart and column of the published database, as its own comments describe them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongkai.query import query_published

_TABLES = """
SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'main' AND NOT internal
UNION ALL
SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal
ORDER BY ALL
"""
_COLUMNS = """
SELECT table_name, column_name, data_type, comment
FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal
ORDER BY table_name, column_index
"""


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column of a table."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One mart of the published database."""

    name: str
    description: str
    columns: tuple[ColumnEntry, ...]


def published_to_dictionary(published: Path) -> list[TableEntry]:
    """The tables and views that analysts are to use, by name; raises `ConfigurationError` if nothing is published."""
    columns: dict[str, list[ColumnEntry]] = {}
    for table, name, type_, comment in query_published(published, _COLUMNS).rows:
        columns.setdefault(table, []).append(ColumnEntry(name, type_, comment or ""))
    return [
        TableEntry(name, comment or "", tuple(columns[name]))
        for name, comment in query_published(published, _TABLES).rows
    ]


def dictionary_to_markdown(tables: Sequence[TableEntry]) -> str:
    """The dictionary as a document: a section for each table, a row for each column."""
    return "\n".join(_to_lines(tables)) + "\n"


def dictionary_to_rows(tables: Sequence[TableEntry]) -> list[tuple[str, str, str, str]]:
    """The dictionary as rows of table, column, type and description."""
    return [(table.name, each.name, each.type, each.description) for table in tables for each in table.columns]


def _to_lines(tables: Sequence[TableEntry]) -> Iterator[str]:
    yield "# Data dictionary"
    for table in tables:
        yield from ("", f"## {table.name}", "", table.description, "", "| column | type | |", "|---|---|---|")
        for column in table.columns:
            # A struct's type is long, and a pipe would end the cell.
            type_ = column.type.partition("(")[0] if column.type.startswith("STRUCT") else column.type
            description = column.description.replace("|", "\\|")
            yield f"| `{column.name}` | {type_} | {description} |"
