"""Whole runs in this process, one step after another: what the commands do without Airflow."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from extract.errors import GongkaiError
from gongkai import planning, rereading, steps
from gongkai.batches import read_documents
from gongkai.difference import Difference
from gongkai.settings import Settings, environment_to_settings

logger = logging.getLogger(__name__)

Approve = Callable[[Difference], bool]
"""Whether what a re-read changes may be published; asked only where more changes than is allowed."""


def run(kind: str = "run", sources: Sequence[str] = (), report_years: Sequence[int] = ()) -> dict[str, Any]:
    """Crawl, read, load, build and publish; gives the run's summary, which is written whatever fails."""
    number = planning.open_run(kind, sources, report_years)

    def do() -> None:
        _crawl_all(number, sources, report_years)
        _read_all(number, planning.plan_batches(report_years), environment_to_settings())
        _load_and_publish()

    return _conclude(number, do)


def run_crawl(sources: Sequence[str] = (), report_years: Sequence[int] = ()) -> dict[str, Any]:
    """Crawl and read nothing."""
    number = planning.open_run("crawl", sources, report_years)
    return _conclude(number, lambda: _crawl_all(number, sources, report_years))


def reprocess(stop_above_percent: float, approve: Approve) -> dict[str, Any]:
    """Read anew what no portal need be asked for, show what changes by it, and publish that if it may be.

    What is not approved stays held: nothing of it is loaded, and the next time it need not be read again.
    """
    number = rereading.open_reprocess()
    found: dict[str, Any] = {}

    def do() -> None:
        _read_all(number, planning.plan_batches(again=True), rereading.settings_to_held(environment_to_settings()))
        difference = rereading.compare_held()
        found["difference"] = difference.to_json()
        if difference.percent > stop_above_percent and not approve(difference):
            raise rereading.NotApproved(difference, stop_above_percent)
        rereading.release_held()
        _load_and_publish()

    return _conclude(number, do, found)


def _crawl_all(run_number: int, sources: Sequence[str], report_years: Sequence[int]) -> None:
    for batch in planning.plan_crawl(sources, report_years):
        steps.crawl(run_number, batch, report_years)


def _read_all(run_number: int, batches: Sequence[Sequence[str]], settings: Settings) -> None:
    """Read many batches with the same warm processes."""
    with steps.settings_to_readers(settings) as readers:
        for number, batch in enumerate(batches, start=1):
            read_documents(run_number, batch, settings, readers)
            logger.info("read %d of %d batches", number, len(batches))


def _load_and_publish() -> None:
    steps.load_staged()
    steps.build()
    steps.publish_snapshot()


def _conclude(run_number: int, do: Callable[[], None], extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """Do it; whatever stops it, the run ends with its summary, and with the reason, in the ledger."""
    stopped = None
    try:
        do()
    except BaseException as error:
        stopped = _error_to_reason(error)
        raise
    finally:
        summary = steps.summarise(run_number, stopped, **(extra or {}))
    return summary


def _error_to_reason(error: BaseException) -> str:
    """For the ledger, what a person would read on the screen.

    >>> _error_to_reason(KeyboardInterrupt()), _error_to_reason(GongkaiError("no room")), _error_to_reason(KeyError(1))
    ('interrupted', 'no room', 'KeyError: 1')
    """
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return str(error) if isinstance(error, GongkaiError) else f"{type(error).__name__}: {error}"
