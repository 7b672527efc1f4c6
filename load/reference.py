"""The warehouse's reference tables: the metrics and the forms' identities as the release knows them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy import Table

from load.columns import type_to_arrow
from load.identities import IdentityTerm
from load.schema import identity_term, metric
from transform.metrics import Metric


def replace_reference(
    connection: duckdb.DuckDBPyConnection, metrics: Iterable[Metric], identity_terms: Iterable[IdentityTerm]
) -> None:
    """Make `raw.metric` and `raw.identity_term` hold exactly the given rows; equal tables are left untouched."""
    _replace_table(connection, metric, [_metric_row(row) for row in metrics])
    _replace_table(connection, identity_term, [dataclasses.asdict(row) for row in identity_terms])


def _replace_table(connection: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    incoming = {
        column.name: pa.array([row[column.name] for row in rows], type=type_to_arrow(column.type))
        for column in table.columns
    }
    connection.register("reference_rows", pa.table(incoming))
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


def _metric_row(row: Metric) -> dict[str, Any]:
    optional = {name: getattr(row, name) or None for name in ("relation", "of", "note")}
    return dataclasses.asdict(row) | optional
