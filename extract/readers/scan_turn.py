"""Pages that were scanned lying on their side or upside down: turned until their text can be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from extract.document import BBox
from extract.readers.scan_page import ScanPage, grey_to_page
from extract.readers.scan_recogniser import recognise
from extract.readers.scan_sheet import Grey

_PROBES, _SHORT_PROBES = 4, 40
_LEAST_WIDTH, _MOST_WIDTH = 3.0, 10.0  # ems of a line that is tried
_LEAST_CHARS = 4
_PRINTED = re.compile(
    "公开|信息|申请|政府|主动|数量|年度|本年|总计|处理|结果|不予|部分|属于|其他|法律|法规|机关|组织|自然|商业|企业|科研|机构|社会|公益"
    "|服务|维持|纠正|尚未|审结|复议|诉讼|行政|规章|文件|许可|处罚|强制|收费|无法|提供|有效|件数|发布|内容|国家|秘密|禁止|安全|稳定|保护"
    "|第三|权益|三类|内部|事务|四类|过程|执法|案卷|查询|事项|信访|举报|投诉|重复|出版|要求|正当|理由|大量|反复|确认|重新|获取|办理|结转"
    "|下年|上年|新收|单位|指标|统计|网站|微博|微信|传真|信函|人员"
)
"""Words that the forms print, also one by one in narrow cells."""
_LEGIBLE, _SURELY = 0.7, 0.9  # mean score of characters


def grey_to_upright_page(grey: Grey, number: int, points: float | None = None) -> ScanPage:
    """Lay out a whole page, turned by quarters where it is illegible as it lies and only that makes it legible."""
    page = grey_to_page(grey, number, points)
    scores = _certainties(page)
    if not (page.tables or page.lines) or (len(scores) >= 2 and _mean(scores) >= _LEGIBLE):
        return page
    words = _count_words(page)
    for turns in (1, 3, 2):
        turned = grey_to_page(np.ascontiguousarray(np.rot90(grey, turns)), number, points)
        scores = _certainties(turned)
        if len(scores) >= 2 and _mean(scores) >= _SURELY and _count_words(turned) >= 2 * words:
            return replace(turned, turns=turns)
    return page


def _count_words(page: ScanPage) -> int:
    """How many of some lines hold a word that reports print: a page of narrow cells has no longer lines to go by.

    Characters that lie on their side are read as surely, now and then right, but hardly as words in their order.
    """
    lines = page.table_lines
    tried = lines[:: max(1, len(lines) // _SHORT_PROBES)][:_SHORT_PROBES]
    return sum(_PRINTED.search(reading.text) is not None for reading in recognise(tried))


def _certainties(page: ScanPage) -> list[float]:
    """How certain the characters of a few lines are on average, of each line that has several."""
    lines = [*page.table_lines, *(line.picture for line in page.lines)]
    wide = [line for line in lines if line.shape[1] >= _LEAST_WIDTH * line.shape[0]]
    tried = [line[:, : round(_MOST_WIDTH * line.shape[0])] for line in wide[:: max(1, len(wide) // _PROBES)]][:_PROBES]
    readings = [reading for reading in recognise(tried) if len(reading.choices) >= _LEAST_CHARS]
    return [_mean([choice[0][1] for choice in reading.choices]) for reading in readings]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def turned_back(box: BBox, page: ScanPage) -> BBox:
    """A box of a page as it was turned, as a box of the page as it came; both in points."""
    left, top, right, bottom = box
    width, height = page.width, page.height
    return {
        0: box,
        1: (height - bottom, left, height - top, right),
        2: (width - right, height - bottom, width - left, height - top),
        3: (top, width - right, bottom, width - left),
    }[page.turns]
