"""What a night has to do: which sources to crawl together, and which documents to read together.

Like the steps themselves (`gongkai.steps`): arguments and results fit into JSON, settings come from the environment.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping, Sequence

from extract.ledger import Ledger
from extract.ledger_rows import LastCrawl, ListingRow
from extract.season import is_due
from extract.source import Source, load_sources, select_sources
from gongkai.plans import documents_to_batches, sources_to_batches
from gongkai.settings import Settings, environment_to_settings
from transform.model import EXTRACTOR_VERSION

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


def unreached_sources(run_number: int, source_ids: Sequence[str]) -> list[str]:
    """Those of the sources that this run has not crawled, or could not for the network's sake.

    A list that could not be read, or links of which more failed than were had: one bad page is no reason to ask a whole
    column again in the same night. What refused or changed is not among them.
    """
    with Ledger(environment_to_settings().ledger_url) as ledger:
        listings = ledger.listings(run_number)
    return [source_id for source_id in source_ids if source_id not in listings or _is_unreached(*listings[source_id])]


def _is_unreached(listing: ListingRow, fetched: Mapping[str, int]) -> bool:
    return listing.outcome == "failed" or fetched.get("failed", 0) * 2 > sum(fetched.values())


def plan_batches(
    report_years: Sequence[int] = (), sources: Sequence[str] = (), *, again: bool = False
) -> list[list[str]]:
    """The documents that are still to be read, in batches of sha256s.

    With `report_years` only those whose link names such a year or none, with `sources` only theirs. What an older
    version of the extractor has read is left for `gongkai reprocess`, which shows what changes by it; with `again` it
    is taken too.
    """
    settings = environment_to_settings()
    with Ledger(settings.ledger_url) as ledger:
        pending = ledger.pending_documents(
            EXTRACTOR_VERSION,
            source_ids=list(sources) or None,
            report_years=list(report_years) or None,
            limits=(settings.document_seconds, settings.document_megabytes),
            again=again,
        )
    logger.info("%d documents to read", len(pending))
    return documents_to_batches([document.sha256 for document in pending], settings.batch_size)
