"""Every example of transform/narrative/lexicon/*.yml is read as it says."""

from __future__ import annotations

import pytest

from transform.narrative.words import Example, load_examples

EXAMPLES = list(load_examples())


def test_there_are_examples():
    assert len(EXAMPLES) >= 60


@pytest.mark.parametrize(("topic", "example"), EXAMPLES, ids=[f"{topic}-{e.text[:24]}" for topic, e in EXAMPLES])
def test_example(reader, topic: str, example: Example):
    text = f"{example.heading}\n{example.text}" if example.heading else example.text
    assert sorted(reader.notation(text, example.year)) == sorted(example.facts)
