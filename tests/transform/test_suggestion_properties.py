"""A suggestion is made only where it is the one single-cell change that mends what is broken: tried by brute force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transform.equations import Equation, form_to_equations
from transform.form import Form, load_forms
from transform.model import Fact, Key
from transform.reconcile import Check, check_equations, suggest

Values = dict[Key, Decimal | None]


def values_to_facts(values: Values) -> dict[Key, Fact]:
    return {
        key: Fact(key[0], value, "件", "", "blank" if value is None else "reported", "table", None, applicant=key[1])
        for key, value in values.items()
    }


def form_to_leaves(form: Form) -> list[str]:
    return [leaf.key for leaf in form.table("requests").row_leaves][2:-2]


@st.composite
def consistent(draw: st.DrawFn, form: Form) -> Values:
    """Tables 3 and 4 that satisfy every identity, mostly zeros as most are."""
    requests, disputes = form.table("requests"), form.table("disputes")
    leaves = form_to_leaves(form)
    counts = st.one_of(st.just(0), st.integers(0, 5), st.integers(0, 400))
    values: Values = {}
    *applicants, total = [leaf.key for leaf in requests.column_leaves]
    for applicant in applicants:
        column = {code: draw(counts) for code in leaves}
        concluded, carried_out = sum(column.values()), draw(counts)
        received = draw(st.integers(0, concluded + carried_out))
        column |= {"requests.concluded": concluded, "requests.carried_out": carried_out}
        column |= {"requests.received": received, "requests.carried_in": concluded + carried_out - received}
        values |= {Key(code, applicant): Decimal(count) for code, count in column.items()}
    for row in requests.row_leaves:
        values[Key(row.key, total)] = sum(
            (values[Key(row.key, applicant)] or Decimal(0) for applicant in applicants), Decimal(0)
        )
    for equation in form_to_equations(form):
        if equation.keys[0] in disputes.cell_keys:
            parts = {key: Decimal(draw(counts)) for key in equation.left}
            values |= parts | {equation.right[0]: sum(parts.values(), Decimal(0))}
    return values


def mending_changes(
    group: Sequence[Check], equations: Sequence[Equation], values: Values
) -> Iterator[tuple[Key, Decimal]]:
    """Every change of one cell to a count after which the group holds and nothing that held is broken."""
    held = {check.equation.id for check in check_equations(equations, values_to_facts(values)) if check.holds}
    wanted = held | {check.equation.id for check in group}
    for key in {key for check in group for key in check.equation.keys}:
        printed = values[key] or Decimal(0)
        gaps = {check.right - check.left for check in group}
        for value in {printed + sign * gap for gap in gaps for sign in (1, -1)}:
            if value < 0 or value == printed:
                continue
            changed = check_equations(equations, values_to_facts(values | {key: value}))
            if wanted <= {check.equation.id for check in changed if check.holds}:
                yield key, value


@pytest.mark.parametrize("vintage", ["2019", "2021"])
def test_a_suggestion_is_the_only_change_that_mends_its_group(vintage: str) -> None:
    form = load_forms()[vintage]
    equations = form_to_equations(form)

    @settings(max_examples=60, deadline=None)
    @given(values=consistent(form), data=st.data())
    def check(values: Values, data: st.DataObject) -> None:
        wrong = st.one_of(st.integers(0, 30).map(Decimal), st.none())
        for key in data.draw(st.sets(st.sampled_from(sorted(values)), min_size=1, max_size=3)):
            values[key] = data.draw(wrong)
        found = values_to_facts(values)
        checks = check_equations(equations, found)
        for suggestion in set(suggest(checks, found).values()):
            group = [check for check in checks if check.equation.id in suggestion.identities]
            changes = list(mending_changes(group, equations, values))
            assert changes == [(suggestion.key, suggestion.value)]

    check()
