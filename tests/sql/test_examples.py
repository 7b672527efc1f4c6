"""Every example question answers on the sample corpus, and with the answer that stands beside this file.

`WRITE_ANSWERS=1 pytest tests/sql/test_examples.py` writes the answers anew: read what changed before it is kept.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest

from gongkai.examples import Example, load_examples
from gongkai.query import answer_to_csv, query_published

ANSWERS = Path(__file__).with_name("examples")
EXAMPLES = load_examples()
#: What is another with every run: the portal's port and the time of day; columns that hold them are told by their form.
PORTAL = re.compile(r"http://127\.0\.0\.1:\d+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d)?|(?<=as read on )\d{4}-\d\d-\d\d")


@pytest.fixture(scope="module")
def published(direct_run: Any) -> Path:
    folder: Path = direct_run.home / "published"
    return folder


def test_questions_are_asked_in_both_languages_and_answered_here() -> None:
    assert len(EXAMPLES) > 30
    assert {each.name for each in EXAMPLES} == {file.stem for file in ANSWERS.glob("*.csv")}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_has_its_answer(example: Example, published: Path) -> None:
    out = io.StringIO()
    answer_to_csv(query_published(published, example.sql), out)
    answer = MOMENT.sub("MOMENT", PORTAL.sub("PORTAL", out.getvalue()))
    file = ANSWERS / f"{example.name}.csv"
    if os.environ.get("WRITE_ANSWERS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(answer, encoding="utf-8")
    assert answer.splitlines() == file.read_text(encoding="utf-8").splitlines()
