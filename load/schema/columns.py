"""What the raw tables share: the schema, exact numbers, locators, and how a column is written down."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from duckdb_sqlalchemy.datatypes import Struct
from sqlalchemy import ARRAY, DECIMAL, Column, Double, Integer, MetaData, String
from sqlalchemy.types import TypeEngine

SCHEMA = "raw"
METADATA = MetaData(schema=SCHEMA)

VALUE_DIGITS = 18
VALUE_SCALE = 4
VALUE: DECIMAL[Decimal] = DECIMAL(VALUE_DIGITS, VALUE_SCALE)
"""Every stored number: exact, up to 99 999 999 999 999.9999 (the largest counts and yuan sums are below 10^13)."""

TEXTS = ARRAY(String)
_Fields = dict[str, type[TypeEngine[Any]] | TypeEngine[Any]]
_LOCATOR_FIELDS: _Fields = {
    "part": String,
    "page": Integer,
    "bbox": ARRAY(Double),
    "path": String,
    "cell": String,
    "line": Integer,
    "column": Integer,
}
_SUGGESTION_FIELDS: _Fields = {
    "code": String,
    "applicant": String,
    "channel": String,
    "value": VALUE,
    "identities": TEXTS,
}
LOCATOR = Struct(_LOCATOR_FIELDS)
SUGGESTION = Struct(_SUGGESTION_FIELDS)

LOCATOR_COMMENT = (
    "Where it stands in the original: part (member, sheet, picture; empty for the file itself), page and bbox in"
    " points from the top left (PDF), element path (HTML, DOCX), cell (sheet), line and column from 1 (text)"
)


def column(name: str, type_: Any, comment: str, *, required: bool = True) -> Column[Any]:
    """A column with its comment; one that is not `required` may be NULL."""
    return Column(name, type_, nullable=not required, comment=comment)
