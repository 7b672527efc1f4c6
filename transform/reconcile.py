"""The form's identities checked against what is printed, and the one change that would mend them.

Nothing is corrected: a suggestion stands beside the printed value, with the identities that prove it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from transform.equations import Equation
from transform.metrics import key_to_name
from transform.model import Fact, Finding, Key, Severity, Suggestion, Verdict

_BLANK = ("blank", "not_applicable")
_NOTHING = Decimal(0)


class Check(NamedTuple):
    """One equation that can be evaluated: both sides as printed, a blank counted as nothing."""

    equation: Equation
    left: Decimal
    right: Decimal
    reported: frozenset[Key]

    @property
    def holds(self) -> bool:
        """Whether both sides are the same, or the right is no more than the left where that is all that is asked."""
        return self.left == self.right or (self.equation.relation == "at_most" and self.right < self.left)

    @property
    def proves(self) -> bool:
        """Whether it speaks for the numbers in it: zeros add up wherever they stand, and a bound holds for many."""
        return self.holds and bool(self.right) and self.equation.relation == "equal"


def check_equations(equations: Sequence[Equation], facts: Mapping[Key, Fact]) -> list[Check]:
    """Evaluate every equation whose cells were all read.

    A total left blank while its parts are filled, and the reverse, is a habit of agencies and no error: such an
    equation is left out unless it holds.
    """
    checks = []
    reported = {key for key, fact in facts.items() if fact.value is not None}
    amounts = {
        key: fact.value or _NOTHING for key, fact in facts.items() if fact.value is not None or fact.state in _BLANK
    }
    read = set(amounts)
    for equation in equations:
        if not equation.cells <= read:
            continue
        left = sum(map(amounts.__getitem__, equation.left), _NOTHING)
        right = sum(map(amounts.__getitem__, equation.right), _NOTHING)
        check = Check(equation, left, right, equation.cells & reported)
        if check.reported and (check.holds or not _is_habit(check)):
            checks.append(check)
    return checks


def _is_habit(check: Check) -> bool:
    """Blank totals, blank parts, and in a balance of totals any blank."""
    blank_left = [key for key in check.equation.left if key not in check.reported]
    blank_right = [key for key in check.equation.right if key not in check.reported]
    return (
        bool(blank_right)
        or len(blank_left) == len(check.equation.left)
        or (len(check.equation.right) > 1 and bool(blank_left))
    )


def suggest(checks: Sequence[Check], facts: Mapping[Key, Fact]) -> dict[str, Suggestion]:
    """For each broken equation (by its id), the single-cell change that mends it and all that break with it.

    Only where exactly one such change exists: two or more broken equations cross at the cell, it stands in every one of
    its group and in none that holds, and all of them ask for one value. What is only bounded asks for no value.
    """
    checks = [check for check in checks if check.equation.relation == "equal"]
    sound = {key for check in checks if check.holds for key in check.equation.keys}
    found: dict[str, Suggestion] = {}
    for group in _groups([check for check in checks if not check.holds]):
        shared = frozenset.intersection(*(frozenset(check.equation.keys) for check in group))
        options = [option for key in sorted(shared - sound) if (option := _mend(key, group, facts)) is not None]
        if len(options) == 1 and len(group) > 1:
            found.update({check.equation.id: options[0] for check in group})
    return found


def _groups(broken: Sequence[Check]) -> Iterator[list[Check]]:
    """Broken equations that share a cell, directly or over others, belong together."""
    rest = list(broken)
    while rest:
        group, keys = [rest.pop(0)], set[Key]()
        keys.update(group[0].equation.keys)
        while linked := [check for check in rest if not keys.isdisjoint(check.equation.keys)]:
            group += linked
            rest = [check for check in rest if check not in linked]
            keys.update(key for check in linked for key in check.equation.keys)
        yield group


def _mend(key: Key, group: Sequence[Check], facts: Mapping[Key, Fact]) -> Suggestion | None:
    printed = facts[key].value or Decimal(0)
    wanted = {
        printed + ((check.right - check.left) if key in check.equation.left else (check.left - check.right))
        for check in group
    }
    if len(wanted) != 1 or min(wanted) < 0:
        return None
    identities = tuple(check.equation.id for check in group)
    return Suggestion(key.code, key.applicant, wanted.pop(), identities, key.channel)


def broken_to_findings(
    checks: Sequence[Check], suggestions: Mapping[str, Suggestion], facts: Mapping[Key, Fact], verdict: Verdict
) -> list[Finding]:
    """One finding for each located cell, and one for each other equation that does not hold."""
    findings: dict[object, Finding] = {}
    broken = {check.equation.id: check for check in checks if not check.holds}
    for name, check in broken.items():
        suggestion = suggestions.get(name)
        if suggestion is None:
            findings[name] = _equation_finding(check, facts, verdict)
        elif suggestion not in findings:
            group = [broken[identity] for identity in suggestion.identities]
            findings[suggestion] = _cell_finding(suggestion, group, facts, verdict)
    return list(findings.values())


def _equation_finding(check: Check, facts: Mapping[Key, Fact], verdict: Verdict) -> Finding:
    """A broken equation whose wrong cell is not located: any of its cells may be the one, the total first."""
    equation = check.equation
    keys = (*equation.right, *equation.left)
    applicants = {key.applicant for key in keys}
    return Finding(
        rule=f"identity.{equation.rule}",
        severity=equation.severity,
        codes=tuple(dict.fromkeys(key.code for key in keys)),
        message=_sentence(check),
        verdict=verdict,
        observed=check.right,
        expected=check.left,
        applicant=applicants.pop() if len(applicants) == 1 else None,
        locator=facts[equation.right[-1]].locator,
    )


def _cell_finding(
    suggestion: Suggestion, group: Sequence[Check], facts: Mapping[Key, Fact], verdict: Verdict
) -> Finding:
    fact = facts[suggestion.key]
    sentences = "；".join(_sentence(check) for check in group)
    change = f"“{key_to_name(*suggestion.key)}”由 {fact.value} 改为 {suggestion.value}"
    severity: Severity = "error" if any(check.equation.severity == "error" for check in group) else "warning"
    return Finding(
        rule=f"identity.{group[0].equation.rule}",
        severity=severity,
        codes=(suggestion.code,),
        message=f"{sentences}；只有一处改动能使各式成立：{change}",
        verdict=verdict,
        observed=fact.value,
        expected=suggestion.value,
        applicant=suggestion.applicant,
        locator=fact.locator,
        suggestion=suggestion,
    )


def _sentence(check: Check) -> str:
    bound = "，不应更多" if check.equation.relation == "at_most" else ""
    terms = _terms(check.equation.left), _terms(check.equation.right)
    return f"{terms[0]}合计 {check.left}，表中{terms[1]}为 {check.right}{bound}"


def _terms(keys: Sequence[Key]) -> str:
    """The cells of one side in words: all parts of a row, or the rows of one column, shortened where they are many."""
    codes = list(dict.fromkeys(key.code for key in keys))
    if len(codes) == 1 and len(keys) > 1:
        by_channel = any(key.channel != "all" for key in keys)
        return f"“{key_to_name(codes[0])}”{'各种渠道' if by_channel else '各类申请人'}"
    if len(codes) <= 3:
        return "、".join(f"“{key_to_name(*key)}”" for key in keys)
    return f"“{key_to_name(*keys[0])}”至“{key_to_name(*keys[-1])}”{len(codes)} 项"
