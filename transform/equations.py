"""The form's identities (勾稽关系) written out as concrete equations between cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from transform.form import Form, IdentityRule, Relation
from transform.model import Key


@dataclass(frozen=True)
class Equation:
    """The cells of `left` add up to the sum of the cells of `right`, or to no less (`at_most`)."""

    id: str
    rule: str
    severity: Literal["error", "warning"]
    left: tuple[Key, ...]
    right: tuple[Key, ...]
    relation: Relation = "equal"

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """All cells of the equation."""
        return self.left + self.right

    @cached_property
    def cells(self) -> frozenset[Key]:
        """The same as a set."""
        return frozenset(self.keys)


@cache
def form_to_equations(form: Form) -> tuple[Equation, ...]:
    """Every equation of a form, per applicant and per row where the rule says so."""
    return tuple(equation for rule in form.identities for equation in _rule_to_equations(form, rule))


def _rule_to_equations(form: Form, rule: IdentityRule) -> Iterator[Equation]:
    if rule.each == "row" and rule.table and rule.total:
        for row in form.table(rule.table).row_leaves:
            left = tuple(Key(row.key, part) for part in rule.parts)
            yield Equation(f"{rule.id}.{row.key}", rule.id, rule.severity, left, (Key(row.key, rule.total),))
        return
    applicants = ["all"]
    if rule.each == "applicant":
        applicants = [leaf.key for leaf in form.table("requests").column_leaves]
    for applicant in applicants:
        left = tuple(_term_to_key(term, applicant) for term in rule.left)
        right = tuple(_term_to_key(term, applicant) for term in rule.right)
        suffix = "" if applicant == "all" else f".{applicant}"
        yield Equation(f"{rule.id}{suffix}", rule.id, rule.severity, left, right, rule.relation)


def _term_to_key(term: str, applicant: str) -> Key:
    code, _, channel = term.partition("@")
    return Key(code, applicant, channel or "all")
