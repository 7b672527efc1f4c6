"""OFD packages: characters and lines out of text and path objects, tables over pages, and packages that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from extract.document import Document
from extract.errors import RefusedFile, UnreadableFile
from extract.read import read_document
from extract.readers import ofd as ofd_reader
from extract.readers import ofd_page

Outline = Callable[[Document], list[object]]
NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
AREA = "<ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>"
SIZE = 4.0  # millimetres


def package(*pages: str, common: str = "", **members: str) -> bytes:
    """A package of pages, each given as the objects on it; `__` in a member's name is a slash."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    parts = {
        "OFD.xml": f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocInfo><ofd:Title>某局2021年政府信息公开工作年度报告</ofd:Title>"
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for number, objects in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = page(objects)
    parts |= {name.replace("__", "/") + ".xml": text for name, text in members.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def page(objects: str, head: str = AREA) -> str:
    return f"<ofd:Page {NS}>{head}<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"


def text(x: float, y: float, string: str, code: str = "", more: str = "") -> str:
    """One line; its top left corner in millimetres."""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 150 6" Size="{SIZE}" {more}>'
        f'<ofd:TextCode X="0" Y="{SIZE}" {code}>{string}</ofd:TextCode></ofd:TextObject>'
    )


def path(x: float, y: float, data: str, more: str = "") -> str:
    inner = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>"
    return f'<ofd:PathObject Boundary="{x} {y} 200 200" {more}>{inner}</ofd:PathObject>'


def cell(x: float, y: float, width: float, height: float, string: str) -> str:
    box = path(x, y, f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C")
    return box + (text(x + 1, y + 1, string) if string else "")


TABLE = cell(30, 30, 40, 20, "申请人") + cell(70, 30, 40, 10, "企业") + cell(70, 40, 40, 10, "7")


def test_a_ruled_table_with_a_merged_cell_and_prose(outline: Outline) -> None:
    document = read_document(package(text(30, 20, "一、总体情况") + TABLE + text(30, 60, "全年公开52条。")))
    assert outline(document) == ["一、总体情况", [[("申请人", 2, 1), "企业"], ["7"]], "全年公开52条。"]
    (table,) = document.tables()
    assert table.grid_proven
    place = table.cells[2].locator
    assert place.page == 1
    assert place.bbox == pytest.approx((70 / 25.4 * 72, 40 / 25.4 * 72, 110 / 25.4 * 72, 50 / 25.4 * 72), abs=0.1)
    assert document.title == "某局2021年政府信息公开工作年度报告"
    assert document.meta["pages"] == "1"


def test_lines_drawn_as_thin_boxes_and_one_by_one(outline: Outline) -> None:
    filled = 'Stroke="false" Fill="true"'
    boxes = "".join(path(30, 30 + 10 * n, "M 0 0 L 80 0 L 80 0.2 L 0 0.2 C", filled) for n in range(3))
    lines = "".join(path(30 + 40 * n, 30, "M 0 0 L 0 20") for n in range(3))
    words = text(31, 31, "规章") + text(71, 31, "5") + text(31, 41, "许可") + text(71, 41, "6")
    assert outline(read_document(package(boxes + lines + words))) == [[["规章", "5"], ["许可", "6"]]]


@pytest.mark.parametrize(
    "objects",
    [
        text(30, 30, "公开52条", 'DeltaX="4 4 2 2"'),
        text(30, 30, "公开52条", 'DeltaX="g 2 4 g 2 2"'),
        text(30, 30, "公开52条"),
        text(20, 20, "公开52条", more='CTM="1 0 0 1 10 10"'),
        f"<ofd:PageBlock>{text(30, 30, '公开52条')}</ofd:PageBlock>",
        text(30, 30, "公开") + text(38, 30, "52条"),
        text(30, 30, "公开52条") + text(30, 40, "看不见", more='Visible="false"'),
        text(30, 30, "公开52条") + text(80, 90, "水印", more='CTM="0.7 0.7 -0.7 0.7 0 0"'),
        text(30, 30, "公开52条") + text(250, 30, "纸外"),
    ],
)
def test_ways_to_write_one_line(objects: str, outline: Outline) -> None:
    assert outline(read_document(package(objects))) == ["公开52条"]


def test_a_size_of_one_and_a_matrix_that_scales_it(outline: Outline) -> None:
    scaled = (
        '<ofd:TextObject Boundary="30 30 90 6" Size="1" CTM="4 0 0 4 0 0">'
        '<ofd:TextCode X="0" Y="1" DeltaX="1 1 0.5 0.5">公开52条</ofd:TextCode></ofd:TextObject>'
    )
    (paragraph,) = read_document(package(scaled)).paragraphs()
    assert paragraph.text == "公开52条"
    assert paragraph.locator.bbox == pytest.approx((85.0, 86.6, 130.4, 98.0), abs=0.2)


def test_templates_and_drawings_that_pages_refer_to(outline: Outline) -> None:
    common = (
        '<ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>'
        "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    )
    drawn = f"<ofd:Content>{text(0, 0, '单元内3条')}</ofd:Content>"
    unit = f'<ofd:CompositeGraphicUnit ID="5">{drawn}</ofd:CompositeGraphicUnit>'
    members = {
        "Doc_0__Tpls__T": page(text(30, 30, "底页")),
        "Doc_0__PublicRes": f"<ofd:Res {NS}><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>",
        "Doc_0__Pages__Page_0__Content": page(
            text(30, 40, "正文") + '<ofd:CompositeObject ResourceID="5" Boundary="30 50 9 9"/>',
            head='<ofd:Template TemplateID="9"/>',
        ),
    }
    assert outline(read_document(package("", common=common, **members))) == ["底页", "正文", "单元内3条"]


def test_a_table_over_two_pages_is_one(outline: Outline) -> None:
    first = "".join(cell(30, 230 + 10 * n, 40, 10, f"甲{n}") + cell(70, 230 + 10 * n, 40, 10, str(n)) for n in range(4))
    second = "".join(cell(30, 25 + 10 * n, 40, 10, f"乙{n}") + cell(70, 25 + 10 * n, 40, 10, str(n)) for n in range(2))
    number = text(103, 280, "- 1 -")
    document = read_document(package(first + number, second + number.replace("1", "2")))
    assert outline(document) == [[["甲0", "0"], ["甲1", "1"], ["甲2", "2"], ["甲3", "3"], ["乙0", "0"], ["乙1", "1"]]]


def test_producers_that_write_broken_namespaces_and_gbk(outline: Outline) -> None:
    data = package(text(30, 30, "全年公开52条"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    name = "Doc_0/Pages/Page_0/Content.xml"
    declared = '<?xml version="1.0" encoding="GB2312"?>' + parts[name].replace(NS, "").replace("ofd:Layer", "x:Layer")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, declared.encode("gb18030") if each == name else content)
    assert outline(read_document(buffer.getvalue())) == ["全年公开52条"]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"Doc_0__Pages__Page_0__Content": "<ofd:Page"}, "damaged OFD"),
        ({"Doc_0__Document": f"<ofd:Document {NS}/>"}, "no pages"),
        ({"OFD": f"<ofd:OFD {NS}/>"}, "no pages"),
        ({"Encryptions": "<a/>"}, "password-protected; ask for an open copy"),
        ({"Doc_0__Pages__Page_0__Content": page('<ofd:ImageObject ResourceID="3"/>')}, "needs recognition"),
        (
            {"Doc_0__Document": f"<o:D {NS.replace('ofd', 'o', 1)}><o:Pages><o:Page BaseLoc='x'/></o:Pages></o:D>"},
            "page 1 is missing",
        ),
    ],
)
def test_packages_that_cannot_be_read(members: dict[str, str], message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_document(package(text(30, 30, "正文"), **members))


def test_a_package_that_is_cut_off() -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        read_document(package(TABLE)[:-60], name="a.ofd")


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE p [<!ENTITY a "1111111111"><!ENTITY b "&a;&a;&a;&a;">]>' + page(text(30, 30, "&b;"))
    with pytest.raises(RefusedFile, match="DTDs"):
        read_document(package("", Doc_0__Pages__Page_0__Content=bomb))


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd_reader, "_MAX_PAGES", 1)
    with pytest.raises(RefusedFile, match="more than the 1 pages"):
        read_document(package(TABLE, TABLE))
    monkeypatch.setattr(ofd_page, "_MAX_OBJECTS", 3)
    with pytest.raises(RefusedFile, match="more objects"):
        read_document(package(TABLE))
    monkeypatch.setattr(ofd_reader, "_MAX_UNPACKED", 10)
    with pytest.raises(RefusedFile, match="unpacks to"):
        read_document(package(TABLE))


def test_blocks_that_hold_themselves_end() -> None:
    unit = (
        f'<ofd:CompositeGraphicUnit ID="5"><ofd:Content>{text(0, 0, "甲")}'
        '<ofd:CompositeObject ResourceID="5" Boundary="0 5 9 9"/></ofd:Content></ofd:CompositeGraphicUnit>'
    )
    resources = f"<ofd:Res {NS}><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>"
    data = package(
        '<ofd:CompositeObject ResourceID="5" Boundary="30 30 9 9"/>',
        common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
        Doc_0__PublicRes=resources,
    )
    assert len(list(read_document(data).paragraphs())) <= 40
