"""A report as rich text, as Word and WPS write it: rows state where their cells end, Chinese is GBK bytes or `\\u`."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sample.model import Grid, Para, ReportContent

_TABLE_WIDTH = 9000
_KINDS = {"title": r"\qc\b\fs36", "heading": r"\b\fs28", "body": r"\fi640\fs24", "sign": r"\qr\fs24"}


@dataclass(frozen=True, slots=True)
class RtfStyle:
    """Which program wrote the file."""

    unicode: bool
    """Characters as `\\u` with a fallback in GBK, as Word writes them; otherwise in GBK alone, as WPS did."""
    plan_at_end: bool
    """The row's plan is repeated before `\\row`, as Word does."""
    merged_across: bool
    """Cells of several columns are written as several merged cells instead of one wide one."""
    twips_astray: int
    """By how much the edges of one column differ from row to row."""


def draw_rtf_style(rng: random.Random) -> RtfStyle:
    """The habits of one file."""
    return RtfStyle(rng.random() < 0.6, rng.random() < 0.5, rng.random() < 0.3, rng.choice((0, 0, 8)))


def render_rtf(content: ReportContent, style: RtfStyle) -> bytes:
    """The file's bytes, in ASCII alone."""
    blocks = [_paragraph(b, style) if isinstance(b, Para) else _table(b, style) for b in content.blocks]
    head = (
        r"{\rtf1\ansi\ansicpg936\deff0\deflang1033\deflangfe2052{\fonttbl{\f0\fnil\fcharset134 "
        + _text("宋体", style)
        + r";}{\f1\froman\fcharset0 Times New Roman;}}"
        r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0\snext0 Normal;}}"
        r"{\info{\title " + _text(content.title, style) + r"}{\author " + _text(content.agency.name, style) + "}}"
        r"\paperw11906\paperh16838{\footer\pard\qc - {\field{\*\fldinst PAGE}{\fldrslt 1}} -\par}"
    )
    return "\n".join([head, *blocks, "}"]).encode("ascii")


def _paragraph(para: Para, style: RtfStyle) -> str:
    return rf"\pard\plain{_KINDS[para.kind]}\f0 {_text(para.text, style)}\par"


def _text(text: str, style: RtfStyle) -> str:
    return "".join(_char(char, style) for char in text)


def _char(char: str, style: RtfStyle) -> str:
    if char == "\n":
        return r"\line "
    if char in "\\{}":
        return f"\\{char}"
    if char.isascii():
        return char
    stored = char.encode("gb18030")
    fallback = "".join(f"\\'{byte:02x}" for byte in stored)
    if not style.unicode:
        return fallback
    code = ord(char)
    return rf"{{\uc{len(stored)}\u{code - 65536 if code > 32767 else code}{fallback}}}"


def _table(grid: Grid, style: RtfStyle) -> str:
    rows = [_row(grid, row, style) for row in range(grid.row_count)]
    return "\n".join([*rows, r"\pard\plain\par"])


def _row(grid: Grid, row: int, style: RtfStyle) -> str:
    """A row: its plan, then its cells; a cell continued from above is there again, empty."""
    width = _TABLE_WIDTH // grid.columns
    astray = style.twips_astray * (row % 2)
    cells = sorted((c for c in grid.cells if c.row <= row < c.row + c.rowspan), key=lambda cell: cell.column)
    plan, texts = [r"\trowd\trgaph108\trleft0"], []
    for cell in cells:
        down = "" if cell.rowspan == 1 else r"\clvmgf" if row == cell.row else r"\clvmrg"
        text = _text(cell.text, style) if row == cell.row else ""
        edges = range(cell.column + 1, cell.column + cell.colspan + 1)
        if cell.colspan > 1 and not style.merged_across:
            edges = edges[-1:]
        for at, edge in enumerate(edges):
            across = "" if len(edges) == 1 else r"\clmrg" if at else r"\clmgf"
            plan.append(
                rf"{down}{across}\clbrdrt\brdrs\clbrdrl\brdrs\clbrdrb\brdrs\clbrdrr\brdrs\cellx{edge * width + astray}"
            )
            texts.append(rf"\pard\plain\intbl\qc\f0 {'' if at else text}\cell")
    described = "".join(plan)
    return described + "\n" + "\n".join(texts) + ("\n{" + described + r"\row}" if style.plan_at_end else r"\row")
