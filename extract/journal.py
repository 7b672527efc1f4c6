"""What a crawl has fetched and not committed yet, in a file: a process that is killed loses nothing of it.

A commit costs as much as a request; a line of a file costs next to nothing, and it outlives its process. Each crawl
process keeps a file of its own, locked while it lives; the next crawl on the same machine commits what a dead one left.
The files lie beside an SQLite ledger, or, if the ledger is on a server, in a folder that the caller names.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from sqlalchemy.engine import make_url

from extract.ledger import Ledger
from extract.ledger_rows import FetchRow

_FIELDS = tuple(field.name for field in dataclasses.fields(FetchRow))
_MARK = ".fetched-"


class Journal:
    """The file of one crawl process; `None` as its path keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file = None if path is None else os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_EX)

    @classmethod
    def beside(cls, ledger_url: str, run_id: int, folder: Path | None = None) -> Self:
        """A new file beside an SQLite ledger, else in the folder; without one, nothing is kept."""
        stem = _url_to_stem(ledger_url, folder)
        if stem is None:
            return cls(None)
        stem.parent.mkdir(parents=True, exist_ok=True)
        return cls(stem.with_name(f"{stem.name}{_MARK}{run_id}-{os.getpid()}"))

    def add(self, row: FetchRow) -> None:
        """Keep a row until it is committed."""
        if self._file is not None:
            os.write(self._file, _row_to_line(row))

    def clear(self) -> None:
        """Forget what was committed."""
        if self._file is not None:
            os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Remove the file: everything is committed."""
        if self._file is not None and self._path is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None


def commit_left_behind(ledger_url: str, ledger: Ledger, folder: Path | None = None) -> int:
    """Commit what crawl processes that were killed had fetched; gives the number of rows."""
    stem = _url_to_stem(ledger_url, folder)
    if stem is None:
        return 0
    count = 0
    for path in sorted(stem.parent.glob(f"{stem.name}{_MARK}*")):
        with contextlib.suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
            # Whoever writes it holds the lock: then it is no dead process's.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            rows = list(_lines_to_rows(file.read()))
            run_id = int(path.name.rpartition(_MARK)[2].partition("-")[0])
            count += ledger.record_left_behind(run_id, rows)
            path.unlink()
    return count


def _url_to_stem(ledger_url: str, folder: Path | None) -> Path | None:
    """What the names of a ledger's files begin with; two ledgers on servers have two names."""
    address = make_url(ledger_url)
    if address.get_backend_name() == "sqlite":
        return Path(str(address.database)) if address.database not in {None, "", ":memory:"} else None
    place = f"{address.host}:{address.port}/{address.database}"
    return folder and folder / f"ledger-{hashlib.sha256(place.encode()).hexdigest()[:12]}"


def _row_to_line(row: FetchRow) -> bytes:
    values: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS}
    values["at"] = row.at.isoformat()
    return json.dumps(values).encode() + b"\n"


def _lines_to_rows(lines: bytes) -> Iterator[FetchRow]:
    # A kill may cut the last line short.
    for line in lines.splitlines(keepends=True):
        if line.endswith(b"\n"):
            values = json.loads(line)
            yield FetchRow(**{**values, "at": datetime.datetime.fromisoformat(values["at"])})
