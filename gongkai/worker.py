"""Reads documents in processes that a document can kill without harm to the others.

A reader process is warmed once and reads many documents. It sets itself an alarm and a memory limit per document
(`gongkai.reader`); when it dies, its document is `refused` with the reason, and another process takes the next one.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import cast

from extract.errors import GongkaiError
from gongkai.work import Fetch, LastWords, LimitHit, Limits, Payload, error_to_reading
from transform.model import Reading

logger = logging.getLogger(__name__)
#: How a C library ends the process where it gets no memory, or finds itself in a state that cannot be.
_ABORTS = frozenset({signal.SIGABRT, signal.SIGILL, signal.SIGTRAP})
ALONE_SECONDS = 1.0
"""That the first process reads before others are started beside it: what it takes to warm one up. A batch of a few
documents, of which Airflow runs several at once, is read sooner by one."""
#: How far reading may run ahead of the oldest unanswered document, per process: bounds what waits in memory.
AHEAD = 8


@dataclass
class Reader:
    """One reader process and the connection to it."""

    limits: Limits
    threads: int = 1
    """Threads that recognise a scan: one, where there are other readers for the other cores."""
    process: subprocess.Popen[bytes] = field(init=False)
    connection: Connection = field(init=False)
    warm: bool = False

    def __post_init__(self) -> None:
        """Start the process; it says when it is warm."""
        self.connection, theirs = Pipe()
        with theirs:
            # -P: a file in the working directory must not stand in for a package.
            command = [sys.executable, "-P", "-m", "gongkai.reader", str(theirs.fileno())]
            command += [str(self.limits.seconds), str(self.limits.megabytes)]
            self.process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                command,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={"GONGKAI_OCR_THREADS": str(self.threads), **os.environ},
            )

    def wait_until_warm(self) -> None:
        """Raise `GongkaiError` with the process's own last line if it cannot even start."""
        if self.warm:
            return
        try:
            greeting = self.connection.recv()
        except EOFError:
            _, stderr = self.process.communicate()
            lines = stderr.decode(errors="replace").strip().splitlines() or ["no word"]
            raise GongkaiError(f"a reader process does not start: {lines[-1]}") from None
        if isinstance(greeting, LastWords):
            raise GongkaiError(f"a reader process does not start: {greeting.reading.reason}")
        self.warm = True

    def answer(self) -> tuple[Reading, bool]:
        """The reading that is ready (or the reason that there will be none), and whether the process lives on."""
        try:
            answer = self.connection.recv()
        except (EOFError, ConnectionResetError):
            return LimitHit("refused", reason=self._death_to_reason()), False
        if isinstance(answer, LastWords):
            return answer.reading, False
        return answer, True

    def _death_to_reason(self) -> str:
        code = self.process.wait()
        if code == -signal.SIGALRM:
            return f"took more than {self.limits.seconds:g} s to read"
        if -code in _ABORTS:
            return (
                f"breaks the library that reads it ({signal.Signals(-code).name}), as a document does that needs more"
                f" than the {self.limits.megabytes} MB of memory allowed"
            )
        if code < 0:
            return f"the reader process was ended by {signal.Signals(-code).name}"
        return f"the reader process ended with code {code}"

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self.connection.close()
        self.process.kill()
        self.process.communicate()


def read_many(items: Sequence[Fetch], *, workers: int, limits: Limits) -> Iterator[Reading]:
    """The reading of each item, in order, by processes that end with this call; see `Readers.read`."""
    with Readers(workers, limits) as readers:
        yield from readers.read(items)


class Readers:
    """Up to `workers` warm reader processes, kept between batches until the `with` block ends."""

    def __init__(self, workers: int, limits: Limits) -> None:
        self.workers, self.limits = workers, limits
        self._alone_until: float | None = None
        self._idle: deque[Reader] = deque()
        self._busy: dict[Connection, tuple[Reader, int]] = {}
        self._answers: dict[int, Reading] = {}

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        for reader in [*self._idle, *(reader for reader, _ in self._busy.values())]:
            reader.close()
        self._idle.clear()
        self._busy.clear()

    def read(self, items: Sequence[Fetch]) -> Iterator[Reading]:
        """The reading of each item, in the items' order; bytes are fetched when their turn comes.

        A document that exceeds a limit, breaks its reader or cannot be fetched gives a reading that says so. Raises
        `GongkaiError` only if no reader process can be started.
        """
        self._answers.clear()
        started = due = 0
        while due < len(items):
            while started < len(items) and self._has_room() and due not in self._answers:
                self._start(items[started], started, len(items) - started)
                started += 1
            if due not in self._answers:
                self._collect()
            while due in self._answers:
                yield self._answers.pop(due)
                due += 1

    def _has_room(self) -> bool:
        return len(self._busy) < self._may_run() and len(self._busy) + len(self._answers) < AHEAD * self.workers

    def _may_run(self) -> int:
        return 1 if self._alone_until is None or self._alone_seconds() > 0 else self.workers

    def _alone_seconds(self) -> float:
        """How long the first process still has to itself."""
        return max(0.0, (self._alone_until or 0.0) - time.monotonic())

    def _start(self, fetch: Fetch, index: int, remaining: int) -> None:
        try:
            payload = fetch()
        except GongkaiError as error:
            self._answers[index] = error_to_reading(error)
            return
        reader = self._warm_reader(remaining)
        if not _send(reader, payload):
            logger.info("a reader process died while idle; %s is given to another", payload.name)
            reader.close()
            reader = self._warm_reader(remaining)
            # If this one dies of taking it in, its last words are the answer.
            _send(reader, payload)
        self._busy[reader.connection] = reader, index

    def _warm_reader(self, remaining: int) -> Reader:
        wanted = min(self._may_run(), len(self._busy) + remaining)
        while len(self._idle) + len(self._busy) < wanted:
            # All at once: they warm up side by side.
            self._idle.append(Reader(self.limits, threads=2 if self.workers == 1 else 1))
        reader = self._idle.popleft()
        reader.wait_until_warm()
        self._alone_until = self._alone_until or time.monotonic() + ALONE_SECONDS
        return reader

    def _collect(self) -> None:
        for connection in cast("list[Connection]", wait(self._busy, self._alone_seconds() or None)):
            reader, index = self._busy.pop(connection)
            self._answers[index], alive = reader.answer()
            if alive:
                self._idle.append(reader)
            else:
                logger.info("a reader process ended: %s", self._answers[index].reason)
                reader.close()


def _send(reader: Reader, payload: Payload) -> bool:
    try:
        reader.connection.send(payload)
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True
