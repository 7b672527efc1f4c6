"""How right the readings of a corpus are: `python -m bench.accuracy FOLDER…` after `python -m sample.generate`.

A cell is right where code, dimensions, value and state are what is printed. What is not right is `flagged` where a
finding names its code, and `silent` otherwise: the number that has to be 0. Flags are no way out: `over-flagged` is the
share of right cells that a finding names although nothing about them was harmed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.score import Score, score_reading
from extract.errors import GongkaiError
from extract.read import read_document
from sample.plan import DIGITAL, REMAINS, SCANS
from transform.facts import document_to_reading
from transform.model import Hints, Reading

Row = tuple[str, str]
"""Format and vintage, or whatever else the documents are counted by."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of a group of formats, besides that nothing is silently wrong in any row."""

    name: str
    formats: frozenset[str]
    right: float = 0.0
    """At least this share of the cells, 0 to 1."""
    overflagged: float = 1.0
    """At most this share of the right ones."""

    def is_met(self, score: Score) -> bool:
        """Whether a group's sum is good enough."""
        return (
            not score.silently_wrong and score.share_right >= self.right and score.share_overflagged <= self.overflagged
        )


TARGETS = (
    Target("digital formats", frozenset(DIGITAL), 0.999, 0.005),
    Target("scans at 200 dpi", frozenset(["scan_pdf_200"]), 0.995, 0.03),
    Target("other scans and pictures", frozenset(SCANS) - {"scan_pdf_200"}, 0.0, 0.03),
    Target("text without cells", frozenset(REMAINS)),
)


def read_file(path: Path, hints: Hints) -> Reading:
    """From bytes to facts, as the pipeline does it."""
    try:
        return document_to_reading(read_document(path.read_bytes(), name=path.name), hints)
    except GongkaiError as error:
        return Reading("unreadable", str(error))


def score_file(path: Path) -> tuple[Row, str, Score]:
    """Read the document of one answer and score it: format and vintage, damage, score."""
    answer = json.loads(path.read_text(encoding="utf-8"))
    started = time.perf_counter()
    reading = read_file(path.parent.parent / answer["file"], Hints(region_code=answer["region_code"]))
    seconds = time.perf_counter() - started
    score = score_reading(answer, reading)
    score.seconds = seconds
    return (answer["format"], answer["form"] or "none"), answer["damage"] or "undamaged", score


def score_corpora(folders: Iterable[Path], *, processes: int, by_damage: bool = False) -> dict[Row, Score]:
    """Scores by format and vintage, or by format and damage. Raises FileNotFoundError where a folder is no corpus."""
    paths = [path for folder in folders for path in sorted((folder / "answers").iterdir())]
    scores: dict[Row, Score] = defaultdict(Score)
    with ProcessPoolExecutor(processes) as pool:
        for (format_name, vintage), damage, score in pool.map(score_file, paths, chunksize=8):
            scores[format_name, damage if by_damage else vintage].add(score)
    return scores


def print_scores(scores: dict[Row, Score], show: int) -> Score:
    """The table, and the first wrong facts, silent ones before flagged ones; gives the sum."""
    heads = (
        ("docs", 6),
        ("cells", 9),
        ("right", 9),
        ("%", 9),
        ("flagged", 8),
        ("silent", 7),
        ("over-flagged", 13),
        ("s", 8),
    )
    print(f"{'format':16} {'':18}", *(f"{name:>{width}}" for name, width in heads))
    total = Score()
    for row, score in sorted(scores.items()):
        total.add(score)
        print(_score_to_line(row, score))
    print(_score_to_line(("all", ""), total))
    print("\n".join(sorted(total.wrong, key=lambda line: not line.startswith("SILENT"))[:show]))
    return total


def print_targets(scores: dict[Row, Score]) -> bool:
    """A line for each group of formats; whether all are met."""
    met = True
    for target in TARGETS:
        group = Score()
        for (format_name, _), score in scores.items():
            if format_name in target.formats:
                group.add(score)
        if group.documents:
            met &= target.is_met(group)
            print(_score_to_line((target.name, ""), group), "" if target.is_met(group) else " missed")
    return met


def _score_to_line(row: Row, score: Score) -> str:
    name = f"{row[0]:16} {row[1]}"
    return (
        f"{name:35} {score.documents:6} {score.cells:9} {score.right:9} {100 * score.share_right:9.3f}"
        f" {score.flagged:8} {score.silently_wrong:7} {100 * score.share_overflagged:12.2f}% {score.seconds:8.1f}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit 1 where anything is silently wrong or a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--show", type=int, default=20, help="how many wrong facts to list")
    parser.add_argument("--by-damage", action="store_true", help="count by what was done to the documents")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    scores = score_corpora(options.corpora, processes=options.processes, by_damage=options.by_damage)
    total = print_scores(scores, options.show)
    return 0 if print_targets(scores) and not total.silently_wrong else 1


if __name__ == "__main__":
    raise SystemExit(main())
