"""Staging: a batch of read documents as a folder of Parquet files, in place as a whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Table

from extract.errors import ConfigurationError
from load.columns import table_to_arrow_schema
from load.manifest import table_file, write_manifest
from load.rows import Row, StagedDocument, document_to_rows
from load.schema import STAGED_TABLES

__all__ = ["StagedDocument", "is_batch_id", "write_batch"]

_BATCH_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def write_batch(folder: Path, batch_id: str, staged: Sequence[StagedDocument]) -> Path:
    """Write a batch to `folder/batch_id` and return that path; a batch of the same name is replaced.

    One file per staged table, sorted by document, and a manifest. All are complete and on disk before the folder gets
    its name, so no reader ever sees half a batch; a document given twice is staged as given last.
    Raises ConfigurationError if `batch_id` is no plain file name.
    """
    return write_frames(folder, batch_id, staged_to_frames(staged))


def write_frames(folder: Path, batch_id: str, frames: Mapping[str, pd.DataFrame]) -> Path:
    """Write a batch that stands as one frame per staged table, as `write_batch` does."""
    if not is_batch_id(batch_id):
        raise ConfigurationError(f"{batch_id!r} cannot name a staging batch: letters, digits, '.', '_' and '-' only")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / batch_id
    _remove_leftovers(target)
    temporary = folder / f".{batch_id}.{uuid.uuid4().hex}.tmp"
    temporary.mkdir()
    try:
        for table in STAGED_TABLES:
            _write_frame(table_file(temporary, table), frames[table.name])
        _sync(write_manifest(temporary))
        _sync(temporary)
        _put_in_place(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _sync(folder)
    return target


def staged_to_frames(staged: Sequence[StagedDocument]) -> Mapping[str, pd.DataFrame]:
    """One frame per staged table, with Arrow types in the order of the table's columns."""
    documents = {document.key: document for document in staged}
    rows: dict[str, list[Row]] = {table.name: [] for table in STAGED_TABLES}
    for position, key in enumerate(sorted(documents)):
        for name, new in document_to_rows(documents[key], position).items():
            rows[name].extend(new)
    return {table.name: _rows_to_frame(rows[table.name], table) for table in STAGED_TABLES}


def is_batch_id(name: str) -> bool:
    """Whether a name may be that of a batch: a plain, visible file name.

    >>> is_batch_id("2024-01-31.0007"), is_batch_id("../x"), is_batch_id(".x.tmp")
    (True, False, False)
    """
    return _BATCH_ID.fullmatch(name) is not None


def _rows_to_frame(rows: Sequence[Row], table: Table) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for field in table_to_arrow_schema(table):
        array = pa.array([row.get(field.name) for row in rows], type=field.type)
        columns[field.name] = pd.arrays.ArrowExtensionArray(array)
    return pd.DataFrame(columns)


def _write_frame(path: Path, frame: pd.DataFrame) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(table.replace_schema_metadata(), path, compression="zstd")
    _sync(path)


def _put_in_place(temporary: Path, target: Path) -> None:
    # A folder cannot replace a folder that holds files: the old one steps aside first, and comes back if a crash
    # strikes between the two renames (see _remove_leftovers).
    aside = target.with_name(f".{target.name}.old")
    if target.exists():
        target.rename(aside)
    temporary.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def _remove_leftovers(target: Path) -> None:
    aside = target.with_name(f".{target.name}.old")
    if aside.exists() and not target.exists():
        aside.rename(target)
    shutil.rmtree(aside, ignore_errors=True)
    for leftover in target.parent.glob(f".{target.name}.*.tmp"):
        shutil.rmtree(leftover, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
