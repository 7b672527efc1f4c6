"""The steps of a night, as plain functions that the commands (`gongkai.runs`) and the DAGs (`gongkai.pipeline`) call.

Arguments and results fit into JSON, and every function takes its settings from the environment, so that a step runs the
same in one process, in an Airflow task or on another machine. Each may be repeated: what is done is not done again.
"""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extract.ledger import Ledger
from extract.source import select_sources
from gongkai.notify import notify
from gongkai.settings import Settings, environment_to_settings
from gongkai.summary import SUMMARY_LOGGER, run_to_summary, summary_file, summary_to_lines
from gongkai.work import Limits
from gongkai.worker import Readers

# Airflow imports this for every task: Scrapy, pandas and DuckDB are imported by the step that needs them.
# ruff: noqa: PLC0415

logger = logging.getLogger(__name__)


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
        journal_folder=settings.home / "journal",
        options=CrawlOptions(
            contact=settings.contact, requests_maximum=settings.requests_per_run, window=settings.window
        ),
    )
    return [dataclasses.asdict(outcome) for outcome in outcomes]


def read_batch(run_number: int, sha256s: Sequence[str]) -> dict[str, int]:
    """Read one batch of archived documents; gives how many ended in each outcome."""
    from gongkai.batches import read_documents

    settings = environment_to_settings()
    with settings_to_readers(settings) as readers:
        return read_documents(run_number, sha256s, settings, readers)


def settings_to_readers(settings: Settings) -> Readers:
    """Reader processes within the limits of the settings, to be used as a context."""
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

    Where runs overlap, one build does for all that have loaded before it. The warnings stay with the marts, from where
    they reach the summary.
    """
    from load.build import build_marts

    settings = environment_to_settings()
    if _is_built(settings.warehouse):
        logger.info("the marts are built from what is loaded now")
        return []
    result = build_marts(settings.warehouse, log_dir=settings.logs / "dbt", data_tests=settings.data_tests)
    for warning in result.warnings:
        logger.warning("%s", warning)
    logger.info("%d models built, %d tests passed", result.models, result.tests - len(result.warnings))
    return list(result.warnings)


def _is_built(warehouse: Path) -> bool:
    """Whether nothing was loaded since the marts were built and passed their tests: loading takes the stamp away."""
    from load.connect import open_warehouse
    from load.lock import warehouse_lock
    from load.stamp import StaleMarts, check_stamp

    if not warehouse.is_file():
        return False
    with warehouse_lock(warehouse), open_warehouse(warehouse) as connection:
        try:
            check_stamp(connection, warehouse)
        except StaleMarts:
            return False
    return True


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


def summarise(run_number: int, stopped: str | None = None, **extra: Any) -> dict[str, Any]:
    """Close the run with what became of it: in the ledger, in the log, in a file of the log folder, and as result.

    `stopped` says what ended the run before its time; `extra` goes into the summary as it is. Whoever is to be told of
    a run that stopped, or of failures in it, is told (`gongkai.notify`).
    """
    settings = environment_to_settings()
    with Ledger(settings.ledger_url) as ledger:
        summary = {**run_to_summary(ledger, run_number, settings.published), "stopped": stopped, **extra}
        ledger.close_run(run_number, summary)
    settings.logs.mkdir(parents=True, exist_ok=True)
    summary_file(settings.logs, run_number).write_text(
        json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    # A logger of its own: who shows the summary as a table leaves these lines out.
    for line in summary_to_lines(summary):
        logging.getLogger(SUMMARY_LOGGER).info("%s", line)
    notify(summary, settings)
    return summary
