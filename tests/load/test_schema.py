"""The raw schema: everything is described, in the code and in DuckDB, and DuckDB has the exact types."""

from __future__ import annotations

import duckdb

from load.ddl import comment_statements, create_statements, staging_version
from load.schema import METADATA


def test_every_table_and_column_has_a_comment() -> None:
    for table in METADATA.tables.values():
        assert table.comment, table.name
        assert not table.primary_key.columns, f"{table.name} has a primary key"
        for column in table.columns:
            assert column.comment, f"{table.name}.{column.name}"


def test_comments_and_types_reach_duckdb() -> None:
    with duckdb.connect(":memory:") as connection:
        for statement in [*create_statements(), *comment_statements()]:
            connection.execute(statement)
        columns = connection.execute(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE schema_name = 'raw'"
        ).fetchall()
        tables = dict(connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    expected = {
        (table.name, column.name): column.comment for table in METADATA.tables.values() for column in table.columns
    }
    assert {(table, column): comment for table, column, _, comment in columns} == expected
    assert tables == {table.name: table.comment for table in METADATA.tables.values()}
    types = {(table, column): type_ for table, column, type_, _ in columns}
    assert types["fact", "value"] == "DECIMAL(18,4)"
    assert types["fact", "locator"].startswith("STRUCT(part VARCHAR, page INTEGER, bbox DOUBLE[]")
    assert types["finding", "codes"] == "VARCHAR[]"
    assert types["document", "fetched_at"] == "TIMESTAMP WITH TIME ZONE"


def test_the_staging_version_is_stable() -> None:
    assert staging_version() == staging_version()
    assert len(staging_version()) == 12
