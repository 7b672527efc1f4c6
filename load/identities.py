"""The forms' identities (勾稽关系) as rows, the shape in which the rule models of the warehouse read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from transform.equations import Equation, form_to_equations
from transform.form import Form, Relation
from transform.model import Severity


@dataclass(frozen=True, slots=True)
class IdentityTerm:
    """One term of one concrete equation: over all terms of an `equation`, coefficient × value adds up to zero.

    Where the relation is `at_most` it adds up to no less than zero: the observed is no more than the expected.
    Positive coefficients are what is expected (the parts), negative ones what is observed (the printed total, or the
    far side of a balance): received + carried_in − concluded − carried_out.
    """

    vintage: str
    """The form that prints the terms: `2019`, `2021`, …"""
    identity: str
    """The identity as the form's file calls it, as `balance`."""
    equation: str
    """One instance of the identity, unique over all forms, as `2019.balance.natural_person`."""
    severity: Severity
    coefficient: int
    """1 or -1."""
    code: str
    applicant: str = "all"
    """`total` and `all` are one; the rule models compare them as such."""
    is_total: bool = False
    """True for a printed total (in a balance of totals, for each term): where it is left blank, nothing is broken."""
    relation: Relation = "equal"
    channel: str = "all"

    def __post_init__(self) -> None:
        if self.coefficient not in (1, -1):
            raise ValueError(f"{self.equation}: the coefficient of {self.code} is {self.coefficient}, not 1 or -1")


def forms_to_terms(forms: Iterable[Form]) -> list[IdentityTerm]:
    """All identities of the forms, one row per term, in the order of the forms' files."""
    return [
        term
        for form in forms
        for equation in form_to_equations(form)
        for term in equation_to_terms(form.vintage, equation)
    ]


def equation_to_terms(vintage: str, equation: Equation) -> list[IdentityTerm]:
    """The terms of one equation: its left side (what is expected) counts 1, its right side (what is observed) -1."""
    is_balance = len(equation.right) > 1
    sides = [(1, is_balance, key) for key in equation.left] + [(-1, True, key) for key in equation.right]
    return [
        IdentityTerm(
            vintage=vintage,
            identity=equation.rule,
            equation=f"{vintage}.{equation.id}",
            severity=equation.severity,
            coefficient=coefficient,
            code=key.code,
            applicant=key.applicant,
            channel=key.channel,
            is_total=is_total,
            relation=equation.relation,
        )
        for coefficient, is_total, key in sides
    ]
