"""How right the readings of a corpus are: `python -m bench.accuracy FOLDER` after `python -m sample.generate`.

A cell is right where code, dimensions, value and state are what is printed. What is not right is `flagged` where a
finding names its code, and `silently wrong` otherwise: the number that has to be 0.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract.errors import GongkaiError
from extract.read import read_document
from transform.facts import document_to_reading
from transform.model import Fact, Hints, Reading

Key = tuple[str, str, str, str, str, Decimal | None, str, bool]


@dataclass
class Score:
    """Counts over the facts of one or several documents."""

    right: int = 0
    right_but_flagged: int = 0
    flagged: int = 0
    silently_wrong: int = 0
    documents: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    """One line for each fact that is not right, to look at."""

    def add(self, other: Score) -> None:
        """Sum up."""
        for name in ("right", "right_but_flagged", "flagged", "silently_wrong", "documents", "seconds", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def read_file(path: Path, hints: Hints) -> Reading:
    """From bytes to facts, as the pipeline does it."""
    try:
        return document_to_reading(read_document(path.read_bytes(), name=path.name), hints)
    except GongkaiError as error:
        return Reading("unreadable", str(error))


def score_reading(answer: Mapping[str, Any], reading: Reading) -> Score:
    """Compare one reading with its answer, fact by fact."""
    wanted = Counter(_answer_to_key(fact) for fact in answer["facts"] if fact["state"] != "missing")
    got = Counter(_fact_to_key(fact) for fact in reading.facts if fact.state != "missing")
    flags = {(code, applicant) for code, applicant in _flags(reading)}
    score = Score(documents=1)
    for key in (wanted & got).elements():
        score.right += 1
        score.right_but_flagged += _is_flagged(key, flags)
    for key in ((wanted - got) + (got - wanted)).elements():
        flagged = _is_flagged(key, flags)
        score.flagged += flagged
        score.silently_wrong += not flagged
        side = "missed" if key in wanted - got else "read  "
        score.wrong.append(f"{'flagged' if flagged else 'SILENT '} {side} {answer['id']} {key}")
    if answer["outcome"] != reading.outcome:
        score.silently_wrong += 1
        score.wrong.append(f"SILENT  outcome {answer['id']}: {answer['outcome']}, read as {reading.outcome}")
    return score


def _answer_to_key(fact: Mapping[str, Any]) -> Key:
    value = None if fact["value"] is None else Decimal(fact["value"]).normalize()
    channel = "" if fact["code"] == "disclosure.by_category" else fact["channel"]
    rest = fact["label"], fact["source"], value, fact["state"], fact["approximate"]
    return fact["code"], fact["applicant"], channel, *rest


def _fact_to_key(fact: Fact) -> Key:
    value = None if fact.value is None else fact.value.normalize()
    channel = "" if fact.code == "disclosure.by_category" else fact.channel
    return fact.code, fact.applicant, channel, fact.label, fact.source, value, fact.state, fact.approximate


def _flags(reading: Reading) -> Iterator[tuple[str, str | None]]:
    for finding in reading.findings:
        for code in finding.codes:
            yield code, finding.applicant


def _is_flagged(key: Key, flags: set[tuple[str, str | None]]) -> bool:
    return (key[0], None) in flags or (key[0], key[1]) in flags


def score_corpus(folder: Path) -> dict[tuple[str, str], Score]:
    """Scores by format and vintage. Raises FileNotFoundError where the folder holds no corpus."""
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    answers = sorted((folder / "answers").iterdir())
    for path in answers:
        answer = json.loads(path.read_text(encoding="utf-8"))
        started = time.perf_counter()
        reading = read_file(folder / answer["file"], Hints(region_code=answer["region_code"]))
        score = score_reading(answer, reading)
        score.seconds = time.perf_counter() - started
        scores[answer["format"], answer["form"] or "none"].add(score)
    return scores


def main() -> int:
    """Print the table; exit 1 where anything is silently wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--show", type=int, default=20, help="how many wrong facts to list")
    arguments = parser.parse_args()
    scores = score_corpus(arguments.corpus)
    heads = ("docs", 6), ("right", 9), ("%", 8), ("flagged", 8), ("silent", 7), ("over-flagged", 12), ("s", 7)
    print(f"{'format':14} {'form':6}", *(f"{name:>{width}}" for name, width in heads))
    total = Score()
    for (format_name, form), score in [*sorted(scores.items()), (("all", ""), total)]:
        if score is not total:
            total.add(score)
        print(_score_to_line(format_name, form, score))
    print("\n".join(total.wrong[: arguments.show]))
    return 1 if total.silently_wrong else 0


def _score_to_line(format_name: str, form: str, score: Score) -> str:
    cells = score.right + score.flagged + score.silently_wrong
    share = 100 * score.right / max(cells, 1)
    over = 100 * score.right_but_flagged / max(score.right, 1)
    return (
        f"{format_name:14} {form:6} {score.documents:6} {score.right:9} {share:8.3f} {score.flagged:8}"
        f" {score.silently_wrong:7} {over:11.2f}% {score.seconds:7.1f}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
