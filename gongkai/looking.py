"""A look at portals that leaves nothing behind: a few requests each, kept in a folder that is gone afterwards."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.archive import Archive
from extract.crawl import PAGES_EXCEEDED, CrawlOptions, SourceOutcome, Step, crawl_sources
from extract.encoding import bytes_to_declared_charset, bytes_to_text
from extract.ledger import Ledger
from extract.ledger_rows import Failure, LinkRow
from extract.links import url_to_plain
from extract.source import Source

PAGES = 4
"""List pages that are asked for at most; with robots.txt and the page itself a handful of requests."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look at a source found."""

    source: Source
    page: str | None
    """The HTML at its address; None where it could not be had."""
    trouble: Failure | None
    """Why it could not."""
    listing: SourceOutcome
    links: tuple[LinkRow, ...]

    @property
    def is_cut_off(self) -> bool:
        """Whether its list has more pages than were asked for."""
        return self.listing.reason == PAGES_EXCEEDED.format(PAGES)


class Looker:
    """Looks at sources, while the folder that it was given lasts."""

    def __init__(self, folder: Path, contact: str) -> None:
        self._archive_url = str(folder / "archive")
        self._ledger_url = f"sqlite:///{folder / 'ledger.sqlite'}"
        self._options = CrawlOptions(
            contact=contact,
            pages_maximum=PAGES,
            fetch_documents=False,
            timeout_seconds=30,
            retry_times=1,
            backoff_seconds=1,
        )

    def look(self, sources: Sequence[Source], steps: Sequence[Step]) -> list[Sight]:
        """Ask for the page of each of these sources, and read the beginning of its list, as `steps` say."""
        with Ledger(self._ledger_url) as ledger:
            run_id = ledger.open_run("look", {})
        listings = crawl_sources(
            sources,
            archive_url=self._archive_url,
            ledger_url=self._ledger_url,
            run_id=run_id,
            options=self._options,
            steps=steps,
        )
        with Ledger(self._ledger_url) as ledger:
            troubles = {failure.name: failure for failure in ledger.failures(run_id) if failure.what == "link"}
            return [
                self._see(source, listing, troubles.get(url_to_plain(source.url)), ledger)
                for source, listing in zip(sources, listings, strict=True)
            ]

    def _see(self, source: Source, listing: SourceOutcome, trouble: Failure | None, ledger: Ledger) -> Sight:
        url = url_to_plain(source.url)
        page = ledger.known_links(source.id).get(url)
        data = Archive(self._archive_url).get(page.sha256) if page is not None and page.sha256 else None
        text = None if data is None else bytes_to_text(data, None, bytes_to_declared_charset(data)).text
        links = tuple(link for link in ledger.listed_links(source.id) if link.url != url or link.title)
        return Sight(source, text, trouble, listing, links)


@contextlib.contextmanager
def open_looker(contact: str) -> Iterator[Looker]:
    """A looker, and its folder until the block ends."""
    with tempfile.TemporaryDirectory(prefix="gongkai-look-") as folder:
        yield Looker(Path(folder), contact)
