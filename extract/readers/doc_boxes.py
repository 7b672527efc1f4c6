"""The text boxes of a Word 97–2003 file, for where the converter cannot follow their drawings: text alone, by lines."""

from __future__ import annotations

import re

from doc2docx.cfb.container import CompoundFile
from doc2docx.diagnostics import ConversionReport
from doc2docx.msdoc import read_piece_table
from doc2docx.msdoc.fib import FileInformationBlock

from extract.document import Locator, Paragraph
from extract.readers.html_text import INVISIBLE

_LINE_ENDS = re.compile("[\r\n\x07\x0b\x0c]")  # a paragraph's, a cell's, a line's and a page's
_UNPRINTED = re.compile("[\x00-\x08\x0e-\x1f\ufffc]")


def boxes_to_lines(data: bytes) -> list[Paragraph]:
    """The lines of all text boxes, a cell a line, at paths that count them. Raises what the converter raises."""
    compound, report = CompoundFile(data), ConversionReport("")
    stream = compound.open_stream("WordDocument")
    fib = FileInformationBlock.parse(stream)
    table = compound.open_stream(fib.base.table_stream_name)
    pieces = read_piece_table(table, stream, fc_clx=fib.clx.fc, lcb_clx=fib.clx.lcb, report=report)
    start = fib.textbox_story_cp_start
    text = pieces.extract(start, start + fib.ccp_textboxes, report, story="textboxes")
    lines = (_UNPRINTED.sub("", part).strip() for part in _LINE_ENDS.split(text))
    printed = [line for line in lines if INVISIBLE.sub("", line)]
    return [Paragraph(line, Locator(path=f"/boxes/p[{number}]")) for number, line in enumerate(printed, start=1)]
