"""The ledger's current documents on their way to the warehouse: one file, beside the batches, written anew each night.

Which bytes an address has now is a fact of the ledger. Times of fetching do not tell: a page that returns to earlier
bytes is not read again, and one document may stand at several addresses.
"""

from __future__ import annotations

import dataclasses
import itertools
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from extract.errors import GongkaiError
from extract.ledger_rows import CurrentDocument
from load.columns import table_to_arrow_schema
from load.reference import replace_table
from load.schema import current_document

CURRENT_FILE = f"{current_document.name}.parquet"
ROWS_AT_ONCE = 50_000


def write_current(folder: Path, rows: Iterable[CurrentDocument]) -> Path:
    """Write the ledger's current documents into the staging folder; returns the file, in place as a whole or not."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / CURRENT_FILE
    temporary = folder / f".{CURRENT_FILE}.{uuid.uuid4().hex}.tmp"
    schema = table_to_arrow_schema(current_document)
    try:
        with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
            for group in _to_groups(rows):
                writer.write_table(pa.Table.from_pylist(group, schema=schema))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def replace_current(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make `raw.current_document` hold what the staging folder's file says; without a file it stays as it is.

    Raises GongkaiError naming a file that is damaged.
    """
    file = folder / CURRENT_FILE
    if not file.exists():
        return
    try:
        rows = pq.read_table(file).cast(table_to_arrow_schema(current_document))
    except (OSError, ValueError) as error:  # pyarrow's own errors are kinds of these
        raise GongkaiError(f"{file}: the staging file is damaged: {error}") from error
    replace_table(connection, current_document, rows)


def _to_groups(rows: Iterable[CurrentDocument]) -> Iterator[list[dict[str, Any]]]:
    remaining = iter(rows)
    while group := [dataclasses.asdict(row) for row in itertools.islice(remaining, ROWS_AT_ONCE)]:
        yield group
