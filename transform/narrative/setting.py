"""What the clauses before say about a count."""

from __future__ import annotations

from typing import NamedTuple


class Setting(NamedTuple):
    """What the clauses before say about a count."""

    listing: bool
    """True in a list that a total, or a verb of publishing, opened."""
    measure: str
    """The measure word of the count that opened the list."""
    topic: str
    lead: str
    """The clauses without a number just before, in the same sentence."""
    channel: str
    """The channel that a heading names."""
    report_year: int | None = None
    disclosing: bool = False
    """True under a heading on disclosure."""
    inside: bool = False
    """True behind 其中."""
    agency: str = ""
    """Who reports."""
