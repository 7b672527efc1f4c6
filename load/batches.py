"""The batches of a staging folder as the loader sees them: their names, their manifests, their integrity."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import Table

from extract.errors import ConfigurationError, GongkaiError
from load.manifest import Manifest, check_files, read_manifest, table_file
from load.staging import is_batch_id

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Batch:
    """One batch folder in place; `manifest` is read once."""

    path: Path

    @property
    def batch_id(self) -> str:
        """The folder's name."""
        return self.path.name

    @cached_property
    def manifest(self) -> Manifest:
        """What the batch holds; raises ConfigurationError for another release's, GongkaiError for a damaged one."""
        return read_manifest(self.path)

    def check(self) -> None:
        """Raise GongkaiError naming a file that is missing or not what the manifest says."""
        check_files(self.path, self.manifest)


def find_batches(folder: Path) -> list[Batch]:
    """The batches in place in a staging folder, by name; what a crash left half-written is not among them.

    Raises ConfigurationError if the folder does not exist.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: no such staging folder")
    return [Batch(path) for path in sorted(folder.iterdir()) if path.is_dir() and is_batch_id(path.name)]


def remove_foreign_batches(folder: Path) -> list[str]:
    """Remove the batches that another release staged or whose manifest is damaged; returns the names of the others.

    What they held is to be read again from the archive.
    """
    kept = []
    for batch in find_batches(folder) if folder.is_dir() else []:
        try:
            read_manifest(batch.path)
        except GongkaiError as error:
            logger.warning("removed, to be read again: %s", error)
            shutil.rmtree(batch.path)
        else:
            kept.append(batch.batch_id)
    return kept


def table_files(batches: Sequence[Batch], table: Table) -> list[str]:
    """The files that hold a table's rows, in the order of the batches."""
    return [str(table_file(batch.path, table).absolute()) for batch in batches]
