"""Publishing: a checked copy of the warehouse takes the place of yesterday's in one step, under its readers' feet."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from extract.errors import GongkaiError
from load.connect import open_warehouse
from load.lock import warehouse_lock
from load.stamp import check_stamp

PUBLISHED_NAME = "gongkai.duckdb"

_COUNT_CURRENT = "SELECT count(DISTINCT report_id), count(*) FROM main.mart_report_metric"


def publish(database: Path, published: Path, *, wait_seconds: float = 600.0) -> Path:
    """Copy the warehouse to `published/gongkai.duckdb` and return that path; yesterday's file stands until the copy
    is complete, on disk and checked.

    `published` is a folder. The copy opens read-only, holds as many reports and metrics as the warehouse, and holds
    at least one report if the file it replaces does. Readers that have the old file open keep reading it.
    Raises WarehouseBusy; StaleMarts for marts that are not built from what is loaded now, or whose build failed;
    GongkaiError: no warehouse, a full disk, a copy that fails its checks.
    """
    target = published / PUBLISHED_NAME
    temporary = published / f".{PUBLISHED_NAME}.{os.getpid()}.tmp"
    with warehouse_lock(database, wait_seconds=wait_seconds):
        expected = _checkpoint(database)
        try:
            published.mkdir(parents=True, exist_ok=True)
            for leftover in published.glob(f".{PUBLISHED_NAME}.*.tmp"):
                leftover.unlink()
            shutil.copyfile(database, temporary)
            _sync(temporary)
            _check_copy(temporary, expected, target)
            temporary.replace(target)
            _sync(published)
        except OSError as error:
            raise GongkaiError(f"{target}: not published, the old file stands: {error}") from error
        finally:
            temporary.unlink(missing_ok=True)
    return target


def _checkpoint(database: Path) -> tuple[int, int]:
    if not database.exists():
        raise GongkaiError(f"{database}: there is no warehouse to publish")
    with open_warehouse(database) as connection:
        check_stamp(connection, database)
        connection.execute("CHECKPOINT")
        return _count_current(connection, database)


def _check_copy(copy: Path, expected: tuple[int, int], target: Path) -> None:
    found = _count_file(copy)
    if found != expected:
        raise GongkaiError(f"{target}: not published, the copy holds {found} reports and metrics, not {expected}")
    if target.exists() and not found[0] and _count_file(target)[0]:
        raise GongkaiError(f"{target}: not published, the warehouse holds no report and the old file does")


def _count_file(path: Path) -> tuple[int, int]:
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return _count_current(connection, path)
    except duckdb.Error as error:
        raise GongkaiError(f"{path}: the published copy cannot be opened: {error}") from error


def _count_current(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, int]:
    try:
        reports, metrics = connection.execute(_COUNT_CURRENT).fetchall()[0]
    except duckdb.CatalogException as error:
        raise GongkaiError(f"{path}: the marts have not been built: {error}") from error
    return reports, metrics


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
