"""Paragraph properties of a Word 97–2003 file with a stray byte where they are padded to an even length.

Word pads with 0, and the converter takes nothing else; LibreOffice leaves whatever stood there (MS-DOC 2.9.175).
"""

from __future__ import annotations

import struct

from doc2docx.cfb.container import CompoundFile
from doc2docx.errors import InvalidWordDocument
from doc2docx.msdoc.fib import FileInformationBlock
from doc2docx.msdoc.sprm import parse_grpprl

_PAGE = 512  # also the size of a sector, so that a page stands in the file in one piece
_PLACE = 13  # bytes that a page keeps of each paragraph before its properties


def clear_padding(data: bytes) -> bytes:
    """The file with 0 for every stray byte; the same bytes where there is none.

    Raises what the converter raises for a file that it cannot open at all.
    """
    compound = CompoundFile(data)
    stream = compound.open_stream("WordDocument")
    fib = FileInformationBlock.parse(stream)
    where = fib.plcf_bte_papx
    index = compound.open_stream(fib.base.table_stream_name)[where.fc : where.fc + where.lcb]
    count = (len(index) - 4) // 8
    for number in struct.unpack_from(f"<{max(count, 0)}I", index, 4 * (count + 1)):
        page = stream[number * _PAGE : (number + 1) * _PAGE]
        cleared = _clear_page(page)
        if cleared != page and (at := data.find(page)) >= 0:
            data = data[:at] + cleared + data[at + _PAGE :]
    return data


def _clear_page(page: bytes) -> bytes:
    cleared = bytearray(page)
    paragraphs = page[-1]
    for number in range(paragraphs):
        at = page[4 * (paragraphs + 1) + _PLACE * number] * 2
        if not at:
            continue
        words, start = page[at], at + 1  # how long the properties are, counted in two ways
        length = 2 * words - 1
        if not words:
            start, length = at + 2, 2 * page[at + 1]
        if _ends_in_stray_byte(page[start + 2 : start + length]):
            cleared[start + length - 1] = 0
    return bytes(cleared)


def _ends_in_stray_byte(properties: bytes) -> bool:
    try:
        parse_grpprl(properties, label="", allow_trailing_zero_padding=True)
    except InvalidWordDocument:
        try:
            parse_grpprl(properties[:-1], label="")
        except InvalidWordDocument:
            return False
        return True
    return False
