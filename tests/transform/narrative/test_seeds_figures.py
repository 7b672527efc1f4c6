"""The figures and kinds of damage of two real reports, in words of our own."""

from __future__ import annotations

from decimal import Decimal

ONE = """某区应急局2020年政府信息公开工作年度报告
一、总体情况
本年度共主动公开政府信息52条，其中新闻类信息网站发布8条，微信公众号“平安某区”发布29条，非新闻类信息、网站2条，政府公报刊登2条，接到举报投诉11件，均已办理完毕。全年没有接到公开申请，没有出现行政复议事件。
2020年本行政区域（或本部门）政府信息公开发布总数量（非新闻类、消息类）：0
三、收到和处理政府信息公开申请情况"""

TWO = """（一）主动公开方面。通过区政府网站公开信息175条，涵盖机构职能、部门文件、预警信息等。
（二）依申请公开方面。2020年，本单位依法办理依申请公开事项1件。
一、本年新收政府信息公开申请数量\t\t1\t0\t0\t0\t0\t0\t1
（六）监督保障方面。“应公开尽公开”，六个科室均指定兼职人员，党委专题商讨一次。"""


def test_parts_with_two_channels_and_a_complaint(reader):
    facts, findings = reader.read(ONE, 2020)
    assert reader.notation(ONE, 2020) == [
        "disclosure.total 52",
        "disclosure.by_category(新闻类信息) 8",
        "disclosure.total@wechat 29",
        "disclosure.by_category(非新闻类信息) 2",
        "disclosure.total@gazette 2",
        "complaints.received 11",
        "requests.received zero",
        "reconsideration.total zero",
    ]
    assert {fact.source for fact in facts} == {"narrative"}
    (finding,) = findings
    assert finding.rule == "narrative.parts_below_total"
    assert (finding.codes, finding.observed, finding.expected) == (("disclosure.total",), Decimal(52), Decimal(41))
    assert (finding.severity, finding.verdict) == ("warning", "undecidable")
    assert "8、29、2、2" in finding.message


def test_rows_of_a_flattened_table_are_no_prose(reader):
    assert reader.notation(TWO, 2020) == ["disclosure.total@website 175", "requests.received 1"]


def test_the_locator_points_at_the_clause_and_raw_is_at_most_the_clause(reader):
    facts, _ = reader.read(ONE, 2020)
    line = ONE.split("\n")[2]
    for fact in facts:
        assert fact.locator is not None
        assert fact.locator.line == 3
        assert fact.locator.column is not None
        assert line[fact.locator.column - 1 :].startswith(fact.raw)
        assert "，" not in fact.raw
