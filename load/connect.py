"""Opening the warehouse file for writing, with its raw schema as this release defines it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from extract.errors import ConfigurationError, GongkaiError
from load.ddl import comment_statements, create_statements, raw_schema_version
from load.lock import WarehouseBusy
from load.schema import METADATA, SCHEMA

TABLES = METADATA.sorted_tables

_DESCRIBE = "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE schema_name = ?"


@contextmanager
def open_warehouse(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse to write, creating what is missing of its raw schema; take `warehouse_lock` first.

    Raises WarehouseBusy if another program has the file open, ConfigurationError if its tables are of another release,
    GongkaiError if the file cannot be opened.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(database)
    try:
        _prepare_schema(connection, database)
        yield connection
    finally:
        connection.close()


def _connect(database: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(database))
    except duckdb.Error as error:
        if "Could not set lock" in str(error):
            raise WarehouseBusy(
                f"{database}: another program has the warehouse open; read the published copy instead ({error})"
            ) from error
        raise GongkaiError(f"{database}: the warehouse cannot be opened: {error}") from error


def _prepare_schema(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    version = raw_schema_version()
    if _known_version(connection) == version:
        return
    if _describe(connection).keys() != {(table.name, column.name) for table in TABLES for column in table.columns}:
        # A table that the file does not have yet takes nothing away from those that it has.
        for statement in create_statements():
            connection.execute(statement)
    found = _describe(connection)
    with duckdb.connect(":memory:") as blank:
        for statement in [*create_statements(), *comment_statements()]:
            blank.execute(statement)
        expected = _describe(blank)
    differing = sorted(
        f"{table}.{column}"
        for table, column in found.keys() | expected.keys()
        if _type_of(found, table, column) != _type_of(expected, table, column)
    )
    if differing:
        raise ConfigurationError(
            f"{database}: the raw tables are of another release ({', '.join(differing[:5])}): move the file away and"
            " load the staging again"
        )
    for statement in comment_statements():
        connection.execute(statement)
    connection.execute("DELETE FROM raw.schema_version")
    connection.execute("INSERT INTO raw.schema_version VALUES (?)", [version])


def _known_version(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        versions = connection.execute("SELECT version FROM raw.schema_version").fetchall()
    except duckdb.CatalogException:
        return None
    return versions[0][0] if versions else None


def _describe(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[str, str | None]]:
    rows = connection.execute(_DESCRIBE, [SCHEMA]).fetchall()
    return {(table, column): (type_, comment) for table, column, type_, comment in rows}


def _type_of(columns: dict[tuple[str, str], tuple[str, str | None]], table: str, column: str) -> str | None:
    return columns.get((table, column), (None, None))[0]
