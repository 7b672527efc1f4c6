"""Documents that are locked, cut off or built to do harm: each ends with its reason, and its neighbours are read."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from gongkai.work import Limits, Payload
from gongkai.worker import read_many
from sample.generate import generate
from transform.model import Reading

GOOD = "绿城区民政局2021年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息12条。\n".encode()
PAGE = "<html><head><title>绿城区民政局2021年政府信息公开工作年度报告</title></head><body>%s</body></html>"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
SECRET = "the-secret-of-this-machine"


def pages(count: int, encrypt: StandardEncryption | None = None) -> bytes:
    """A PDF of `count` pages, the first of which is titled as a report."""
    written = io.BytesIO()
    canvas = Canvas(written, encrypt=encrypt)
    for number in range(count):
        canvas.drawString(72, 700, f"Page {number} of the yearly papers: 12 items")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def word_file(document: str | bytes) -> bytes:
    """A DOCX with this main part and nothing else."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", document)
    return written.getvalue()


def locked_word_file() -> bytes:
    plain, locked = io.BytesIO(), io.BytesIO()
    docx.Document().save(plain)
    OOXMLFile(plain).encrypt("secret", locked)
    return locked.getvalue()


def entity_bomb() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return word_file(
        f'<!DOCTYPE w:document [<!ENTITY l0 "信息公开">{levels}]><w:document xmlns:w="{W}"><w:body><w:p><w:r>'
        "<w:t>&l9;</w:t></w:r></w:p></w:body></w:document>"
    )


def entity_thief(path: Path) -> bytes:
    return word_file(
        f'<!DOCTYPE w:document [<!ENTITY stolen SYSTEM "{path.as_uri()}">]><w:document xmlns:w="{W}"><w:body><w:p>'
        "<w:r><w:t>2021年政府信息公开工作年度报告&stolen;</w:t></w:r></w:p></w:body></w:document>"
    )


def deflated_blanks(megabytes: int, wbits: int) -> bytes:
    """A deflate stream of that many MB of blanks, made of one block over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    first = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * (megabytes - 1) + packer.flush()


def word_bomb() -> bytes:
    """A DOCX of some MB whose main part unpacks to 3 GB: stored as packed, and then called so."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", deflated_blanks(3072, -15))
    data = bytearray(written.getvalue())
    for entry, method, size in ((0, 8, 22), (data.rindex(b"PK\x01\x02"), 10, 24)):
        struct.pack_into("<H", data, entry + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", data, entry + size, 3 * 2**30)
    return bytes(data)


def pdf_bomb() -> bytes:
    """A PDF whose page unpacks to more than a GB of blanks."""
    stream = deflated_blanks(1500, 15)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        data
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(data)
    )


def picture(width: int, height: int) -> bytes:
    """A black PNG of one bit a pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((1 + width // 8) * height), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


CHALLENGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title></title></head><body><script>
var parts = ["3000176000856006", "061801501001", "00700"]; var step = 0x2f;
function answer() { var code = ""; for (var i = 0; i < parts.length; i++) { code += parts[i].charCodeAt(step % 7); }
document.cookie = "__jsl_clearance=" + code + ";path=/"; location.href = location.pathname + location.search; }
setTimeout(answer, 1500);</script></body></html>"""


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


@pytest.fixture
def hostile(secret: Path) -> dict[str, tuple[bytes, str, str]]:
    """Bytes by name, with the outcome and words of the reason that are expected."""
    nested = "<table><tr><td>" * 10_000 + "公开12条" + "</td></tr></table>" * 10_000
    return {
        "locked.pdf": (pages(1, StandardEncryption("secret", "owner")), "unreadable", "password-protected"),
        "locked.docx": (locked_word_file(), "unreadable", "password-protected"),
        "laughs.docx": (entity_bomb(), "unreadable|refused", "declares a document type|larger than any report"),
        "thief.docx": (entity_thief(secret), "unreadable", "declares a document type"),
        "bomb.docx": (word_bomb(), "refused", "unpacks to more than 64 MB"),
        "nested.html": ((PAGE % nested).encode(), "refused", "nest"),
        "501.pdf": (pages(501), "refused", "501 pages, more than the 500 allowed"),
        "papers.pdf": (pages(3), "not_a_report", "."),
        "wide.png": (picture(20_000, 20_000), "unreadable|refused", "picture|pixel"),
        "challenge.html": (CHALLENGE.encode(), "refused", "is a script challenge, not a page"),
    }


def test_each_ends_with_its_reason_and_its_neighbours_are_read(
    hostile: dict[str, tuple[bytes, str, str]], run_gongkai: Any, tmp_path: Path
) -> None:
    files = {"first.txt": GOOD, **{name: data for name, (data, _, _) in hostile.items()}, "last.txt": GOOD}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    ran = run_gongkai("extract", *(tmp_path / name for name in files), "--json")
    assert ran.code == 2
    found = {Path(reading["file"]).name: reading for reading in ran.readings}
    assert list(found) == list(files)
    assert found["first.txt"]["facts"] == found["last.txt"]["facts"] != []
    for name, (_, outcome, reason) in hostile.items():
        assert re.fullmatch(outcome, found[name]["outcome"]), (name, found[name])
        assert re.search(reason, found[name]["reason"]), (name, found[name]["reason"])
        assert found[name]["facts"] == []
    assert SECRET not in ran.out + ran.err


def test_a_page_that_unpacks_to_gigabytes_is_refused(run_gongkai: Any, tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(pdf_bomb())
    (tmp_path / "good.txt").write_bytes(GOOD)
    ran = run_gongkai(
        "extract", tmp_path / "bomb.pdf", tmp_path / "good.txt", "--json", GONGKAI_DOCUMENT_MEGABYTES="300"
    )
    assert [reading["outcome"] for reading in ran.readings] == ["refused", "report"]
    assert "300 MB" in ran.readings[0]["reason"]


def read(*payloads: Payload) -> list[Reading]:
    fetches: Sequence[Callable[[], Payload]] = [lambda payload=payload: payload for payload in payloads]  # type: ignore[misc]
    return list(read_many(fetches, workers=2, limits=Limits(seconds=30, megabytes=1024)))


def test_500_pages_are_read() -> None:
    (reading,) = read(Payload(pages(500), name="papers.pdf"))
    assert reading.outcome == "not_a_report"


def test_a_span_of_a_million_is_a_slip_and_costs_nothing() -> None:
    table = (
        '<table><tr><td colspan="1000000" rowspan="1000000">信息内容</td><td>本年制发件数</td></tr>'
        "<tr><td>规章</td><td>3</td></tr></table><p>全年主动公开政府信息12条。</p>"
    )
    (reading,) = read(Payload((PAGE % table).encode(), name="wide.html"))
    assert reading.outcome == "report"
    assert ("disclosure.total", 12) in [(fact.code, fact.value) for fact in reading.facts]


def test_a_file_cut_off_anywhere_is_read_or_refused_for_a_reason(tmp_path: Path) -> None:
    corpus = generate(tmp_path, seed=3, count=4, years=range(2021, 2022), formats=("html", "pdf", "docx", "text_tabs"))
    cut = [
        Payload(data[: int(len(data) * share)], name=Path(document.file).name)
        for document in corpus.documents
        for data in [corpus.read(document)]
        for share in (0.001, 0.05, 0.3, 0.6, 0.9, 0.99, 1)
    ]
    readings = read(*cut)
    assert len(readings) == len(cut)
    for payload, reading in zip(cut, readings, strict=True):
        assert reading.outcome in ("report", "not_a_report", "unreadable", "refused"), payload.name
        assert reading.outcome == "report" or reading.reason, payload.name
        assert "broke off" not in (reading.reason or ""), (payload.name, len(payload.data), reading.reason)
    assert [reading.outcome for reading in readings[6::7]] == ["report"] * 4
