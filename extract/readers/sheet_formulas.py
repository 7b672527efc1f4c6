"""Formulas of a workbook that nobody has worked out: their cells would read as blank."""

from __future__ import annotations

import re

# What programs write that only compose a workbook: a formula without the value that Excel would have stored.
_UNCALCULATED = re.compile(rb"<c\b([^<>]*)>\s*<f\b[^<>]*>([^<>]*)</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_TYPE = re.compile(rb"\st=\"[^\"]*\"")


def show_uncalculated(part: bytes) -> bytes:
    """The XML of a sheet in which such cells show their formula as text, which is no number and is flagged.

    >>> show_uncalculated(b'<c r="H4" s="1"><f>SUM(B4:G4)</f><v></v></c>')
    b'<c r="H4" s="1" t="str"><v>=SUM(B4:G4)</v></c>'
    >>> show_uncalculated(b'<c r="H4"><f>SUM(B4:G4)</f><v>12</v></c>')
    b'<c r="H4"><f>SUM(B4:G4)</f><v>12</v></c>'
    """
    return _UNCALCULATED.sub(lambda cell: b'<c%b t="str"><v>=%b</v></c>' % (_TYPE.sub(b"", cell[1]), cell[2]), part)
