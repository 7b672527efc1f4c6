"""Which parts of a PDF page are pictures of text, and those parts rendered."""

from __future__ import annotations

import ctypes
import math
from itertools import repeat
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium

from extract.document import BBox
from extract.readers.pdf_calls import object_kind, page_object
from extract.readers.pdf_page import PageContent

if TYPE_CHECKING:
    from extract.readers.scan_sheet import Grey

_DPI = 200
_MAX_PIXELS = 12_000_000  # A3 at 200 dpi has 8 million
_FEW_CHARS = 60  # a scan may carry page numbers or a note of the program that made it
_MOST_OF_PAGE = 0.5
_LEAST_WIDTH, _LEAST_HEIGHT = 0.35, 60.0  # of the page's width; points
_MAX_PICTURES = 6
_MANY_PATHS = 30  # text drawn as outlines
_WITH_PICTURES = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
_INVISIBLE = 3  # the render mode of text that a scanner's program laid over its picture


def page_to_scanned(page: pypdfium2.PdfPage, content: PageContent) -> list[BBox]:
    """The boxes of a page that must be recognised, in points from its top left; the whole page where it is a scan."""
    whole: BBox = (0.0, 0.0, content.width, content.height)
    printed = content.printed
    if printed >= _FEW_CHARS and not _may_hold_pictures(page):
        return []
    boxes, paths = _image_boxes(page, content)
    largest = max((_area(box) for box in boxes), default=0.0) / max(1.0, _area(whole))
    if largest >= _MOST_OF_PAGE or sum(map(_area, boxes)) >= 0.8 * _area(whole):
        if printed < _FEW_CHARS or _is_invisible(page):
            return [whole]
    elif not printed and (boxes or paths >= _MANY_PATHS):
        return [whole]
    large = (box for box in boxes if box[2] - box[0] >= _LEAST_WIDTH * content.width)
    return sorted((box for box in large if box[3] - box[1] >= _LEAST_HEIGHT), key=lambda box: box[1])[:_MAX_PICTURES]


def render_part(page: pypdfium2.PdfPage, box: BBox) -> tuple[Grey, float]:
    """A part of a page in grey, at 200 dpi where it is not absurdly large; and how many points a pixel is."""
    import numpy as np  # noqa: PLC0415 - only scans need it

    width, height = page.get_size()
    share = max(1e-6, _area(box) / max(1.0, width * height))
    scale = min(_DPI / 72, math.sqrt(_MAX_PIXELS / max(1.0, width * height * share)))
    crop = (max(0.0, box[0]), max(0.0, height - box[3]), max(0.0, width - box[2]), max(0.0, box[1]))
    bitmap = page.render(scale=scale, grayscale=True, crop=crop)
    pixels: Any = bitmap.to_numpy()
    grey: Grey = np.array(pixels.reshape(pixels.shape[0], pixels.shape[1]), dtype=np.uint8)
    bitmap.close()
    return grey, 1 / scale


def _may_hold_pictures(page: pypdfium2.PdfPage) -> bool:
    """Whether a page draws an image, or a form in which one may be: asked of pdfium itself, of a thousand objects."""
    raw = page.raw
    objects = map(page_object, repeat(raw), range(pdfium.FPDFPage_CountObjects(raw)))
    return any(kind in _WITH_PICTURES for kind in map(object_kind, objects))


def _image_boxes(page: pypdfium2.PdfPage, content: PageContent) -> tuple[list[BBox], int]:
    """Boxes of the images on a page, cut at its edges, and the number of drawn paths."""
    boxes, paths = [], 0
    left, _, _, top = page.get_cropbox()
    turned = page.get_rotation() % 360 != 0
    for item in page.get_objects(max_depth=3):
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
        elif item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = item.get_bounds()
            # How a turned page shows a part of it does not matter: scans cover all of it.
            box = (0.0, 0.0, content.width, content.height) if turned else (x0 - left, top - y1, x1 - left, top - y0)
            boxes.append(_clipped(box, content.width, content.height))
    return [box for box in boxes if _area(box) > 0], paths


def _clipped(box: BBox, width: float, height: float) -> BBox:
    left, top, right, bottom = box
    return max(0.0, left), max(0.0, top), min(width, right), min(height, bottom)


def _is_invisible(page: pypdfium2.PdfPage) -> bool:
    """Whether the text of a page is the invisible layer of a scan."""
    modes = [
        pdfium.FPDFTextObj_GetTextRenderMode(ctypes.cast(item.raw, pdfium.FPDF_PAGEOBJECT))
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=3)
    ]
    return bool(modes) and sum(mode == _INVISIBLE for mode in modes) * 2 > len(modes)


def _area(box: BBox) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
