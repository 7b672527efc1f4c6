"""The forms that list one indicator a row (sample/lists.yml), in force before 2019."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

PATH = Path(__file__).with_name("lists.yml")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row: how deep it is indented, its label, its unit and its code; a heading has no unit."""

    level: int
    label: str
    unit: str
    code: str
    """With the channel behind an `@`; empty for headings and for rows that have no code."""

    @property
    def is_heading(self) -> bool:
        """Whether it only stands above others."""
        return not self.unit


@dataclass(frozen=True, slots=True)
class ListForm:
    """A vintage: the labels above its columns, its rows, and what provinces add behind the row of a code."""

    heads: dict[str, str]
    rows: tuple[Indicator, ...]
    added: dict[str, tuple[Indicator, ...]]


def year_to_list_form(report_year: int) -> str:
    """The vintage in force for a report year before 2019.

    >>> year_to_list_form(2013), year_to_list_form(2014)
    ('2008', '2014')
    """
    return "2008" if report_year <= 2013 else "2014"


@cache
def load_list_forms() -> dict[str, ListForm]:
    """The vintages by name."""
    content = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return {
        vintage: ListForm(
            form["heads"],
            tuple(Indicator(*row) for row in form["rows"]),
            {group["after"]: tuple(Indicator(*row) for row in group["rows"]) for group in form["added"]},
        )
        for vintage, form in content.items()
    }
