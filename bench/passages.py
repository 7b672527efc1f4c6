"""Precision and recall of the facts of prose: `python -m bench.passages [-v] LABELLED.jsonl …`.

A labelled file has a passage a line: `id`, `text`, `report_year` (null where the passage does not state it) and its
`facts`. A file `neutral_…` beside it lists readings that count neither way, as honest readers differ on them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract.read import read_document
from transform.facts import document_to_reading
from transform.model import Fact

Key = tuple[object, ...]

SCORED = {
    "disclosure": ("total", "by_category", "cumulative"),
    "normative_documents": ("issued",),
    "response": ("interpretations", "press_conferences", "online_interviews"),
    "requests": (
        *("received", "carried_in", "carried_out", "concluded"),
        *("granted", "granted_in_part", "denied", "unavailable", "rejected", "other"),
    ),
    "reconsideration": ("total",),
    "litigation": ("total",),
    "complaints": ("received",),
    "messages": ("replied",),
    "proposals": ("handled",),
    "fees": ("information_processing",),
    "staffing": ("full_time", "part_time"),
    "training": ("sessions", "attendees"),
}
"""The codes that the passages label; what prose says beyond them counts neither way."""


@dataclass(slots=True)
class Tally:
    """What was found of what the passages state, by code."""

    hit: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    years_stated: int = 0
    years_right: int = 0
    details: list[str] = field(default_factory=list)
    """Every miss and every wrong fact, with its passage."""

    @property
    def precision(self) -> float:
        """The share of our facts that are right."""
        return self.hit.total() / max(self.hit.total() + self.wrong.total(), 1)

    @property
    def recall(self) -> float:
        """The share of the stated facts that were found."""
        return self.hit.total() / max(self.hit.total() + self.missed.total(), 1)


def score_passages(path: Path) -> Tally:
    """Read every passage of a labelled file, all the way from its bytes, and count."""
    neutral: dict[str, set[Key]] = {}
    for row in _read_lines(path.with_name(f"neutral_{path.name}")):
        neutral.setdefault(row["id"], set()).add(_row_to_key(row))
    tally = Tally()
    for passage in _read_lines(path):
        _score(passage, neutral.get(passage["id"], set()), tally)
    return tally


def _score(passage: Mapping[str, Any], neutral: set[Key], tally: Tally) -> None:
    reading = document_to_reading(read_document(passage["text"].encode(), name="passage.txt"))
    want = {_row_to_key(row) for row in passage["facts"] if _is_scored(row["code"])}
    got = {_fact_to_key(fact) for fact in reading.facts if fact.source == "narrative" and _is_scored(fact.code)}
    got -= neutral - want
    year = reading.report.report_year if reading.report else None
    if passage["report_year"] is not None:
        tally.years_stated += 1
        tally.years_right += year == passage["report_year"]
        if year != passage["report_year"]:
            tally.details.append(f"year   {passage['id']} {year}, not {passage['report_year']}")
    for name, keys, counter in (
        ("hit", want & got, tally.hit),
        ("missed", want - got, tally.missed),
        ("wrong", got - want, tally.wrong),
    ):
        counter.update(str(key[0]) for key in keys)
        if name != "hit":
            tally.details += [
                f"{name:6} {passage['id']} {' '.join(map(str, key))}" for key in sorted(keys, key=_sort_key)
            ]


def _is_scored(code: str) -> bool:
    topic, _, rest = code.partition(".")
    return rest in SCORED.get(topic, ())


def _sort_key(key: Key) -> tuple[str, ...]:
    return tuple(map(str, key))


def _row_to_key(row: Mapping[str, Any]) -> Key:
    value = None if row["value"] is None else Decimal(str(row["value"])).normalize()
    rest = (value, row["state"], bool(row.get("approximate")))
    if row["code"] == "disclosure.by_category":
        return (row["code"], "".join(row.get("label", "").split()), *rest)
    return (row["code"], row.get("channel") or "all", row.get("applicant") or "all", *rest)


def _fact_to_key(fact: Fact) -> Key:
    return _row_to_key(
        {
            "code": fact.code,
            "channel": fact.channel,
            "applicant": fact.applicant,
            "label": fact.label,
            "value": fact.value,
            "state": fact.state,
            "approximate": fact.approximate,
        }
    )


def _read_lines(path: Path) -> Iterable[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each file; with `-v` every miss and every wrong fact, and the figures by code."""
    parser = argparse.ArgumentParser(prog="bench.passages", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args(arguments)
    for path in options.files:
        tally = score_passages(path)
        if options.verbose:
            print("\n".join(tally.details))
            for code in sorted(tally.hit | tally.missed | tally.wrong):
                print(f"  {code:32} hit {tally.hit[code]:4} missed {tally.missed[code]:4} wrong {tally.wrong[code]:4}")
        print(
            f"{path.stem:20} precision {tally.precision:.3f} recall {tally.recall:.3f}"
            f" facts {tally.hit.total() + tally.missed.total()}"
            f" report years right {tally.years_right} of {tally.years_stated}"
        )


if __name__ == "__main__":
    main()
