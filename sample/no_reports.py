"""Pages in the same column that are no reports, one function a kind; `NO_REPORTS` names them."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from sample import fillers
from sample.model import Agency, Block, Grid, GridCell, Para, ReportContent


def compose_website_report(agency: Agency, year: int, published_on: datetime.date) -> ReportContent:
    """政府网站工作年度报表: a table of numbers in the same column, of which none is a disclosure metric."""
    title = f"{agency.place.name}人民政府门户网站政府网站工作年度报表（{year}年度）"
    rows = [
        [text.format(place=agency.place.name, code=agency.place.code) for text in row]
        for row in fillers.WEBSITE_REPORT_ROWS
    ]
    cells = [GridCell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return _no_report(agency, year, published_on, title, (Grid(tuple(cells), 2),))


def compose_work_summary(agency: Agency, year: int, published_on: datetime.date) -> ReportContent:
    """政务公开工作总结: prose about other work, without the form's sections."""
    title = f"{agency.name}{year}年政务公开工作总结"
    paras = tuple(Para(text.format(name=agency.name, year=year)) for text in fillers.WORK_SUMMARY)
    return _no_report(agency, year, published_on, title, paras)


def compose_empty_report(agency: Agency, year: int, published_on: datetime.date) -> ReportContent:
    """A page whose title is a report's and whose text is filler without one number of its own."""
    title = f"{agency.name}{year}年政府信息公开工作年度报告"
    return _no_report(agency, year, published_on, title, tuple(Para(text) for text in fillers.NOT_A_REPORT_FILLER))


def _no_report(
    agency: Agency, year: int, published_on: datetime.date, title: str, body: tuple[Block, ...]
) -> ReportContent:
    return ReportContent(title, agency, year, None, published_on, (Para(title, "title"), *body), outcome="not_a_report")


NO_REPORTS: dict[str, Callable[[Agency, int, datetime.date], ReportContent]] = {
    "website_report": compose_website_report,
    "work_summary": compose_work_summary,
    "empty_report": compose_empty_report,
}
