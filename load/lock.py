"""One writer at a time: a lock beside the database that the kernel releases when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extract.errors import GongkaiError

_POLL_SECONDS = 0.1


class WarehouseBusy(GongkaiError):
    """Nobody must act: another process writes to the warehouse, and trying later succeeds."""

    retryable = True


@contextmanager
def warehouse_lock(database: Path, *, wait_seconds: float = 600.0) -> Iterator[int]:
    """Hold the right to write to a warehouse; gives the lock's file descriptor, which a child may inherit.

    Raises WarehouseBusy, naming the holder's process, if it is not free within `wait_seconds`. The file
    `<database>.lock` stays: it is the kernel's lock on it that counts, so a crash leaves nothing to clean up.
    """
    path = database.with_name(f"{database.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _acquire(descriptor, path, time.monotonic() + wait_seconds)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace") or "unknown"
                raise WarehouseBusy(f"{path}: process {holder} writes to the warehouse; try again later") from error
            time.sleep(_POLL_SECONDS)
        else:
            return
