"""Fonts that a PDF names and does not contain: while it is only read, plain boxes stand in for those of Chinese.

What a character is and how wide, the file says. Its glyph adds nothing but a size, and what has none pdfium leaves out:
with the fonts of the machine, a cell of one character would be read here and be lost where no Chinese font is
installed. Besides, pdfium reads a font file, of 20 MB as these are, from the disk for each document anew.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2  # noqa: F401 - starts pdfium
import pypdfium2.raw as pdfium

from extract.readers.pdf_box_font import box_font

_FONT = box_font()
_HANDLE = id(_FONT)
_WHOLE_FILE = 0  # instead of one of its tables
_CHARSETS = (
    pdfium.FXFONT_GB2312_CHARSET,
    pdfium.FXFONT_CHINESEBIG5_CHARSET,
    pdfium.FXFONT_SHIFTJIS_CHARSET,
    pdfium.FXFONT_HANGEUL_CHARSET,
)


class _Fonts:
    """What pdfium asks for fonts, answered by the machine or for the stand-in."""

    def __init__(self) -> None:
        self.stand_in = False
        info = pdfium.FPDF_GetDefaultSystemFontInfo()
        self._machine = pdfium.FPDF_SYSFONTINFO.from_buffer_copy(info.contents)
        types = dict(pdfium.FPDF_SYSFONTINFO._fields_)
        ours = {
            "MapFont": types["MapFont"](self._map_font),
            "GetFont": types["GetFont"](self._font),
            "GetFontData": types["GetFontData"](self._font_data),
            "GetFaceName": types["GetFaceName"](self._face_name),
            "GetFontCharset": types["GetFontCharset"](self._charset),
            "DeleteFont": types["DeleteFont"](self._delete_font),
        }
        for name, answer in ours.items():
            setattr(info.contents, name, answer)
        self._kept = info, ours  # which pdfium uses from now on
        pdfium.FPDF_SetSystemFontInfo(info)

    def _map_font(self, info: Any, weight: int, italic: int, charset: int, *more: Any) -> Any:
        if not self.stand_in:
            return self._machine.MapFont(info, weight, italic, charset, *more)
        return _HANDLE if charset in _CHARSETS else None  # for the others, pdfium has fonts of its own

    def _font(self, info: Any, face: Any) -> Any:
        return None if self.stand_in else self._machine.GetFont(info, face)

    def _font_data(self, info: Any, font: int, table: int, buffer: Any, size: int) -> Any:
        if font != _HANDLE:
            return self._machine.GetFontData(info, font, table, buffer, size)
        if table != _WHOLE_FILE:
            return 0
        if size >= len(_FONT):
            ctypes.memmove(buffer, _FONT, len(_FONT))
        return len(_FONT)

    def _face_name(self, info: Any, font: int, buffer: Any, size: int) -> Any:
        return 0 if font == _HANDLE else self._machine.GetFaceName(info, font, buffer, size)

    def _charset(self, info: Any, font: int) -> Any:
        return _CHARSETS[0] if font == _HANDLE else self._machine.GetFontCharset(info, font)

    def _delete_font(self, info: Any, font: int) -> None:
        if font != _HANDLE:
            self._machine.DeleteFont(info, font)


_FONTS = _Fonts()


@contextmanager
def stand_in_fonts() -> Iterator[None]:
    """No font of this machine is used for the documents that are opened, read and closed within."""
    _FONTS.stand_in = True
    try:
        yield
    finally:
        _FONTS.stand_in = False
