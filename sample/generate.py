"""`python -m sample.generate --out FOLDER --seed 7 [--count N] [--years 2019-2023] [--formats html,pdf]
[--damaged SHARE] [--families vsb,nfcms]`."""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sample.answers import answer_to_bytes, content_to_answer
from sample.catalogue import write_catalogue
from sample.content import compose_report
from sample.corpus import Corpus, DocumentEntry
from sample.damage import DAMAGES
from sample.figures import agency_to_figures
from sample.layout_habits import draw_layout
from sample.list_content import compose_list_report
from sample.list_figures import agency_to_list_figures
from sample.model import Agency, DocumentPlan, Figures, ReportContent
from sample.no_reports import NO_REPORTS
from sample.office import OFFICE_TARGETS, NoLibreOffice, docx_to_office
from sample.plan import DAMAGED, FIRST_GRID_YEAR, FORMATS, SCANS, SUFFIXES, Recipe, plan_corpus, recipe_to_sources
from sample.portal_families import FAMILIES
from sample.render import MEDIA_TYPES, RENDERERS
from sample.variation import draw_style, suit_format

YEARS = range(2019, 2024)
FIRST_YEAR = 2008


def generate(
    folder: Path,
    *,
    seed: int = 7,
    count: int | None = None,
    years: range = YEARS,
    formats: Sequence[str] = FORMATS,
    damaged: float = DAMAGED,
    families: Sequence[str] | None = None,
) -> Corpus:
    """Write a corpus: the same bytes for the same arguments.

    Without a count, the default corpus of 67 documents of thirteen agencies; with one, that many documents of as
    many agencies of the whole country as they take, of which the share `damaged` is. `families` names the CMS families
    whose columns list them, instead of the usual two, and catalogue entries are written of these.

    Raises ValueError for years before 2008, an unknown format or family, NoLibreOffice for formats that it writes
    (`OFFICE_TARGETS`) where it is not there.
    """
    if not years or years.start < FIRST_YEAR:
        raise ValueError(f"the sample knows the forms from {FIRST_YEAR} on: not {years}")
    if unknown := set(formats) - set(RENDERERS):
        raise ValueError(f"unknown formats {sorted(unknown)}: known are {sorted(RENDERERS)}")
    if unknown := set(families or ()) - set(FAMILIES):
        raise ValueError(f"unknown families {sorted(unknown)}: known are {sorted(FAMILIES)}")
    for name in ("files", "answers"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    recipe = Recipe(seed, count, years, formats, damaged, families)
    documents: list[DocumentEntry] = []
    to_convert: dict[str, list[tuple[DocumentPlan, ReportContent, bytes]]] = {}
    for agency, plans in plan_corpus(recipe):
        figures = _agency_to_figures(agency, years, seed)
        for plan in plans:
            content, data = _render(plan, figures[plan.year], seed)
            if plan.format in OFFICE_TARGETS:
                to_convert.setdefault(OFFICE_TARGETS[plan.format], []).append((plan, content, data))
            else:
                documents.append(_write_document(folder, plan, content, data))
    for target, rendered in to_convert.items():
        converted = docx_to_office({plan.id: data for plan, _, data in rendered}, target)
        documents.extend(_write_document(folder, plan, content, converted[plan.id]) for plan, content, _ in rendered)
    corpus = Corpus(folder, seed, recipe_to_sources(recipe), tuple(documents))
    corpus.save()
    if families is not None:
        write_catalogue(folder, corpus.sources, years)
    return corpus


def _agency_to_figures(agency: Agency, years: range, seed: int) -> dict[int, Figures]:
    """The figures of each year; nothing of the earlier forms goes on into the later ones."""
    later = range(max(years.start, FIRST_GRID_YEAR), years.stop)
    figures = {year: agency_to_list_figures(agency, year, seed) for year in years if year < FIRST_GRID_YEAR}
    return figures | {each.year: each for each in agency_to_figures(agency, later, seed)}


def _render(plan: DocumentPlan, figures: Figures, seed: int) -> tuple[ReportContent, bytes]:
    """Content and bytes, those of the formats in `OFFICE_TARGETS` still as .docx."""
    rng = random.Random(f"document:{seed}:{plan.id}")
    content = plan_to_content(plan, figures, rng, seed)
    return content, RENDERERS[plan.format](content, plan, rng)


def _write_document(folder: Path, plan: DocumentPlan, content: ReportContent, data: bytes) -> DocumentEntry:
    file = f"files/{plan.id}.{SUFFIXES[plan.format]}"
    answer = f"answers/{plan.id}.json"
    (folder / file).write_bytes(data)
    (folder / answer).write_bytes(answer_to_bytes(content_to_answer(content, plan, file)))
    return DocumentEntry(
        id=plan.id,
        source=plan.agency.source,
        family=plan.family,
        path=plan.path,
        file=file,
        answer=answer,
        title=content.title,
        column="政府信息公开年报",
        format=plan.format,
        media_type=MEDIA_TYPES[plan.format],
        agency=plan.agency.name,
        organ_code=plan.agency.organ_code,
        region_code=plan.agency.place.code,
        report_year=plan.year,
        published_on=plan.published_on.isoformat(),
        outcome=content.outcome,
        damage=content.damage,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
    )


def plan_to_content(plan: DocumentPlan, figures: Figures, rng: random.Random, seed: int) -> ReportContent:
    """The content of one planned document, damaged where the plan says so."""
    if plan.special in NO_REPORTS:
        return NO_REPORTS[plan.special](plan.agency, plan.year, plan.published_on)
    style = suit_format(draw_style(rng), plan.format)
    compose = compose_report if plan.year >= FIRST_GRID_YEAR else compose_list_report
    content = compose(plan.agency, figures, style, plan.published_on, rng)
    if plan.varied:
        layout = random.Random(f"layout:{seed}:{plan.id}")
        content = draw_layout(content, layout, flat=plan.format.startswith("text"), drawn=plan.format in SCANS)
    # In a picture nothing tells an O from a 0.
    special = None if plan.special == "letter_for_digit" and plan.format in SCANS else plan.special
    damaged = DAMAGES[special](content, rng) if special else None
    return replace(damaged, damage=special) if damaged else content


def text_to_years(text: str) -> range:
    """A year or a span of years.

    >>> text_to_years("2019-2023"), text_to_years("2021")
    (range(2019, 2024), range(2021, 2022))
    """
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="sample.generate", description="Write a corpus of sample reports.")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, metavar="N", help="N documents of the whole country; else the default set")
    parser.add_argument("--years", type=text_to_years, default=YEARS, metavar="2019-2023")
    parser.add_argument("--formats", type=lambda text: text.split(","), default=FORMATS, metavar="html,pdf")
    parser.add_argument("--damaged", type=float, default=DAMAGED, metavar="SHARE", help="of the N documents, 0 to 1")
    parser.add_argument("--families", type=lambda text: text.split(","), metavar="vsb,nfcms", help="CMS families")
    options = parser.parse_args()
    try:
        corpus = generate(
            options.out,
            seed=options.seed,
            count=options.count,
            years=options.years,
            formats=options.formats,
            damaged=options.damaged,
            families=options.families,
        )
    except (ValueError, NoLibreOffice) as error:
        parser.error(str(error))
    print(f"{len(corpus.documents)} documents in {options.out}")


if __name__ == "__main__":
    main()
