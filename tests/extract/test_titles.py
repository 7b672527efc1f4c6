"""Titles as portals print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.titles import title_to_kind, title_to_other_reason, title_to_report_year

YEARS = [
    ("怀柔区教委2019年政府信息公开工作年度报告", 2019),
    ("2020年青山镇人民政府政府信息公开工作年度报告", 2020),
    ("县水利局2018年度政府信息公开年报", 2018),
    ("2016年度政府信息公开工作报告", 2016),
    ("关于2012年度政府信息公开工作情况的报告", 2012),
    ("２０２１年政府信息公开工作年度报告", 2021),
    ("二○一九年政府信息公开工作年度报告", 2019),
    ("二〇二〇年度政府信息公开年报", 2020),
    ("二O一一年政府信息公开年报", 2011),
    ("2O10年", 2010),
    ("2017 年 政府 信息公开 年度报告", 2017),
    ("2018政府信息公开年度报告", 2018),
    ("2018年报", 2018),
    ("文字版：2022年政府信息公开工作年度报告", 2022),
    ("浦应急〔2022〕1号：浦东新区应急管理局2021年政府信息公开工作年度报告", 2021),
    ("（2022）3号 2021年度政府信息公开年报", 2021),
    ("[2020]12号 关于印发政府信息公开工作年度报告的报告", None),
    ("2019年政府信息公开工作年度报告（2020年1月修订）", 2019),
    ("2019年政府信息公开工作年度报告 2020-01-15", 2019),
    ("政府信息公开工作年度报告（2020年1月15日）", None),
    ("政府信息公开工作年度报告[2020-01-15]", None),
    ("2008年5月1日至12月31日政府信息公开工作年度报告", 2008),
    ("2018年度政府信息公开年报（2019年发布）", 2018),
    ("政府信息公开工作年度报告（2021年度）", 2021),
    ("政府信息公开工作年度报告（2021）", 2021),
    ("某局政府信息公开工作2015年度报告", 2015),
    ("2018—2020年政府信息公开年报", None),
    ("2018年至2020年政府信息公开年报", None),
    ("2018年、2019年政府信息公开年报", None),
    ("政府信息公开工作年度报告", None),
    ("截至2087年政府信息公开年报", None),
    ("1998年政府信息公开年报", None),
    ("热线12345办理2020件", None),
    ("", None),
]  # fmt: skip

KINDS = [
    ("某某区2019年政府信息公开工作年度报告", "report"),
    ("某某县2018年政府信息公开年报", "report"),
    ("2018年政府信息公开年报", "report"),
    ("某街道政务公开工作年度报告", "report"),
    ("2016年度政府信息公开工作报告", "report"),
    ("关于2012年度政府信息公开工作情况的报告", "report"),
    ("文字版：2022年政府信息公开工作年度报告", "report"),
    ("超链版：2022年政府信息公开工作年度报告", "report"),
    ("政府信息公开工作年度报告", "report"),
    ("市税务局2020年政府信息公开工作年度报告（机关版）", "report"),
    ("市机关事业单位社会保险中心2020年政府信息公开工作年度报告", "report"),
    ("县事业单位登记管理局2016年政府信息公开工作年度报告", "report"),
    ("2020年政府信息主动公开工作年度报告", "report"),
    ("解读：2022年政府信息公开工作年度报告", "other"),
    ("《2022年政府信息公开工作年度报告》解读", "other"),
    ("图解2022年政府信息公开工作年度报告", "other"),
    ("一图读懂某区2022年政府信息公开年报", "other"),
    ("2021年政府网站工作年度报表", "other"),
    ("政府网站监管年度报表（2020年度）", "other"),
    ("2019年事业单位年报", "other"),
    ("某中心事业单位法人年度报告书", "other"),
    ("2020年政务公开工作总结", "other"),
    ("2021年政府信息公开工作总结", "other"),
    ("关于做好2021年政府信息公开工作年度报告编制和发布工作的通知", "other"),
    ("某局政府信息公开指南", "other"),
    ("2022年法治政府建设年度报告", "other"),
    ("2022年部门决算", "other"),
    ("2017年", "unknown"),
    ("某镇2017年度", "unknown"),
    ("", "unknown"),
]


@pytest.mark.parametrize(("title", "year"), YEARS)
def test_report_year(title, year):
    assert title_to_report_year(title) == year


@pytest.mark.parametrize(("title", "kind"), KINDS)
def test_kind(title, kind):
    assert title_to_kind(title) == kind
    assert (title_to_other_reason(title) is not None) == (kind == "other")


@given(st.text(max_size=60))
def test_any_text_has_a_kind_and_at_most_one_plausible_year(title):
    assert title_to_kind(title) in {"report", "other", "unknown"}
    year = title_to_report_year(title)
    assert year is None or 2003 <= year < 2100


@given(st.integers(2008, 2025), st.text(alphabet="某区县市局办街道镇委", min_size=1, max_size=12))
def test_the_rule_of_titles(year, agency):
    assert title_to_report_year(f"{agency}{year}年政府信息公开工作年度报告") == year
    assert title_to_report_year(f"{year}年{agency}政府信息公开工作年度报告") == year
    assert title_to_kind(f"{agency}{year}年政府信息公开工作年度报告") == "report"
