"""Tables on their way to the warehouse as a whole: one file each, beside the batches, written anew each night.

The ledger's links, runs and reviews, the catalogue and the rosters are facts of today, not of a batch. Which bytes an
address has now is one of them: times of fetching do not tell, because a page that returns to earlier bytes is not read
again, and one document may stand at several addresses.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from sqlalchemy import Table

from extract.errors import ConfigurationError, GongkaiError
from load.columns import table_to_arrow_schema
from load.reference import replace_table
from load.schema import SNAPSHOT_TABLES

ROWS_AT_ONCE = 20_000


def snapshot_file(folder: Path, table: Table) -> Path:
    """Where a staging folder has a snapshot table."""
    return folder / f"{table.name}.parquet"


def write_snapshot(folder: Path, table: Table, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write a table's rows, by column, into the staging folder; returns the file, in place as a whole or not.

    Rows are taken some thousands at a time, be there a million.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = snapshot_file(folder, table)
    temporary = folder / f".{target.name}.{uuid.uuid4().hex}.tmp"
    schema = table_to_arrow_schema(table)
    try:
        with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
            for group in _to_groups(rows):
                writer.write_table(pa.Table.from_pylist(group, schema=schema))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def replace_snapshots(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make each snapshot table hold what its file in the staging folder says; without a file it stays as it is.

    Raises GongkaiError naming a file that is damaged, ConfigurationError naming one that another release staged.
    """
    for table in SNAPSHOT_TABLES:
        file = snapshot_file(folder, table)
        if file.exists():
            _replace(connection, table, file)


def _replace(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> None:
    try:
        staged = ds.dataset(file)
    except (OSError, ValueError) as error:  # pyarrow's own errors are kinds of these
        raise GongkaiError(f"{file}: the staging file is damaged: {error}") from error
    if staged.schema != table_to_arrow_schema(table):
        raise ConfigurationError(f"{file}: another release staged it; `gongkai reprocess` stages it anew")
    replace_table(connection, table, staged)


def _to_groups(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    remaining = iter(rows)
    while group := list(itertools.islice(remaining, ROWS_AT_ONCE)):
        yield group
