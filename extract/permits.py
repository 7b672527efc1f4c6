"""Whether a request may be made now: a run has a budget of them, a source its hours, and a host may ask for rest."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable

from extract.season import SHANGHAI
from extract.source import Source


def _now() -> datetime.datetime:
    return datetime.datetime.now(SHANGHAI)


class Permits:
    """Counts the requests of a crawl process, and says why the next one must wait for another run."""

    def __init__(self, budget: int | None, window: str | None, now: Callable[[], datetime.datetime] = _now) -> None:
        self._budget = budget
        self._window = window
        self._now = now
        self._resting: dict[str, str] = {}
        self.requests: Counter[str] = Counter()
        """By the id of their source."""

    def take(self, source: Source) -> str | None:
        """Count a request of a source; why it must not be made in this run, where it must not."""
        reason = self._resting.get(source.host) or self._budget_reason() or self._window_reason(source)
        if reason is None:
            self.requests[source.id] += 1
        return reason

    def let_rest(self, host: str, seconds: float) -> None:
        """A host asks to be left alone for longer than a run waits."""
        self._resting[host] = f"{host} asks to be left alone for {seconds:.0f} s"

    def _budget_reason(self) -> str | None:
        if self._budget is None or self.requests.total() < self._budget:
            return None
        return "the run's budget of requests is spent"

    def _window_reason(self, source: Source) -> str | None:
        window = source.window or self._window
        if window is None or window_is_open(window, self._now()):
            return None
        return f"it is crawled from {window.replace('-', ' to ')} only"


def window_is_open(window: str, at: datetime.datetime) -> bool:
    """Whether a moment lies in a window of China's time, which may pass midnight.

    >>> midnight = datetime.datetime(2026, 1, 1, tzinfo=SHANGHAI)
    >>> [window_is_open(window, midnight) for window in ("22:00-06:00", "00:00-06:00", "06:00-22:00", "18:00-00:00")]
    [True, True, False, False]
    """
    opens, closes = map(datetime.time.fromisoformat, window.split("-"))
    time = at.astimezone(SHANGHAI).time()
    return opens <= time < closes if opens < closes else time >= opens or time < closes
