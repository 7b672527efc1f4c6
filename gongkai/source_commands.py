"""The commands around the catalogue of portals: listing it, visiting them, proposing an entry."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import click

from gongkai.terminal import complain

# As in gongkai.cli: every command imports what it needs and no more.
# ruff: noqa: PLC0415


@click.group()
def sources() -> None:
    """The catalogue of portals."""


@sources.command(name="list")
def list_sources() -> None:
    """List the catalogue."""
    from gongkai.settings import environment_to_settings
    from gongkai.status import show_sources

    show_sources(environment_to_settings())


@sources.command()
@click.argument("ids", nargs=-1)
@click.option("--offline", is_flag=True, help="Check the entries alone, and visit no portal.")
def check(ids: Sequence[str], offline: bool) -> int:
    """Check every entry of the catalogue; if all are right, visit the sources IDS (all if none is named).

    A visit is a handful of requests. Ends with 2 and a line for each mistake and each source that does not work.
    """
    from gongkai.catalogue import check_catalogue
    from gongkai.settings import environment_to_settings
    from gongkai.terminal import hide_progress, warn_without_contact

    settings = environment_to_settings()
    entries, problems = check_catalogue(settings.sources)
    unverified = sum(source.verified is None for source in entries)
    print(f"{len(entries)} sources are well-formed; {unverified} of them were never seen to work.", flush=True)
    for problem in problems:
        complain(problem)
    if offline or problems:
        return 2 if problems else 0
    from extract.source import select_sources
    from gongkai.check import COLUMNS, check_sources
    from gongkai.query import Answer
    from gongkai.show import show_answer

    named = ids or [entry.id for entry in entries if entry.sample == (settings.sample_portal is not None)]
    chosen = select_sources(named, settings.sources, sample_portal=settings.sample_portal)
    warn_without_contact(settings)
    hide_progress()
    checks = check_sources(chosen, settings.contact)
    show_answer(Answer(COLUMNS, [dataclasses.astuple(each) for each in checks]), f"{len(checks)} sources visited")
    for each in checks:
        if not each.works:
            complain(f"{each.source_id}: {each.verdict}")
    return 0 if all(each.works for each in checks) else 2


@sources.command()
@click.argument("url")
def discover(url: str) -> int:
    """Propose an entry of the catalogue for the column at URL, as YAML on standard output; nothing is stored."""
    from gongkai.discover import discover as look_at
    from gongkai.settings import environment_to_settings
    from gongkai.terminal import hide_progress, warn_without_contact

    settings = environment_to_settings()
    warn_without_contact(settings)
    hide_progress()
    proposal = look_at(url, settings.contact, settings.sample_portal)
    print(proposal.yaml, end="")
    for note in proposal.notes:
        complain(f"note: {note}")
    return 0
