from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Cell, Document, Paragraph, Table
from transform.identify import Identity, identify_report
from transform.model import Hints
from transform.report_years import text_to_opening_year, text_to_period_year, text_to_stated_year


def text_to_document(text: str, title: str | None = None, media_type: str = "text/plain", **meta: str) -> Document:
    blocks = tuple(Paragraph(line) for line in text.split("\n"))
    return Document("0" * 64, media_type, title, meta, blocks)


def identify(text: str, hints: Hints | None = None, vintage: str | None = None, **document: str) -> Identity:
    return identify_report(text_to_document(text, **document), hints or Hints(), vintage)


def rules(identity: Identity) -> list[str]:
    return [finding.rule for finding in identity.findings]


def test_title_over_two_lines_and_fuller_signature() -> None:
    found = identify(
        "绿园区应急局2020年\n政府信息公开工作年度报告\n\n一、总体情况\n全年公开信息52条。\n"
        "六、其他需要报告的事项\n无。\n      绿园区应急管理局\n      2021年1月20日\n"
    )
    assert found.title == "绿园区应急局2020年政府信息公开工作年度报告"
    assert (found.report_year, found.agency, found.scope) == (2020, "绿园区应急管理局", "own")
    assert (found.region_code, found.region_name, found.region_year) == ("220106", "吉林省长春市绿园区", 2020)
    assert found.published_on == datetime.date(2021, 1, 20)
    assert found.findings == ()


def test_agency_and_year_from_the_first_sentence() -> None:
    found = identify(
        "一、总体情况\n2020年，在区委领导下，荔湾区应急管理局认真落实《广州市荔湾区人民政府办公室关于试点的通知》。\n"
        "本单位公开信息175条。"
    )
    assert (found.title, found.report_year, found.agency) == (None, 2020, "荔湾区应急管理局")
    assert found.region_code == "440103"


def test_title_without_agency_under_a_line_that_names_it() -> None:
    found = identify("玛曲县卫生健康局\n2019年政府信息公开工作年度报告\n公开信息9条")
    assert (found.title, found.agency) == ("玛曲县卫生健康局2019年政府信息公开工作年度报告", "玛曲县卫生健康局")


def test_document_number_is_neither_title_nor_year() -> None:
    found = identify("浦应急〔2022〕1号\n浦东新区应急管理局2021年度政府信息公开工作年度报告\n截至2087年底，公开信息9条")
    assert (found.title, found.report_year) == ("浦东新区应急管理局2021年度政府信息公开工作年度报告", 2021)
    assert found.region_code == "310115"


def test_township_loses_its_parents_and_keeps_their_region() -> None:
    found = identify("2018年蒙圩镇政府信息公开工作年度报告\n公开信息27条\n桂平市蒙圩镇人民政府\n2018年12月29日")
    assert (found.agency, found.region_code, found.agency_key) == ("蒙圩镇人民政府", "450881", "450881:蒙圩镇人民政府")
    assert found.published_on == datetime.date(2018, 12, 29)
    assert rules(found) == []


def test_township_named_only_in_address_and_guide() -> None:
    found = identify(
        "数据统计期限为2011年全年。（地址：嵩县白河镇中街3号）\n镇里成立专班，镇长负责。\n对照《白河镇政府信息公开指南》，公开信息35条。"
    )
    assert (found.report_year, found.agency, found.region_code) == (2011, "白河镇人民政府", "410325")


def test_fuller_name_of_a_second_heading() -> None:
    found = identify(
        "2016年迎江区民政局政府信息公开工作年度报告\n发布时间：2017-02-14 00:00\n安庆市迎江区民政局\n"
        "2016年政府信息公开工作年度报告\n公开信息60条"
    )
    assert (found.agency, found.region_code) == ("安庆市迎江区民政局", "340802")
    assert found.published_on == datetime.date(2017, 2, 14)


@pytest.mark.parametrize(
    ("title", "agency", "scope"),
    [
        ("2022年湖南省政府信息公开工作年度报告", "湖南省人民政府", "region"),
        ("利津县人民政府2021年政府信息公开工作年度报告", "利津县人民政府", "region"),
        ("利津县人民政府办公室2021年政府信息公开工作年度报告", "利津县人民政府办公室", "own"),
        ("走马镇人民政府2021年政府信息公开工作年度报告", "走马镇人民政府", "own"),
        ("绿园区财政局2021年政府信息公开工作年度报告", "绿园区财政局", "own"),
        ("福建省药品监督管理局2021年政府信息公开工作年度报告（系统版）", "福建省药品监督管理局", "region"),
        ("福建省药品监督管理局2021年政府信息公开工作年度报告（机关版）", "福建省药品监督管理局", "own"),
        ("福建省药品监督管理系统2021年政府信息公开工作年度报告", "福建省药品监督管理系统", "region"),
        ("国家粮食和物资储备局2021年政府信息公开工作年度报告", "国家粮食和物资储备局", "own"),
    ],
)
def test_scope(title: str, agency: str, scope: str) -> None:
    found = identify(f"{title}\n公开信息9条")
    assert (found.agency, found.scope) == (agency, scope)


def test_office_that_signs_does_not_replace_the_government_of_the_title() -> None:
    found = identify("平湖市人民政府2021年政府信息公开工作年度报告\n平湖市人民政府办公室\n2022年1月20日")
    assert (found.agency, found.scope) == ("平湖市人民政府", "region")


def test_ambiguous_region_stays_open_and_is_flagged() -> None:
    text = "鼓楼区财政局2022年政府信息公开工作年度报告\n公开信息9条"
    found = identify(text)
    assert (found.agency, found.region_code, found.region_year) == ("鼓楼区财政局", None, None)
    assert rules(found) == ["region.ambiguous"]
    assert "350102" in found.findings[0].message
    resolved = identify(text, Hints(region_code="320302"))
    assert (resolved.region_code, rules(resolved)) == ("320302", [])
    by_text = identify(text + "\n地址：徐州市中山北路6号")
    assert by_text.region_code == "320302"


def test_later_year_takes_the_last_boundaries_and_says_so() -> None:
    found = identify("绿园区教育局2025年政府信息公开工作年度报告\n公开信息9条")
    assert (found.region_code, found.region_year, rules(found)) == ("220106", 2024, ["region.later_year"])


def test_name_without_its_place_waits_for_the_source() -> None:
    text = "一、总体情况\n2020年度，市教育局按照要求公开信息233条。"
    alone = identify(text)
    assert (alone.agency, alone.report_year) == (None, 2020)
    assert "agency.unknown" in rules(alone)
    known = identify(text, Hints(region_code="360600"))
    assert (known.agency, known.region_code) == ("鹰潭市教育局", "360600")


def test_source_agency_fills_in_and_never_overrules() -> None:
    hints = Hints(agency="绿园区人民政府", region_code="220106", report_year=2019)
    own = identify("一、总体情况\n2020年，绿园区民政局公开信息9条。", hints)
    assert (own.agency, own.report_year) == ("绿园区民政局", 2020)
    silent = identify("一、总体情况\n全年公开信息9条。", hints)
    assert (silent.agency, silent.report_year, silent.region_code) == ("绿园区人民政府", 2019, "220106")


def test_region_outside_the_source_is_flagged() -> None:
    found = identify("昆明市财政局2020年政府信息公开工作年度报告\n公开信息9条", Hints(region_code="220106"))
    assert (found.region_code, rules(found)) == ("530100", ["region.outside_source"])
    inside = identify("昆明市财政局2020年政府信息公开工作年度报告\n公开信息9条", Hints(region_code="53"))
    assert rules(inside) == []


def test_national_agency_has_no_region() -> None:
    found = identify("国家粮食和物资储备局2024年政府信息公开工作年度报告\n在北京市海淀区召开发布会3次", Hints())
    assert (found.agency, found.region_code) == ("国家粮食和物资储备局", None)


def test_year_of_title_against_period() -> None:
    text = "绿园区财政局2020年政府信息公开工作年度报告\n统计期限自2021年1月1日起至2021年12月31日止。"
    found = identify(text, vintage="2021")
    assert found.report_year == 2020
    assert rules(found) == ["report_year.conflict", "report_year.form"]


def test_date_before_the_year_was_over() -> None:
    title = "绿园区财政局2018年政府信息公开工作年度报告"
    assert rules(identify(f"{title}\n发布时间：2018-03-05 10:00")) == ["published_on.too_early"]
    assert rules(identify(f"{title}\n发布时间：2018-12-25 10:00")) == []


def test_publication_date_by_preference() -> None:
    title = "绿园区财政局2018年政府信息公开工作年度报告"
    signed = f"{title}\n公开信息9条\n绿园区财政局\n二〇一九年一月二十日"
    hints = Hints(published_on=datetime.date(2019, 3, 3))
    assert identify(title, hints).published_on == datetime.date(2019, 3, 3)
    assert identify(signed, hints).published_on == datetime.date(2019, 1, 20)
    assert identify(signed, hints, published_on="2019-02-01 09:00").published_on == datetime.date(2019, 2, 1)
    assert identify("数据统计起止时间：2017年1月1日到2017年12月31日。").published_on is None


def test_page_title_before_headings_but_word_properties_after() -> None:
    heading = "绿园区财政局2020年政府信息公开工作年度报告\n公开信息9条"
    stale = "绿园区财政局2019年政府信息公开工作年度报告"
    page = identify(heading, title=stale, media_type="text/html")
    word = identify(heading, title=stale, media_type="application/msword")
    assert (page.report_year, word.report_year) == (2019, 2020)
    assert rules(page) == rules(word) == ["report_year.conflict"]
    assert identify(heading, title="绿园区政府网", media_type="text/html").title == heading.partition("\n")[0]


def test_traditional_page_is_the_same_agency() -> None:
    found = identify("西安市水務局2021年度政府信息公開工作年度報告\n公開信息9條")
    assert (found.agency, found.region_code, found.report_year) == ("西安市水务局", "610100", 2021)
    assert found.title == "西安市水務局2021年度政府信息公開工作年度報告"


def test_empty_document_leaves_everything_open() -> None:
    found = identify("")
    assert (found.title, found.report_year, found.agency, found.region_code) == (None, None, None, None)
    assert rules(found) == ["report_year.unknown", "agency.unknown"]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("统计期限自2021年1月1日起，至2021年12月31日止。", 2021),
        ("统计期限自202111日起，至20211231日止。", 2021),
        ("统计数据起于20231月1日、止于202312月31日", 2023),
        ("本报告所列数据201711日至20171231日。", 2017),
        ("统计期为2018年全年。", 2018),
        ("所列数据从2016年1月1日起，到同年12月31日止。", 2016),
        ("自2020年元旦起至岁末，共公开9条。", 2020),
        ("统计时限：2023年1月至12月。", 2023),
        ("各项数字截止到2019年12月31日。", 2019),
        ("数据统计截至2087年底。", None),
        ("《信息处理费管理办法》自2021年1月1日起施行。", None),
        ("《条例》2019年5月15日起施行，统计工作有序。", None),
        ("自2008年5月1日以来累计公开9条。", None),
        ("统计期限自2020年1月1日起至2021年12月31日止。", None),
    ],
)
def test_statistics_period(text: str, year: int | None) -> None:
    assert text_to_period_year(text) == year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2020年，我局公开9条。", 2020),
        ("一、总体情况\n2020年度，市教育局公开9条。", 2020),
        ("与2021年的50条相比减少，比2020年的9件少3件。2018年至2020年三年里清理8件。", None),
        ("依据国务院令第711号，2019年5月15日起施行。", None),
        ("2020年，公开9条。2019年，公开8条。", None),
        ("《2019年要点》印发。2020年我局公开9条。", 2020),
        ("自2006年开通以来公开9条。", None),
    ],
)
def test_year_of_the_opening(text: str, year: int | None) -> None:
    assert text_to_opening_year(text) == year


def test_year_that_a_text_gives_its_report() -> None:
    assert text_to_stated_year("现将绿园区西新镇2023年政府信息公开工作年度报告公布如下。") == 2023
    assert text_to_stated_year("《关于编制2022年度报告的通知》已公布。") is None
    assert text_to_stated_year("公布2020年政务公开年报1条。") is None


def test_called_year_is_the_weakest_evidence() -> None:
    text = "依照《关于2022年度政府信息公开工作年度报告编制工作的通知》，全年公开信息70条。"
    assert identify(text).report_year == 2022
    assert identify(text, Hints(report_year=2021)).report_year == 2021


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("绿园区财政局2020年政府信息公开工作年度报告，。\n《》：1月日至起统计期限镇街道"),
        max_size=300,
    ),
    st.none() | st.text(max_size=12),
)
def test_no_text_breaks_it(text: str, region_code: str | None) -> None:
    found = identify(text, Hints(region_code=region_code))
    assert found.report_year is None or 2003 <= found.report_year <= datetime.datetime.now(datetime.UTC).year
    assert (found.region_code is None) == (found.region_name is None) == (found.region_year is None)
    assert found.agency is None or 2 <= len(found.agency) <= 60


def test_long_reports_are_read_quickly() -> None:
    lines = ["绿园区财政局2020年政府信息公开工作年度报告", *(["我局依托长春市绿园区人民政府网站公开信息。"] * 400)]
    table = Table((Cell("0", 0, 0),), grid_proven=True)
    document = Document("0" * 64, "text/html", None, {}, (*map(Paragraph, lines), table))
    identify_report(document, Hints(), "2019")
    started = time.perf_counter()
    for _ in range(10):
        identify_report(document, Hints(), "2019")
    assert (time.perf_counter() - started) / 10 < 0.02


OTHERS = [
    # The text of another bureau under this one's title.
    "一、总体情况\n2020年，玛曲县民政局公开信息9条。县民政局设有专栏，收到申请1件。",
    # The signature is another bureau's.
    "一、总体情况\n我局公开信息9条。\n玛曲县民政局\n2021年1月20日",
    # A further title, as where last year's page was copied.
    "玛曲县民政局2020年政府信息公开工作年度报告\n一、总体情况\n公开信息9条。",
]
SAME = [
    "一、总体情况\n2020年，县卫健局公开信息9条。县民政局设有专栏，县民政局收到申请1件。",
    "一、总体情况\n我局公开信息9条。县财政局拨付经费。\n玛曲县卫生健康局办公室\n2021年1月20日",
    "一、总体情况\n在县政府办公室指导下，玛曲县人民政府网站公开信息9条。\n玛曲县人民政府办公室\n2021年1月20日",
    "玛曲县卫健局2020年政府信息公开工作年度报告\n一、总体情况\n我局公开信息9条。",
    # Its own units, the bureau above, and one that does something for a bureau that calls itself 我局.
    "一、总体情况\n综合办公室负责日常工作。综合办公室每周检查，疾病预防控制中心公开数据，疾病预防控制中心答复。",
    "一、总体情况\n省卫生健康委下达任务，省卫生健康委通报表扬，省财政厅拨付经费。",
    "一、总体情况\n县大数据局组织测评，县大数据局通报，我局整改。",
]


@pytest.mark.parametrize(
    ("title", "signature"),
    [
        ("国家税务总局平湖市税务局", "国家税务总局平湖市税务局"),
        ("恩施州教育局", "恩施土家族苗族自治州教育局"),
        ("余江区教育局", "余江教育局"),
        ("公安局朝阳分局", "朝阳公安分局"),
        ("仓山区城市管理局", "仓山区城市管理综合执法局"),
        ("鹰潭市信访局", "中共鹰潭市委信访局"),
        ("渝北区教委", "渝北区教育委员会"),
    ],
)
def test_two_names_of_one_department_are_no_conflict(title: str, signature: str) -> None:
    found = identify(f"{title}2020年政府信息公开工作年度报告\n公开信息9条。\n{signature}\n2021年1月20日")
    assert "agency.conflict" not in rules(found)


@pytest.mark.parametrize(("text", "expected"), [*((text, True) for text in OTHERS), *((text, False) for text in SAME)])
def test_text_that_names_another_department(text: str, expected: bool) -> None:
    found = identify("玛曲县卫生健康局2020年政府信息公开工作年度报告\n" + text)
    assert found.agency == "玛曲县卫生健康局"
    assert ("agency.conflict" in rules(found)) is expected
    if expected:
        assert "玛曲县民政局" in found.findings[-1].message or "县民政局" in found.findings[-1].message


def test_a_title_broken_over_three_lines() -> None:
    found = identify("泉源市绿园区应急管理局\n2022年政府信息公开工作\n年度报告\n一、总体情况\n略。", title="详细信息")
    assert found.title == "泉源市绿园区应急管理局2022年政府信息公开工作年度报告"


def test_the_sites_name_is_no_part_of_a_title() -> None:
    for site in ("-绿园区东山镇人民政府", "_绿园区人民政府_政府信息公开", " | 东山镇"):
        found = identify(
            "一、总体情况\n略。", title=f"东山镇2021年政府信息公开工作年度报告{site}", media_type="text/html"
        )
        assert found.title == "东山镇2021年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "text",
    [
        "数据统计期限为二〇二二年一月一日至二〇二二年十二月三十一日。",
        "本报告统计数据期限：2022.01.01—2022.12.31。",
        "统计期限：2022-1-1至2022-12-31。",
        "2022年，我镇认真落实条例，2021年遗留问题全部整改。",
    ],
)
def test_the_year_in_other_hands(text: str) -> None:
    assert identify(f"东山镇人民政府年度报告\n{text}").report_year == 2022


def test_items_of_a_menu_make_no_title() -> None:
    found = identify("信息公开\n年度报告\n东山镇人民政府2022年政府信息公开工作年度报告\n一、总体情况\n略。")
    assert found.title == "东山镇人民政府2022年政府信息公开工作年度报告"
    assert identify("信息公开\n年度报告\n一、总体情况\n略。").title is None
