"""Publishing: a checked copy of the warehouse takes the place of yesterday's in one step, under its readers' feet."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from extract.errors import GongkaiError
from load.connect import open_warehouse
from load.contents import Contents, count_contents, count_file, find_regressions
from load.lock import warehouse_lock
from load.stamp import check_stamp

PUBLISHED_NAME = "gongkai.duckdb"
PREVIOUS_NAME = "gongkai.previous.duckdb"


class PublicationRefused(GongkaiError):
    """The operator must look: what would be published is worse than what is."""


def publish(database: Path, published: Path, *, anyway: bool = False, wait_seconds: float = 600.0) -> Path:
    """Copy the warehouse to `published/gongkai.duckdb` and return that path; the file of before stands until the copy
    is complete, on disk and checked, and then goes on as `gongkai.previous.duckdb`.

    `published` is a folder. The copy opens read-only and holds what the warehouse holds; it has no fewer reports than
    the file it replaces, and no tenth more of them with an error, unless `anyway`. Readers that have the old file open
    keep reading it.
    Raises WarehouseBusy; StaleMarts for marts that are not built from what is loaded now, or whose build failed;
    PublicationRefused; GongkaiError: no warehouse, a full disk, a copy that fails its checks.
    """
    target = published / PUBLISHED_NAME
    temporary = published / f".{PUBLISHED_NAME}.{os.getpid()}.tmp"
    with warehouse_lock(database, wait_seconds=wait_seconds):
        expected = _checkpoint(database)
        if target.exists() and not anyway:
            _compare(expected, target)
        try:
            published.mkdir(parents=True, exist_ok=True)
            for leftover in published.glob(f".{PUBLISHED_NAME}.*.tmp"):
                leftover.unlink()
            shutil.copyfile(database, temporary)
            _sync(temporary)
            found = count_file(temporary)
            if found != expected:
                raise GongkaiError(f"{target}: not published, the copy holds {found}, not {expected}")
            _keep_previous(target)
            temporary.replace(target)
            _sync(published)
        except OSError as error:
            raise GongkaiError(f"{target}: not published, the old file stands: {error}") from error
        finally:
            temporary.unlink(missing_ok=True)
    return target


def _checkpoint(database: Path) -> Contents:
    if not database.exists():
        raise GongkaiError(f"{database}: there is no warehouse to publish")
    with open_warehouse(database) as connection:
        check_stamp(connection, database)
        connection.execute("CHECKPOINT")
        return count_contents(connection, database)


def _compare(new: Contents, target: Path) -> None:
    try:
        old = count_file(target)
    except GongkaiError as error:
        raise PublicationRefused(
            f"{target}: not published, the file of before cannot be compared with ({error}); move it away, or"
            " `gongkai publish --anyway`"
        ) from error
    if worse := find_regressions(new, old):
        raise PublicationRefused(
            f"{target}: not published, the old file stands: {'; '.join(worse)}. If that is right: `gongkai publish"
            " --anyway`"
        )


def _keep_previous(target: Path) -> None:
    """Give the published file its second name; it keeps the first until the new one takes it."""
    if target.exists():
        previous = target.with_name(PREVIOUS_NAME)
        link = previous.with_name(f".{PUBLISHED_NAME}.previous.tmp")
        os.link(target, link)
        link.replace(previous)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
