"""What is crawled together and what is read together."""

from __future__ import annotations

from collections.abc import Sequence

from extract.source import Source

HOSTS_PER_CRAWL = 200
"""A crawl waits most of its time for the delay that each host is owed: many hosts share one process well."""


def sources_to_batches(sources: Sequence[Source]) -> list[list[str]]:
    """Ids of the sources to crawl in one process each; a host is in one batch, so that its delay is kept."""
    hosts: dict[str, list[str]] = {}
    for source in sources:
        hosts.setdefault(source.host, []).append(source.id)
    groups = list(hosts.values())
    return [
        [source_id for group in groups[start : start + HOSTS_PER_CRAWL] for source_id in group]
        for start in range(0, len(groups), HOSTS_PER_CRAWL)
    ]


def documents_to_batches(sha256s: Sequence[str], size: int) -> list[list[str]]:
    """Documents in batches of `size`, in order.

    >>> documents_to_batches(["a", "b", "c"], 2)
    [['a', 'b'], ['c']]
    """
    return [list(sha256s[start : start + size]) for start in range(0, len(sha256s), size)]
