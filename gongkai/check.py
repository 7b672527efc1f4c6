"""How each source of the catalogue stands on its portal today: `gongkai sources check`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.recognise import page_to_family
from extract.source import Source
from gongkai.looking import Sight, open_looker

COLUMNS = ("source", "reachable", "robots", "family", "links", "expected", "newest report", "verdict")
WORKS = "works"


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the table."""

    source_id: str
    reachable: str
    """`yes`, or why not."""
    robots: str
    """Whether robots.txt `allows` or `forbids` the page; `unknown` where it could not be had."""
    family: str
    """As recognised on the page, beside the catalogue's where that is another."""
    links: str
    """In the list, or in its first pages (`60+`)."""
    expected: str
    newest: str | None
    """The last report year that a title names, and the last date in the list."""
    verdict: str

    @property
    def works(self) -> bool:
        """Whether nothing is to be done about it."""
        return self.verdict.startswith(WORKS)


def check_sources(sources: Sequence[Source], contact: str) -> list[Check]:
    """Visit sources politely: robots.txt is obeyed, and each is asked a handful of things, with its delay between."""
    with open_looker(contact) as looker:
        return [sight_to_check(sight) for sight in looker.look(sources, ("visit", "list"))]


def sight_to_check(sight: Sight) -> Check:
    """What a look says of a source."""
    expected = sight.source.expected
    trouble = None if sight.trouble is None else sight.trouble.reason or sight.trouble.outcome
    recognised = page_to_family(sight.page, sight.source.url) if sight.page is not None else None
    return Check(
        source_id=sight.source.id,
        reachable=trouble or "yes",
        robots=_trouble_to_robots(trouble),
        family=sight.source.family if sight.page is None else _compare_families(sight.source.family, recognised),
        links=f"{sight.listing.listed}{'+' if sight.is_cut_off else ''}",
        expected=f"{expected.minimum}–{expected.maximum}",
        newest=_newest(sight),
        verdict=_judge(sight, recognised),
    )


def _trouble_to_robots(trouble: str | None) -> str:
    """Whether robots.txt lets us in, by how asking for the page ended.

    >>> [_trouble_to_robots(told) for told in (None, "the portal answers HTTP 403", "robots.txt forbids it")]
    ['allows', 'allows', 'forbids']
    >>> _trouble_to_robots("robots.txt answers HTTP 500"), _trouble_to_robots("no answer: DNSLookup")
    ('unknown', 'unknown')
    """
    if trouble is None or trouble.startswith("the portal answers"):
        return "allows"
    return "forbids" if trouble == "robots.txt forbids it" else "unknown"


def _compare_families(stated: str, recognised: str | None) -> str:
    if recognised is None:
        return f"{stated}: not recognised"
    return stated if recognised == stated else f"{recognised}, not {stated}"


def _newest(sight: Sight) -> str | None:
    reports = [link for link in sight.links if link.kind != "other"]
    years = [link.report_year for link in reports if link.report_year is not None]
    days = [link.published_on for link in reports if link.published_on is not None]
    told = [*(str(max(years)) for _ in years[:1]), *(f"({max(days)})" for _ in days[:1])]
    return " ".join(told) or None


def _judge(sight: Sight, recognised: str | None) -> str:
    listing = sight.listing
    if listing.outcome == "crawled" or sight.is_cut_off:
        note = listing.reason if listing.outcome == "crawled" else f"its first {listing.listed} links were read"
        return f"{WORKS}; {note}" if note else WORKS
    if sight.trouble is None and recognised is not None and recognised != sight.source.family:
        return f"another family: {recognised} ({listing.reason})"
    return f"{listing.outcome}: {listing.reason}"
