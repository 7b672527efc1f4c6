"""What passes between the process that wants documents read and the processes that read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from extract.errors import GongkaiError
from transform.model import Hints, Outcome, Reading

NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may cost."""

    seconds: float = 30
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class Payload:
    """One document as it is sent to a reader."""

    data: bytes
    name: str = ""
    media_type: str | None = None
    hints: Hints = NO_HINTS
    assets: tuple[tuple[str, bytes], ...] = ()
    """What belongs to the document (a page's pictures and attachments), by URL."""


@dataclass(frozen=True, slots=True)
class LastWords:
    """The answer of a reader that does not survive its document."""

    reading: Reading


@dataclass(frozen=True, slots=True)
class LimitHit(Reading):
    """The `refused` reading of a document that hit a limit or died with its process; trying again may end otherwise.

    A busy machine is slow, and its kernel ends the process that has most memory, whoever is to blame.
    """


Fetch = Callable[[], Payload]
"""Gets one document's bytes when its turn comes; a `GongkaiError` that it raises is the document's outcome."""


def error_to_reading(error: GongkaiError) -> Reading:
    """The reading of a document that gave nothing but this error; `failed` where it may go well the next time."""
    return Reading("failed" if error.retryable else cast("Outcome", error.outcome), reason=str(error))
