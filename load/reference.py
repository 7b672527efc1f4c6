"""Tables that each load replaces as a whole: metrics, the forms' identities and rules as the release knows them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy import Table

from load.columns import type_to_arrow
from load.identities import IdentityTerm
from load.schema import identity_term, metric, reader_rule
from transform.metrics import Metric
from transform.rules import load_rules


def replace_reference(
    connection: duckdb.DuckDBPyConnection, metrics: Iterable[Metric], identity_terms: Iterable[IdentityTerm]
) -> None:
    """Make `raw.metric` and `raw.identity_term` hold exactly the given rows, and `raw.reader_rule` the release's.

    Equal tables are left untouched.
    """
    terms = [{column.name: getattr(row, column.name) for column in identity_term.columns} for row in identity_terms]
    replace_table(connection, metric, _to_arrow(metric, [_metric_row(row) for row in metrics]))
    replace_table(connection, identity_term, _to_arrow(identity_term, terms))
    rules = [dataclasses.asdict(rule) for rule in load_rules().values()]
    replace_table(connection, reader_rule, _to_arrow(reader_rule, rules))


def replace_table(connection: duckdb.DuckDBPyConnection, table: Table, rows: Any) -> None:
    """Make a table hold exactly these rows, a `pyarrow.Table` of its columns; an equal table is left untouched."""
    connection.register("reference_rows", rows)
    try:
        differing = connection.execute(
            f"""
            SELECT count(*) FROM (
                (FROM {table.fullname} EXCEPT ALL FROM reference_rows)
                UNION ALL
                (FROM reference_rows EXCEPT ALL FROM {table.fullname})
            )
            """  # noqa: S608
        ).fetchall()
        if differing[0][0]:
            connection.execute(f"DELETE FROM {table.fullname}")  # noqa: S608
            connection.execute(f"INSERT INTO {table.fullname} BY NAME FROM reference_rows")
    finally:
        connection.unregister("reference_rows")


def _to_arrow(table: Table, rows: Sequence[dict[str, Any]]) -> Any:
    columns = {
        column.name: pa.array([row[column.name] for row in rows], type=type_to_arrow(column.type))
        for column in table.columns
    }
    return pa.table(columns)


def _metric_row(row: Metric) -> dict[str, Any]:
    optional = {name: getattr(row, name) or None for name in ("relation", "of", "note")}
    return dataclasses.asdict(row) | optional
