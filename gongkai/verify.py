"""Whether the archive still holds what the ledger says: every object is read and hashed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, union

from extract.archive import Archive, ArchiveError
from extract.ledger_schema import fetch, link, open_engine


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found: counts, and one line for each object that is missing, altered or cannot be read."""

    objects: int
    problems: tuple[str, ...]
    unnamed: int
    """Objects that no row of the ledger names; a kill may leave one, and nothing is wrong with it."""


def verify_archive(archive_url: str, ledger_url: str) -> Verification:
    """Read every object that the ledger names, whatever version of a document it is."""
    archive = Archive(archive_url)
    named = dict(_named_objects(ledger_url))
    problems = []
    for sha256, url in named.items():
        try:
            archive.get(sha256)
        except ArchiveError as error:
            problems.append(f"{url or 'an earlier version'}: {error}")
    unnamed = sum(sha256 not in named for sha256 in archive.sha256s())
    return Verification(len(named), tuple(problems), unnamed)


def _named_objects(ledger_url: str) -> Iterator[tuple[str, str | None]]:
    """Every sha256 that a link has or had, with the address of a link that has it now."""
    names = union(
        select(link.c.sha256).where(link.c.sha256.is_not(None)),
        select(fetch.c.sha256).where(fetch.c.sha256.is_not(None)),
    ).subquery()
    query = (
        select(names.c.sha256, func.min(link.c.url))
        .select_from(names.outerjoin(link, link.c.sha256 == names.c.sha256))
        .group_by(names.c.sha256)
        .order_by(names.c.sha256)
    )
    engine = open_engine(ledger_url)
    try:
        with engine.connect() as connection:
            yield from ((str(row[0]), row[1]) for row in connection.execute(query))
    finally:
        engine.dispose()
