"""Catalogue entries of a corpus made for chosen families: the catalogue itself has only the default corpus's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from sample.corpus import SourceEntry
from sample.portal_families import FAMILIES

FOLDER = "sources"
_LINKS_MAXIMUM = 100_000


def write_catalogue(folder: Path, sources: Sequence[SourceEntry], years: range) -> None:
    """Write `sources/<id>.yml` of each source into a corpus's folder."""
    (folder / FOLDER).mkdir(exist_ok=True)
    for source in sources:
        entry = {
            "id": source.id,
            "family": source.family,
            "url": f"{{sample_portal}}{source.path}",
            "agency": None,
            "region_code": None,
            "region_name": None,
            "years": {"first": years.start, "last": years[-1]},
            "expected": {"minimum": 1, "maximum": _LINKS_MAXIMUM},
            "verified": None,
            "delay_seconds": 0,
            "sample": True,
            "params": dict(FAMILIES[source.family].params),
        }
        text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False)
        (folder / FOLDER / f"{source.id}.yml").write_text(text, encoding="utf-8")
