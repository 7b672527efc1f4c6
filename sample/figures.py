"""Invented numbers that satisfy every identity of the form within a report and over an agency's years."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

from sample.labels import REVIEW_BLOCKS, form_to_outcome_codes, year_to_form
from sample.model import APPLICANTS, Agency, Figures, Key

_APPLICANT_WEIGHTS = (72, 15, 1, 2, 6, 4)
_OUTCOME_WEIGHTS = {
    "requests.granted": 38,
    "requests.granted_in_part": 12,
    "requests.unavailable.not_held": 18,
    "requests.unavailable.needs_creation": 4,
    "requests.denied.deliberative_process": 4,
    "requests.rejected.petition": 6,
    "requests.other": 6,
    "requests.other.not_corrected": 4,
    "requests.other.other": 3,
}
_CHANNELS = ("website", "wechat", "weibo", "new_media", "press", "notice_board")


def agency_to_figures(agency: Agency, years: range, seed: int) -> Iterator[Figures]:
    """The figures of an agency, year after year: what is carried out of one is carried into the next."""
    rng = random.Random(f"figures:{seed}:{agency.slug}")
    carried = dict.fromkeys(APPLICANTS, 0)
    stock = _Stock(rng, agency)
    for year in years:
        form = year_to_form(year)
        requests, carried = _draw_requests(rng, agency.volume, form, carried)
        cells = {**requests, **_draw_reviews(rng, requests["requests.received", "total"]), **stock.advance(form)}
        channels, categories = draw_disclosure(rng, agency)
        complaints = rng.choice((0, 0, 0, rng.randint(1, 12)))
        yield Figures(year, form, {key: Decimal(n) for key, n in cells.items()}, channels, categories, complaints)


def _draw_requests(
    rng: random.Random, volume: int, form: str, carried: dict[str, int]
) -> tuple[dict[Key, int], dict[str, int]]:
    """Table 3, and what it carries out of the year by applicant."""
    codes = form_to_outcome_codes(form)
    weights = [_OUTCOME_WEIGHTS.get(code, 1) for code in codes]
    received = split(rng, rng.randint(volume * 6 // 10, volume * 14 // 10), _APPLICANT_WEIGHTS)
    cells: dict[Key, int] = {}
    left: dict[str, int] = {}
    for applicant, new in zip(APPLICANTS, received, strict=True):
        open_requests = new + carried[applicant]
        left[applicant] = rng.randint(0, max(open_requests // 12, min(open_requests, rng.choice((0, 0, 1)))))
        concluded = open_requests - left[applicant]
        cells["requests.received", applicant] = new
        cells["requests.carried_in", applicant] = carried[applicant]
        cells.update(zip(((code, applicant) for code in codes), split(rng, concluded, weights), strict=True))
        cells["requests.concluded", applicant] = concluded
        cells["requests.carried_out", applicant] = left[applicant]
    for code in dict.fromkeys(code for code, _ in cells):
        cells[code, "total"] = sum(cells[code, applicant] for applicant in APPLICANTS)
    return cells, left


def _draw_reviews(rng: random.Random, requests: int) -> dict[Key, int]:
    """Table 4: three blocks, each of which adds up."""
    cells: dict[Key, int] = {}
    for block in REVIEW_BLOCKS:
        parts = split(rng, rng.randint(0, requests // 15), (6, 2, 3, 1))
        cells.update({(f"{block}.{name}", "all"): n for name, n in zip(_RESULTS, parts, strict=True)})
        cells[f"{block}.total", "all"] = sum(parts)
    return cells


_RESULTS = ("upheld", "corrected", "other", "pending")


class _Stock:
    """Table 2: what goes on from one year to the next, in either form."""

    def __init__(self, rng: random.Random, agency: Agency) -> None:
        self.rng = rng
        self.scale = 40 if "人民政府" in agency.name else 6
        self.documents = rng.randint(0, self.scale)
        self.items = {code: rng.randint(0, 60) for code in ("licensing", "other_services", "penalties", "coercion")}
        self.items["fees"] = rng.randint(0, 3)

    def advance(self, form: str) -> dict[Key, int]:
        """The cells of one more year."""
        cells = self._year_2019() if form == "2019" else self._year_2021()
        return {(code, "all"): n for code, n in cells.items()}

    def _year_2019(self) -> dict[str, int]:
        made = self.rng.randint(0, self.scale // 2)
        disclosed = self.rng.randint(0, made)
        self.documents += disclosed
        cells = dict.fromkeys(("rules.made", "rules.disclosed", "rules.disclosed_cumulative"), 0)
        cells["normative_documents.made"] = made
        cells["normative_documents.disclosed"] = disclosed
        cells["normative_documents.disclosed_cumulative"] = self.documents
        for code, items in self.items.items():
            change = self.rng.choice((0, 0, self.rng.randint(1, 12), -self.rng.randint(0, items // 3)))
            cells[f"{code}.items_previous_year"] = items
            cells[f"{code}.items_change"] = change
            self.items[code] = items + change
            if code != "fees":
                cells[f"{code}.decisions"] = self.rng.randint(0, 30 * (items + change))
        cells["procurement.projects"] = self.rng.randint(0, 30)
        cells["procurement.amount"] = cells["procurement.projects"] * self.rng.randint(8_000, 900_000)
        return cells

    def _year_2021(self) -> dict[str, int]:
        issued, repealed = self.rng.randint(0, self.scale // 2), self.rng.randint(0, self.documents // 3)
        self.documents += issued - repealed
        cells = dict.fromkeys(("rules.issued", "rules.repealed", "rules.in_force"), 0)
        cells["normative_documents.issued"] = issued
        cells["normative_documents.repealed"] = repealed
        cells["normative_documents.in_force"] = self.documents
        for code in ("licensing", "penalties", "coercion"):
            cells[f"{code}.decisions"] = self.rng.randint(0, 30 * self.items[code])
        cells["fees.amount"] = self.rng.choice((0, 0, 100 * self.rng.randint(1, 50_000)))
        return cells


def draw_disclosure(rng: random.Random, agency: Agency) -> tuple[dict[str, int], dict[str, int]]:
    """Items published, once by channel and once by category; both add up to the same."""
    scale = 12_000 if "人民政府" in agency.name else 700
    total = rng.randint(scale // 10, scale)
    channels = dict(zip(_CHANNELS, split(rng, total, (50, 30, 8, 5, 4, 3)), strict=True))
    labels = (*agency.topics, "工作动态类信息", "其他信息")
    return channels, dict(zip(labels, split(rng, total, (5, 4, 3, 6, 2)), strict=True))


def split(rng: random.Random, total: int, weights: tuple[int, ...] | list[int]) -> list[int]:
    """`total` items dealt to parts by weight; a large total is dealt by share first, so that the cost stays flat."""
    share = sum(weights)
    parts = [total * weight // share if total > 200 else 0 for weight in weights]
    for index in rng.choices(range(len(weights)), weights, k=total - sum(parts)):
        parts[index] += 1
    if total > 200:
        for index in range(len(parts) - 1):
            moved = rng.randint(0, parts[index] // 4)
            parts[index] -= moved
            parts[index + 1] += moved
    return parts
