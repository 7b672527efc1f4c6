"""A report of which the tables, or all of it, are pictures: as posted by offices that fear changes to their numbers."""

from __future__ import annotations

import base64
import io
import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageChops

from sample.fonts import draw_fonts
from sample.model import Block, DocumentPlan, Grid, ReportContent
from sample.render_docx import render_docx
from sample.render_html import draw_html_style, render_html
from sample.render_pdf import PdfStyle, draw_pdf_style, render_pdf
from sample.render_scan import pdf_to_pictures

_HEIGHT = 6000.0
"""Points: everything fits on one page."""
_MARGIN = 14  # pixels of white around what is printed
_FOOT = 80  # points at the foot, where the page number is


def render_picture(content: ReportContent, rng: random.Random) -> bytes:
    """The whole report as one long PNG."""
    return _to_png(_draw(content, _one_page_style(rng), rng.randint(130, 170)))


def render_html_picture(content: ReportContent, plan: DocumentPlan, rng: random.Random) -> bytes:
    """A page whose tables are data: URIs."""
    draw = _grid_drawer(content, rng)

    def to_source(grid: Grid) -> str:
        return "data:image/png;base64," + base64.b64encode(draw(grid)).decode("ascii")

    style = replace(draw_html_style(rng, gb=False, varied=plan.varied), draw_grid=to_source)
    return render_html(content, plan, style)


def render_docx_picture(content: ReportContent, rng: random.Random) -> bytes:
    """A Word file whose tables are pictures among its media."""
    return render_docx(content, _grid_drawer(content, rng))


def _grid_drawer(content: ReportContent, rng: random.Random) -> Callable[[Grid], bytes]:
    style, dpi = _one_page_style(rng), rng.randint(120, 180)
    return lambda grid: _to_png(_draw(_with_blocks(content, grid), style, dpi))


def _with_blocks(content: ReportContent, *blocks: Block) -> ReportContent:
    return replace(content, blocks=blocks)


def _one_page_style(rng: random.Random) -> PdfStyle:
    return replace(draw_pdf_style(rng), fonts=draw_fonts(rng), height=_HEIGHT)


def _draw(content: ReportContent, style: PdfStyle, dpi: int) -> Image.Image:
    """What is printed, cut out of its page."""
    (page,) = pdf_to_pictures(render_pdf(content, style), dpi)
    page = page.crop((0, 0, page.width, page.height - _FOOT * dpi // 72))
    left, top, right, bottom = ImageChops.invert(page).getbbox() or (0, 0, *page.size)
    return page.crop((left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN))


def _to_png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
