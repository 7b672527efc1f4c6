"""Which vintage of the form a document was filled in on, read off the labels inside its tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extract.document import Table
from transform.form import Form
from transform.labels import fold_label


@dataclass(frozen=True, slots=True)
class Vintage:
    """The form to read with; `proven` is False where no printed label tells it from another vintage."""

    form: Form
    proven: bool


def tables_to_vintage(tables: Iterable[Table], forms: dict[str, Form]) -> Vintage | None:
    """The vintage whose labels the tables print; None where they print those of no form.

    Never the year, the date or the notice that the report cites: reports of 2024 still cite the notice of 2019.
    """
    texts = {cell.text for table in tables for cell in table.cells}
    printed = {fold_label(text) for text in texts if len(text) < 80}
    ranked = sorted(
        ((_support(form, printed), form) for form in forms.values()), key=lambda pair: pair[0], reverse=True
    )
    (support, best), *others = ranked
    if support < (0, 3):
        return None
    return Vintage(best, proven=not any(other == support for other, _ in others))


def _support(form: Form, printed: set[str]) -> tuple[int, int]:
    tell_tale = sum(fold_label(label) in printed for label in form.tell_tale)
    return tell_tale, len(form.labels & printed)
