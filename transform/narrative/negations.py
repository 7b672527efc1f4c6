"""What a clause says did not happen: one negation may govern several nouns, over commas too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from re import Pattern

from transform.narrative.words import MetricRule, load_lexicon

_YEAR_BEFORE = re.compile(r"(?:上|去|往|前)(?:一)?年(?:度)?(?=也?$)")


@cache
def _pattern(name: str) -> Pattern[str]:
    return load_lexicon().patterns[f"negation.{name}"]


def may_state_zero(sentence: str) -> bool:
    """A cheap look: a negation, and a noun that one of our zeros needs (or no room for any, as in 无)."""
    return _pattern("hint").search(sentence) is not None and (
        len(sentence) <= 20 or _zero_nouns().search(sentence) is not None
    )


@cache
def _zero_nouns() -> Pattern[str]:
    return re.compile("|".join(rule.zero.pattern for rule in load_lexicon().rules if rule.zero))


def clauses_to_zeros(texts: Sequence[str], at: int, heading: str, report_year: int | None) -> list[tuple[str, int]]:
    """Codes that clause `at` states to be zero, each with the number of the clause that names it.

    `heading` holds the words that a bare 无 answers: the clause before a colon, or the section's heading.

    >>> clauses_to_zeros(["未收到公开申请、行政复议申请", "行政诉讼"], 0, "", 2022)
    [('requests.received', 0), ('reconsideration.total', 0), ('litigation.total', 1)]
    """
    text = texts[at]
    if _pattern("bare").match(text):
        return [(code, at) for code in _nouns_to_codes(heading, "收到", report_year)] if len(heading) <= 60 else []
    if found := _pattern("postfix").search(text):
        return [(code, at) for code in _scope_to_codes(text[: found.start()] or heading, "收到", report_year)]
    if _pattern("nil").search(text):
        items = [item for item in _pattern("connectives").split(text) if _pattern("nil").search(item)]
        return [(code, at) for item in items for code in _nouns_to_codes(item, "收到", report_year)]
    found = _pattern("pattern").search(text)
    if found is None or _pattern("unless").search(text, found.start()):
        return []
    # 上一年度也没有结转: the year before belongs to what is denied.
    year = _YEAR_BEFORE.search(text[: found.start()])
    denied = (year[0] if year else "") + text[found.start() :]
    zeros = [(code, at) for code in _scope_to_codes(denied, found[0], report_year)]
    if not zeros:
        return [(code, at) for code in _bare_object(text[found.end() :], heading, report_year)]
    for number in range(at + 1, len(texts)):
        if not _pattern("goes_on").match(texts[number]) or any(letter.isdigit() for letter in texts[number]):
            break
        zeros += [(code, number) for code in _scope_to_codes(texts[number], found[0], report_year)]
    return list(dict(reversed(zeros)).items())[::-1]


def _bare_object(rest: str, heading: str, report_year: int | None) -> list[str]:
    """未收到此类申请, 没有发生上述情况 under a heading that names what."""
    said = rest.strip("的过任何")
    if said and said not in (
        "此类情况",
        "此类事项",
        "上述情况",
        "以上情况",
        "相关情况",
        "该类情况",
        "此种情况",
        "情况",
    ):
        return []
    return _nouns_to_codes(heading, "收到", report_year) if len(heading) <= 60 else []


def _scope_to_codes(scope: str, verb: str, report_year: int | None) -> list[str]:
    """The metrics that the nouns of a negation's scope name, in order, without those in a cause (因申请引起的…)."""
    body = _pattern("cause").sub("", scope)
    codes: list[str] = []
    for item in _pattern("connectives").split(body):
        codes += [code for code in _nouns_to_codes(item, verb, report_year) if code not in codes]
    return codes


def _nouns_to_codes(text: str, verb: str, report_year: int | None) -> list[str]:
    """The metrics one noun phrase names: 行政复议申请 is a reconsideration and no request."""
    codes = [rule.code for rule in load_lexicon().rules if rule.zero and _names(rule, text, verb, report_year)]
    if "requests.received" in codes and len(codes) > 1:
        codes.remove("requests.received")
    return codes


def _names(rule: MetricRule, text: str, verb: str, report_year: int | None) -> bool:
    if rule.zero is None or not rule.zero.search(text):
        return False
    if rule.zero_unless and rule.zero_unless.search(text):
        return False
    if rule.zero_verbs and not rule.zero_verbs.search(verb):
        return False
    since = rule.entry.zero_since
    early = since is not None and (report_year is None or report_year < since)
    return not early or (rule.entry.zero_always is not None and rule.entry.zero_always in text)
