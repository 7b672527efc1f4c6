"""Passages written and labelled by hand, half of them by people who had not seen how they are read.

The `sealed` ones were read for the first time when the words were done; a change that is made to please one of them
makes its figure worthless, so mend what `written` shows and leave them alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.passages import score_passages

PASSAGES = Path(__file__).with_name("passages")


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [("written_a", 0.97, 0.93), ("written_b", 0.96, 0.91), ("sealed_a", 0.92, 0.83), ("sealed_b", 0.90, 0.81)],
)
def test_precision_and_recall(name: str, precision: float, recall: float):
    tally = score_passages(PASSAGES / f"{name}.jsonl")
    details = "\n".join(tally.details) if name.startswith("written") else "(sealed)"
    assert (tally.precision >= precision, tally.recall >= recall) == (True, True), details
    assert tally.years_right >= 0.94 * tally.years_stated
