"""A reading as the JSON object that `gongkai extract --json` prints (DESIGN.md, Commands)."""

from __future__ import annotations

import dataclasses
import datetime
import json
from decimal import Decimal
from typing import TYPE_CHECKING

from extract.document import Locator
from transform.model import Fact, Reading

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Json = None | bool | int | float | str | Decimal | list["Json"] | dict[str, "Json"]


def reading_to_json(file: str, reading: Reading) -> str:
    """One line of JSON: the file's name, then the reading's fields under the names of `transform.model`."""
    return json_to_text({"file": file, **_object_to_json(reading)})


def _object_to_json(value: DataclassInstance) -> dict[str, Json]:
    return {field.name: _value_to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}


def _named_to_json(value: Fact | Locator) -> dict[str, Json]:
    """The fields of a named tuple; a locator's empty ones are left out."""
    fields = {name: _value_to_json(field) for name, field in value._asdict().items()}
    if isinstance(value, Locator):
        return {name: field for name, field in fields.items() if field is not None}
    return fields


def _value_to_json(value: object) -> Json:
    if value is None or isinstance(value, bool | int | float | str | Decimal):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Fact | Locator):
        return _named_to_json(value)
    if isinstance(value, tuple):
        return [_value_to_json(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _object_to_json(value)
    raise TypeError(f"{type(value).__name__} is no part of a reading")


def decimal_to_number(value: Decimal) -> str:
    """The exact JSON number, without exponent or needless zeros.

    >>> [decimal_to_number(Decimal(text)) for text in ("12765534.0000", "1.50", "-3", "1E+2", "0.00", "96171.6")]
    ['12765534', '1.5', '-3', '100', '0', '96171.6']
    """
    if value == value.to_integral_value():
        return str(int(value))
    return format(value, "f").rstrip("0")


def json_to_text(value: Json) -> str:
    """JSON text in which decimals stay exact, which the standard encoder cannot do.

    >>> json_to_text({"value": Decimal("0.1"), "raw": "０.1", "codes": ["a", None, True]})
    '{"value": 0.1, "raw": "０.1", "codes": ["a", null, true]}'
    """
    if isinstance(value, Decimal):
        return decimal_to_number(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {json_to_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(json_to_text, value)) + "]"
    return _text(value) if isinstance(value, str) else json.dumps(value, allow_nan=False)


def _text(text: str) -> str:
    # A lone surrogate (a file name that is no UTF-8) can only be written as an escape.
    return json.dumps(text, ensure_ascii=any("\ud800" <= character <= "\udfff" for character in text))


def reading_to_text(file: str, reading: Reading) -> str:
    """What a person wants to know of a reading first: which report, how many facts, and every finding."""
    lines = [f"{file}: {reading.outcome}" + (f": {reading.reason}" if reading.reason else "")]
    if (report := reading.report) is not None:
        lines.append(f"  {report.title or '(no title)'}")
        lines.append(
            f"  {report.agency or '(unknown agency)'}, {report.region_name or '(unknown region)'},"
            f" {report.report_year or '(unknown year)'}, form {report.form or '(none)'}:"
            f" {len(reading.facts)} facts, {len(reading.raw_rows)} unknown rows"
        )
    lines += [f"  {finding.severity} {finding.rule}: {finding.message}" for finding in reading.findings]
    return "\n".join(lines)
