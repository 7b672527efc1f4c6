"""A document turned into a reading: the report it is, its facts, and the findings about them."""

from __future__ import annotations

from extract.document import Document
from transform.crosscheck import cross_check
from transform.doubts import prose_to_findings, unread_pages_to_findings
from transform.form import Form, load_forms
from transform.identify import Identity, identify_report, is_report
from transform.model import Fact, Finding, Hints, Reading, Report
from transform.narrative import read_narrative
from transform.notes import document_to_notes, is_note
from transform.several_reports import document_to_own_part
from transform.tables import TableFacts, tables_to_facts
from transform.unread import unread_findings
from transform.vintage import Vintage, tables_to_vintage

_NOTHING = TableFacts()


def document_to_reading(document: Document, hints: Hints | None = None) -> Reading:
    """Read one document. Its outcome is `report` or `not_a_report`, with the reason.

    Facts come in the order tables, table notes, prose; a report without tables is a report.
    """
    hints = hints or Hints()
    document, several = document_to_own_part(document, hints)
    tables = list(document.tables())
    forms = load_forms()
    vintage = tables_to_vintage(tables, forms)
    read = tables_to_facts(tables, vintage.form, vintage_proven=vintage.proven) if vintage else _NOTHING
    form = vintage.form if vintage else next(reversed(forms.values()))
    notes = document_to_notes(document, form)
    form_name = vintage.form.vintage if vintage and vintage.proven and read.blocks else None
    identity = identify_report(document, hints, form_name)
    prose, prose_findings = _read_prose(document, form, identity)
    accepted, reason = is_report(document, read.blocks, len(prose) + len(notes))
    if not accepted:
        # What else stands on the page must not get lost with it.
        told = [reason, *(finding.message for finding in several)]
        return Reading("not_a_report", "; ".join(told))
    facts = (*read.facts, *notes, *prose)
    return Reading(
        outcome="report",
        report=Report(
            title=identity.title,
            report_year=identity.report_year,
            form=form_name,
            agency=identity.agency,
            agency_key=identity.agency_key,
            region_code=identity.region_code,
            region_name=identity.region_name,
            region_year=identity.region_year,
            scope=identity.scope,
            published_on=identity.published_on,
            url=hints.url,
            parts=(document.sha256,),
        ),
        facts=facts,
        raw_rows=read.raw_rows,
        findings=(
            *identity.findings,
            *several,
            *_vintage_findings(vintage, read),
            *unread_findings(
                document, list(forms.values()), vintage.form if vintage else None, identity.report_year, read.blocks
            ),
            *read.findings,
            *prose_findings,
            *prose_to_findings((*notes, *prose)),
            *unread_pages_to_findings(document.meta),
            *cross_check(facts),
        ),
    )


def _read_prose(document: Document, form: Form, identity: Identity) -> tuple[list[Fact], list[Finding]]:
    paragraphs = [paragraph for paragraph in document.paragraphs() if not is_note(paragraph.text, form)]
    return read_narrative(paragraphs, identity.report_year, identity.agency or "")


def _vintage_findings(vintage: Vintage | None, read: TableFacts) -> list[Finding]:
    if vintage is None or vintage.proven or not read.blocks:
        return []
    message = f"表中保留的行标题不足以区分表式版本，按 {vintage.form.vintage} 年版表式读取"
    return [Finding("form.undetermined", "warning", (), message, "undecidable")]
