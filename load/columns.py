"""The columns of the staged tables in Arrow's types, and the values that fit them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
from duckdb_sqlalchemy.datatypes import Struct
from sqlalchemy import ARRAY, BigInteger, Boolean, Date, Double, Integer, Numeric, SmallInteger, String, Table
from sqlalchemy.types import TIMESTAMP, TypeEngine

from load.schema import VALUE_DIGITS, VALUE_SCALE

_SCALAR_TYPES: tuple[tuple[type[TypeEngine[Any]], Any], ...] = (
    (String, pa.string()),
    (SmallInteger, pa.int16()),
    (BigInteger, pa.int64()),
    (Integer, pa.int32()),
    (Boolean, pa.bool_()),
    (Date, pa.date32()),
    (TIMESTAMP, pa.timestamp("us", tz="UTC")),
    (Double, pa.float64()),
    (Numeric, pa.decimal128(VALUE_DIGITS, VALUE_SCALE)),
)
_SMALLEST_STEP = Decimal(1).scaleb(-VALUE_SCALE)


def type_to_arrow(type_: TypeEngine[Any]) -> Any:
    """The Arrow type of a SQLAlchemy type; nested types are followed.

    Raises TypeError for a type that no staged table uses.
    """
    if isinstance(type_, Struct):
        return pa.struct([(name, type_to_arrow(member)) for name, member in type_._fields or ()])
    if isinstance(type_, ARRAY):
        return pa.list_(type_to_arrow(type_.item_type))
    for scalar, arrow in _SCALAR_TYPES:
        if isinstance(type_, scalar):
            return arrow
    raise TypeError(f"no Arrow type for {type_!r}")


def table_to_arrow_schema(table: Table) -> Any:
    """The `pyarrow.Schema` of a staged table: its columns but `batch_id`, which the batch's folder names."""
    return pa.schema(
        [
            pa.field(column.name, type_to_arrow(column.type), nullable=bool(column.nullable))
            for column in table.columns
            if column.name != "batch_id"
        ]
    )


def is_storable(value: Decimal) -> bool:
    """Whether a number fits the value columns exactly: finite, 14 digits before the point, 4 after it.

    >>> is_storable(Decimal("1276.5534")), is_storable(Decimal("0.00001")), is_storable(Decimal("1e14"))
    (True, False, False)
    """
    if not value.is_finite():
        return False
    if not value:
        return True
    return value.adjusted() < VALUE_DIGITS - VALUE_SCALE and value == value.quantize(_SMALLEST_STEP)


def to_text(text: str) -> str:
    """Text that UTF-8 can carry: lone surrogates, which broken files yield, become U+FFFD.

    >>> to_text("一\\ud800二")
    '一\\ufffd二'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not text.isascii() else text
