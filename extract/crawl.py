"""Crawling sources into archive and ledger, in a process of its own: Scrapy's reactor cannot be started twice."""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from extract.journal import commit_left_behind
from extract.ledger import Ledger
from extract.ledger_rows import ListingOutcome, ListingRow
from extract.source import WINDOW, Source

logger = logging.getLogger("gongkai.crawl")

Step = Literal["visit", "list"]
"""What is done to a source: its page is archived as it is, or its list is read by its family's spider."""
PAGES_EXCEEDED = "the list has more than {} pages"
NOT_FINISHED = "the crawl was interrupted before the list was read"
_LAST_WORDS_BYTES = 4000


class CrawlOptions(BaseModel):
    """How politely, patiently and widely to crawl."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: str = ""
    """An address (URL or e-mail) in the user agent, by which a portal's administrator finds the operator."""
    delay_seconds: Annotated[float, Field(ge=0)] | None = None
    """Between two requests to a host; None for each source's own."""
    timeout_seconds: Annotated[float, Field(gt=0)] = 60.0
    """For one response, its body included."""
    retry_times: Annotated[int, Field(ge=0, le=10)] = 3
    backoff_seconds: Annotated[float, Field(ge=0)] = 2.0
    """Before the first retry; doubled before each further one."""
    backoff_maximum_seconds: Annotated[float, Field(ge=0)] = 120.0
    size_maximum_bytes: Annotated[int, Field(gt=0)] = 64 * 1024 * 1024
    """Of one response, after decompression."""
    pages_maximum: Annotated[int, Field(gt=0)] = 300
    """List pages of one source."""
    fetch_documents: bool = True
    """False: only what there is is listed, as for a check."""
    parts_maximum: Annotated[int, Field(gt=0)] = 40
    """Attachments and pictures of one page; of a page that is unchanged, a larger limit brings no more."""
    requests_maximum: Annotated[int, Field(ge=0)] | None = None
    """Requests that a run may make, robots.txt, list pages and repetitions included; None for any number."""
    window: Annotated[str, Field(pattern=WINDOW)] | None = None
    """The hours in which portals are crawled that have none of their own, in China's time; None for all day."""
    hosts_at_once: Annotated[int, Field(gt=0)] = 64
    """Hosts crawled in parallel, each with one request at a time."""
    progress_every: Annotated[int, Field(gt=0)] = 50
    """Documents of a source between two lines of progress."""


class CrawlJob(BaseModel):
    """What the crawl process is told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[Source, ...]
    archive_url: str
    ledger_url: str
    run_id: int
    report_years: frozenset[int] | None
    options: CrawlOptions
    steps: tuple[Step, ...] = ("list",)
    journal_folder: Path | None = None


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """How a source's crawl ended: `outcome` and `reason` tell of its list, the counts of its links."""

    source_id: str
    outcome: ListingOutcome
    reason: str | None
    listed: int
    new: int
    changed: int
    unchanged: int
    refused: int
    failed: int
    """Links that could not be had: no answer, a server's error, or gone."""
    not_reports: int
    """Links that are no report by their title, and were not fetched."""
    left_over: int
    """Links that wait for the next run: the budget was spent, or the source's hours were over."""


def crawl_sources(
    sources: Sequence[Source],
    *,
    archive_url: str,
    ledger_url: str,
    run_id: int,
    report_years: Sequence[int] | None = None,
    options: CrawlOptions | None = None,
    steps: Sequence[Step] = ("list",),
    journal_folder: Path | None = None,
) -> list[SourceOutcome]:
    """Crawl `sources` and return how each ended, in their order.

    Everything found is in the archive and the ledger by then; if this process is killed, the next crawl records the
    last of it, and continues. `report_years` limits what is fetched to links whose title says such a
    year, or none; the journal of a ledger that is no file is kept in `journal_folder` (`extract.journal`). Progress is
    logged to `gongkai.crawl`. A source whose crawl crashed has the outcome `failed`.
    """
    if not sources:
        return []
    job = CrawlJob(
        sources=tuple(sources),
        archive_url=archive_url,
        ledger_url=ledger_url,
        run_id=run_id,
        report_years=None if report_years is None else frozenset(report_years),
        options=options or CrawlOptions(),
        steps=tuple(steps),
        journal_folder=journal_folder,
    )
    with Ledger(ledger_url) as ledger:
        job = _subtract_requests_made(job, ledger)
        _commit_left_behind(job, ledger)
        ledger.register_sources(sources)
        for source in sources:
            # Overwritten when the source's crawl ends; if this process dies first, the ledger tells so already.
            ledger.record_listing(run_id, ListingRow(source.id, "failed", NOT_FINISHED, 0, 0))
        crash = _run_process(job)
        if crash is not None:
            _commit_left_behind(job, ledger)
        outcomes = [_ledger_to_outcome(ledger, run_id, source.id, crash) for source in sources]
    for outcome in outcomes:
        _log_outcome(outcome)
    return outcomes


def _subtract_requests_made(job: CrawlJob, ledger: Ledger) -> CrawlJob:
    """The job with what its run has left of its budget: a run may crawl in several processes, one after another."""
    budget = job.options.requests_maximum
    if budget is None:
        return job
    left = max(0, budget - ledger.requests_made(job.run_id))
    return job.model_copy(update={"options": job.options.model_copy(update={"requests_maximum": left})})


def _commit_left_behind(job: CrawlJob, ledger: Ledger) -> None:
    if count := commit_left_behind(job.ledger_url, ledger, job.journal_folder):
        logger.info("recorded %d fetches of a crawl that was killed", count)


def _run_process(job: CrawlJob) -> str | None:
    """Run the crawl process, passing on its progress; why it crashed, or None if it did not.

    The process ends itself when its standard input closes, hence also when this one is killed.
    """
    command = [sys.executable, "-m", "extract.crawl_process"]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
        ) as process,
    ):
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(job.model_dump_json() + "\n")
            process.stdin.flush()
            for line in process.stdout:
                logger.info(line.rstrip("\n"))
        except BrokenPipeError:
            pass  # It died before it read its job: its exit code says so below.
        finally:
            process.stdin.close()
            exit_code = process.wait()
        last_words = _read_last_words(errors)
    if last_words:
        logger.debug(last_words)
    if exit_code == 0:
        return None
    return f"the crawl process ended with {exit_code}: {last_words.splitlines()[-1] if last_words else 'no message'}"


def _read_last_words(errors: IO[bytes]) -> str:
    size = errors.seek(0, 2)
    errors.seek(max(0, size - _LAST_WORDS_BYTES))
    return errors.read().decode("utf-8", "replace").strip()


def _ledger_to_outcome(ledger: Ledger, run_id: int, source_id: str, crash: str | None) -> SourceOutcome:
    row, fetched = ledger.listings(run_id)[source_id]
    if row.reason == NOT_FINISHED and crash is not None:
        row = ListingRow(source_id, "failed", crash, row.listed, row.not_reports)
        ledger.record_listing(run_id, row)
    return SourceOutcome(
        source_id=source_id,
        outcome=row.outcome,
        reason=row.reason,
        listed=row.listed,
        new=fetched.get("new", 0),
        changed=fetched.get("changed", 0),
        unchanged=fetched.get("unchanged", 0),
        refused=fetched.get("refused", 0),
        failed=fetched.get("failed", 0) + fetched.get("gone", 0),
        not_reports=row.not_reports,
        left_over=row.left_over,
    )


def _log_outcome(outcome: SourceOutcome) -> None:
    names = ("new", "changed", "unchanged", "refused", "failed", "not_reports", "left_over")
    counts = {name: getattr(outcome, name) for name in names}
    told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)
    reason = f" ({outcome.reason})" if outcome.reason else ""
    level = logging.INFO if outcome.outcome in {"crawled", "postponed"} else logging.WARNING
    logger.log(
        level,
        "%s: %s%s: %d listed; %s",
        outcome.source_id,
        outcome.outcome,
        reason,
        outcome.listed,
        told or "none fetched",
    )
