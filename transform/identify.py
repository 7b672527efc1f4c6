"""Who reports, about which year and for which region, with a finding where the document leaves it open."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.document import Document
from extract.titles import title_to_report_year
from transform.agencies import is_township
from transform.agency_identity import agency_key
from transform.form import load_forms
from transform.gazetteer import LAST_YEAR, Region, load_gazetteer, to_region_year
from transform.judge import is_report
from transform.model import Finding, Hints, Scope
from transform.naming import Named, outline_to_named
from transform.other_agency import find_other_bureau
from transform.outline import Outline, document_to_outline
from transform.places import Ambiguous
from transform.report_years import (
    text_to_called_year,
    text_to_opening_year,
    text_to_period_year,
    text_to_stated_year,
)

__all__ = ["Identity", "identify_report", "is_report"]

_WHOLE_SYSTEM = re.compile(r"系统版|全系统|系统$")
_OFFICE_ONLY = re.compile(r"机关版|机关本级|（本级）|\(本级\)|本级版")


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a report this report; everything that the document leaves open is None."""

    title: str | None
    report_year: int | None
    agency: str | None
    agency_key: str | None
    """The same for every spelling of one agency's name, and different for namesakes of other regions."""
    region_code: str | None
    region_name: str | None
    """With its parents: 吉林省长春市绿园区."""
    region_year: int | None
    """The year whose boundaries the code follows; None where the region is open."""
    scope: Scope
    published_on: datetime.date | None
    findings: tuple[Finding, ...]


def identify_report(document: Document, hints: Hints, vintage: str | None) -> Identity:
    """Read title, report year, agency, region, scope and publication date off a document.

    `hints` fill in what the document does not say itself; `vintage` is the form of its tables, None if it has none.
    Years come from the title, else the statistics period, else the opening, and never from a date of publication, a
    document number or a URL (spec: variety, Titles).
    """
    outline = document_to_outline(document, hints)
    title_years = [year for title in outline.titles if (year := title_to_report_year(title))]
    title_year = title_years[0] if title_years else None
    period_year = text_to_period_year(outline.opening)
    report_year = title_year or period_year or _opening_to_year(outline.opening, hints)
    named = outline_to_named(outline, hints, report_year)
    region = named.region if isinstance(named.region, Region) else None
    findings = (
        *_year_findings(report_year, title_years, period_year, vintage),
        *_region_findings(named, report_year, hints),
        *_agency_findings(named, report_year, outline),
        *_date_findings(report_year, outline.published_on),
    )
    return Identity(
        title=_title(outline, document, hints),
        report_year=report_year,
        agency=named.agency,
        agency_key=_to_key(named, region),
        region_code=region.code if region else None,
        region_name=region.name if region else None,
        region_year=region.year if region else None,
        scope=_to_scope(named.agency, outline),
        published_on=outline.published_on,
        findings=findings,
    )


def _to_key(named: Named, region: Region | None) -> str | None:
    if named.agency is None:
        return None
    gazetteer = load_gazetteer(region.year if region else LAST_YEAR)
    return agency_key(named.agency, region.code if region else None, gazetteer)


def _opening_to_year(opening: str, hints: Hints) -> int | None:
    return (
        text_to_stated_year(opening)
        or text_to_opening_year(opening)
        or hints.report_year
        or text_to_called_year(opening)
    )


def _title(outline: Outline, document: Document, hints: Hints) -> str | None:
    return outline.titles[0] if outline.titles else document.title or hints.title


def _to_scope(agency: str | None, outline: Outline) -> Scope:
    """`region` for the report of a whole government of county level or above, or of a whole system of offices."""
    titles = " ".join(outline.titles)
    if _OFFICE_ONLY.search(titles):
        return "own"
    if _WHOLE_SYSTEM.search(titles) or (agency is not None and agency.endswith("系统")):
        return "region"
    if agency is not None and agency.endswith("人民政府") and not is_township(agency):
        return "region"
    return "own"


def _year_findings(
    report_year: int | None, title_years: Sequence[int], period_year: int | None, vintage: str | None
) -> list[Finding]:
    if report_year is None:
        return [Finding("report_year.unknown", "warning", (), "标题、统计期限和正文均未写明报告年度", "undecidable")]
    findings = []
    if len(set(title_years)) > 1:
        message = f"标题所写的年度不一致：{'、'.join(f'{year}年' for year in dict.fromkeys(title_years))}，以第一个为准"
        findings.append(Finding("report_year.conflict", "warning", (), message, "source"))
    elif title_years and period_year and title_years[0] != period_year:
        message = f"标题写{title_years[0]}年，统计期限写{period_year}年，以标题为准"
        findings.append(Finding("report_year.conflict", "warning", (), message, "source"))
    if vintage is not None and report_year not in load_forms()[vintage].report_years:
        message = f"报告年度为{report_year}年，表格用的是{vintage}年版表式"
        findings.append(Finding("report_year.form", "note", (), message, "source"))
    return findings


def _region_findings(named: Named, report_year: int | None, hints: Hints) -> list[Finding]:
    findings = []
    if isinstance(named.region, Region) and hints.region_code:
        source = load_gazetteer(named.region.year).region_of_code(hints.region_code)
        if source and not (source.contains(named.region) or named.region.contains(source)):
            message = f"原文的机关在{named.region.name}，来源目录登记的地区是{source.name}"
            findings.append(Finding("region.outside_source", "warning", (), message, "undecidable"))
    if isinstance(named.region, Ambiguous):
        names = "、".join(f"{region.name}（{region.code}）" for region in named.region.candidates)
        message = f"“{named.region.name}”有多处同名：{names}，原文未说明是哪一处"
        findings.append(Finding("region.ambiguous", "warning", (), message, "undecidable"))
    elif named.region is not None and report_year is not None and report_year > LAST_YEAR:
        message = f"{report_year}年的区划代码按{LAST_YEAR}年的区划给出"
        findings.append(Finding("region.later_year", "note", (), message, "undecidable"))
    return findings


def _agency_findings(named: Named, report_year: int | None, outline: Outline) -> list[Finding]:
    if named.agency is None:
        name = f"，只写作“{named.undecided}”" if named.undecided else ""
        return [Finding("agency.unknown", "warning", (), f"原文未写明是哪个机关的报告{name}", "undecidable")]
    other = find_other_bureau(named.agency, outline, load_gazetteer(to_region_year(report_year)))
    if other is None:
        return []
    message = f"报告按{named.agency}计，原文另写作{other}，是否为该机关的报告须核对原文"
    return [Finding("agency.conflict", "warning", (), message, "undecidable")]


def _date_findings(report_year: int | None, published_on: datetime.date | None) -> list[Finding]:
    """Reports appear from 25 December of their year on: one of before December cannot be about the whole year."""
    if report_year is None or published_on is None or published_on >= datetime.date(report_year, 12, 1):
        return []
    message = f"发布日期{published_on.isoformat()}早于{report_year}年年底，日期或报告年度有误"
    return [Finding("published_on.too_early", "warning", (), message, "source")]
