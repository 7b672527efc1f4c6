"""The words and metrics of prose (transform/narrative/lexicon/*.yml), checked and compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from transform.metrics import load_metrics

_MACRO = re.compile(r"(?<!P)<([a-z_]+)>")


class Example(BaseModel):
    """A passage of a topic with its facts, run as a test: `code@channel/applicant(label) [~]value` or `… zero`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    facts: tuple[str, ...]
    year: int | None = None
    heading: str | None = None


class MetricEntry(BaseModel):
    """One metric as a topic file states it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    measures: str
    """The group of measure words (words.yml) that may follow its number."""
    patterns: tuple[str, ...] = ()
    """Frames that state it wherever they stand."""
    continues: tuple[str, ...] = ()
    """Frames that state it where the clause's subject is one of `topics`."""
    parts: tuple[str, ...] = ()
    """Frames that state it by channel or applicant, in a list under its total."""
    announces: tuple[str, ...] = ()
    """Frames that state it where the rest of the sentence matches `behind` (建议31件、提案44件，均已办复)."""
    behind: str | None = None
    topics: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    """Words of which one must stand in the frame: a cheap look before the patterns."""
    unless: str | None = None
    unless_sentence: str | None = None
    """The same over the sentence up to the number."""
    category: bool = False
    """True where its bare noun may be a category in a list of items published."""
    dated: bool = False
    """True where a year other than the report's belongs to it (carried in, carried out)."""
    zero: str | None = None
    """What a negation must name to state zero."""
    zero_unless: str | None = None
    zero_verbs: str | None = None
    """The verbs that must be in the negation, where not any will do."""
    zero_since: int | None = None
    """The first report year whose negation counts; before, only `zero_always`."""
    zero_always: str | None = None


@dataclass(frozen=True, slots=True)
class MetricRule:
    """A metric with its frames compiled."""

    entry: MetricEntry
    code: str
    unit: str
    topic: str
    hints: tuple[str, ...]
    measures: frozenset[str]
    patterns: re.Pattern[str] | None
    continues: re.Pattern[str] | None
    parts: re.Pattern[str] | None
    announces: re.Pattern[str] | None
    behind: re.Pattern[str]
    unless: re.Pattern[str] | None
    unless_sentence: re.Pattern[str] | None
    zero: re.Pattern[str] | None
    zero_unless: re.Pattern[str] | None
    zero_verbs: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything of the YAML, compiled."""

    rules: tuple[MetricRule, ...]
    rules_by_measure: Mapping[tuple[str, bool], tuple[MetricRule, ...]]
    """The metrics that a measure word may follow, those that any year may stand with apart (`dated`)."""
    topics: tuple[str, ...]
    """Subjects, weakest first."""
    topic_pattern: re.Pattern[str]
    """All of them, a named group each."""
    patterns: Mapping[str, re.Pattern[str]]
    """Single patterns by `section.name` (negation.pattern, disclosure.general …)."""
    words: Mapping[str, frozenset[str]]
    """Word lists by `section.name` (disclosure.verbs …)."""
    named: Mapping[str, re.Pattern[str]]
    """Tables `published`, `requested`, `applicants`: one pattern each, with a named group for each value."""


_WORD_LISTS = ("verbs", "nouns", "measures", "loose_measures")


@cache
def load_lexicon() -> Lexicon:
    """All of transform/narrative/lexicon/*.yml; raises pydantic's ValidationError or re.error for a wrong entry."""
    topics = dict(_read_topics())
    general = topics["words"]
    shared: dict[str, str] = general["words"]
    rules = [rule for topic in topics.values() for rule in _topic_to_rules(topic, shared, general["measures"])]
    patterns = {name: _compile(general[name], shared) for name in ("agents", "action")}
    words: dict[str, frozenset[str]] = {}
    for section in ("negation", "not_this_year", "disclosure"):
        for name, value in (general.get(section) or topics["disclosure"][section]).items():
            if name in _WORD_LISTS:
                words[f"{section}.{name}"] = frozenset(value.split() if isinstance(value, str) else value)
            else:
                patterns[f"{section}.{name}"] = _compile(value, shared)
    channels = topics["channels"]
    named = {
        table: _compile("|".join(f"(?P<{row[key]}>{row['pattern']})" for row in channels[table]), shared)
        for table, key in (("published", "channel"), ("requested", "channel"), ("applicants", "applicant"))
    }
    rows = general["topics"]
    topic_pattern = _compile("|".join(f"(?P<{row['topic']}>{row['pattern']})" for row in reversed(rows)), shared)
    return Lexicon(
        tuple(rules),
        _rules_by_measure(rules),
        tuple(row["topic"] for row in rows),
        topic_pattern,
        patterns,
        words,
        named,
    )


def load_examples() -> Iterator[tuple[str, Example]]:
    """The examples of every topic, with the topic's name."""
    for name, topic in _read_topics():
        for example in topic.get("examples", ()):
            yield name, Example.model_validate(example)


def _read_topics() -> Iterator[tuple[str, dict[str, Any]]]:
    folder = files("transform.narrative").joinpath("lexicon")
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".yml"):
            yield file.name.removesuffix(".yml"), yaml.safe_load(file.read_text(encoding="utf-8"))


def _topic_to_rules(
    topic: dict[str, Any], shared: dict[str, str], measures: dict[str, list[str]]
) -> Iterator[MetricRule]:
    words = {**shared, **topic.get("words", {})} if "metrics" in topic else shared
    for row in topic.get("metrics", ()):
        entry = MetricEntry.model_validate(row)
        yield MetricRule(
            entry=entry,
            code=entry.code,
            unit=load_metrics()[entry.code].unit,
            topic=entry.code.split(".", 1)[0],
            hints=entry.hints or ("",),
            measures=frozenset(measures[entry.measures]),
            patterns=_join(entry.patterns, words),
            continues=_join(entry.continues, words),
            parts=_join(entry.parts, words),
            announces=_join(entry.announces, words),
            behind=_compile(entry.behind or "", words),
            unless=_join((entry.unless,), words),
            unless_sentence=_join((entry.unless_sentence,), words),
            zero=_join((entry.zero,), words),
            zero_unless=_join((entry.zero_unless,), words),
            zero_verbs=_join((entry.zero_verbs,), words),
        )


def _rules_by_measure(rules: Sequence[MetricRule]) -> dict[tuple[str, bool], tuple[MetricRule, ...]]:
    keys = {(measure, rule.entry.dated) for rule in rules for measure in rule.measures}
    return {
        (measure, dated): tuple(rule for rule in rules if measure in rule.measures and rule.entry.dated is dated)
        for measure, dated in keys
    }


def _join(patterns: tuple[str | None, ...], words: Mapping[str, str]) -> re.Pattern[str] | None:
    stated = [pattern for pattern in patterns if pattern]
    return _compile("|".join(f"(?:{pattern})" for pattern in stated), words) if stated else None


def _compile(pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """A pattern with its macros replaced; the line breaks of YAML's folded text do not count."""
    return re.compile(_MACRO.sub(lambda found: f"(?:{words[found[1]]})", re.sub(r"\s+", "", pattern)))
