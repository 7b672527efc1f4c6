"""A batch's manifest: what its files hold, so that an unchanged batch is known without reading one of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyarrow.parquet as pq
from sqlalchemy import Table

from extract.errors import ConfigurationError, GongkaiError
from load.ddl import staging_version
from load.schema import STAGED_TABLES

MANIFEST_NAME = "manifest.json"
_AGAIN = "stage it again with `gongkai reprocess`"


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One file of a batch."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a batch by table, and a hash that changes with any of them."""

    files: Mapping[str, StagedFile]
    content_hash: str
    """SHA-256 of the manifest itself, which names the SHA-256 of every file."""

    @property
    def rows(self) -> int:
        """Rows in all files together."""
        return sum(file.rows for file in self.files.values())


def table_file(batch: Path, table: Table) -> Path:
    """The file of a batch that holds a table's rows."""
    return batch / f"{table.name}.parquet"


def write_manifest(batch: Path) -> Path:
    """Write the manifest of a batch whose files are complete, and return its path."""
    files = {
        table.name: {"rows": pq.read_metadata(file).num_rows, "sha256": _hash_file(file)}
        for table in STAGED_TABLES
        for file in (table_file(batch, table),)
    }
    path = batch / MANIFEST_NAME
    path.write_text(json.dumps({"staging_version": staging_version(), "files": files}, indent=1), encoding="ascii")
    return path


def read_manifest(batch: Path) -> Manifest:
    """The manifest of a batch in place.

    Raises ConfigurationError for a batch that another release staged, GongkaiError for a manifest that is missing or
    damaged.
    """
    path = batch / MANIFEST_NAME
    try:
        data = path.read_bytes()
        content = json.loads(data)
        version = content["staging_version"]
        files = {name: StagedFile(int(file["rows"]), str(file["sha256"])) for name, file in content["files"].items()}
    except OSError as error:
        raise GongkaiError(f"{path}: the batch's manifest cannot be read ({error.strerror}): {_AGAIN}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GongkaiError(f"{path}: the batch's manifest is damaged: {_AGAIN}") from error
    if version != staging_version() or files.keys() != {table.name for table in STAGED_TABLES}:
        raise ConfigurationError(
            f"{batch}: staged in schema version {version}, and this release loads {staging_version()}: {_AGAIN}"
        )
    return Manifest(MappingProxyType(files), hashlib.sha256(data).hexdigest())


def check_files(batch: Path, manifest: Manifest) -> None:
    """Raise GongkaiError naming a file of the batch that is missing or not what the manifest says."""
    for table in STAGED_TABLES:
        file = table_file(batch, table)
        try:
            is_same = _hash_file(file) == manifest.files[table.name].sha256
        except OSError as error:
            raise GongkaiError(f"{file}: the staging file cannot be read ({error.strerror}): {_AGAIN}") from error
        if not is_same:
            raise GongkaiError(f"{file}: the staging file is damaged: {_AGAIN}")


def _hash_file(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
