"""Lines under a table that state a metric, such as the total of items published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from extract.document import Cell, Document, Locator, Paragraph, Table
from transform.form import Form, Note
from transform.labels import fold_label, printed_to_plain
from transform.metrics import load_metrics
from transform.model import Fact
from transform.numbers import text_to_value
from transform.script import label_to_simplified

_LONGEST = 120
_LINE = re.compile(r"(?:\d{4}年(?:度)?)?(?P<label>.+?)[:为]?(?P<value>(?:\d[\d,]*(?:\.\d+)?[条件]?|/|无))?[。;]?$")


def document_to_notes(document: Document, form: Form) -> list[Fact]:
    """The facts of source `table_note`: a paragraph, or a row of a table, that begins with a note's label."""
    facts = []
    for parts in _lines(document, form):
        text = "".join([part.text for part in parts])
        fact = _line_to_fact(text, parts[0].locator, form.notes)
        if fact is not None:
            facts.append(fact._replace(confidence=min(part.confidence for part in parts)))
    return facts


def is_note(text: str, form: Form) -> bool:
    """Whether a paragraph is such a line, which prose must not read once more."""
    return _line_to_fact(text, Locator(), form.notes) is not None


def _lines(document: Document, form: Form) -> Iterator[Sequence[Paragraph | Cell]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield (block,)
        elif not block.grid_proven or _holds_note(block, form):
            yield from filter(None, block.rows())


def _holds_note(table: Table, form: Form) -> bool:
    """Whether a cell of a table holds a note's label; only without a grid it may be spread over several."""
    labels = [fold_label(note.label) for note in form.notes]
    least = min(map(len, labels), default=_LONGEST)
    texts = [fold_label(cell.text) for cell in table.cells if len(cell.text) >= least]
    return any(label in text for label in labels for text in texts)


def _line_to_fact(text: str, locator: Locator, notes: Iterable[Note]) -> Fact | None:
    for note in notes:
        label = fold_label(note.label)
        if not len(label) <= len(text) < _LONGEST:  # most rows are shorter, and are not folded for nothing
            continue
        folded = fold_label(text)
        match = _LINE.fullmatch(label_to_simplified(printed_to_plain(text))) if label in folded else None
        if match is None or match["value"] is None or fold_label(match["label"]) != label:
            continue
        read = text_to_value(match["value"])
        if read is not None:
            unit = load_metrics()[note.code].unit
            return Fact(
                note.code, read.value, unit, text.strip(), read.state, "table_note", locator, raw_unit=read.raw_unit
            )
    return None
