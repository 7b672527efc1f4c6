"""A report as a PDF: prose, ruled tables that pages cut, and the page number at the foot."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from sample.model import Grid, Para, ReportContent
from sample.pdf_table import (
    FONT,
    LEADING,
    SIZE,
    Segment,
    char_width,
    grid_to_heights,
    grid_to_widths,
    heights_to_parts,
    part_to_segments,
    text_to_lines,
)

_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _TOP, _BOTTOM = 72.0, 72.0, 76.0, 72.0
_KINDS = {"title": (18.0, 30.0), "heading": (14.0, 26.0), "body": (12.0, 21.0), "sign": (12.0, 21.0)}
"""Font size and leading by kind of paragraph, in points."""
_LATIN = re.compile(r"[ -~]+|[^ -~]+")


class Pen(Protocol):
    """What draws, named as reportlab names it; points from the page's bottom left corner."""

    def setFont(self, psfontname: str, size: float) -> None:  # noqa: N802
        """Choose the size of what is drawn next."""

    def setLineWidth(self, width: float) -> None:  # noqa: N802
        """Choose how thick strokes are."""

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        """Draw one line from its left end on its base line."""

    def drawCentredString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        """Draw one line around its middle."""

    def rect(self, x: float, y: float, width: float, height: float, *, stroke: int = 1, fill: int = 0) -> None:
        """Draw a box."""

    def showPage(self) -> None:  # noqa: N802
        """End the page."""


@dataclass(frozen=True, slots=True)
class PdfStyle:
    """How the file was exported."""

    repeat_header: bool
    """Whether a table that goes on over the page prints its header again."""
    split_text: bool
    """Whether a cell cut by the page end breaks its words there."""
    rules_as_boxes: bool
    """Rules are thin filled boxes, as Word exports them, instead of stroked lines."""
    page_number: str
    fonts: tuple[str, str] = (FONT, FONT)
    """What Chinese is printed with, and what digits and Latin letters are."""
    height: float = _HEIGHT
    """Of the page, in points."""

    @property
    def room(self) -> float:
        """What the margins leave of the height."""
        return self.height - _TOP - _BOTTOM


def draw_pdf_style(rng: random.Random) -> PdfStyle:
    """The habits of one file."""
    page_number = rng.choice(("- {} -", "{}", "— {} —", "第 {} 页"))
    return PdfStyle(rng.random() < 0.5, rng.random() < 0.4, rng.random() < 0.4, page_number)


def render_pdf(content: ReportContent, style: PdfStyle) -> bytes:
    """The file's bytes, the same for the same content and style."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(_WIDTH, style.height), invariant=1)
    canvas.setTitle(content.title)
    canvas.setAuthor(content.agency.name)
    draw_report(canvas, content, style)
    canvas.save()
    return buffer.getvalue()


def draw_report(canvas: Pen, content: ReportContent, style: PdfStyle) -> None:
    """All pages of a report, as wide as A4."""
    writer = _Writer(canvas, style)
    for block in content.blocks:
        if isinstance(block, Grid):
            writer.write_table(block)
        else:
            writer.write_paragraph(block)
    writer.end_page()


class _Writer:
    """A pen that knows how far down which page it is; `y` is the distance from the top margin in points."""

    def __init__(self, canvas: Pen, style: PdfStyle) -> None:
        self.canvas = canvas
        self.style = style
        self.y = 0.0
        self.page = 1

    def end_page(self) -> None:
        """Print the page number and turn the page."""
        text = self.style.page_number.format(self.page)
        self.canvas.setFont(self.style.fonts[0], 10)
        self.canvas.drawCentredString(_WIDTH / 2, 40, text)
        self.canvas.showPage()
        self.y, self.page = 0.0, self.page + 1

    def write_paragraph(self, para: Para) -> None:
        """Wrapped text; what is left of it goes on on the next page."""
        size, leading = _KINDS[para.kind]
        width = _WIDTH - _LEFT - _RIGHT
        indent = 2 * size if para.kind in ("body", "heading") else 0.0
        for index, line in enumerate(text_to_lines(para.text, width, size, indent)):
            if self.y + leading > self.style.room:
                self.end_page()
            used = sum(char_width(char, size) for char in line)
            left = {"title": (width - used) / 2, "sign": width - used}.get(para.kind, 0.0 if index else indent)
            self._draw_line(line, _LEFT + left, self.y + size, size)
            self.y += leading
        self.y += 4

    def write_table(self, grid: Grid) -> None:
        """The table's parts, page after page."""
        widths = grid_to_widths(grid)
        heights = grid_to_heights(grid, widths)
        repeat, room = self.style.repeat_header, self.style.room
        parts = heights_to_parts(heights, room - self.y, room, grid.header_rows, repeat=repeat)
        for part in parts:
            if part.first or sum(heights[: grid.header_rows + 1]) > room - self.y:
                self.end_page()
            if part.has_header:
                self._draw_rows(grid, widths, heights, range(grid.header_rows))
            self._draw_rows(grid, widths, heights, range(part.first, part.last))
        self.y += 12

    def _draw_rows(self, grid: Grid, widths: tuple[float, ...], heights: list[float], rows: range) -> None:
        for segment in part_to_segments(grid, widths, heights, rows, split_text=self.style.split_text):
            self._draw_segment(segment)
        self.y += sum(heights[rows.start : rows.stop])

    def _draw_segment(self, segment: Segment) -> None:
        left, top = _LEFT + segment.left, self.y + segment.top
        self._draw_box(left, top, segment.width, segment.height)
        first = top + (segment.height - len(segment.lines) * LEADING) / 2 + SIZE
        for index, line in enumerate(segment.lines):
            used = sum(char_width(char, SIZE) for char in line)
            self._draw_line(line, left + (segment.width - used) / 2, first + index * LEADING, SIZE)

    def _draw_box(self, left: float, top: float, width: float, height: float) -> None:
        bottom = self.style.height - _TOP - top - height
        if not self.style.rules_as_boxes:
            self.canvas.setLineWidth(0.5)
            self.canvas.rect(left, bottom, width, height)
            return
        for x, y, w, h in (
            (left, bottom, width, 0.5),
            (left, bottom + height, width, 0.5),
            (left, bottom, 0.5, height),
            (left + width, bottom, 0.5, height),
        ):
            self.canvas.rect(x, y, w, h, stroke=0, fill=1)

    def _draw_line(self, text: str, left: float, baseline: float, size: float) -> None:
        for run, font in self._runs(text):
            self.canvas.setFont(font, size)
            self.canvas.drawString(left, self.style.height - _TOP - baseline, run)
            left += stringWidth(run, font, size)

    def _runs(self, text: str) -> Iterator[tuple[str, str]]:
        chinese, latin = self.style.fonts
        if chinese == latin:
            yield text, chinese
            return
        for run in _LATIN.findall(text):
            yield run, latin if run.isascii() else chinese
