"""How things stand: each source's last crawl, what failed, the catalogue, and what is published."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extract.errors import GongkaiError
from extract.ledger import Ledger
from extract.ledger_rows import RunRow
from extract.source import load_sources
from gongkai.query import Answer, published_file, query_published
from gongkai.settings import Settings
from gongkai.show import console, moment_to_text, show_answer
from gongkai.terminal import complain
from gongkai.verify import verify_archive
from transform.model import EXTRACTOR_VERSION

ROWS_SHOWN = 40
RUNS_SHOWN = 10
COVERAGE = """
SELECT source_id, format('{} of {}', count(*) FILTER (status = 'reported'), count(*)) AS reports_due
FROM (SELECT unnest(source_ids) AS source_id, status FROM mart_coverage WHERE basis <> 'found' AND is_due)
GROUP BY source_id
"""
MISSING = """
SELECT agency, status, string_agg(report_year, ', ' ORDER BY report_year) AS years, count(*) OVER () AS how_many
FROM mart_coverage
WHERE is_due AND status NOT IN ('reported', 'not_crawled')
GROUP BY region_code, agency, status
ORDER BY region_code, agency, status
LIMIT $rows
"""
PUBLISHED = """
SELECT
    count(*) FILTER (WHERE is_current) AS reports,
    count(DISTINCT agency_key) AS agencies,
    count(DISTINCT region_code) AS regions,
    min(report_year) AS first_year,
    max(report_year) AS last_year
FROM staging.stg_reports
"""


def show_status(settings: Settings) -> None:
    """Print it, with the documents that failed and the files imported by hand.

    A ledger or a database that is not there yet is said so. What is due is told by the published database.
    """
    with Ledger(settings.ledger_url) as ledger:
        crawls, runs = ledger.last_crawls(), ledger.last_runs(RUNS_SHOWN)
        waiting = ledger.read_by_others(EXTRACTOR_VERSION)
        failures: dict[str, tuple[Sequence[Any], int]] = {
            "Links that failed when last tried, by kind": ledger.failures_by_kind(ROWS_SHOWN),
            "Documents that failed when last tried": ledger.failed_documents(ROWS_SHOWN),
            "Files imported by hand, the last ones first": ledger.imported_files(ROWS_SHOWN),
        }
    try:
        file, unpublished = published_file(settings.published), None
        coverage = dict(query_published(settings.published, COVERAGE).rows)
    except GongkaiError as error:
        file, unpublished, coverage = None, error, {}
    rows = [
        (
            crawl.source_id,
            crawl.last_good_at,
            crawl.at,
            crawl.outcome,
            crawl.listed,
            crawl.documents,
            coverage.get(crawl.source_id),
            crawl.reason,
        )
        for crawl in crawls
    ]
    _show_runs(runs)
    if waiting:
        console.print(f"{waiting} documents were read by an older version of the extractor alone: gongkai reprocess")
    columns = ("source", "last good crawl", "last crawl", "outcome", "listed", "archived", "reports due", "reason")
    if rows:
        show_answer(Answer(columns, list(rows)), "Sources, as last crawled")
    else:
        console.print("No source has been crawled yet: gongkai run")
    if file is not None:
        _show_first(*_missing_reports(settings), "Agencies without reports due, as published")
    for title, (found, count) in failures.items():
        _show_first(_rows_to_answer(found), count, title)
    if file is None:
        console.print(str(unpublished), markup=False, soft_wrap=True)
        return
    show_answer(query_published(settings.published, PUBLISHED), f"Published: {_describe(file)}")


def _show_runs(runs: Sequence[RunRow]) -> None:
    """The last nights: when, how long, and what came of them."""
    columns = ("run", "kind", "began", "minutes", "sources", "new", "changed", "read", "failures", "how it ended")
    if runs:
        show_answer(Answer(columns, [_run_to_row(run) for run in runs]), "The last runs")


def _run_to_row(run: RunRow) -> tuple[object, ...]:
    summary = run.summary or {}
    fetched, failures = summary.get("fetched", {}), summary.get("failure_count")
    minutes = None if run.ended_at is None else round((run.ended_at - run.started_at).total_seconds() / 60, 1)
    counts = (sum(summary.get(name, {}).values()) if summary else None for name in ("sources", "extracted"))
    sources, read = counts
    done = (sources, fetched.get("new"), fetched.get("changed"), read, failures)
    end = "runs, or was killed" if run.ended_at is None else summary.get("stopped") or "well"
    return (run.run_id, run.kind, run.started_at, minutes, *done, end)


def show_verification(settings: Settings) -> int:
    """Check every archived object against its sha256; gives how many are missing or altered, each said on a line."""
    found = verify_archive(settings.archive_url, settings.ledger_url)
    for problem in found.problems:
        complain(problem)
    unnamed = f"; {found.unnamed} objects that the ledger does not name" if found.unnamed else ""
    sound = found.objects - len(found.problems)
    console.print(f"Archive: {sound} of {found.objects} objects hold what the ledger says{unnamed}")
    return len(found.problems)


def _missing_reports(settings: Settings) -> tuple[Answer, int]:
    """By agency and reason the years without a report, and how many such rows there are."""
    answer = query_published(settings.published, MISSING, {"rows": ROWS_SHOWN})
    count = answer.rows[0][-1] if answer.rows else 0
    return Answer(answer.columns[:-1], [row[:-1] for row in answer.rows]), count


def _rows_to_answer(rows: Sequence[Any]) -> Answer:
    columns = tuple(field.name for field in dataclasses.fields(rows[0])) if rows else ()
    return Answer(columns, [dataclasses.astuple(row) for row in rows])


def _show_first(answer: Answer, count: int, title: str) -> None:
    if count:
        show_answer(answer, f"{title}: {count}" + (f", of them {ROWS_SHOWN} here" if count > ROWS_SHOWN else ""))


def _describe(file: Path) -> str:
    facts = file.stat()
    at = moment_to_text(datetime.datetime.fromtimestamp(facts.st_mtime, datetime.UTC))
    return f"{file} ({facts.st_size / 2**20:.1f} MB, {at})"


def show_sources(settings: Settings) -> None:
    """Print the catalogue."""
    rows = [
        (source.id, source.family, source.region_name, source.agency, source.verified, source.url)
        for source in load_sources(settings.sources, sample_portal=settings.sample_portal).values()
    ]
    show_answer(Answer(("source", "family", "region", "agency", "verified", "url"), list(rows)))
