"""The body of a page → paragraphs and tables in reading order, without recursion however deep the page nests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from extract.document import Block, Cell, Locator, Paragraph, Table
from extract.errors import RefusedFile
from extract.readers.flat import lines_to_blocks, text_to_lines
from extract.readers.grid import GridCell, is_data_table, layout_to_parts
from extract.readers.html_pictures import PictureBlocks
from extract.readers.html_tables import table_to_grid
from extract.readers.html_text import BLOCK_TAGS, BREAK, INVISIBLE, ElementPaths, collapse, inner_text

_MAX_DEPTH = 1500
# Lines that a CMS puts around an article, also inside its container; each is a line of its own.
_FURNITURE_LINE = re.compile(
    r"^[【\[(（]?(?:上一篇|下一篇|上一条|下一条|上一页|下一页|相关链接|相关文章|相关信息|打印(?:本页|此页)?|关闭(?:窗口|本页)?|"
    r"分享(?:到|至)?|扫一扫|返回(?:顶部|首页|列表)?|(?:您|你)?(?:现在|当前|所在)?的?位置|浏览(?:次数|量)|访问(?:次数|量)|"
    r"点击(?:次数|数|率)|阅读(?:次数|量)|字体|字号|(?:文章|信息)?来源|发布(?:时间|日期|机构)|发文(?:时间|日期)|"
    r"成文日期|责任编辑|作者|编辑|收藏|索引号|视力保护色)\s*(?:[】\])）:：>|]|$)"
)
_FURNITURE_LENGTH = 120

_Part = _Element | list[GridCell[_Element]] | str


def element_to_blocks(body: _Element, paths: ElementPaths, pictures: PictureBlocks) -> list[Block]:
    """Everything printed in an element; `pictures` says what its pictures show.

    Raises RefusedFile where it nests too deeply or a table is of absurd size.
    """
    return _Walk(paths, pictures).blocks_of(body)


class _Walk:
    """The state of one walk: the blocks so far, and the inline text of the paragraph that is being put together."""

    def __init__(self, paths: ElementPaths, pictures: PictureBlocks) -> None:
        self._paths = paths
        self._pictures = pictures
        self._blocks: list[Block] = []
        self._pieces: list[str] = []

    def blocks_of(self, body: _Element) -> list[Block]:
        """Walk with a stack of (element, what of it is still to come)."""
        self._add(body.text)
        stack: list[tuple[_Element, Iterator[_Part]]] = [(body, self._parts(body))]
        while stack:
            element, parts = stack[-1]
            part = next(parts, None)
            if part is None:
                stack.pop()
                self._leave(element, stack[-1][0] if stack else None)
            elif isinstance(part, list):
                self._end_paragraph(element)
                self._blocks.append(self._to_table(part))
            elif isinstance(part, str):
                self._add(part)
                self._end_paragraph(element)
            else:
                self._enter(part, element)
                if len(stack) >= _MAX_DEPTH:
                    raise RefusedFile(f"the page nests its elements more than {_MAX_DEPTH} deep; look at it by hand")
                stack.append((part, self._parts(part)))
        self._end_paragraph(body)
        return self._blocks

    def _parts(self, element: _Element) -> Iterator[_Part]:
        if element.tag == "table":
            return self._table_parts(element)
        if element.tag == "pre" and "\n" in (element.text or ""):
            self._add_preformatted(element)
            return iter(())
        return iter(element)

    def _enter(self, element: _Element, parent: _Element) -> None:
        if element.tag in BLOCK_TAGS or element.tag == "br":
            self._end_paragraph(parent)
        if element in self._pictures:
            self._end_paragraph(parent)
            self._blocks.extend(self._pictures[element])
        if element.tag != "table":
            self._add(element.text)

    def _leave(self, element: _Element, parent: _Element | None) -> None:
        if element.tag in BLOCK_TAGS:
            self._end_paragraph(element)
        if parent is not None and parent.tag != "table":
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)

    def _end_paragraph(self, element: _Element) -> None:
        if not self._pieces:
            return
        text = collapse("".join(self._pieces).replace(BREAK, ""))
        self._pieces.clear()
        if not INVISIBLE.sub("", text) or _is_furniture(text):
            return
        while element.tag not in BLOCK_TAGS and (parent := element.getparent()) is not None:
            element = parent
        self._blocks.append(Paragraph(text, Locator(path=self._paths.path(element))))

    def _table_parts(self, table: _Element) -> Iterator[_Part]:
        yield from table.iterchildren("caption")
        cells, stray = table_to_grid(table, self._pictures)
        yield from stray
        if not any(cell.nested or INVISIBLE.sub("", cell.text) for cell in cells):
            return
        if is_data_table(cells):
            yield cells
            return
        for part in layout_to_parts(cells):
            yield part if isinstance(part, list) else part.holder

    def _to_table(self, cells: list[GridCell[_Element]]) -> Table:
        path = self._paths.path
        return Table(
            tuple(
                Cell(cell.text, cell.row, cell.column, cell.rowspan, cell.colspan, Locator(path=path(cell.holder)))
                for cell in cells
            ),
            grid_proven=True,
        )

    def _add_preformatted(self, element: _Element) -> None:
        """Text set with `<pre>` is flattened text, and its tables are read as such."""
        self._pieces.clear()
        path = self._paths.path(element)
        for block in lines_to_blocks(text_to_lines(inner_text(element))):
            self._blocks.append(_with_path(block, path))


def _with_path(block: Block, path: str) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, locator=block.locator._replace(path=path))
    cells = (cell._replace(locator=cell.locator._replace(path=path)) for cell in block.cells)
    return replace(block, cells=tuple(cells))


def _is_furniture(text: str) -> bool:
    return len(text) <= _FURNITURE_LENGTH and "。" not in text and _FURNITURE_LINE.match(text) is not None
