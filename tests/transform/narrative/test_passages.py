"""Passages written and labelled by hand, by people who had not seen how they are read.

Those of `written` have been looked into since. The `sealed` ones have not: they tell how unseen text is read, and a
change that is made to please one of them makes its figure worthless. Mend what `written` shows, and leave them alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.passages import score_passages

PASSAGES = Path(__file__).with_name("passages")


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("written_a", 0.98, 0.95),
        ("written_b", 0.97, 0.92),
        ("written_c", 0.98, 0.95),
        ("written_e", 0.97, 0.97),
        ("written_f", 0.97, 0.95),
        ("sealed_a", 0.94, 0.87),
        ("sealed_b", 0.89, 0.81),
        ("sealed_d", 0.96, 0.93),
    ],
)
def test_precision_and_recall(name: str, precision: float, recall: float):
    tally = score_passages(PASSAGES / f"{name}.jsonl")
    details = "\n".join(tally.details) if name.startswith("written") else "(sealed)"
    assert (tally.precision >= precision, tally.recall >= recall) == (True, True), details
    assert tally.years_right >= 0.94 * tally.years_stated
