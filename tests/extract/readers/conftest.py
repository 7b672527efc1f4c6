"""Builders of small files: each test states the content, and the file is made from it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract.document import Block, Document, Paragraph, Table
from extract.readers.rawfile import RawFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONT = "STSong-Light"


@pytest.fixture
def raw() -> Callable[..., RawFile]:
    def build(data: bytes | str, charset: str | None = None) -> RawFile:
        data = data.encode() if isinstance(data, str) else data
        return RawFile(data, hashlib.sha256(data).hexdigest(), charset)

    return build


@pytest.fixture
def outline() -> Callable[[Document], list[object]]:
    """A document as a list: a paragraph as its text, a table as rows of (column, rowspan, colspan, text) or text."""

    def block_outline(block: Block) -> object:
        if isinstance(block, Paragraph):
            return block.text
        return [
            [c.text if (c.rowspan, c.colspan) == (1, 1) else (c.text, c.rowspan, c.colspan) for c in row]
            for row in block.rows()
        ]

    return lambda document: [block_outline(block) for block in document.blocks]


@pytest.fixture
def only_table() -> Callable[[Document], Table]:
    def find(document: Document) -> Table:
        (table,) = document.tables()
        return table

    return find


@pytest.fixture
def docx_file() -> Callable[..., bytes]:
    """Inner XML of `w:body` → a .docx; further members by name."""

    def build(body: str, **members: str) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "word/document.xml",
                f'<?xml version="1.0"?><w:document xmlns:w="{W}"'
                ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
                ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
                f' xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>',
            )
            for name, content in members.items():
                archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
        return buffer.getvalue()

    return build


@pytest.fixture
def pdf_file() -> Callable[..., bytes]:
    """Functions that draw a page each → a PDF on A4; y counts downwards from the top in what they draw."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))

    def build(*pages: Callable[[PdfPen], None], encrypt: str | None = None, title: str | None = None) -> bytes:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(595, 842), encrypt=encrypt)
        if title:
            canvas.setTitle(title)
        for page in pages:
            page(PdfPen(canvas))
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return build


class PdfPen:
    """Draws text and ruled tables with the origin at the top left."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(self, x: float, top: float, text: str, size: float = 12) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, 842 - top - size, text)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, 842 - y0, x1, 842 - y1)

    def bar(self, x0: float, y0: float, x1: float, y1: float, thick: float = 0.5) -> None:
        """A line drawn as Word does: a thin filled rectangle."""
        width, height = max(x1 - x0, thick), max(y1 - y0, thick)
        self.canvas.rect(x0, 842 - y0 - height, width, height, stroke=0, fill=1)

    def cell(self, x0: float, y0: float, x1: float, y1: float, text: str = "", *, bars: bool = False) -> None:
        """A bordered cell with each line of its text."""
        draw = self.bar if bars else self.line
        for a, b, c, d in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            draw(a, b, c, d)
        for number, line in enumerate(text.split("\n") if text else ()):
            self.text(x0 + 3, y0 + 3 + number * 12, line, 10)
