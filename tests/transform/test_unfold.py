"""Tables that were flattened to one cell a line, and labels that were glued or taken apart."""

from __future__ import annotations

import pytest

from extract.document import Cell, Table
from transform.form import Form, load_forms
from transform.glued_labels import part_labels
from transform.grid import Row
from transform.unfold import is_column, unfold_column


@pytest.fixture
def form() -> Form:
    return load_forms()["2021"]


def column(*texts: str) -> Table:
    return Table(tuple(Cell(text, row, 0) for row, text in enumerate(texts)), grid_proven=False)


def unfolded(form: Form, *texts: str) -> list[list[str]]:
    table = column(*texts)
    assert is_column(table)
    return [[cell.text for cell in row.cells] for row in unfold_column(table, form)]


def test_rows_end_where_a_label_follows_a_value(form: Form) -> None:
    assert unfolded(form, "信息内容", "本年制发件数", "规章", "0", "0", "行政规范性文件", "1", "", "/") == [
        ["信息内容", "本年制发件数"],
        ["规章", "0", "0"],
        ["行政规范性文件", "1", "", "/"],
    ]


def test_spanning_labels_stay_with_the_row(form: Form) -> None:
    rows = unfolded(
        form, "总计", "其他", "三、本年度办理结果", "（一）予以公开", "1", "（三）不予公开", "1.属于国家秘密", "0"
    )
    assert rows == [
        ["总计", "其他"],
        ["三、本年度办理结果", "（一）予以公开", "1"],
        ["（三）不予公开", "1.属于国家秘密", "0"],
    ]


def test_a_label_broken_over_lines_is_whole_again(form: Form) -> None:
    rows = unfolded(
        form,
        "（五）不予处理",
        "4.无正当理由大量反",
        "复申请",
        "3",
        "- 4 -",
        "5.要求行政机关确认或重新出具已获取信息",
        "0",
    )
    assert rows == [
        ["（五）不予处理", "4.无正当理由大量反复申请", "3"],
        ["5.要求行政机关确认或重新出具已获取信息", "0"],
    ]


def test_fifteen_values_have_no_label_of_their_own(form: Form) -> None:
    assert unfolded(form, "其他结果", "总计", *"1" * 15) == [["其他结果", "总计"], ["1"] * 15]


def test_row_numbers_are_no_values(form: Form) -> None:
    labels = ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制"]
    texts = [text for number, label in enumerate(labels, start=1) for text in (str(number), label, "7")]
    assert unfolded(form, "序号", *texts)[1:] == [[label, "7"] for label in labels]


@pytest.mark.parametrize(
    ("printed", "parted"),
    [
        (["商", "业", "企", "业", "科", "研", "机", "构"], ["商业企业", "科研机构"]),
        (["不予公开 属于国家秘密", "0", "0"], ["不予公开", "属于国家秘密", "0", "0"]),
        (["规", "章", "0"], ["规章", "0"]),
        (["图书", "商业企业"], ["图书", "商业企业"]),
        (["其他", "", ""], ["其他", "", ""]),
    ],
)
def test_labels_are_parted_only_into_the_forms_own(form: Form, printed: list[str], parted: list[str]) -> None:
    row = Row(0, tuple(Cell(text, 0, at) for at, text in enumerate(printed)), form.row_labels)
    assert [cell.text for cell in part_labels(row, form).cells] == parted
