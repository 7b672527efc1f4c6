"""The raw schema as SQL for DuckDB, and the version of its staged files."""

from __future__ import annotations

import functools
import hashlib

from duckdb_sqlalchemy import Dialect
from sqlalchemy.schema import CreateSchema, CreateTable, DDLElement, SetColumnComment, SetTableComment

from load.schema import METADATA, SCHEMA, STAGED_TABLES

_DIALECT = Dialect(paramstyle="qmark")


def create_statements() -> list[str]:
    """SQL that creates the schema and its tables where they are missing."""
    return [
        _to_sql(CreateSchema(SCHEMA, if_not_exists=True)),
        *(_to_sql(CreateTable(table, if_not_exists=True)) for table in METADATA.sorted_tables),
    ]


def comment_statements() -> list[str]:
    """SQL that writes the comment of every table and column into DuckDB."""
    statements: list[DDLElement] = []
    for table in METADATA.sorted_tables:
        statements.append(SetTableComment(table))
        statements.extend(SetColumnComment(column) for column in table.columns)
    return [_to_sql(statement) for statement in statements]


@functools.cache
def raw_schema_version() -> str:
    """Version of the raw schema: changes with any column, type or comment of any table."""
    described = [
        f"{table.name} {table.comment} {column.name} {column.type.compile(_DIALECT)} {column.comment}"
        for table in METADATA.sorted_tables
        for column in table.columns
    ]
    return hashlib.sha256("\n".join(described).encode()).hexdigest()


@functools.cache
def staging_version() -> str:
    """Version of the staged files: changes whenever a column of a staged table is added, dropped or retyped."""
    columns = [
        f"{column.table.name}.{column.name} {column.type.compile(_DIALECT)}"
        for table in STAGED_TABLES
        for column in table.columns
        if column.name != "batch_id"
    ]
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()[:12]


def _to_sql(statement: DDLElement) -> str:
    return str(statement.compile(dialect=_DIALECT)).strip()
