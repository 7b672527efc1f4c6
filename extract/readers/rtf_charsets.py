"""Which encoding the bytes of rich text are in: their font's, else the file's."""

from __future__ import annotations

# `\fcharset` of a font ↔ the encoding of what is set in it; 0 and 1 say nothing in a Chinese file.
_FONT_CHARSETS = {
    2: "cp1252",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    204: "cp1251",
    238: "cp1250",
}
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_WESTERN = "cp1252"
DOUBLE_BYTE = frozenset({"gb18030", "big5hkscs", "cp932", "cp949"})


def code_page_to_encoding(number: int) -> str:
    """The encoding that `\\ansicpg` names.

    >>> code_page_to_encoding(936), code_page_to_encoding(1252)
    ('gb18030', 'cp1252')
    """
    return _CODE_PAGES.get(number, _WESTERN)


def charset_to_encoding(number: int) -> str | None:
    """The encoding that `\\fcharset` names, None where it is the file's."""
    return _FONT_CHARSETS.get(number)


def decode(data: bytes, encoding: str) -> str:
    """The text; where the bytes cannot be in that encoding, UTF-8 or GB18030, which careless writers leave.

    >>> decode(b"\\xd5\\xfe\\xb8\\xae", "gb18030"), decode("政府".encode(), "gb2312"), decode(b"\\x93a\\x94", "cp1252")
    ('政府', '政府', '“a”')
    """
    for candidate in (encoding, "utf-8", "gb18030"):
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    return data.decode(encoding, errors="replace")
