"""A report as a Word file: raw OOXML, merged cells as `gridSpan` and `vMerge`."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

from sample.model import Grid, GridCell, Para, ReportContent

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STAMP = (2020, 1, 1, 0, 0, 0)
_TABLE_WIDTH = 9000

_TYPES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""
_RELATIONS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>"""
_DOCUMENT_RELATIONS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/relationships/footer" Target="footer1.xml"/>
</Relationships>"""
_PICTURE_RELATION = (
    f'<Relationship Id="rIdPicture{{number}}" Type="{_OFFICE}/relationships/image" Target="media/image{{number}}.png"/>'
)
_PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="5400000" cy="7200000"/><wp:docPr id="{number}" name="{number}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    '<a:blip r:embed="rIdPicture{number}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r></w:p>"
)
_FOOTER = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="{_W}"><w:p><w:r><w:t>- </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>
<w:r><w:t> -</w:t></w:r></w:p></w:ftr>"""


def render_docx(content: ReportContent, draw_grid: Callable[[Grid], bytes] | None = None) -> bytes:
    """The file's bytes, the same for the same content; with `draw_grid` each table is the PNG that it gives."""
    grids = [block for block in content.blocks if isinstance(block, Grid)]
    pictures = [draw_grid(grid) for grid in grids] if draw_grid is not None else []
    relations = "".join(_PICTURE_RELATION.format(number=number) for number in range(1, len(pictures) + 1))
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _document(content, as_pictures=draw_grid is not None),
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS.replace("</Relationships>", relations + "</Relationships>"),
        "word/footer1.xml": _FOOTER,
        "docProps/core.xml": _core(content),
    }
    members = {name: text.encode() for name, text in parts.items()}
    members |= {f"word/media/image{number}.png": picture for number, picture in enumerate(pictures, start=1)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            member = zipfile.ZipInfo(name, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return buffer.getvalue()


def _core(content: ReportContent) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(content.title)}</dc:title><dc:creator>{escape(content.agency.name)}</dc:creator>"
        "</cp:coreProperties>"
    )


def _document(content: ReportContent, *, as_pictures: bool) -> str:
    numbers = itertools.count(1)
    blocks = "".join(
        _paragraph(block)
        if isinstance(block, Para)
        else _PICTURE.format(number=next(numbers))
        if as_pictures
        else _table(block)
        for block in content.blocks
    )
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="851" w:footer="992"/></w:sectPr>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}/relationships"><w:body>{blocks}{section}</w:body></w:document>'
    )


def _paragraph(para: Para) -> str:
    align = {"title": "center", "sign": "right"}.get(para.kind)
    properties = f'<w:pPr><w:jc w:val="{align}"/></w:pPr>' if align else '<w:pPr><w:ind w:firstLine="640"/></w:pPr>'
    bold = "<w:rPr><w:b/></w:rPr>" if para.kind in ("title", "heading") else ""
    return f"<w:p>{properties}{_runs(para.text, bold)}</w:p>"


def _runs(text: str, properties: str = "") -> str:
    """The text as runs; Word splits them where the script changes, so digits stand in a run of their own."""
    runs: list[str] = []
    for char in text:
        if runs and (char.isascii() and char.isdigit()) == (runs[-1].isascii() and runs[-1].isdigit()) and char != "\n":
            runs[-1] += char
        else:
            runs.append(char)
    parts = []
    for run in runs:
        if run.startswith("\n"):
            parts.append(f"<w:r>{properties}<w:br/></w:r>")
        rest = run.removeprefix("\n")
        if rest:
            parts.append(f'<w:r>{properties}<w:t xml:space="preserve">{escape(rest)}</w:t></w:r>')
    return "".join(parts)


def _table(grid: Grid) -> str:
    width = _TABLE_WIDTH // grid.columns
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = f'<w:gridCol w:w="{width}"/>' * grid.columns
    rows = "".join(_row(grid, row, width) for row in range(grid.row_count))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_TABLE_WIDTH}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl><w:p/>"
    )


def _row(grid: Grid, row: int, width: int) -> str:
    """A row's cells: a cell continued from above is there again, empty, with a `vMerge` that continues."""
    cells = sorted(
        (cell for cell in grid.cells if cell.row <= row < cell.row + cell.rowspan), key=lambda cell: cell.column
    )
    header = "<w:trPr><w:tblHeader/></w:trPr>" if row < grid.header_rows else ""
    return f"<w:tr>{header}{''.join(_cell(cell, row, width) for cell in cells)}</w:tr>"


def _cell(cell: GridCell, row: int, width: int) -> str:
    properties = f'<w:tcW w:w="{width * cell.colspan}" w:type="dxa"/>'
    if cell.colspan > 1:
        properties += f'<w:gridSpan w:val="{cell.colspan}"/>'
    if cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
    text = _runs(cell.text) if row == cell.row else ""
    return f'<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{text}</w:p></w:tc>'
