"""Damaged reports with labelled answers, read as a user would read them: every fact found, and none beyond them.

The project's own pair has the figures and the damage of two real reports in words of its own: one with a cell a line
and numbers that contradict each other, one of tabbed rows cut off inside table 3. The real ones are not part of the
repository: GONGKAI_SEEDS names their folder, and `.ci/run` sets it where it exists.
"""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FACT_FIELDS = ("code", "applicant", "channel", "label", "source", "value", "state", "approximate")
REPORT_FIELDS = ("title", "report_year", "form", "agency", "region_code", "published_on")
OWN = Path(__file__).with_name("damaged_reports")
REAL = os.environ.get("GONGKAI_SEEDS")
Labelled = list[tuple[Path, dict[str, Any]]]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(OWN, id="own"),
        pytest.param(
            Path(REAL or ""),
            id="real",
            marks=pytest.mark.skipif(not REAL, reason="GONGKAI_SEEDS does not name the folder of the two real reports"),
        ),
    ],
)
def seeds(request: pytest.FixtureRequest) -> Labelled:
    texts = sorted(request.param.glob("*.txt"))
    assert len(texts) >= 2, f"{request.param} holds no *.txt"
    return [
        (text, json.loads(text.with_suffix(".gold.json").read_text("utf-8"), parse_float=Decimal)) for text in texts
    ]


def fact_to_key(fact: dict[str, Any]) -> tuple[Any, ...]:
    """What is compared of a fact; for a category the channel is not."""
    if fact["code"] == "disclosure.by_category":
        fact = fact | {"channel": None}
    return tuple(fact[field] for field in FACT_FIELDS)


def facts_to_keys(facts: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return {fact_to_key(fact) for fact in facts}


def answers(finding: dict[str, Any], expectation: dict[str, Any]) -> bool:
    """Whether a finding is the expected one: it names these codes, and these numbers where they are given."""
    return set(expectation["codes"]) <= set(finding["codes"]) and all(
        finding[field] == expectation[field] for field in ("observed", "expected") if field in expectation
    )


def test_seeds_are_read_as_labelled(run_gongkai: Any, seeds: Labelled) -> None:
    ran = run_gongkai("extract", *(text for text, _ in seeds), "--json")
    assert ran.code == 0, ran.err
    assert [reading["file"] for reading in ran.readings] == [str(text) for text, _ in seeds]
    for reading, (text, gold) in zip(ran.readings, seeds, strict=True):
        assert reading["outcome"] == "report", text.name
        found, wanted = facts_to_keys(reading["facts"]), facts_to_keys(gold["facts"])
        assert wanted - found == set(), f"{text.name}: not found"
        assert found - wanted - facts_to_keys(gold["neutral"]) == set(), f"{text.name}: beyond the labelled facts"
        unanswered = [
            expectation
            for expectation in gold["findings_expected"]
            if not any(answers(finding, expectation) for finding in reading["findings"])
        ]
        assert unanswered == [], f"{text.name}: findings not raised"
        assert {field: reading["report"][field] for field in REPORT_FIELDS} == {
            field: gold[field] for field in REPORT_FIELDS
        }, text.name


def test_every_fact_of_the_seeds_says_where_it_stands(run_gongkai: Any, seeds: Labelled) -> None:
    for reading, (text, _) in zip(
        run_gongkai("extract", *(text for text, _ in seeds), "--json").readings, seeds, strict=True
    ):
        lines = text.read_text("utf-8-sig").splitlines()
        for fact in reading["facts"]:
            if fact["state"] != "missing":
                assert 1 <= fact["locator"]["line"] <= len(lines), fact
                first = fact["raw"].strip().split("\n")[0]
                assert first.replace(" ", "") in lines[fact["locator"]["line"] - 1].replace(" ", ""), fact
