"""Which CMS family a page is of, by the marks that families.yml lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_MARKS = Path(__file__).with_name("families.yml")

Marks = Mapping[str, tuple[re.Pattern[str], ...]]


@cache
def load_marks() -> Mapping[str, Marks]:
    """By family, the patterns of its addresses (`url`) and pages (`html`)."""
    entries = yaml.safe_load(_MARKS.read_text(encoding="utf-8"))
    return {
        family: {place: tuple(re.compile(mark, re.IGNORECASE) for mark in marks) for place, marks in places.items()}
        for family, places in entries.items()
    }


def page_to_family(text: str, url: str) -> str | None:
    """The family of a page, None where no mark of any is found.

    >>> page_to_family('<script>createPageHTML(3, 0, "index", "html");</script>', "http://a.example/nb/")
    'trs'
    >>> page_to_family("<html><body>404</body></html>", "http://a.example/nb/") is None
    True
    """
    found = {family: _count(marks, text, url) for family, marks in load_marks().items()}
    best = max(found, key=lambda family: found[family])
    return best if found[best] else None


def _count(marks: Marks, text: str, url: str) -> int:
    in_page = sum(mark.search(text) is not None for mark in marks["html"])
    # An address alone says little: many a portal has a `.htm` or a folder of that name.
    return in_page + sum(mark.search(url) is not None for mark in marks["url"]) if in_page else 0
