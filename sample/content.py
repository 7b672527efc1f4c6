"""A report as blocks of prose and tables, with the facts it states; the same for every format it is rendered in."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from decimal import Decimal

from sample import fillers
from sample.forms import form_to_action_grids, form_to_request_grid, values_to_review_grid
from sample.model import Agency, Block, FactAnswer, Figures, Grid, Key, Para, Printed, ReportContent
from sample.prose import Context, Statement, state_topic
from sample.prose_disclosure import DISCLOSURE
from sample.prose_requests import COMPLAINTS, REQUESTS, REVIEWS
from sample.variation import Style, cells_to_printed, vary_labels

TITLES = (
    "{name}{year}年政府信息公开工作年度报告",
    "{name}{year}年政府信息公开工作年度报告",
    "{name}{year}年度政府信息公开工作年度报告",
    "{year}年{name}政府信息公开工作年度报告",
    "{name}{year}年政府信息公开年度报告",
)


def compose_report(
    agency: Agency, figures: Figures, style: Style, published_on: datetime.date, rng: random.Random
) -> ReportContent:
    """The whole undamaged report."""
    values = cells_to_printed(figures.cells, style, rng)
    prose, note_total = _compose_section_one(Context(agency, figures, rng), rare=rng.random() < 0.5)
    actions: list[Block] = list(form_to_action_grids(figures.form, values, merged=style.merged_actions))
    facts = [fact for statement in prose for fact in statement.facts]
    if style.table_note and figures.form == "2019" and note_total is not None:
        note, fact = _table_note(figures.year, note_total)
        actions.append(note)
        facts.append(fact)
    title = rng.choice(TITLES).format(name=agency.name, year=figures.year)
    blocks: list[Block] = [
        Para(title, "title"),
        Para(fill(rng.choice(fillers.PREAMBLES), agency, figures, rng)),
        Para("一、总体情况", "heading"),
        *(Para(statement.text) for statement in prose),
        Para("二、主动公开政府信息情况", "heading"),
        *actions,
        Para("三、收到和处理政府信息公开申请情况", "heading"),
        form_to_request_grid(figures.form, values),
        Para("四、政府信息公开行政复议、行政诉讼情况", "heading"),
        values_to_review_grid(values),
        *to_closing(agency, published_on, rng),
    ]
    varied = tuple(vary_labels(block, style) if isinstance(block, Grid) else block for block in blocks)
    facts.extend(values_to_facts(values))
    return ReportContent(title, agency, figures.year, figures.form, published_on, varied, tuple(facts))


def values_to_facts(values: Mapping[Key, Printed]) -> list[FactAnswer]:
    """The facts of the printed cells."""
    return [
        FactAnswer(code, printed.value, printed.raw, printed.state, "table", applicant)
        for (code, applicant), printed in values.items()
    ]


def _compose_section_one(context: Context, *, rare: bool) -> tuple[list[Statement], int | None]:
    """The paragraphs of 总体情况, and the total of items published if they state one."""
    rng = context.rng
    disclosure = state_topic(DISCLOSURE, context)
    requests = state_topic(REQUESTS, context)
    reviews = state_topic(REVIEWS, context)
    complaints = state_topic(COMPLAINTS, context)
    platform = to_filler(fillers.PLATFORM, context) + (to_filler(fillers.RARE, context) if rare else "")
    subjects: list[tuple[str, tuple[Statement | str, ...]]] = [
        ("主动公开", (disclosure,)),
        ("依申请公开", (requests, reviews)),
        ("政府信息管理", (to_filler(fillers.MANAGEMENT, context),)),
        ("平台建设", (platform,)),
        ("监督保障", (to_filler(fillers.SUPERVISION, context), complaints)),
    ]
    if rng.random() < 0.3:
        subjects[2], subjects[3] = subjects[3], subjects[2]
    heading = rng.choice(("（{chinese}）{subject}情况。", "（{chinese}）{subject}方面。", "{number}.{subject}情况。"))
    paragraphs = [join("", to_filler(fillers.OPENINGS, context))]
    for number, (subject, pieces) in enumerate(subjects, start=1):
        head = heading.format(chinese="一二三四五"[number - 1], number=number, subject=subject)
        paragraphs.append(join(head, *pieces))
    return paragraphs, disclosure.total


def join(head: str, *pieces: Statement | str) -> Statement:
    """One paragraph of several pieces, with all their facts."""
    texts = [piece if isinstance(piece, str) else piece.text for piece in pieces]
    facts = [fact for piece in pieces if isinstance(piece, Statement) for fact in piece.facts]
    return Statement(head + "".join(texts), tuple(facts))


def to_filler(bank: tuple[str, ...], context: Context) -> str:
    """A sentence that states no fact."""
    rng = context.rng
    return rng.choice(bank).format(
        year=context.figures.year,
        we=context.we,
        name=context.agency.name,
        followers=rng.randint(2000, 90_000),
        views=rng.randint(2, 300),
    )


def fill(template: str, agency: Agency, figures: Figures, rng: random.Random) -> str:
    """A preamble with its contact data; telephone and mail are made up."""
    named = agency.place.city + agency.place.name
    says_where = agency.name.startswith((agency.place.city, agency.place.province))
    return template.format(
        name=agency.name,
        year=figures.year,
        notice=fillers.NOTICES[figures.form],
        city="" if not says_where else named.removesuffix(agency.place.name),
        place=agency.place.name,
        street=rng.choice(fillers.STREETS),
        number=rng.randint(1, 999),
        postcode=rng.randint(100_000, 599_999),
        phone=f"0{rng.randint(411, 899)}-{rng.randint(2_000_000, 8_999_999)}",
        fax=f"0{rng.randint(411, 899)}-{rng.randint(2_000_000, 8_999_999)}",
        mail=f"gk{rng.randint(1000, 9999)}@{agency.place.code}.example",
    )


def _table_note(year: int, total: int) -> tuple[Para, FactAnswer]:
    text = f"{year}年本行政区域（或本部门）政府信息公开发布总数量（非新闻类、消息类）：{total}"
    return Para(text), FactAnswer("disclosure.total", Decimal(total), text, source="table_note")


def to_closing(agency: Agency, published_on: datetime.date, rng: random.Random) -> list[Para]:
    """The sections behind the tables, and the signature."""
    return [
        Para("五、存在的主要问题及改进情况", "heading"),
        Para(rng.choice(fillers.PROBLEMS)),
        Para(rng.choice(fillers.IMPROVEMENTS)),
        Para("六、其他需要报告的事项", "heading"),
        Para(rng.choice(fillers.OTHER_MATTERS)),
        Para(agency.name, "sign"),
        Para(f"{published_on.year}年{published_on.month}月{published_on.day}日", "sign"),
    ]
