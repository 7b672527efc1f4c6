"""One reading against its answer: which facts are right, flagged or silently wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from transform.model import Fact, Finding, Reading

Key = tuple[str, str, str, str, str, Decimal | None, str, bool]
"""Code, applicant, channel, label, source, value, state, approximate."""


@dataclass
class Score:
    """Counts over the facts of one or several documents."""

    right: int = 0
    """Facts read as printed, with their state."""
    right_but_flagged: int = 0
    """Those of them that a finding names although nothing about them was harmed."""
    flagged: int = 0
    """Facts that are not right, and a finding names them."""
    silently_wrong: int = 0
    """Facts that are not right and nothing says so, outcomes that are wrong, and damage that no finding tells of."""
    documents: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    """One line for each fact that is not right, to look at."""

    def add(self, other: Score) -> None:
        """Sum up."""
        for name in ("right", "right_but_flagged", "flagged", "silently_wrong", "documents", "seconds", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def cells(self) -> int:
        """All that was to be read."""
        return self.right + self.flagged + self.silently_wrong

    @property
    def share_right(self) -> float:
        """Right ones among all, 0 to 1."""
        return self.right / self.cells if self.cells else 1.0

    @property
    def share_overflagged(self) -> float:
        """Flagged ones among the right ones, 0 to 1."""
        return self.right_but_flagged / self.right if self.right else 0.0


def score_reading(answer: Mapping[str, Any], reading: Reading) -> Score:
    """Compare one reading with its answer, fact by fact; what is `missing` need not be listed by either."""
    wanted = Counter(_answer_to_key(fact) for fact in answer["facts"] if fact["state"] != "missing")
    got = Counter(_fact_to_key(fact) for fact in reading.facts if fact.state != "missing")
    flags = {(code, finding.applicant) for finding in reading.findings for code in finding.codes}
    harmed = {cell["code"] for cell in answer["damaged"]}
    score = Score(documents=1)
    for key in (wanted & got).elements():
        score.right += 1
        score.right_but_flagged += _is_flagged(key, flags) and key[0] not in harmed
    for key in ((wanted - got) + (got - wanted)).elements():
        flagged = _is_flagged(key, flags)
        score.flagged += flagged
        score.silently_wrong += not flagged
        side = "missed" if key in wanted - got else "read  "
        score.wrong.append(f"{'flagged' if flagged else 'SILENT '} {side} {_name(answer)} {key}")
    for told in _untold(answer, reading):
        score.silently_wrong += 1
        score.wrong.append(f"SILENT  untold {_name(answer)} {told}")
    return score


def _untold(answer: Mapping[str, Any], reading: Reading) -> Iterator[str]:
    """An outcome that is wrong, and damage that no finding tells of."""
    if answer["outcome"] != reading.outcome:
        yield f"outcome {answer['outcome']}, read as {reading.outcome}: {reading.reason}"
    for wanted in answer["findings_expected"]:
        if not any(_tells(finding, wanted) for finding in reading.findings):
            yield f"{wanted['about']}: {', '.join(wanted['codes'][:3])}"


def _tells(finding: Finding, wanted: Mapping[str, Any]) -> bool:
    same = set(wanted["codes"]) & set(finding.codes)
    applicant = wanted["applicant"] is None or finding.applicant in (None, wanted["applicant"])
    return bool(same) and applicant


def _name(answer: Mapping[str, Any]) -> str:
    return f"{answer['file']} ({answer['damage'] or 'undamaged'})"


def _answer_to_key(fact: Mapping[str, Any]) -> Key:
    value = None if fact["value"] is None else Decimal(fact["value"]).normalize()
    channel = "" if fact["code"] == "disclosure.by_category" else fact["channel"]
    rest = fact["label"], fact["source"], value, fact["state"], fact["approximate"]
    return fact["code"], fact["applicant"], channel, *rest


def _fact_to_key(fact: Fact) -> Key:
    value = None if fact.value is None else fact.value.normalize()
    channel = "" if fact.code == "disclosure.by_category" else fact.channel
    return fact.code, fact.applicant, channel, fact.label, fact.source, value, fact.state, fact.approximate


def _is_flagged(key: Key, flags: set[tuple[str, str | None]]) -> bool:
    return (key[0], None) in flags or (key[0], key[1]) in flags
