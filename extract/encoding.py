"""Which encoding a page or text is in, decided on its bytes: portals declare gb2312 over GB18030 bytes, or nothing."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What portals declare ↔ the superset in which their bytes are read. ISO-8859-1 and Windows-1252 are left out on
# purpose: no report can be written in them, and every byte sequence would decode.
_DECLARED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_DECLARATION = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.I
)
_DECLARATION_WITHIN = 4096
# So few non-ASCII bytes can be valid UTF-8 by chance (联通 in GBK is); more cannot.
_CHANCE_BYTES = 12
_NON_ASCII = bytes(range(128, 256))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and how many places could not be decoded (printed as U+FFFD)."""

    text: str
    encoding: str
    lost: int = 0


def bytes_to_declared_charset(data: bytes) -> str | None:
    """What `<meta charset>` or `<?xml encoding>` near the top declares.

    >>> bytes_to_declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">')
    'gb2312'
    """
    found = _DECLARATION.search(data[:_DECLARATION_WITHIN])
    return found.group(1).decode("ascii").lower() if found else None


def bytes_to_text(data: bytes, *declared: str | None) -> Decoded:
    """Decode: by BOM, then as UTF-8 where the bytes are (whatever is declared), then as declared, then GB18030.

    `declared`: charset names in order of trust (HTTP header, page); unknown ones are ignored.

    >>> bytes_to_text("朱镕基".encode("gb18030"), "gb2312")
    Decoded(text='朱镕基', encoding='gb18030', lost=0)
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
            return Decoded(text, encoding, text.count("\ufffd"))
    for encoding in _candidates(data, declared):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return _least_lost(data, list(_candidates(data, declared)))


def _candidates(data: bytes, declared: tuple[str | None, ...]) -> list[str]:
    named = [_DECLARED[name.strip().lower()] for name in declared if name and name.strip().lower() in _DECLARED]
    by_chance = all(_count_non_ascii(part) < _CHANCE_BYTES for part in (data[:_DECLARATION_WITHIN], data))
    order = [*named, "utf-8", "gb18030"] if by_chance else ["utf-8", *named, "gb18030"]
    if data.count(b"\0") > len(data) // 10:
        order = ["utf-16-be" if data[:1] == b"\0" else "utf-16-le", *order]
    return list(dict.fromkeys(order))


def _count_non_ascii(data: bytes) -> int:
    return len(data) - len(data.translate(None, _NON_ASCII))


def _least_lost(data: bytes, encodings: list[str]) -> Decoded:
    """Damaged bytes: the encoding that loses least; a tie goes to the more trusted one."""
    tried = [(data.decode(encoding, errors="replace"), encoding) for encoding in encodings]
    return min((Decoded(text, encoding, text.count("\ufffd")) for text, encoding in tried), key=lambda one: one.lost)
