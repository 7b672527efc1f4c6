"""From a link as a list page shows it to its row in the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from w3lib.url import safe_url_string

from extract.ledger_rows import LinkRow
from extract.titles import title_may_name_report, title_to_kind, title_to_other_reason, title_to_report_year

_VIEW_PARAMETERS = frozenset({"isMobile"})
_TITLE_MAXIMUM = 500


@dataclass(frozen=True, slots=True)
class ListedLink:
    """A link as a list page shows it, its URL absolute."""

    url: str
    title: str
    published_on: datetime.date | None = None
    agency: str | None = None
    report_year: int | None = None
    """By the column it stands in; its title's word counts more."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a list page shows, and the address of the page after it (None on the last)."""

    links: tuple[ListedLink, ...]
    next_url: str | None = None
    announced: int | None = None
    """How many pages the list has by this page's own words; None where it does not say."""
    next_is_guess: bool = False
    """Whether nothing on the page says that there is a page after it: one that is gone or lists nothing new then ends
    the list."""


def link_to_row(source_id: str, listed: ListedLink, *, mixed: bool = False, list_url: str | None = None) -> LinkRow:
    """The link's row: kind and report year by its title, and why it is not fetched where it is no report.

    In a `mixed` column, which holds much else, a title has to name a report.
    """
    # PostgreSQL keeps no NUL in a text.
    title = " ".join(listed.title.replace("\0", " ").split())[:_TITLE_MAXIMUM]
    kind = title_to_kind(title)
    reason = title_to_other_reason(title)
    if mixed and reason is None and not title_may_name_report(title):
        kind, reason = "other", "the column holds much else, and the title names no report"
    return LinkRow(
        source_id=source_id,
        url=url_to_plain(listed.url),
        title=title,
        kind=kind,
        published_on=listed.published_on,
        report_year=title_to_report_year(title) or listed.report_year,
        agency=listed.agency,
        outcome="not_a_report" if kind == "other" else None,
        reason=reason,
        list_url=list_url,
    )


def complete_row(row: LinkRow, other: LinkRow) -> LinkRow:
    """A link's row with the year and agency that another list says of it, where the first one said none."""
    return replace(row, report_year=row.report_year or other.report_year, agency=row.agency or other.agency)


def is_wanted(row: LinkRow, report_years: Collection[int] | None) -> bool:
    """Whether a link may be the report of one of these years (None: of any).

    Where the title says no year, the list's date decides what it can: no report appears before the December of its
    year (spec: calendar); a later date says nothing, because sites migrate.
    """
    if report_years is None:
        return True
    if row.report_year is not None:
        return row.report_year in report_years
    if row.published_on is None:
        return True
    return any(row.published_on >= datetime.date(year, 12, 1) for year in report_years)


# A link is asked this four times on its way from its page to the ledger.
@lru_cache(maxsize=4096)
def url_to_plain(url: str) -> str:
    """A URL without fragment and without the parameters that only choose a view, percent-encoded.

    >>> url_to_plain("http://a.example/art_1.html?isMobile=false#top")
    'http://a.example/art_1.html'
    """
    parts = urlsplit(url.strip())
    query = parts.query
    if any(name in query for name in _VIEW_PARAMETERS):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([pair for pair in pairs if pair[0] not in _VIEW_PARAMETERS])
    plain: str = safe_url_string(parts._replace(query=query, fragment="").geturl())
    return plain


def url_to_key(url: str) -> str:
    """What the twins of a page have in common: http and https, and `_wap` copies.

    >>> url_to_key("https://a.example/1_wap.html") == url_to_key("http://a.example/1.html")
    True
    """
    plain = url_to_plain(url).partition("://")[2]
    return plain.replace("_wap.", ".") if "_wap." in plain.rpartition("/")[2] else plain
