"""The rules that reading a document may raise as findings, and what they mean (transform/rules.yml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from transform.model import Severity

PATH = Path(__file__).with_name("rules.yml")


@dataclass(frozen=True, slots=True)
class ReaderRule:
    """One rule, for who meets its name in a finding."""

    rule: str
    """As in `Finding.rule`."""
    title_zh: str
    severities: tuple[Severity, ...]
    """Those that its findings may have."""
    says: str
    """What is so where it is raised."""
    verdict: str
    """What its verdicts mean."""


@cache
def load_rules() -> dict[str, ReaderRule]:
    """All rules by name, in the order of the file; TypeError where an entry lacks a field or has an unknown one."""
    entries = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    rules = [ReaderRule(**entry | {"severities": tuple(entry["severities"])}) for entry in entries]
    return {rule.rule: rule for rule in rules}
