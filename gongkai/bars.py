"""Progress bars out of the log: a line such as "read 40 of 200 documents" moves the bar of the documents."""

from __future__ import annotations

import logging
import re

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

PROGRESS = re.compile(r"^(?P<verb>\w+) (?P<done>\d+) of (?P<total>\d+) (?P<things>\w+)$")


class BarHandler(logging.Handler):
    """Shows lines of progress as bars on standard error, and all other lines above them."""

    def __init__(self, console: Console | None = None) -> None:
        super().__init__()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console or Console(stderr=True),
            transient=True,
        )
        self._bars: dict[str, TaskID] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Move a bar, or print the line; a bar that is full goes away, and the display with the last of them."""
        match = PROGRESS.match(record.getMessage())
        if match is None:
            self._progress.console.print(self.format(record), markup=False, highlight=False, soft_wrap=True)
            return
        name, done, total = f"{match['verb']} {match['things']}", int(match["done"]), int(match["total"])
        if name not in self._bars:
            self._bars[name] = self._progress.add_task(name, total=total)
            self._progress.start()
        self._progress.update(self._bars[name], completed=done, total=total, refresh=True)
        if done == total:
            self._progress.remove_task(self._bars.pop(name))
        if not self._bars:
            self._progress.stop()

    def close(self) -> None:
        """Give the terminal back, also after Ctrl-C."""
        self._progress.stop()
        super().close()
