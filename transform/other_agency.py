"""A text that speaks of another department than the one whose report it is said to be.

The wrong file was put up, or another department's text was taken over. Only bureaus (局, 厅) are compared, by what they
do: a government's report may be written by its office or by the bureau for data, a committee (委, 办) has many short
names, and centres and offices belong to the bureau whose report they appear in.
"""

from __future__ import annotations

import re
from collections import Counter

from transform.agencies import LEVEL_WORD, leading_places, printed_to_agency, title_to_agency
from transform.agency_identity import agency_to_body
from transform.gazetteer import Gazetteer
from transform.outline import Outline
from transform.prose_names import subjects_in_prose

_ENOUGH = 2
"""Sentences that begin with the other: a department may once say what the bureau of finance did."""
_SENTENCE = re.compile("[，。]")
_BUREAU = re.compile(r"(?<!分)[局厅]$")
_SPEAKS_OF_ITSELF = re.compile(r"[我本](?:[局厅委办]|单位|部门)")


def find_other_bureau(agency: str, outline: Outline, gazetteer: Gazetteer) -> str | None:
    """The bureau that a further title, the signature or the text names in place of `agency`; None if none does.

    The text counts where sentences begin with another bureau of the place, none with `agency`, and none with 我局.
    """
    if not _BUREAU.search(agency):
        return None
    titles = [name for title in outline.titles if (name := title_to_agency(title))]
    for printed in (*titles, *outline.signature):
        other = printed_to_agency(printed, gazetteer)
        if other and _BUREAU.search(other) and not _is_same(agency, other, gazetteer):
            return other
    if _SPEAKS_OF_ITSELF.search(outline.opening):
        return None
    named = _bureaus_in_sentences(outline.opening, gazetteer)
    if any(_is_same(agency, other, gazetteer) for other in named):
        return None
    votes = Counter(agency_to_body(other, gazetteer) for other in named)
    return next((other for other in named if votes[agency_to_body(other, gazetteer)] >= _ENOUGH), None)


def _bureaus_in_sentences(opening: str, gazetteer: Gazetteer) -> list[str]:
    """Those named with their place, or as the county's or the city's: 省教育厅 is the one above."""
    # A line without a comma or a full stop is a heading, and names whom the title names.
    prose = "\n".join(line for line in opening.splitlines() if _SENTENCE.search(line))
    officials = (printed_to_agency(printed, gazetteer) for printed in subjects_in_prose(prose, gazetteer))
    return [
        other
        for other in officials
        if other and _BUREAU.search(other) and (LEVEL_WORD.match(other) or leading_places(other, gazetteer))
    ]


def _is_same(first: str, second: str, gazetteer: Gazetteer) -> bool:
    """Whether two names may be one bureau's: the characters of the one, without its place, are in the other.

    >>> from transform.gazetteer import load_gazetteer
    >>> places = load_gazetteer(2020)
    >>> _is_same("恩施州教育局", "恩施土家族苗族自治州教育局", places), _is_same("城管局", "城市管理综合执法局", places)
    (True, True)
    >>> _is_same("玛曲县卫生健康局", "玛曲县民政局", places)
    False
    """
    one, other = (set(_BUREAU.sub("", agency_to_body(name, gazetteer))) for name in (first, second))
    return one <= other or other <= one
