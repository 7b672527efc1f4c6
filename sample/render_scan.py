"""A report as a scan: its pages printed, laid slightly askew on the glass, and each kept as a grey JPEG in a PDF."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from sample.fonts import draw_fonts
from sample.model import ReportContent
from sample.render_pdf import PdfStyle, draw_pdf_style, render_pdf


@dataclass(frozen=True, slots=True)
class ScanStyle:
    """What printer and scanner did to the pages of one file."""

    print_style: PdfStyle
    dpi: int
    skew: float
    """Degrees; each page lies up to half a degree off it."""
    noise: float
    """Standard deviation in grey levels."""
    blur: float
    """Radius in pixels at 200 dpi."""
    quality: int
    """Of the JPEG."""
    paper: int
    """Grey level."""
    stamp: bool
    """Whether a stamp is under the last page."""


def draw_scan_style(rng: random.Random, dpi: int | None = None) -> ScanStyle:
    """The habits of one office's scanner."""
    return ScanStyle(
        print_style=replace(draw_pdf_style(rng), fonts=draw_fonts(rng)),
        dpi=dpi or rng.randint(120, 200),
        skew=rng.choice((0.0, rng.uniform(-0.5, 0.5), rng.uniform(-2, 2))),
        noise=rng.uniform(0, 8),
        blur=rng.uniform(0, 0.9),
        quality=rng.randint(60, 90),
        paper=rng.randint(225, 255),
        stamp=rng.random() < 0.5,
    )


def render_scan(content: ReportContent, style: ScanStyle, rng: random.Random) -> bytes:
    """The file's bytes, the same for the same arguments and fonts."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    pages = list(pdf_to_pictures(render_pdf(content, style.print_style), style.dpi))
    for number, picture in enumerate(pages, start=1):
        stamped = _stamp(picture, rng) if style.stamp and number == len(pages) else picture
        jpeg = io.BytesIO()
        _degrade(stamped, style, rng).save(jpeg, "JPEG", quality=style.quality)
        canvas.drawImage(ImageReader(jpeg), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pdf_to_pictures(data: bytes, dpi: int) -> Iterator[Image.Image]:
    """Each page in grey."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        for page in pdf:
            yield page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    finally:
        pdf.close()


def _stamp(picture: Image.Image, rng: random.Random) -> Image.Image:
    """A ring in the lower right, where the seal is, as grey as red becomes."""
    size = picture.width // 5
    left, top = int(picture.width * 0.62), int(picture.height * rng.uniform(0.78, 0.85))
    ImageDraw.Draw(picture).ellipse((left, top, left + size, top + size), outline=165, width=max(2, size // 30))
    return picture


def _degrade(picture: Image.Image, style: ScanStyle, rng: random.Random) -> Image.Image:
    skew = style.skew + (rng.uniform(-0.5, 0.5) if style.skew else 0.0)
    skewed = picture.rotate(max(-2.0, min(2.0, skew)), Image.Resampling.BICUBIC, fillcolor=255)
    blurred = skewed.filter(ImageFilter.GaussianBlur(style.blur * style.dpi / 200))
    grey: NDArray[np.float64] = np.asarray(blurred, dtype=np.float64) * style.paper / 255
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0.0, style.noise, grey.shape)
    return Image.fromarray(np.clip(grey + noise, 0, 255).astype(np.uint8))
