"""What a document prints and nobody could read: said once, for every number that may stand there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extract.document import Document, Paragraph, Table
from transform.form import Form
from transform.grid import is_value
from transform.labels import fold_label
from transform.model import Finding

_FEW = 4
_FIGURES = 12
_LONGEST_LINE = 60
_SHORTEST_LABEL = 5
"""Shorter labels (规章, 其他) are words of prose as well."""


def unread_findings(
    document: Document, forms: Sequence[Form], recognised: Form | None, report_year: int | None, blocks: int
) -> list[Finding]:
    """What is to be said of a report of which `blocks` blocks of a form were read.

    Where none was: whether there are labels of a form all the same (`recognised`, or on lines of their own) or a table
    of figures without any, whether a picture or an attachment was not read in which they may be, or whether the tables
    that every agency has to publish for this year are not there. Codes are all that the form counts, since any of them
    may stand there.
    """
    prescribed = next((form for form in forms if report_year is not None and report_year in form.report_years), None)
    unread = _parts_finding(document.meta, None if blocks else prescribed or forms[-1])
    if blocks:
        return unread
    form = recognised or _printed_form(document.paragraphs(), forms)
    if form is None and _holds_figures(document.tables()):
        form = prescribed or forms[-1]
    if form is not None:
        message = f"原文有统计表（应为 {form.vintage} 年版表式），但未能辨认，表中数字均未读取"
        return [Finding("table.unread", "error", _codes(form), message, "parse"), *unread]
    if not unread and prescribed is not None and prescribed.every_agency:
        message = f"{report_year} 年度的报告应有 {prescribed.vintage} 年版表式的统计表，原文没有"
        return [Finding("table.absent", "warning", (), message, "undecidable")]
    return unread


def _parts_finding(meta: Mapping[str, str], form: Form | None) -> list[Finding]:
    """The parts of a document (pictures, attachments) that could not be read; `form` is what may stand in them."""
    reasons = {key.removeprefix("unread:"): reason for key, reason in meta.items() if key.startswith("unread:")}
    if not reasons:
        return []
    part, reason = next(iter(reasons.items()))
    message = f"有 {len(reasons)} 个图片或附件未能读取，如 {part}（{reason}）"
    return [Finding("document.part_unread", "warning", _codes(form) if form else (), message, "parse")]


def _codes(form: Form) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for table in form.tables for code in table.codes))


def _holds_figures(tables: Iterable[Table]) -> bool:
    """Whether a table has as many numbers as the smallest of the forms."""
    return any(sum(is_value(cell.text) for cell in table.cells) >= _FIGURES for table in tables)


def _printed_form(paragraphs: Iterable[Paragraph], forms: Sequence[Form]) -> Form | None:
    """The form of which several labels of rows begin short lines; None where no form's do."""
    lines = [fold_label(p.text) for p in paragraphs if len(p.text) <= _LONGEST_LINE and "。" not in p.text]
    counts = [(_count(form, lines), form) for form in reversed(forms)]
    most, best = max(counts, key=lambda found: found[0])
    return best if most >= _FEW else None


def _count(form: Form, lines: Sequence[str]) -> int:
    labels = tuple(label for label in form.row_labels if len(label) >= _SHORTEST_LABEL)
    return sum(line.startswith(labels) for line in lines)
