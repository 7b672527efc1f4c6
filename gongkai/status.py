"""How things stand: each source's last crawl, what failed, the catalogue, and what is published."""

from __future__ import annotations

import datetime
from pathlib import Path

from extract.errors import ConfigurationError
from extract.ledger import Ledger
from extract.source import load_sources
from gongkai.query import Answer, published_file, query_published
from gongkai.settings import Settings
from gongkai.show import console, moment_to_text, show_answer
from gongkai.standing import failed_documents, imported_files

ROWS_SHOWN = 40
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

    A ledger or a database that is not there yet is said so.
    """
    with Ledger(settings.ledger_url) as ledger:
        crawls = ledger.last_crawls()
    rows = [
        (crawl.source_id, crawl.run_id, crawl.at, crawl.outcome, crawl.listed, crawl.documents, crawl.reason)
        for crawl in crawls
    ]
    columns = ("source", "run", "last crawl", "outcome", "listed", "archived", "reason")
    if rows:
        show_answer(Answer(columns, list(rows)), "Sources, as last crawled")
    else:
        console.print("No source has been crawled yet: gongkai run")
    _show_first(failed_documents(settings.ledger_url, ROWS_SHOWN), "Documents that failed when last tried")
    _show_first(imported_files(settings.ledger_url, ROWS_SHOWN), "Files imported by hand, the last ones first")
    try:
        file = published_file(settings.published)
    except ConfigurationError as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return
    show_answer(query_published(settings.published, PUBLISHED), f"Published: {_describe(file)}")


def _show_first(found: tuple[Answer, int], title: str) -> None:
    answer, count = found
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
