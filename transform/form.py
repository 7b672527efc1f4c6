"""The statutory forms, vintage by vintage, as the data of transform/forms/*.yml says they are printed."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import ValidationError

from extract.errors import ConfigurationError
from transform.form_table import FormData, FormRow, FormTable, Node, walk
from transform.labels import fold_label
from transform.metrics import load_metrics

FOLDER = Path(__file__).with_name("forms")


class Note(FormData):
    """A line under a table that states a metric."""

    label: str
    code: str


Relation = Literal["equal", "at_most"]
"""How the right side of an identity stands to its left: the same, or no more than it."""


class IdentityRule(FormData):
    """One sum that the form prescribes: `left` adds up to `right`, once, per applicant or per row of a table.

    A term is a code, or `code@channel`.
    """

    id: str
    severity: Literal["error", "warning"]
    relation: Relation = "equal"
    each: Literal["applicant", "row"] | None = None
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    table: str | None = None
    parts: tuple[str, ...] = ()
    total: str | None = None


class ReportYears(FormData):
    """The report years for which a form was prescribed; `last` is null while it is in force."""

    first: int
    last: int | None

    def __contains__(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)


class Form(FormData):
    """One vintage of the form."""

    vintage: str
    notice: str | None
    report_years: ReportYears
    every_agency: bool = False
    """Whether every agency has to fill it in; before 2019 small ones published prose alone."""
    tell_tale: tuple[str, ...]
    tables: tuple[FormTable, ...]
    notes: tuple[Note, ...] = ()
    identities: tuple[IdentityRule, ...] = ()

    @cached_property
    def labels(self) -> frozenset[str]:
        """Every folded label that is the form's own."""
        return frozenset(label for table in self.tables for label in table.labels())

    @cached_property
    def header_labels(self) -> frozenset[str]:
        """Folded labels that stand above values: headings, corners and columns."""
        texts = [fold_label(text) for table in self.tables for text in table.above_rows]
        return frozenset(texts).union(
            label for table in self.tables for node in walk(table.columns) for label in node.folded
        )

    @cached_property
    def row_labels(self) -> frozenset[str]:
        """Folded labels that stand next to values, at the left."""
        return frozenset(label for row in self.rows if row.leaf.path for label in row.leaf.node.folded)

    @cached_property
    def rows(self) -> tuple[FormRow, ...]:
        """All rows of values that the form prints, in its order."""
        return tuple(FormRow(table, leaf) for table in self.tables for leaf in table.row_leaves)

    @cached_property
    def spanning(self) -> tuple[Node, ...]:
        """The labels that span several rows: a row under one of them is no row under another."""
        return tuple(node for table in self.tables for node in walk(table.rows) if node.children)

    @cached_property
    def spanning_labels(self) -> frozenset[str]:
        """Those labels, folded."""
        return frozenset(label for node in self.spanning for label in node.folded)

    @cached_property
    def is_list(self) -> bool:
        """Whether its tables print one indicator a row, with its unit."""
        return all(table.unit for table in self.tables)

    def table(self, table_id: str) -> FormTable:
        """The block of that id."""
        return next(table for table in self.tables if table.id == table_id)


@cache
def load_forms(folder: Path = FOLDER) -> dict[str, Form]:
    """All vintages by name, oldest first. Raises ConfigurationError naming file and key of what is wrong."""
    forms = [_file_to_form(path) for path in sorted(folder.glob("*.yml"))]
    if not forms:
        raise ConfigurationError(f"no form in {folder}: expected <vintage>.yml files")
    return {form.vintage: form for form in forms}


def _file_to_form(path: Path) -> Form:
    try:
        form = Form.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path.name}: {error}") from error
    unknown = [code for table in form.tables for code in table.codes if code not in load_metrics()]
    if unknown:
        raise ConfigurationError(f"{path.name}: codes that metrics.csv does not know: {', '.join(unknown)}")
    return form
