"""A TrueType font of two glyphs: a low box for Latin letters and digits, and a wide one for Chinese characters."""

from __future__ import annotations

import struct
from typing import NamedTuple

_EM, _ASCENT, _DESCENT = 1000, 860, -140


class _Box(NamedTuple):
    """One glyph, which stands on the base line at the left end of its character."""

    width: int
    height: int
    advance: int


_NARROW, _WIDE = _Box(200, 700, 500), _Box(900, _ASCENT, 1000)
_GLYPHS = (_NARROW, _NARROW, _WIDE)  # the first is the one for what is missing
_FIRST_WIDE, _LAST = 0x2E80, 0x10FFFF
_MANY_TO_ONE = 13  # the format of a map from ranges of characters to one glyph each
_WINDOWS, _ALL_PLANES = 3, 10


def box_font() -> bytes:
    """The font file.

    >>> len(box_font())
    428
    """
    tables = _tables()
    start = 12 + 16 * len(tables)
    entries, body = [], b""
    for name, table in sorted(tables.items()):
        entries.append(struct.pack(">4sIII", name.encode(), 0, start + len(body), len(table)))
        body += table + bytes(-len(table) % 4)
    return struct.pack(">IHHHH", 0x00010000, len(tables), 0, 0, 0) + b"".join(entries) + body


def _tables() -> dict[str, bytes]:
    glyphs = [_outline(box) for box in _GLYPHS]
    ends = [sum(map(len, glyphs[:at])) for at in range(len(glyphs) + 1)]
    bounds = (0, 0, _WIDE.width, _WIDE.height)
    groups = ((0, _FIRST_WIDE - 1, 1), (_FIRST_WIDE, _LAST, 2))
    ranges = b"".join(struct.pack(">III", *group) for group in groups)
    return {
        "cmap": struct.pack(">HHHHI", 0, 1, _WINDOWS, _ALL_PLANES, 12)
        + struct.pack(">HHIII", _MANY_TO_ONE, 0, 16 + len(ranges), 0, len(groups))
        + ranges,
        "glyf": b"".join(glyphs),
        "head": struct.pack(">IIIIHHQQhhhhHHhhh", 0x00010000, 0, 0, 0x5F0F3CF5, 0, _EM, 0, 0, *bounds, 0, 8, 2, 0, 0),
        "hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x00010000, _ASCENT, _DESCENT, 0, _WIDE.advance, *[0] * 11, len(_GLYPHS)
        ),
        "hmtx": b"".join(struct.pack(">Hh", box.advance, 0) for box in _GLYPHS),
        "loca": struct.pack(f">{len(ends)}H", *(end // 2 for end in ends)),
        "maxp": struct.pack(">IH13H", 0x00010000, len(_GLYPHS), 4, 1, *[0] * 11),
    }


def _outline(box: _Box) -> bytes:
    """Four corners, each by its step from the one before."""
    corners = struct.pack(">8h", 0, 0, box.width, 0, 0, box.height, 0, -box.height)
    outline = struct.pack(">5h2H4B", 1, 0, 0, box.width, box.height, 3, 0, 1, 1, 1, 1) + corners
    return outline + bytes(-len(outline) % 4)
