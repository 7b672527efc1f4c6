"""The steps of a night, as plain functions that the command line and the DAGs both call.

Arguments and results fit into JSON, and every function takes its settings from the environment, so that a step runs the
same in one process, in an Airflow task or on another machine. Each may be repeated: what is done is not done again.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from extract.ledger import Ledger
from extract.ledger_rows import LastCrawl
from extract.season import is_due
from extract.source import Source, load_sources, select_sources
from gongkai.plans import documents_to_batches, sources_to_batches
from gongkai.settings import Settings, environment_to_settings
from gongkai.summary import SUMMARY_LOGGER, run_to_summary, summary_file, summary_to_lines
from gongkai.work import Limits
from gongkai.worker import Readers
from transform.model import EXTRACTOR_VERSION

# DAG files import this module every few seconds: Scrapy, pandas and DuckDB are imported by the step that needs them.
# ruff: noqa: PLC0415

logger = logging.getLogger(__name__)


def open_run(kind: str, sources: Sequence[str] = (), report_years: Sequence[int] = ()) -> int:
    """Open a run in the ledger; gives its number.

    Raises `ConfigurationError` for an unknown source id, before anything is recorded.
    """
    settings = environment_to_settings()
    selected = _select(settings, sources)
    with Ledger(settings.ledger_url) as ledger:
        due = selected if sources or report_years else _due(selected, ledger)
        number = ledger.open_run(kind, {"sources": list(sources), "report_years": list(report_years)})
    years = f", report years {', '.join(map(str, report_years))}" if report_years else ""
    rest = f" ({len(selected) - len(due)} are not due)" if len(due) < len(selected) else ""
    logger.info("run %d: %s of %d sources%s%s", number, kind, len(due), rest, years)
    return number


def plan_crawl(sources: Sequence[str] = (), report_years: Sequence[int] = ()) -> list[list[str]]:
    """The ids of the sources to crawl, in batches; no host is in two batches.

    Without `sources` those of the whole catalogue, or the sample's alone where a sample portal runs, and without
    `report_years` too only those that are due by the season. What the last run left over comes first.
    """
    settings = environment_to_settings()
    selected = _select(settings, sources)
    with Ledger(settings.ledger_url) as ledger:
        due = selected if sources or report_years else _due(selected, ledger)
        waiting = _waiting(ledger.last_crawls())
    return sources_to_batches(sorted(due, key=lambda source: source.id not in waiting))


def _due(sources: Sequence[Source], ledger: Ledger) -> list[Source]:
    """The sources whose turn it is; the sample's always, as nobody waits for a season to try it."""
    crawls = ledger.last_crawls()
    waiting, last_good = _waiting(crawls), {crawl.source_id: crawl.last_good_at for crawl in crawls}
    now = datetime.datetime.now(datetime.UTC)
    return [
        source
        for source in sources
        if source.sample or source.id in waiting or is_due(source, last_good.get(source.id), now)
    ]


def _waiting(crawls: Sequence[LastCrawl]) -> set[str]:
    """The sources of which a document waits, or could not be had for now: that is no matter of the season."""
    return {crawl.source_id for crawl in crawls if crawl.outcome == "postponed" or crawl.left_over or crawl.failed}


def _select(settings: Settings, ids: Sequence[str]) -> list[Source]:
    if ids:
        return select_sources(ids, settings.sources, sample_portal=settings.sample_portal)
    catalogue = load_sources(settings.sources, sample_portal=settings.sample_portal)
    return [source for source in catalogue.values() if source.sample == (settings.sample_portal is not None)]


def crawl(run_number: int, source_ids: Sequence[str], report_years: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Crawl these sources in a process of their own; one object per source says how it went.

    A source that fails, refuses or is empty where the catalogue expects reports is an outcome, never an exception.
    """
    from extract.crawl import CrawlOptions, crawl_sources

    settings = environment_to_settings()
    outcomes = crawl_sources(
        select_sources(source_ids, settings.sources, sample_portal=settings.sample_portal),
        archive_url=settings.archive_url,
        ledger_url=settings.ledger_url,
        run_id=run_number,
        report_years=list(report_years) or None,
        options=CrawlOptions(
            contact=settings.contact, requests_maximum=settings.requests_per_run, window=settings.window
        ),
    )
    return [dataclasses.asdict(outcome) for outcome in outcomes]


def plan_batches(report_years: Sequence[int] = ()) -> list[list[str]]:
    """The documents that this version of the extractor has not read, in batches of sha256s.

    With `report_years` only those whose link names such a year or none.
    """
    settings = environment_to_settings()
    with Ledger(settings.ledger_url) as ledger:
        pending = ledger.pending_documents(
            EXTRACTOR_VERSION,
            report_years=list(report_years) or None,
            limits=(settings.document_seconds, settings.document_megabytes),
        )
    logger.info("%d documents to read", len(pending))
    return documents_to_batches([document.sha256 for document in pending], settings.batch_size)


def read_batch(run_number: int, sha256s: Sequence[str]) -> dict[str, int]:
    """Read one batch of archived documents; gives how many ended in each outcome."""
    from gongkai.batches import read_documents

    settings = environment_to_settings()
    with _readers(settings) as readers:
        return read_documents(run_number, sha256s, settings, readers)


def read_batches(run_number: int, batches: Sequence[Sequence[str]]) -> dict[str, int]:
    """Read many batches with the same warm processes; gives how many documents ended in each outcome."""
    from gongkai.batches import read_documents

    settings = environment_to_settings()
    counts: dict[str, int] = {}
    with _readers(settings) as readers:
        for batch in batches:
            for outcome, count in read_documents(run_number, batch, settings, readers).items():
                counts[outcome] = counts.get(outcome, 0) + count
    return counts


def _readers(settings: Settings) -> Readers:
    return Readers(settings.workers, Limits(settings.document_seconds, settings.document_megabytes))


def load_staged() -> dict[str, int]:
    """Load into the warehouse what is staged and not loaded yet; gives the counts of what was written.

    The warehouse learns anew what the ledger knows of links, runs and reviews, and who must report.
    """
    from gongkai.snapshots import stage_snapshots
    from load.identities import forms_to_terms
    from load.warehouse import load_batches
    from transform.form import load_forms
    from transform.metrics import load_metrics

    settings = environment_to_settings()
    stage_snapshots(settings)
    result = load_batches(
        settings.warehouse, settings.staging, list(load_metrics().values()), forms_to_terms(load_forms().values())
    )
    logger.info("loaded %d documents with %d facts and %d findings", result.documents, result.facts, result.findings)
    return dataclasses.asdict(result)


def build() -> list[str]:
    """Build and test the marts; gives what the tests warn of. Raises `GongkaiError` naming a model or test that failed.

    The warnings stay with the marts, from where they reach the summary.
    """
    from load.build import build_marts

    settings = environment_to_settings()
    result = build_marts(settings.warehouse, log_dir=settings.logs / "dbt")
    for warning in result.warnings:
        logger.warning("%s", warning)
    logger.info("%d models built, %d tests passed", result.models, result.tests - len(result.warnings))
    return list(result.warnings)


def publish_snapshot() -> str:
    """Replace the published database by a checked copy of the warehouse; gives its path.

    Where another run has loaded since the marts were built, they are built once more: the copy never holds numbers
    that were not tested together.
    """
    from load.publish import publish
    from load.stamp import StaleMarts

    settings = environment_to_settings()
    try:
        path = str(publish(settings.warehouse, settings.published))
    except StaleMarts as error:
        logger.warning("%s", error)
        build()
        path = str(publish(settings.warehouse, settings.published))
    logger.info("published %s", path)
    return path


def summarise(run_number: int) -> dict[str, Any]:
    """Close the run with what became of it: in the ledger, in the log, in a file of the log folder, and as result."""
    settings = environment_to_settings()
    with Ledger(settings.ledger_url) as ledger:
        summary = run_to_summary(ledger, run_number, settings.published)
        ledger.close_run(run_number, summary)
    settings.logs.mkdir(parents=True, exist_ok=True)
    summary_file(settings.logs, run_number).write_text(
        json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    # A logger of its own: who shows the summary as a table leaves these lines out.
    for line in summary_to_lines(summary):
        logging.getLogger(SUMMARY_LOGGER).info("%s", line)
    return summary


def run(kind: str = "run", sources: Sequence[str] = (), report_years: Sequence[int] = ()) -> dict[str, Any]:
    """All steps, one after another, in this process; gives the run's summary, which is written whatever fails."""
    number = open_run(kind, sources, report_years)

    def steps() -> None:
        _crawl_all(number, sources, report_years)
        _read_and_publish(number, report_years)

    return _conclude(number, steps)


def run_crawl(sources: Sequence[str] = (), report_years: Sequence[int] = ()) -> dict[str, Any]:
    """Crawl and read nothing."""
    number = open_run("crawl", sources, report_years)
    return _conclude(number, lambda: _crawl_all(number, sources, report_years))


def reprocess() -> dict[str, Any]:
    """Read what is archived and not read by this version, then load, build and publish; no portal is asked."""
    with Ledger(environment_to_settings().ledger_url) as ledger:
        number = ledger.open_run("reprocess", {"extractor_version": EXTRACTOR_VERSION})
    return _conclude(number, lambda: _read_and_publish(number))


def _crawl_all(run_number: int, sources: Sequence[str], report_years: Sequence[int]) -> None:
    for batch in plan_crawl(sources, report_years):
        crawl(run_number, batch, report_years)


def _read_and_publish(run_number: int, report_years: Sequence[int] = ()) -> None:
    read_batches(run_number, plan_batches(report_years))
    load_staged()
    build()
    publish_snapshot()


def _conclude(run_number: int, steps: Callable[[], None]) -> dict[str, Any]:
    """Do the steps; whatever stops them, the run ends with its summary in the ledger."""
    try:
        steps()
    finally:
        summary = summarise(run_number)
    return summary


def add_steps(kind: str, sources: Any, report_years: Any) -> None:
    """Add all steps to the Airflow DAG that is being defined; `sources` and `report_years` are templates of lists.

    The pools `portals` and `warehouse` have one slot each: two runs never ask one portal at twice its pace, and one
    task at a time writes to the warehouse. A crawl or a batch that crashed stops nothing: what it did is in the ledger,
    and the next run does the rest. What fails from loading on fails the run, and the published database stays as it
    is. The summary is a teardown: it always runs, and it never makes a failed run look well.
    """
    from airflow.sdk import TriggerRule, task

    always = TriggerRule.ALL_DONE
    run_number: Any = task(task_id="open_run")(open_run)(kind, sources, report_years)
    hosts = task(task_id="plan_crawl")(plan_crawl)(sources, report_years)
    asked = {"run_number": run_number, "report_years": report_years}
    crawled = task(task_id="crawl", pool="portals")(crawl).partial(**asked).expand(source_ids=hosts)
    batches = task(task_id="plan_batches", trigger_rule=always)(plan_batches)(report_years)
    read = task(task_id="read")(read_batch).partial(run_number=run_number).expand(sha256s=batches)
    loaded = task(task_id="load_warehouse", pool="warehouse", trigger_rule=always)(load_staged)()
    built = task(task_id="build_marts", pool="warehouse")(build)()
    published = task(task_id="publish", pool="warehouse")(publish_snapshot)()
    summary = task(task_id="summarise", trigger_rule=always)(summarise)(run_number).as_teardown()
    run_number >> hosts >> crawled >> batches >> read >> loaded >> built >> published >> summary
