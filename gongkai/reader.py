"""The process that reads documents one after another for `gongkai.worker`, and dies of a document that is too much.

Started as `python -m gongkai.reader DESCRIPTOR SECONDS MEGABYTES`. It says `None` once it is warm, then answers each
`Payload` with a `Reading`. What no reader foresaw ends the process: the hook that Python calls for an unhandled
exception sends the answer, and `gongkai.worker` starts another process.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from extract.errors import GongkaiError
from extract.read import read_document
from gongkai.work import LastWords, LimitHit, Payload, error_to_reading
from transform.facts import document_to_reading
from transform.model import Reading

GARBAGE_THRESHOLD = 20_000
"""Objects between two looks for garbage cycles: a document makes thousands of objects and hardly a cycle, and looking
as often as Python does by itself costs a tenth of the time."""


_WARM_UP = "暖机区民政局2024年政府信息公开工作年度报告\n一、总体情况\n全年通过政府网站公开政府信息12条。\n"
"""A report in little: what it takes to read one (forms, words, places) is loaded at the cost of no document's time."""


def payload_to_reading(payload: Payload) -> Reading:
    """Read one document; a file that cannot be read, or not within the limits, is a reading too."""
    try:
        document = read_document(
            payload.data, name=payload.name, media_type=payload.media_type, assets=dict(payload.assets)
        )
    except GongkaiError as error:
        return error_to_reading(error)
    return document_to_reading(document, payload.hints)


def exception_to_reading(error: BaseException, trace: TracebackType | None, megabytes: int, idle: int) -> Reading:
    """What a reader that broke off says of its document; `idle` is the memory that the warm process had, in bytes."""
    if isinstance(error, MemoryError):
        return LimitHit("refused", reason=f"needs more than the {megabytes} MB of memory allowed")
    if isinstance(error, RecursionError):
        return Reading("refused", reason="is nested too deeply")
    frame = traceback.extract_tb(trace)[-1]
    broken_off = f"the reader broke off at {Path(frame.filename).name}:{frame.lineno}: {type(error).__name__}: {error}"
    if _memory("VmPeak") - idle > megabytes * 2**20 / 2:
        # A C library that gets no memory reports some other error; the one that failed to fit is not in the peak.
        return LimitHit("refused", reason=f"comes near the {megabytes} MB of memory allowed; {broken_off}")
    return Reading("unreadable", reason=broken_off)


def _memory(name: str) -> int:
    """Address space of this process in bytes: `VmSize` now, `VmPeak` at most so far."""
    status = Path("/proc/self/status").read_text("ascii", errors="replace")
    return int(status.partition(f"{name}:")[2].split()[0]) * 1024


def _silence_stderr() -> None:
    """Native libraries complain about documents there; nobody drains it once the process is warm."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stderr.fileno())


def serve(connection: Connection, seconds: float, megabytes: int) -> NoReturn:
    """Answer until the other side closes the connection."""

    def send_last_words(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        # What the document took is still held by the traceback: leave room to speak.
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        connection.send(LastWords(exception_to_reading(error, trace, megabytes, idle)))

    # Ctrl-C is for the process that asked; the alarm's default action ends this one, whatever C code it is in.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    idle = _memory("VmSize")
    sys.excepthook = send_last_words
    gc.set_threshold(GARBAGE_THRESHOLD)
    payload_to_reading(Payload(_WARM_UP.encode(), name="warm-up.txt"))
    idle = _memory("VmSize")
    resource.setrlimit(resource.RLIMIT_AS, (idle + megabytes * 2**20, resource.RLIM_INFINITY))
    connection.send(None)
    _silence_stderr()
    while True:
        try:
            payload = connection.recv()
        except EOFError:
            sys.exit(0)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        reading = payload_to_reading(payload)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(reading)


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]))
