"""How long a host is left alone between two requests, beyond the delay of its sources."""

from __future__ import annotations

SLOW_SECONDS = 2.0
"""An answer that takes longer says that the portal is busy."""
OVERLOADED = frozenset({429, 503})
_RECOVERY = 0.8


class Pace:
    """A host's least delay in seconds: longer after each answer that shows strain, then by and by back to none.

    >>> pace = Pace(first=2, maximum=60)
    >>> [pace.note(status, 0.1) for status in (200, 429, 503)]
    [0.0, 2, 4]
    >>> pace.note(200, seconds=9)
    9
    >>> max(pace.note(200, 0.1) for _ in range(20))
    7.2
    >>> pace.least_seconds
    0.0
    """

    def __init__(self, first: float, maximum: float) -> None:
        self._first = first
        self._maximum = maximum
        self.least_seconds = 0.0

    def note(self, status: int | None, seconds: float) -> float:
        """Learn from an answer and how long it took (None: there was none); gives the least delay from now on."""
        least = self.least_seconds
        if status is None or status in OVERLOADED:
            least = max(self._first, 2 * least)
        elif seconds > SLOW_SECONDS:
            least = max(seconds, least)
        else:
            least *= _RECOVERY
            # What is left of it is no delay that a portal would notice.
            least = least if least > self._first / 8 else 0.0
        self.least_seconds = min(least, self._maximum)
        return self.least_seconds
