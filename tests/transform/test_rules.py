"""Every rule that reading can raise is in the catalogue, and none that is gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import yaml

import load
import transform
from transform import doubts
from transform.form import load_forms
from transform.model import Severity
from transform.rules import PATH, load_rules

PACKAGES = [Path(next(iter(package.__path__))) for package in (transform, load)]


def _calls() -> Iterator[ast.Call]:
    for package in PACKAGES:
        for path in package.rglob("*.py"):
            yield from (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def _raised() -> tuple[set[str], set[str]]:
    """The names that calls of `Finding` and of functions that build one give as the rule, and the rest, as source."""
    names, other = set(), set()
    for call in _calls():
        if not (isinstance(call.func, ast.Name) and call.func.id in ("Finding", "_row_finding")):
            continue
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        given = keywords["rule"] if "rule" in keywords else call.args[0]
        for option in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
            if isinstance(option, ast.Constant):
                names.add(str(option.value))
            else:
                other.add(ast.unparse(option))
    return names, other


def test_every_rule_that_can_be_raised_is_catalogued() -> None:
    names, other = _raised()
    # Names that are put together: identities by the forms, doubts about a cell by their messages.
    assert other == {"f'identity.{equation.rule}'", "f'identity.{group[0].equation.rule}'", "rule"}
    names |= {f"identity.{identity.id}" for form in load_forms().values() for identity in form.identities}
    names |= set(doubts._CELL_MESSAGES)
    assert set(load_rules()) == names


def test_identities_have_the_severities_of_the_forms() -> None:
    for name, rule in load_rules().items():
        severities = {
            i.severity for form in load_forms().values() for i in form.identities if f"identity.{i.id}" == name
        }
        assert severities in (set(), set(rule.severities)), name


def test_the_catalogue_names_each_rule_once_in_known_words() -> None:
    entries = yaml.safe_load(PATH.read_text("utf-8"))
    assert len(load_rules()) == len(entries)
    for rule in load_rules().values():
        assert set(rule.severities) <= set(get_args(Severity))
        assert all((rule.title_zh, rule.severities, rule.says, rule.verdict)), rule.rule
