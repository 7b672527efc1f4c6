"""How a command speaks and ends: its summary on standard output, progress and failures on standard error."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from extract.source import select_sources
from gongkai.settings import Settings, environment_to_settings

if TYPE_CHECKING:
    from gongkai.difference import Difference

# ruff: noqa: PLC0415 (rich and SQLAlchemy are for those who need them)


def complain(message: str) -> None:
    """One line on standard error, after all that went to standard output."""
    sys.stdout.flush()
    print("gongkai: " + " ".join(message.split()), file=sys.stderr, flush=True)


def show_progress() -> None:
    """Show what our own code logs on standard error, as it happens; on a terminal, with bars below it."""
    from gongkai.bars import BarHandler
    from gongkai.summary import SUMMARY_LOGGER

    handler = BarHandler() if sys.stderr.isatty() else logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
    logger = logging.getLogger("gongkai")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    # It is shown as a table.
    logging.getLogger(SUMMARY_LOGGER).setLevel(logging.ERROR)


def hide_progress() -> None:
    """Keep what our own code logs off standard error: the command says it all in its own words."""
    logging.getLogger("gongkai").addHandler(logging.NullHandler())


def finish(summary: Mapping[str, Any]) -> int:
    """Show how a run ended; gives the command's code."""
    from gongkai.show import show_summary

    show_summary(summary)
    return complain_of_failures(summary)


def complain_of_failures(summary: Mapping[str, Any]) -> int:
    """A line on standard error for each source, link or document that failed; 2 if there is one, else 0."""
    from gongkai.show import failures_to_lines

    for line in failures_to_lines(summary):
        complain(line)
    return 2 if summary["failure_count"] else 0


def begin_crawl(sources: Sequence[str]) -> None:
    """Say what is wrong before anything starts, and who crawls; from here on, show progress.

    Raises `ConfigurationError` for an unknown source.
    """
    settings = environment_to_settings()
    select_sources(sources, settings.sources, sample_portal=settings.sample_portal)
    warn_without_contact(settings)
    show_progress()


def warn_without_contact(settings: Settings) -> None:
    """One line if real portals are about to be crawled by nobody."""
    if settings.sample_portal is None and not settings.contact:
        complain("warning: GONGKAI_CONTACT is empty; set it to an address under which the portals' operators reach you")


def ask_to_publish(difference: Difference) -> bool:
    """Whether the person at the terminal wants this to be published; False where there is none."""
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"{difference.percent:.2f} % of the facts change. Publish them?", err=True)
