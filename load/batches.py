"""The batches of a staging folder as the loader sees them: their names, their content's hash, their integrity."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Table

from extract.errors import ConfigurationError, GongkaiError
from load.schema import STAGED_TABLES, staging_version
from load.staging import VERSION_KEY, is_batch_id, table_file


@dataclass(frozen=True)
class Batch:
    """One batch folder in place; `content_hash` reads its files once."""

    path: Path

    @property
    def batch_id(self) -> str:
        """The folder's name."""
        return self.path.name

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over the batch's files; raises GongkaiError naming a file that is missing or cannot be read."""
        digest = hashlib.sha256()
        for table in STAGED_TABLES:
            file = table_file(self.path, table)
            try:
                with file.open("rb") as stream:
                    digest.update(hashlib.file_digest(stream, "sha256").digest())
            except OSError as error:
                raise GongkaiError(f"{file}: the staging file cannot be read: {error.strerror}") from error
        return digest.hexdigest()


def find_batches(folder: Path) -> list[Batch]:
    """The batches in place in a staging folder, by name; what a crash left half-written is not among them.

    Raises ConfigurationError if the folder does not exist.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such staging folder")
    return [Batch(path) for path in sorted(folder.iterdir()) if path.is_dir() and is_batch_id(path.name)]


def count_rows(batch: Batch) -> dict[str, int]:
    """Rows of each file of a batch, read off the footers.

    Raises ConfigurationError naming a file that another release staged, GongkaiError naming one that is no Parquet.
    """
    return {table.name: _count_file(table_file(batch.path, table)) for table in STAGED_TABLES}


def table_files(batches: Sequence[Batch], table: Table) -> list[str]:
    """The files that hold a table's rows, in the order of the batches."""
    return [str(table_file(batch.path, table).absolute()) for batch in batches]


def _count_file(file: Path) -> int:
    try:
        metadata = pq.read_metadata(file)
    except (OSError, pa.ArrowInvalid) as error:
        raise GongkaiError(f"{file}: the staging file is damaged: {error}") from error
    version = (metadata.metadata or {}).get(VERSION_KEY, b"none").decode("ascii", "replace")
    if version != staging_version():
        raise ConfigurationError(
            f"{file}: staged in schema version {version}, and this release loads {staging_version()}: stage it again"
            " with `gongkai reprocess`"
        )
    return int(metadata.num_rows)
