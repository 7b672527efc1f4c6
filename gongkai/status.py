"""How things stand: each source's last crawl, what failed, the catalogue, and what is published."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Set
from pathlib import Path

from extract.errors import ConfigurationError
from extract.ledger import Ledger
from extract.roster import load_rosters
from extract.source import load_sources
from gongkai.coverage import Coverage, archived_reports, sources_to_coverage
from gongkai.query import Answer, published_file, query_published
from gongkai.settings import Settings
from gongkai.show import SHANGHAI, console, moment_to_text, show_answer
from gongkai.standing import failed_documents, failures_by_kind, imported_files
from gongkai.terminal import complain
from gongkai.verify import verify_archive

ROWS_SHOWN = 40
#: Nothing is asked there: it lets the sample's sources count without their portal.
ANY_PORTAL = "http://127.0.0.1:9"
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
    coverage = _coverage(settings)
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
    columns = ("source", "last good crawl", "last crawl", "outcome", "listed", "archived", "reports due", "reason")
    if rows:
        show_answer(Answer(columns, list(rows)), "Sources, as last crawled")
    else:
        console.print("No source has been crawled yet: gongkai run")
    _show_first(_missing_reports(coverage, {crawl.source_id for crawl in crawls}), "Agencies without reports due")
    _show_first(failures_by_kind(settings.ledger_url, ROWS_SHOWN), "Links that failed when last tried, by kind")
    _show_first(failed_documents(settings.ledger_url, ROWS_SHOWN), "Documents that failed when last tried")
    _show_first(imported_files(settings.ledger_url, ROWS_SHOWN), "Files imported by hand, the last ones first")
    try:
        file = published_file(settings.published)
    except ConfigurationError as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return
    show_answer(query_published(settings.published, PUBLISHED), f"Published: {_describe(file)}")


def show_verification(settings: Settings) -> int:
    """Check every archived object against its sha256; gives how many are missing or altered, each said on a line."""
    found = verify_archive(settings.archive_url, settings.ledger_url)
    for problem in found.problems:
        complain(problem)
    unnamed = f"; {found.unnamed} objects that the ledger does not name" if found.unnamed else ""
    sound = found.objects - len(found.problems)
    console.print(f"Archive: {sound} of {found.objects} objects hold what the ledger says{unnamed}")
    return len(found.problems)


def _coverage(settings: Settings) -> dict[str, Coverage]:
    catalogue = load_sources(settings.sources, sample_portal=settings.sample_portal or ANY_PORTAL)
    today = datetime.datetime.now(SHANGHAI).date()
    return sources_to_coverage(catalogue.values(), load_rosters(), archived_reports(settings.ledger_url), today)


def _missing_reports(coverage: Mapping[str, Coverage], crawled: Set[str]) -> tuple[Answer, int]:
    """For each source that was crawled and each of its agencies the years without a report."""
    years: dict[tuple[str, str], list[int]] = {}
    for source_id in sorted(crawled & coverage.keys()):
        for agency, year in sorted(coverage[source_id].missing):
            years.setdefault((source_id, agency), []).append(year)
    rows = [(source_id, agency, ", ".join(map(str, found))) for (source_id, agency), found in years.items()]
    return Answer(("source", "agency", "years"), list(rows[:ROWS_SHOWN])), len(rows)


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
