"""Tables that a document prints and nobody could read: said once, for every number that they may hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extract.document import Paragraph
from transform.form import Form
from transform.labels import fold_label
from transform.model import Finding

_FEW = 4
_LONGEST_LINE = 60
_SHORTEST_LABEL = 5
"""Shorter labels (规章, 其他) are words of prose as well."""


def unread_findings(paragraphs: Iterable[Paragraph], forms: Iterable[Form], recognised: Form | None) -> list[Finding]:
    """A finding where no table was read although labels of a form are printed: in tables (`recognised`), or as lines.

    Its codes are all that the form counts, since any of them may stand there.
    """
    form = recognised or _printed_form(paragraphs, forms)
    if form is None:
        return []
    codes = tuple(dict.fromkeys(code for table in form.tables for code in table.codes))
    message = f"原文印有 {form.vintage} 年版表式的栏目，但表格未能辨认，表中数字均未读取"
    return [Finding("table.unread", "error", codes, message, "parse")]


def _printed_form(paragraphs: Iterable[Paragraph], forms: Iterable[Form]) -> Form | None:
    """The form of which several labels of rows begin short lines; None where no form's do."""
    lines = [fold_label(p.text) for p in paragraphs if len(p.text) <= _LONGEST_LINE and "。" not in p.text]
    counts = [(_count(form, lines), form) for form in forms]
    most, best = max(counts, key=lambda found: found[0])
    return best if most >= _FEW else None


def _count(form: Form, lines: Sequence[str]) -> int:
    labels = tuple(label for label in form.row_labels if len(label) >= _SHORTEST_LABEL)
    return sum(line.startswith(labels) for line in lines)
