"""A report of before 2019: prose, and one table that lists everything; townships write prose alone."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from dataclasses import replace

from sample import fillers
from sample.content import TITLES, fill, join, to_closing, to_filler
from sample.list_forms import LAYOUTS, draw_columns, form_to_lines, lines_to_grid
from sample.list_prose import REQUESTS_BY_ROUTE, WORK, form_to_disclosure
from sample.model import Agency, FactAnswer, Figures, Key, Para, Printed, ReportContent
from sample.prose import Context, Statement, state_topic
from sample.prose_requests import COMPLAINTS, REVIEWS
from sample.variation import Style, print_cell

_HEADINGS = ("一、概述", "二、主动公开政府信息的情况", "三、依申请公开政府信息办理情况", "四、复议、诉讼和举报情况")
_MONEY = ("fees.collected", "funding.amount")


def compose_list_report(
    agency: Agency, figures: Figures, style: Style, published_on: datetime.date, rng: random.Random
) -> ReportContent:
    """The whole undamaged report."""
    context = Context(agency, figures, rng)
    title = rng.choice(TITLES).format(name=agency.name, year=figures.year)
    sections = _compose_sections(context)
    prose = [
        Para(title, "title"),
        Para(fill(rng.choice(fillers.PREAMBLES_2008), agency, figures, rng)),
        *(para for heading, said in sections for para in (Para(heading, "heading"), Para(said.text))),
    ]
    facts = [fact for _, said in sections for fact in said.facts]
    closing = to_closing(agency, published_on, rng)
    if agency.is_township:
        blocks = (*prose, *closing)
        return ReportContent(title, agency, figures.year, None, published_on, blocks, tuple(facts))
    values = figures_to_printed(figures, style, rng)
    lines = form_to_lines(figures.form, values, added=rng.random() < 0.25, rng=rng)
    grid = lines_to_grid(figures.form, lines, draw_columns(figures.form, rng), rng.choice(LAYOUTS), style)
    name = "政府信息公开情况统计表" if figures.form == "2014" else "政府信息公开指标统计表"
    table = (Para(f"附表：{name}（{figures.year}年度）", "heading"), grid)
    return ReportContent(
        title,
        agency,
        figures.year,
        figures.form,
        published_on,
        (*prose, *closing, *table),
        (*facts, *values_to_list_facts(values)),
        raw_rows=tuple(row for line in lines if (row := line.to_raw_row(style))),
    )


def figures_to_printed(figures: Figures, style: Style, rng: random.Random) -> dict[Key, Printed]:
    """What the table prints: money in 万元 or, with that unit beside it, in 元; parts may be left blank."""
    style = replace(style, action_zeros=style.zeros, units_in_cells=False)
    in_yuan = rng.random() < 0.15
    printed = {key: print_cell(key, value, style, rng) for key, value in figures.cells.items()}
    for code in _MONEY:
        key = (code, "all")
        if key in printed and printed[key].value:
            amount = figures.cells[key]
            raw = f"{amount}" if in_yuan else f"{(amount / 10_000).normalize():f}"
            printed[key] = replace(printed[key], raw=raw)
        if key in printed and in_yuan:
            printed[key] = replace(printed[key], unit="元")
    if style.blank_totals:
        blank = rng.choice(("parts", "total"))
        for key in [key for key in printed if key[0].startswith("requests.received")]:
            if ("@" in key[0]) is (blank == "parts"):
                printed[key] = Printed("", None, "blank")
    return printed


def values_to_list_facts(values: Mapping[Key, Printed]) -> list[FactAnswer]:
    """The facts of the printed cells; a code holds its channel behind an `@`."""
    return [
        FactAnswer(code, printed.value, printed.raw, printed.state, "table", channel=channel or "all")
        for (name, _), printed in values.items()
        for code, _, channel in (name.partition("@"),)
    ]


def _compose_sections(context: Context) -> list[tuple[str, Statement]]:
    disclosure = state_topic(form_to_disclosure(context.figures.form), context)
    requests = state_topic(REQUESTS_BY_ROUTE, context)
    reviews, complaints = state_topic(REVIEWS, context), state_topic(COMPLAINTS, context)
    work = state_topic(WORK, context)
    texts = (
        join("", to_filler(fillers.OPENINGS, context), to_filler(fillers.MANAGEMENT_2008, context), work),
        join("", disclosure, to_filler(fillers.PLATFORM_2008, context)),
        join("", requests),
        join("", reviews, complaints),
    )
    return list(zip(_HEADINGS, texts, strict=True))
