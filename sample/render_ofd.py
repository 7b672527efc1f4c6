"""A report as an OFD package (GB/T 33190-2016): the pages of the PDF, as that format's text and path objects."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from sample.model import ReportContent
from sample.pdf_table import char_width
from sample.render_pdf import PdfStyle, draw_pdf_style, draw_report

_NAMESPACE = "http://www.ofdspec.org/2016"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STAMP = (2020, 1, 1, 0, 0, 0)
_MM = 25.4 / 72
_WIDTH, _HEIGHT = 210.0, 297.0


@dataclass(frozen=True, slots=True)
class OfdStyle:
    """How the file was exported."""

    pages: PdfStyle
    short_deltas: bool
    """Steps that repeat are written as `g 5 4.2`."""
    scaled_text: bool
    """Text has a size of 1 and a matrix that makes it as large as it is, as some converters write it."""
    page_template: bool
    """A blank template page lies under each page."""


def draw_ofd_style(rng: random.Random) -> OfdStyle:
    """The habits of one file."""
    return OfdStyle(draw_pdf_style(rng), rng.random() < 0.5, rng.random() < 0.3, rng.random() < 0.3)


def render_ofd(content: ReportContent, style: OfdStyle) -> bytes:
    """The file's bytes, the same for the same content and style."""
    pen = _OfdPen(style)
    draw_report(pen, content, style.pages)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in _parts(content, pen.pages, style):
            member = zipfile.ZipInfo(name, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, _HEAD + text)
    return buffer.getvalue()


class _OfdPen:
    """Draws like reportlab's canvas; `pages` are the objects of each page that has ended."""

    def __init__(self, style: OfdStyle) -> None:
        self.pages: list[list[str]] = []
        self._objects: list[str] = []
        self._style = style
        self._size = 12.0
        self._line = 0.5
        self._id = 100

    def setFont(self, psfontname: str, size: float) -> None:  # noqa: ARG002, N802
        self._size = size

    def setLineWidth(self, width: float) -> None:  # noqa: N802
        self._line = width

    def drawCentredString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        self.drawString(x - sum(char_width(char, self._size) for char in text) / 2, y, text)

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        if not text:
            return
        steps = [char_width(char, self._size) * _MM for char in text]
        size, scale = self._size * _MM, 1.0
        if self._style.scaled_text:
            size, scale = 1.0, self._size * _MM
        left, top, high = x * _MM, _HEIGHT - y * _MM - self._size * _MM, self._size * _MM * 1.2
        deltas = self._deltas([step / scale for step in steps[:-1]])
        matrix = f' CTM="{scale:.4f} 0 0 {scale:.4f} 0 0"' if scale != 1.0 else ""
        self._add(
            f'<ofd:TextObject ID="{{id}}" Boundary="{left:.3f} {top:.3f} {sum(steps):.3f} {high:.3f}"{matrix} Font="3"'
            f' Size="{size:.4f}"><ofd:TextCode X="0" Y="{self._size * _MM / scale:.4f}"{deltas}>{escape(text)}'
            "</ofd:TextCode></ofd:TextObject>"
        )

    def rect(self, x: float, y: float, width: float, height: float, *, stroke: int = 1, fill: int = 0) -> None:
        left, top = x * _MM, _HEIGHT - (y + height) * _MM
        wide, high = width * _MM, height * _MM
        self._add(
            f'<ofd:PathObject ID="{{id}}" Boundary="{left:.3f} {top:.3f} {wide:.3f} {high:.3f}"'
            f' LineWidth="{self._line * _MM:.3f}" Stroke="{"true" if stroke else "false"}"'
            f' Fill="{"true" if fill else "false"}"><ofd:AbbreviatedData>M 0 0 L {wide:.3f} 0 L {wide:.3f} {high:.3f}'
            f" L 0 {high:.3f} C</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def showPage(self) -> None:  # noqa: N802
        self.pages.append(self._objects)
        self._objects = []

    def _add(self, xml: str) -> None:
        self._id += 1
        self._objects.append(xml.replace("{id}", str(self._id), 1))

    def _deltas(self, steps: list[float]) -> str:
        if not steps:
            return ""
        if self._style.short_deltas and len(set(steps)) == 1:
            return f' DeltaX="g {len(steps)} {steps[0]:.4f}"'
        return f' DeltaX="{" ".join(f"{step:.4f}" for step in steps)}"'


def _parts(content: ReportContent, pages: list[list[str]], style: OfdStyle) -> Iterator[tuple[str, str]]:
    """Names and XML of the package's members."""
    xmlns = f'xmlns:ofd="{_NAMESPACE}"'
    area = f"<ofd:PhysicalBox>0 0 {_WIDTH:g} {_HEIGHT:g}</ofd:PhysicalBox>"
    yield (
        "OFD.xml",
        f'<ofd:OFD {xmlns} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>'
        f"<ofd:Title>{escape(content.title)}</ofd:Title><ofd:Author>{escape(content.agency.name)}</ofd:Author>"
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    )
    listed = "".join(
        f'<ofd:Page ID="{number + 10}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    template = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if style.page_template else ""
    yield (
        "Doc_0/Document.xml",
        f"<ofd:Document {xmlns}><ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID><ofd:PageArea>{area}</ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{template}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    )
    yield (
        "Doc_0/PublicRes.xml",
        f'<ofd:Res {xmlns} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="3" FontName="宋体"/></ofd:Fonts></ofd:Res>',
    )
    if style.page_template:
        yield "Doc_0/Tpls/Tpl_0/Content.xml", f"<ofd:Page {xmlns}><ofd:Content/></ofd:Page>"
    used = '<ofd:Template TemplateID="9" ZOrder="Background"/>' if style.page_template else ""
    for number, objects in enumerate(pages):
        yield (
            f"Doc_0/Pages/Page_{number}/Content.xml",
            f"<ofd:Page {xmlns}>{used}<ofd:Area>{area}</ofd:Area><ofd:Content>"
            f'<ofd:Layer ID="{number + 1000}">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>',
        )
