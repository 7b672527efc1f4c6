"""When a column's turn comes."""

from __future__ import annotations

import datetime

import pytest

from extract.season import SHANGHAI, is_due
from extract.source import Source


def source_of(last: int | None) -> Source:
    return Source.model_validate(
        {
            "id": "Town",
            "family": "trs",
            "url": "http://town.example/nb/",
            "agency": None,
            "region_code": None,
            "region_name": None,
            "years": {"first": 2008, "last": last},
            "expected": {"minimum": 1, "maximum": 60},
            "verified": None,
        }
    )


def at(year: int, month: int, day: int, hour: int = 2) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("last_good", "now", "due"),
    [
        (at(2027, 1, 4), at(2027, 1, 5), True),
        (at(2027, 1, 5, 0), at(2027, 1, 5, 23), False),
        (at(2027, 3, 1), at(2027, 3, 7), False),
        (at(2027, 3, 1), at(2027, 3, 8), True),
        (at(2027, 5, 1), at(2027, 5, 30), False),
        (at(2027, 5, 1), at(2027, 5, 31), True),
        (at(2027, 6, 20), at(2027, 7, 1), True),
        (at(2027, 7, 1), at(2027, 7, 20), False),
        (at(2027, 9, 25), at(2027, 10, 3), True),
        # The day is Shanghai's: 18:00 UTC is tomorrow there.
        (datetime.datetime(2027, 1, 4, 18, tzinfo=datetime.UTC), at(2027, 1, 5), False),
    ],
)
def test_the_season_decides(last_good, now, due):
    assert is_due(source_of(None), last_good, now) is due


def test_a_column_never_read_is_due_and_a_closed_one_rarely():
    assert is_due(source_of(2018), None, at(2027, 5, 5))
    assert not is_due(source_of(2018), at(2027, 1, 4), at(2027, 1, 5))
    assert is_due(source_of(2018), at(2027, 1, 4), at(2027, 4, 5))
    assert is_due(source_of(2025), at(2027, 1, 4), at(2027, 1, 5))
