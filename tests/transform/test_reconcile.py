"""Identities: broken ones are found, habits are none, and a suggestion is the only change that mends everything."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from transform.equations import Equation, form_to_equations
from transform.form import load_forms
from transform.model import Fact, Key
from transform.reconcile import check_equations, suggest

FORM = load_forms()["2021"]
EQUATIONS = form_to_equations(FORM)
REQUESTS = FORM.table("requests")
APPLICANTS = [leaf.key for leaf in REQUESTS.column_leaves]
LEAVES = [leaf.key for leaf in REQUESTS.row_leaves][2:-2]

Values = dict[Key, Decimal | None]


def fact(key: Key, value: Decimal | None) -> Fact:
    state = "blank" if value is None else "reported"
    return Fact(key.code, value, "件", "", state, "table", None, key.applicant, key.channel)


def facts(values: Values) -> dict[Key, Fact]:
    return {key: fact(key, value) for key, value in values.items()}


@st.composite
def consistent(draw: st.DrawFn) -> Values:
    """A requests table that satisfies every identity."""
    values: Values = {}
    for applicant in APPLICANTS[:-1]:
        counts = draw(st.lists(st.integers(0, 60), min_size=len(LEAVES), max_size=len(LEAVES)))
        carried_out = draw(st.integers(0, 9))
        received = draw(st.integers(0, sum(counts) + carried_out))
        column = dict(zip(LEAVES, counts, strict=True))
        column |= {"requests.concluded": sum(counts), "requests.carried_out": carried_out}
        column |= {"requests.received": received, "requests.carried_in": sum(counts) + carried_out - received}
        values |= {Key(code, applicant): Decimal(count) for code, count in column.items()}
    for row in REQUESTS.row_leaves:
        values[Key(row.key, "total")] = sum(
            (values[Key(row.key, applicant)] or Decimal(0) for applicant in APPLICANTS[:-1]), Decimal(0)
        )
    return values


@settings(max_examples=50, deadline=None)
@given(consistent())
def test_a_consistent_table_breaks_nothing(values: Values) -> None:
    checks = check_equations(EQUATIONS, facts(values))
    assert len(checks) == 7 + 7 + 25
    assert all(check.holds for check in checks)


@settings(max_examples=80, deadline=None)
@given(values=consistent(), data=st.data())
def test_one_wrong_cell_is_located_and_its_true_value_suggested(values: Values, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(values)))
    true = values[key]
    values[key] = data.draw(st.integers(0, 99).map(Decimal).filter(lambda value: value != true))
    found = facts(values)
    suggestions = suggest(check_equations(EQUATIONS, found), found)
    assert {(*s.key, s.value) for s in suggestions.values()} == {(*key, true)}


@settings(max_examples=80, deadline=None)
@given(values=consistent(), data=st.data())
def test_whatever_is_wrong_a_suggestion_mends_every_identity_of_its_group(values: Values, data: st.DataObject) -> None:
    for key in data.draw(st.sets(st.sampled_from(sorted(values)), min_size=1, max_size=4)):
        values[key] = data.draw(st.integers(0, 99).map(Decimal))
    found = facts(values)
    for suggestion in set(suggest(check_equations(EQUATIONS, found), found).values()):
        mended = facts(values | {suggestion.key: suggestion.value})
        holds = {check.equation.id for check in check_equations(EQUATIONS, mended) if check.holds}
        assert set(suggestion.identities) <= holds


LIST = load_forms()["2014"]
LIST_EQUATIONS = form_to_equations(LIST)
LIST_KEYS = LIST.tables[0].cell_keys


@st.composite
def consistent_list(draw: st.DrawFn) -> Values:
    """A list of 2014 that satisfies every identity: parts first, then what is their sum."""
    values: Values = {key: Decimal(draw(st.integers(0, 40))) for key in LIST_KEYS}
    for rule in ("denied", "replies", "received", "concluded", "reconsideration", "litigation", "staff", "channels"):
        (equation,) = [each for each in LIST_EQUATIONS if each.rule == rule]
        values[equation.right[0]] = sum((values[key] or Decimal(0) for key in equation.left), Decimal(0))
    return values


def single_changes(equations: list[Equation], values: Values) -> set[tuple[Key, Decimal]]:
    """By brute force: every change of one cell that leaves no equation of these broken."""
    found = set()
    for key in {key for equation in equations for key in equation.keys}:
        for equation in equations:
            for value in (-1, 1):
                sides = [
                    sum((values[k] or Decimal(0) for k in side), Decimal(0)) for side in (equation.left, equation.right)
                ]
                changed = (values[key] or Decimal(0)) + value * (sides[0] - sides[1])
                mended = facts(values | {key: changed})
                if changed >= 0 and all(check.holds for check in check_equations(equations, mended)):
                    found.add((key, changed))
    return found


@settings(max_examples=80, deadline=None)
@given(values=consistent_list(), data=st.data())
def test_a_suggestion_for_a_list_is_the_only_change_that_mends_all(values: Values, data: st.DataObject) -> None:
    assert all(check.holds for check in check_equations(LIST_EQUATIONS, facts(values)))
    keys = sorted({key for equation in LIST_EQUATIONS for key in equation.keys})
    for key in data.draw(st.sets(st.sampled_from(keys), min_size=1, max_size=3)):
        values[key] = data.draw(st.integers(0, 99).map(Decimal))
    found = facts(values)
    checks = check_equations(LIST_EQUATIONS, found)
    for suggestion in set(suggest(checks, found).values()):
        assert len(suggestion.identities) > 1
        touched = [e for e in LIST_EQUATIONS if e.id in suggestion.identities or suggestion.key in e.keys]
        around = [e for e in LIST_EQUATIONS if any(not set(e.keys).isdisjoint(t.keys) for t in touched)]
        assert single_changes(around, values) == {(suggestion.key, suggestion.value)}


@settings(max_examples=40, deadline=None)
@given(values=consistent_list(), wrong=st.integers(0, 99).map(Decimal))
def test_the_cell_where_two_identities_of_a_list_cross_is_located(values: Values, wrong: Decimal) -> None:
    true, values[Key("requests.denied")] = values[Key("requests.denied")], wrong
    found = facts(values)
    suggestions = suggest(check_equations(LIST_EQUATIONS, found), found)
    expected = set() if wrong == true else {(Key("requests.denied"), true)}
    assert {(s.key, s.value) for s in suggestions.values()} == expected


def test_channels_may_add_up_to_more_than_the_total_and_not_to_less() -> None:
    (channels,) = [equation for equation in LIST_EQUATIONS if equation.relation == "at_most"]
    website, *others = channels.left
    zeros: Values = dict.fromkeys(others, Decimal(0))
    for total, holds in ((9, True), (10, True), (11, False), (None, True)):
        stated = None if total is None else Decimal(total)
        checks = check_equations([channels], facts(zeros | {website: Decimal(10), channels.right[0]: stated}))
        assert [check.holds for check in checks] == [holds]
        assert suggest(checks, facts(zeros | {website: Decimal(10), channels.right[0]: stated})) == {}


def test_channels_left_blank_beside_their_total_are_a_habit() -> None:
    (received,) = [equation for equation in LIST_EQUATIONS if equation.rule == "received"]
    blank: Values = dict.fromkeys(received.left)
    assert check_equations([received], facts(blank | {received.right[0]: Decimal(5)})) == []
    filled: Values = dict.fromkeys(received.left, Decimal(2))
    assert check_equations([received], facts(filled | {received.right[0]: None})) == []


ROW = Equation("row", "row", "error", (Key("a", "x"), Key("a", "y")), (Key("a", "total"),))


def broken(**printed: int | None) -> bool:
    values: Values = {Key("a", name): None if count is None else Decimal(count) for name, count in printed.items()}
    return any(not check.holds for check in check_equations([ROW], facts(values)))


def test_blank_is_read_as_the_form_reads_it() -> None:
    assert not broken(x=2, y=3, total=5)
    assert not broken(x=2, y=None, total=2)
    assert broken(x=2, y=None, total=3)
    assert broken(x=2, y=3, total=6)


def test_a_blank_total_beside_filled_parts_and_the_reverse_is_a_habit() -> None:
    assert not broken(x=2, y=3, total=None)
    assert not broken(x=None, y=None, total=5)


def test_an_equation_with_a_cell_that_was_not_read_is_not_judged() -> None:
    assert not broken(x=2, total=6)


def test_no_suggestion_where_several_changes_would_do() -> None:
    values: Values = {Key("a", "x"): Decimal(2), Key("a", "y"): Decimal(3), Key("a", "total"): Decimal(6)}
    found = facts(values)
    assert suggest(check_equations([ROW], found), found) == {}
