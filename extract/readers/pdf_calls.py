"""pdfium's functions that a page needs thousands of times, each at a third of what the general binding costs.

The binding checks and converts every argument by itself; these take what they are given: a handle, a whole number or
`byref` of memory that is large enough.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium


class Handle(ctypes.c_void_p):
    """A pointer of pdfium's, in a class of its own, so that ctypes does not make a number of it."""


def _number(function: Any) -> Callable[..., int]:
    return ctypes.PYFUNCTYPE(ctypes.c_int)(_address(function))


def _handle(function: Any) -> Callable[..., Handle]:
    return ctypes.PYFUNCTYPE(Handle)(_address(function))


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


char_code = _number(pdfium.FPDFText_GetUnicode)
char_box = _number(pdfium.FPDFText_GetLooseCharBox)
is_char_generated = _number(pdfium.FPDFText_IsGenerated)
is_char_unmapped = _number(pdfium.FPDFText_HasUnicodeMapError)
page_object = _handle(pdfium.FPDFPage_GetObject)
count_in_form = _number(pdfium.FPDFFormObj_CountObjects)
object_kind = _number(pdfium.FPDFPageObj_GetType)
object_bounds = _number(pdfium.FPDFPageObj_GetBounds)
object_matrix = _number(pdfium.FPDFPageObj_GetMatrix)
stroke_width = _number(pdfium.FPDFPageObj_GetStrokeWidth)
draw_mode = _number(pdfium.FPDFPath_GetDrawMode)
count_segments = _number(pdfium.FPDFPath_CountSegments)
path_segment = _handle(pdfium.FPDFPath_GetPathSegment)
segment_kind = _number(pdfium.FPDFPathSegment_GetType)
segment_point = _number(pdfium.FPDFPathSegment_GetPoint)
is_segment_closing = _number(pdfium.FPDFPathSegment_GetClose)
_object_in_form = _handle(pdfium.FPDFFormObj_GetObject)


def object_in_form(form: Handle, at: int) -> Handle:
    """One object of a form; of pdfium's functions here, this alone wants a long number."""
    return _object_in_form(form, ctypes.c_ulong(at))
