"""Between the spiders and the ledger: rows are committed in small batches, in the order in which they came."""

from __future__ import annotations

from extract.journal import Journal
from extract.ledger import Ledger
from extract.ledger_rows import FetchRow, KnownLink, LinkRow, ListingRow, PartsRow
from extract.ledger_writes import LinkIds

BATCH_ROWS = 200


class Recorder:
    """Collects what a crawl finds and commits it every 200 rows and whenever `flush` is called.

    Links and parts are committed before the first of them is recorded as fetched, and what was fetched stands in the
    journal until it is committed: a kill loses at most the answer that was about to be archived.
    """

    def __init__(self, ledger: Ledger, run_id: int, journal: Journal | None = None) -> None:
        self._ledger = ledger
        self._run_id = run_id
        self._journal = journal or Journal(None)
        self._links: list[LinkRow] = []
        self._fetches: list[FetchRow] = []
        self._parts: list[PartsRow] = []
        self._ids: LinkIds = {}

    def open_source(self, source_id: str) -> dict[str, KnownLink]:
        """The links of a source that earlier runs found, by URL."""
        known = self._ledger.known_links(source_id)
        self._ids.update({(source_id, url): entry.id for url, entry in known.items()})
        return known

    def known_parts(self, source_id: str) -> dict[str, tuple[LinkRow, ...]]:
        """What earlier runs found to belong to the pages of a source, by the page's URL."""
        return self._ledger.known_parts(source_id)

    def close_source(self, row: ListingRow) -> None:
        """Commit everything, and then how the source's list ended."""
        self.flush()
        self._ledger.record_listing(self._run_id, row)

    def add_link(self, row: LinkRow) -> None:
        """Record a link of a list."""
        self._links.append(row)
        self._flush_full()

    def add_parts(self, row: PartsRow) -> None:
        """Record what belongs to a page; its parts were recorded as links, now or in an earlier run."""
        self._parts.append(row)
        self._flush_full()

    def add_fetch(self, row: FetchRow) -> None:
        """Record how asking for a link ended; its bytes are archived already."""
        if self._links or self._parts:
            self.flush()
        self._fetches.append(row)
        self._journal.add(row)
        self._flush_full()

    def flush(self) -> None:
        """Commit what is waiting; what cannot be committed goes on waiting."""
        if self._links or self._fetches or self._parts:
            self._ledger.record_crawl(self._run_id, self._links, self._fetches, self._ids, self._parts)
            self._links, self._fetches, self._parts = [], [], []
            self._journal.clear()

    def close(self) -> None:
        """Commit everything; nothing is added any more."""
        self.flush()
        self._journal.close()

    def _flush_full(self) -> None:
        if len(self._links) + len(self._fetches) + len(self._parts) >= BATCH_ROWS:
            self.flush()
