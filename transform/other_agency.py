"""A text that speaks of another department than the one whose report it is said to be.

The wrong file was put up, or another department's text was taken over. Only departments are compared: a government's
report may be written by its office or by the bureau for data, and names both.
"""

from __future__ import annotations

import re
from collections import Counter

from transform.agencies import is_township, printed_to_agency, title_to_agency
from transform.agency_identity import agency_to_body, fuller_agency
from transform.gazetteer import Gazetteer
from transform.outline import Outline
from transform.prose_names import subjects_in_prose

_ENOUGH = 2
"""Sentences that begin with the other: a department may once say what the bureau of finance did."""
_SENTENCE = re.compile("[，。]")
_NO_DEPARTMENT = re.compile(r"(?:政府|政府办公[室厅])$")
_OFFICE = re.compile(r"(?:党政|综合)?办公[室厅]$")


def find_other_department(agency: str, outline: Outline, gazetteer: Gazetteer) -> str | None:
    """The department that a further title, the signature or the text names in place of `agency`; None if none does.

    The text counts where its sentences begin with another department, and never with `agency`.
    """
    if not _is_department(agency):
        return None
    titles = [name for title in outline.titles if (name := title_to_agency(title))]
    for printed in (*titles, *outline.signature):
        other = printed_to_agency(printed, gazetteer)
        if other and _is_department(other) and not _is_same(agency, other, gazetteer):
            return other
    named = _departments_in_sentences(outline.opening, gazetteer)
    if any(_is_same(agency, other, gazetteer) for other in named):
        return None
    votes = Counter(agency_to_body(other, gazetteer) for other in named)
    return next((other for other in named if votes[agency_to_body(other, gazetteer)] >= _ENOUGH), None)


def _departments_in_sentences(opening: str, gazetteer: Gazetteer) -> list[str]:
    # A line without a comma or a full stop is a heading, and names whom the title names.
    prose = "\n".join(line for line in opening.splitlines() if _SENTENCE.search(line))
    officials = (printed_to_agency(printed, gazetteer) for printed in subjects_in_prose(prose, gazetteer))
    return [other for other in officials if other and _is_department(other)]


def _is_department(agency: str) -> bool:
    return not is_township(agency) and _NO_DEPARTMENT.search(agency) is None


def _is_same(first: str, second: str, gazetteer: Gazetteer) -> bool:
    """Whether two names are one department's, its own office's included."""
    first, second = (_OFFICE.sub("", name) or name for name in (first, second))
    bodies = agency_to_body(first, gazetteer), agency_to_body(second, gazetteer)
    if fuller_agency(first, second, gazetteer) is not None:
        return True
    return bodies[0] != bodies[1] and (bodies[0].startswith(bodies[1]) or bodies[1].startswith(bodies[0]))
