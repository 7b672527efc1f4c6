"""Units as printed beside numbers, and that of money: from the cell, else from above or beside, else the form's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from transform.labels import printed_to_plain
from transform.numbers import COUNT_UNITS, SCALES, UNIT_FACTORS, CellValue, to_stored_unit
from transform.script import label_to_simplified

_MONEY = re.compile(r"(?:[千万亿]|百万|千万)?元")
_UNIT = r"(?:人次|件次|[件条项个宗次人份篇起例部期场]|(?:[千万亿]|百万|千万)?元)"
_UNITS = re.compile(rf"\(?(?:单位:?)?{_UNIT}(?:[/、或]{_UNIT})*\)?")
_BEHIND_LABEL = re.compile(rf"(?P<label>.+?)\s*[（(]\s*(?:单位[:：])?(?P<unit>{_UNIT})\s*[)）]\s*", re.DOTALL)


class Amount(NamedTuple):
    """A value in the stored unit, with what is doubtful about it."""

    value: Decimal | None
    unit: str
    raw_unit: str
    doubt: str | None = None
    """The rule of the finding about it, None where all is well."""


def is_unit(text: str) -> bool:
    """Whether a cell holds nothing but the unit of the number beside it.

    >>> is_unit("條"), is_unit("万 元"), is_unit("件/条"), is_unit("条例"), is_unit("12件")
    (True, True, True, False, False)
    """
    return _UNITS.fullmatch(label_to_simplified(printed_to_plain(text))) is not None


def split_label_unit(text: str) -> tuple[str, str]:
    """A label and the unit that stands behind it in brackets, empty if none does.

    >>> split_label_unit("专项经费（万元）"), split_label_unit("专职人员数")
    (('专项经费', '万元'), ('专职人员数', ''))
    """
    found = _BEHIND_LABEL.fullmatch(label_to_simplified(text))
    return (found["label"], found["unit"]) if found else (text, "")


def stack_to_unit(stack: Sequence[str]) -> str | None:
    """The unit in the labels above a column, the lowest first; a line of its own (单位：元) counts too."""
    for text in reversed(stack):
        found = _MONEY.findall(label_to_simplified(printed_to_plain(text)))
        if found:
            return str(found[-1])
    return None


def cell_to_amount(read: CellValue, unit: str, above: str | None, prescribed: str | None) -> Amount:
    """The amount that a cell states.

    `unit` is the metric's own, `above` the one printed above the column, `prescribed` the one that the form prints
    there. Money whose unit nobody prints is in the form's, and flagged; where the form has none either (`unknown`) the
    number is kept as printed, without a unit. A unit that cannot be the metric's is flagged too.
    """
    if read.value is not None and read.raw_unit in SCALES:
        if unit != "元":
            return Amount(read.value * SCALES[read.raw_unit], unit, read.raw_unit)
        read = replace(read, raw_unit=f"{read.raw_unit}元")
    if read.value is None or unit != "元":
        fits = read.raw_unit in COUNT_UNITS or read.raw_unit == unit
        return Amount(read.value, unit, read.raw_unit, None if fits else "cell.implausible")
    odd = "cell.implausible" if read.raw_unit not in ("", *UNIT_FACTORS) else None
    printed = read.raw_unit if read.raw_unit in UNIT_FACTORS else above
    if printed in UNIT_FACTORS:
        return Amount(to_stored_unit(read.value, printed), unit, printed, odd)
    if read.value == 0:
        return Amount(read.value, unit, read.raw_unit, odd)
    if prescribed in UNIT_FACTORS:
        return Amount(to_stored_unit(read.value, prescribed), unit, read.raw_unit, odd or "cell.unit_assumed")
    return Amount(read.value, "", read.raw_unit, odd or "cell.unit_unknown")
