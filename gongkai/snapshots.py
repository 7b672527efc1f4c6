"""What the warehouse learns anew each night: the ledger's facts of today, the catalogue and the rosters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from extract.catalogue_rows import rosters_to_rows, sources_to_rows
from extract.ledger import Ledger
from extract.ledger_snapshots import SNAPSHOTS
from extract.roster import load_rosters
from extract.source import load_sources
from gongkai.settings import Settings
from load.schema import SNAPSHOT_TABLES
from load.snapshots import write_snapshot

#: Nothing is asked there: it lets the sample's sources count without their portal.
_ANY_PORTAL = "http://127.0.0.1:9"


def stage_snapshots(settings: Settings) -> None:
    """Write every snapshot table into the staging folder, from where the next load takes it."""
    with Ledger(settings.ledger_url) as ledger:
        known = {row["source_id"] for row in ledger.snapshot("last_crawl")}
        rows = {**{name: ledger.snapshot(name) for name in SNAPSHOTS}, **catalogue_to_rows(settings, known)}
        for table in SNAPSHOT_TABLES:
            write_snapshot(settings.staging, table, rows[table.name])


def catalogue_to_rows(settings: Settings, known: set[str]) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    """The rows of catalogue and rosters, the sample's alone where the ledger knows a sample source, else without it.

    Invented numbers never meet real ones, nor do those who owe them.
    """
    catalogue = load_sources(settings.sources, sample_portal=settings.sample_portal or _ANY_PORTAL)
    sample = any(source.sample for source_id, source in catalogue.items() if source_id in known)
    return {
        "source": sources_to_rows(source for source in catalogue.values() if source.sample == sample),
        "roster_agency": rosters_to_rows(roster for roster in load_rosters().values() if roster.sample == sample),
    }
