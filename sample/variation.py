"""How one report prints its numbers and labels: the habits of its office, drawn once for each document."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sample.labels import INFORMATION
from sample.model import Grid, GridCell, Key, Printed, State

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_PADDED = (
    *("商业企业", "科研机构", "自然人", "总计", "结果维持", "行政许可", "规章"),
    *("统计指标", "统计数", "单位", "指标名称", "六、举报投诉数量", "1.当面申请数"),
)
_BROKEN = {
    "本年新制作数量": "本年新\n制作数量",
    "本年新公开数量": "本年新\n公开数量",
    "本年制发件数": "本年制发\n件数",
    "社会公益组织": "社会公\n益组织",
    "法律服务机构": "法律服\n务机构",
    "本年收费金额（单位：万元）": "本年收费金额\n（单位：万元）",
    "统计指标": "统计\n指标",
    "指标名称": "指标\n名称",
    "（一）政府信息公开工作专门机构数": "（一）政府信息公开工作\n专门机构数",
    "（一）维持具体行政行为或者驳回原告诉讼请求数": "（一）维持具体行政行为或者驳回\n原告诉讼请求数",
    "（三）从事政府信息公开工作人员数": "（三）从事政府信息公开\n工作人员数",
}
_SHORTENED = {
    "2.没有现成信息需要另行制作": "2.没有现成信息需另行制作",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": "（二）部分公开",
    "（七）总计": "（七）总 计",
    "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）": "（一）主动公开政府信息数",
    "1.专职人员数（不包括政府公报及政府网站工作人员数）": "1.专职人员数",
    "四、行政复议数量": "四、行政复议数",
    "其中：主要负责同志参加政府网站在线访谈次数": "其中：主要负责同志参加次数",
    "其中：主要负责同志参加新闻发布会次数": "其中：主要负责同志参加次数",
}
"""Labels that offices print in words of their own."""
_WITHOUT_BLANKS = frozenset({"text_ragged", "text_spaces", "text_lines"})
_NUMBER = re.compile(r"^(\d)\.")
_STATES: dict[str, State] = {"": "blank", "/": "not_applicable", "—": "not_applicable"}


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one document. `zeros` are what it prints for nothing, drawn for each such cell."""

    zeros: tuple[str, ...] = ("0",)
    action_zeros: tuple[str, ...] = ("0",)
    """The same for table 2, where a department without rules prints `/`."""
    blank_totals: bool = False
    full_width: bool = False
    thousands: bool = False
    units_in_cells: bool = False
    change_sign: str = "+"
    """How an increase starts in 本年增/减; a decrease is 减 beside 增, otherwise `-`."""
    amount_in_yuan: bool = True
    padded_labels: bool = False
    broken_labels: bool = False
    half_width_labels: bool = False
    numbering: str = "."
    """What follows the number of a label."""
    shortened_labels: bool = False
    merged_actions: bool = True
    table_note: bool = False
    """Whether a line under table 2 repeats the total published; the 2019 form alone has it."""


def draw_style(rng: random.Random) -> Style:
    """A style whose every habit has been seen on real reports (spec: variety)."""
    return Style(
        zeros=rng.choice((("0",), ("0",), ("0",), ("",), ("", "0"), ("—",), ("/",))),
        action_zeros=rng.choice((("0",), ("0",), ("/",), ("", "0"))),
        blank_totals=rng.random() < 0.04,
        full_width=rng.random() < 0.08,
        thousands=rng.random() < 0.2,
        units_in_cells=rng.random() < 0.05,
        change_sign=rng.choice(("", "+", "+", "＋", "增")),
        amount_in_yuan=rng.random() < 0.6,
        padded_labels=rng.random() < 0.3,
        broken_labels=rng.random() < 0.4,
        half_width_labels=rng.random() < 0.25,
        numbering=rng.choice((".", ".", ".", "、", "．", ". ")),
        shortened_labels=rng.random() < 0.2,
        merged_actions=rng.random() < 0.7,
        table_note=rng.random() < 0.5,
    )


def suit_format(style: Style, format_: str) -> Style:
    """The style with digits for every zero where the format could not keep a blank cell in its place.

    In squeezed rows of text a blank value and a missing label look the same, and of a blank cell between spaces nothing
    is left: nobody could tell what stands where.
    """
    if format_ not in _WITHOUT_BLANKS:
        return style
    return replace(style, zeros=("0",), action_zeros=("0",), blank_totals=False)


def cells_to_printed(cells: Mapping[Key, Decimal], style: Style, rng: random.Random) -> dict[Key, Printed]:
    """What the document prints in each cell, with the value and state that a reader must find there."""
    return {key: print_cell(key, value, style, rng) for key, value in cells.items()}


def print_cell(key: Key, value: Decimal, style: Style, rng: random.Random) -> Printed:
    """What the document prints in one cell."""
    code, applicant = key
    is_action = applicant == "all" and not code.startswith(("reconsideration", "litigation"))
    if value == 0:
        raw = rng.choice(style.action_zeros if is_action else style.zeros)
        state = _STATES.get(raw, "reported")
        return Printed(_widen(raw, style), value if state == "reported" else None, state)
    if style.blank_totals and applicant == "total":
        return Printed("", None, "blank")
    return Printed(_widen(_value_to_raw(code, value, style), style), value, "reported")


def _value_to_raw(code: str, value: Decimal, style: Style) -> str:
    if code.endswith(".items_change"):
        falling = "减" if style.change_sign == "增" else "-"
        return f"{style.change_sign if value > 0 else falling}{abs(value)}"
    if code == "fees.amount":
        return f"{(value / 10_000).normalize():f}"
    if code == "procurement.amount":
        return f"{value}元" if style.amount_in_yuan else f"{(value / 10_000).normalize():f}万元"
    text = f"{value:,}" if style.thousands else f"{value}"
    return f"{text}件" if style.units_in_cells and code.endswith(".decisions") else text


def _widen(raw: str, style: Style) -> str:
    return raw.translate(_FULL_WIDTH) if style.full_width else raw


def vary_labels(grid: Grid, style: Style) -> Grid:
    """The grid with its labels as this office prints them."""
    return replace(grid, cells=tuple(cell if cell.key else _vary_cell(cell, style) for cell in grid.cells))


def _vary_cell(cell: GridCell, style: Style) -> GridCell:
    return replace(cell, text=vary_label(cell.text, style))


def vary_label(text: str, style: Style) -> str:
    """A label as this office prints it."""
    if style.shortened_labels:
        text = _SHORTENED.get(text, text)
    text = _NUMBER.sub(rf"\1{style.numbering}", text)
    if style.broken_labels:
        text = _BROKEN.get(text, text)
    if style.padded_labels and text in _PADDED:
        text = " ".join(text)
    if style.padded_labels and text == INFORMATION:
        text = "信息\u3000内容"
    if style.half_width_labels:
        text = text.replace("（", "(").replace("）", ")").replace("，", ", ").replace("“", '"').replace("”", '"')
    return text
