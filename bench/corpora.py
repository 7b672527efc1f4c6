"""The documents that accuracy is measured on: `python -m bench.corpora FOLDER [--digital N] [--scans N]`.

Every format in every vintage, half of the documents damaged, none of them with the seed that the tests or the sample
portal use. What is there is not made again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sample.corpus import MANIFEST
from sample.fonts import MISSING, find_fonts
from sample.generate import generate
from sample.office import OFFICE_TARGETS, find_office
from sample.plan import DIGITAL, REMAINS, SCANS

VINTAGES = {
    "2008": range(2008, 2014),
    "2014": range(2014, 2019),
    "2019": range(2019, 2021),
    "2021": range(2021, 2025),
}
SEED = 2026
DAMAGED = 0.5


@dataclass(frozen=True, slots=True)
class Lot:
    """One corpus to make: the formats of one kind in one vintage."""

    folder: Path
    years: range
    formats: tuple[str, ...]
    count: int


def make_corpora(folder: Path, *, digital: int, scans: int) -> list[Path]:
    """The folders of all corpora, each with `digital` or `scans` documents of each format."""
    lots = list(_lots(folder, digital, scans))
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(_make, lots))


def _lots(folder: Path, digital: int, scans: int) -> Iterator[Lot]:
    formats: tuple[str, ...] = (*DIGITAL, *REMAINS)
    if not find_office():
        formats = tuple(name for name in formats if name not in OFFICE_TARGETS)
    for vintage, years in VINTAGES.items():
        if digital:
            yield Lot(folder / f"digital-{vintage}", years, formats, digital * len(formats))
        if scans and find_fonts():
            yield Lot(folder / f"scans-{vintage}", years, SCANS, scans * len(SCANS))


def _make(lot: Lot) -> Path:
    if not (lot.folder / MANIFEST).exists():
        generate(lot.folder, seed=SEED, count=lot.count, years=lot.years, formats=lot.formats, damaged=DAMAGED)
    return lot.folder


def main() -> None:
    """Make them and print their folders, one a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--digital", type=int, default=32, help="documents of each digital format and vintage")
    parser.add_argument("--scans", type=int, default=8, help="documents of each kind of scan and vintage")
    options = parser.parse_args()
    if not find_office():
        print(f"left out: {', '.join(OFFICE_TARGETS)}: LibreOffice writes them (Debian: libreoffice-writer-nogui)")
    if options.scans and not find_fonts():
        print(f"left out: {', '.join(SCANS)}: {MISSING}")
    for folder in make_corpora(options.folder, digital=options.digital, scans=options.scans):
        print(f"made {folder}")


if __name__ == "__main__":
    main()
