from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transform.agencies import (
    complete_generic,
    is_generic,
    is_national,
    load_agency_words,
    printed_to_agency,
    title_to_agency,
)
from transform.agency_identity import agency_key, fuller_agency
from transform.gazetteer import load_gazetteer
from transform.script import _pairs, is_traditional, to_simplified

PLACES = load_gazetteer(2020)


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("绿园区应急局2020年政府信息公开工作年度报告", "绿园区应急局"),
        ("2020年绿园区应急局政府信息公开工作年度报告", "绿园区应急局"),
        ("绿园区应急局二〇二〇年政府信息公开工作年度报告", "绿园区应急局"),
        ("文字版：绿园区应急局2020年政府信息公开年报", "绿园区应急局"),
        ("绿园区应急局 2020 年度政务公开工作年度报告", "绿园区应急局"),
        ("2022年湖南省政府信息公开工作年度报告", "湖南省"),
        ("关于印发《绿园区应急局2020年政府信息公开工作年度报告》的通知", "绿园区应急局"),
        ("2015年楠市镇政府信息公开工作年度报告", "楠市镇"),
        ("绿园区人民政府信息公开年报", "绿园区人民政府"),
        ("关于市教育局2020年度信息公开情况的报告", "市教育局"),
        ("福建省药品监督管理局（系统版）2023年政府信息公开工作年度报告", "福建省药品监督管理局"),
        ("2018年政府信息公开年报", None),
        ("年度报告", None),
        ("<b>2020</b>年政府信息公开工作年度报告", None),
    ],
)
def test_title_names_its_agency(title: str, agency: str | None) -> None:
    assert title_to_agency(title) == agency


@pytest.mark.parametrize(
    ("printed", "agency"),
    [
        ("绿园区应急局", "绿园区应急管理局"),
        ("绿园区人社局", "绿园区人力资源和社会保障局"),
        ("绿园区市场监管局（食安办）", "绿园区市场监督管理局"),
        ("湖南省发展改革委", "湖南省发展和改革委员会"),
        ("绿园区卫健委", "绿园区卫生健康委员会"),
        ("绿园区卫生健康委员会", "绿园区卫生健康委员会"),
        ("绿园区食品药品监督管理局", "绿园区食品药品监督管理局"),
        ("绿园区政府办", "绿园区人民政府办公室"),
        ("绿园区人民政府办公室", "绿园区人民政府办公室"),
        ("绿园区人民政府", "绿园区人民政府"),
        ("绿园区政府", "绿园区人民政府"),
        ("湖南省", "湖南省人民政府"),
        ("桂平市蒙圩镇", "蒙圩镇人民政府"),
        ("宜兴市和桥镇人民政府", "和桥镇人民政府"),
        ("鹤峰县走马镇政府", "走马镇人民政府"),
        ("八一路街道", "八一路街道办事处"),
        ("八一路街道办", "八一路街道办事处"),
        ("西安市水務局", "西安市水务局"),
        ("平湖市交通运输局", "平湖市交通运输局"),
        ("安庆市迎江区民政局", "安庆市迎江区民政局"),
        ("绿园区文旅局", "绿园区文旅局"),
        ("合肥高新区", "合肥高新区管理委员会"),
        ("中国证监会", "中国证监会"),
        ("某平台_入口市场监管局", None),
        ("2021年1月20日", None),
        ("规范性文件", None),
        ("结转下年度继续办理", None),
        ("", None),
    ],
)
def test_printed_name_becomes_official(printed: str, agency: str | None) -> None:
    assert printed_to_agency(printed, PLACES) == agency


@pytest.mark.parametrize(
    ("first", "second", "fuller"),
    [
        ("绿园区应急管理局", "长春市绿园区应急管理局", "长春市绿园区应急管理局"),
        ("市教育局", "鹰潭市教育局", "鹰潭市教育局"),
        ("绿园区文旅局", "绿园区文化广播电视和旅游局", "绿园区文化广播电视和旅游局"),
        ("绿园区税务局", "国家税务总局长春市绿园区税务局", "国家税务总局长春市绿园区税务局"),
        ("绿园区人民政府", "绿园区人民政府办公室", None),
        ("绿园区财政局", "荔湾区财政局", None),
        ("绿园区财政局", "长春市财政局", None),
        ("和桥镇人民政府", "宜兴市人民政府", None),
    ],
)
def test_fuller_of_two_names(first: str, second: str, fuller: str | None) -> None:
    assert fuller_agency(first, second, PLACES) == fuller
    assert fuller_agency(second, first, PLACES) == fuller


def test_generic_names_need_their_region() -> None:
    yujiang, yingtan = PLACES.by_code["360603"], PLACES.by_code["360600"]
    assert complete_generic("市教育局", yingtan, PLACES) == "鹰潭市教育局"
    assert complete_generic("市教育局", yujiang, PLACES) == "鹰潭市教育局"
    assert complete_generic("区教育局", yujiang, PLACES) == "余江区教育局"
    assert complete_generic("区教育局", yingtan, PLACES) is None
    assert complete_generic("财政局", PLACES.by_code["360000"], PLACES) is None
    assert complete_generic("财政厅", PLACES.by_code["360000"], PLACES) == "江西省财政厅"
    assert is_generic("街道办事处", PLACES)
    assert not is_generic("兴隆街道办事处", PLACES)


def test_national_agencies_have_no_region() -> None:
    assert all(is_national(name, PLACES) for name in ("国家粮食和物资储备局", "教育部", "中国证监会", "海关总署"))
    assert not any(is_national(name, PLACES) for name in ("绿园区教育局", "国家税务总局平湖市税务局", "教育局"))


def test_key_joins_spellings_and_parts_namesakes() -> None:
    spellings = ("绿园区住建局", "长春市绿园区住房和城乡建设局", "绿园区住房城乡建设局", "绿园区住房与城乡建设局")
    assert len({agency_key(name, "220106", PLACES) for name in spellings}) == 1
    assert agency_key("城关镇人民政府", "341323", PLACES) != agency_key("城关镇人民政府", "340621", PLACES)
    assert agency_key("鼓楼区财政局", None, PLACES) == "鼓楼区财政局"
    # 文旅局 may stand for several official names: it is not folded.
    assert agency_key("绿园区文旅局", "220106", PLACES) != agency_key("绿园区文化和旅游局", "220106", PLACES)


def test_certain_short_forms_are_written_out_once() -> None:
    for short, full in load_agency_words().certain.items():
        once = printed_to_agency("绿园区" + short, PLACES)
        assert once is not None
        assert once.endswith(load_agency_words().certain.get(full, full))
        assert printed_to_agency(once, PLACES) == once


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("绿园区桂平市蒙圩镇政府办街道应急局委厅人民0-_（）:"), max_size=24))
def test_official_form_is_stable(printed: str) -> None:
    official = printed_to_agency(printed, PLACES)
    assert official is None or printed_to_agency(official, PLACES) == official


def test_traditional_table_is_sound() -> None:
    pairs = _pairs()
    assert len(pairs) > 1000
    assert all(chr(old) != new and len(new) == 1 for old, new in pairs.items())
    names = "".join(PLACES.by_name)
    assert not set(map(chr, pairs)) & set(names)
    assert to_simplified("據統(tǒng)計，廈門市公安局公開信息") == "据统计，厦门市公安局公开信息"
    assert not is_traditional("乾县人民政府公开著作")
    assert to_simplified("主动公开（略）(一)") == "主动公开（略）(一)"


@pytest.mark.parametrize(
    ("printed", "agency"),
    [
        ("绿园区人民政府西园街道办事处", "西园街道办事处"),
        ("绿园区各乡镇", None),
        ("绿园区各部门", None),
        ("长春市第五十一中学", "长春市第五十一中学"),
    ],
)
def test_rarer_names(printed: str, agency: str | None) -> None:
    assert printed_to_agency(printed, PLACES) == agency
