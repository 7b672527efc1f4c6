"""Lines of progress move bars on a terminal; all other lines stay lines."""

from __future__ import annotations

import io
import logging

from rich.console import Console

from gongkai.bars import BarHandler


def test_lines_of_progress_become_bars_and_others_are_printed() -> None:
    out = io.StringIO()
    handler = BarHandler(Console(file=out, force_terminal=True, width=80))
    for text in ("run 3: crawl", "read 40 of 200 documents", "refused a.pdf: too large", "read 200 of 200 documents"):
        handler.handle(logging.LogRecord("gongkai", logging.INFO, "", 0, text, None, None))
    handler.close()
    shown = out.getvalue()
    assert "run 3: crawl\n" in shown
    assert "refused a.pdf: too large" in shown
    assert "40/200" in shown
    assert "read 40 of 200 documents" not in shown
