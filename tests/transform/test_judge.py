from __future__ import annotations

import pytest

from extract.document import Cell, Document, Paragraph, Table
from transform.judge import is_report


def judge(text: str, *, title: str | None = None, tables: int = 0, facts: int = 0) -> tuple[bool, str]:
    blocks = tuple(Paragraph(line) for line in text.split("\n") if line)
    return is_report(Document("0" * 64, "text/html", title, {}, blocks), tables, facts)


TITLE = "绿园区财政局2020年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (f"{TITLE}\n全年公开信息9条。", 1),
        ("一、总体情况\n（一）主动公开。全年公开信息31条。\n（二）依申请公开。全年收到公开申请6件，按期答复。", 2),
        ("我镇以公示栏公开政府信息23条。\n三、依申请公开情况\n没有接到申请。\n四、收费和减免情况\n未收费。", 2),
        ("全年我局公開政府信息88條，本報告依《政府信息公開條例》編制。", 1),
        ("统计时限为2016年全年。\n分类|法定主动公开 年度报告|\n（二）做好政策解读。召开发布会7次。", 0),
        (f"{TITLE}\n主动公开政府信息数\n120\n依申请公开数\n3\n行政复议数\n0", 0),
        ("全年受理信息公开举报投诉2件，均已反馈。全年未收到公开申请。监督保障有力。", 2),
    ],
)
def test_reports(text: str, facts: int) -> None:
    accepted, reason = judge(text, facts=facts)
    assert accepted, reason


def test_tables_of_the_form_make_a_report_whatever_the_title() -> None:
    assert judge("任意文字", title="某平台首页", tables=3)[0]


@pytest.mark.parametrize(
    ("text", "title", "facts", "reason"),
    [
        ("", None, 0, "no text"),
        ("请稍候，正在验证您的浏览器", None, 0, "number"),
        ("发布信息120条，开设专栏3个。", "2021年政府网站工作年度报表", 1, "website"),
        ("全年公开信息9条。", "绿园区2020年政务公开工作总结", 1, "summary"),
        ("全年公开信息9条。", "图解：" + TITLE, 1, "picture"),
        ("全年公开信息9条。", "【解读】" + TITLE, 1, "explanation"),
        ("事业单位法人年度报告书\n开办资金120万元，从业人数9人。", None, 0, "public institution"),
        (f"{TITLE}\n我局主动公开信息，规范依申请公开，强化监督保障，按照《条例》开展平台建设。", None, 0, "number"),
        ("全区新建学校12所，接待来访305件，政务公开水平提高，办理提案23件。", None, 2, "nothing"),
        ("全区粮食增产，修路30公里，化解纠纷305件，发放补贴1200万元。", None, 0, "nothing"),
        (
            "政府信息公开年报\n"
            + "\n".join(
                f"绿园区{name}局2020年政府信息公开工作年度报告 2021-01-20" for name in ("财政", "民政", "教育", "司法")
            ),
            "政府信息公开年报",
            0,
            "list",
        ),
    ],
)
def test_not_reports(text: str, title: str | None, facts: int, reason: str) -> None:
    accepted, said = judge(text, title=title, facts=facts)
    assert not accepted
    assert reason in said


def test_first_title_decides_and_numbered_headings_are_none() -> None:
    assert judge(f"{TITLE}\n（三）政策解读情况\n解读9次", facts=1)[0]
    assert judge(f"解读：{TITLE}\n公开9条", facts=1)[0] is False


def test_figures_of_a_table_that_no_form_knows_are_numbers() -> None:
    cells = tuple(
        Cell(text, row, column)
        for row, pair in enumerate([("主动公开信息数", "120"), ("全文电子化", "98"), ("咨询电话接听数", "5")])
        for column, text in enumerate(pair)
    )
    table = Table(cells, grid_proven=True)
    text = Paragraph("绿园区2010年政府信息公开年度报告\n依申请公开情况见表。")
    accepted, reason = is_report(Document("0" * 64, "text/html", None, {}, (text, table)), 0, 0)
    assert accepted, reason


def test_a_title_over_pictures_that_did_not_come_is_a_report() -> None:
    unread = {"unread:1.jpg": "is a picture that did not come with the page"}
    for blocks in ((), (Paragraph("现予公布。"),)):
        assert is_report(Document("0" * 64, "text/html", TITLE, unread, blocks), 0, 0)[0]
        assert not is_report(Document("0" * 64, "text/html", TITLE, {}, blocks), 0, 0)[0]
        assert not is_report(Document("0" * 64, "text/html", "某局召开会议", unread, blocks), 0, 0)[0]
