from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transform.gazetteer import FIRST_YEAR, LAST_YEAR, Region, load_gazetteer, to_region_year
from transform.places import Ambiguous, find_region, mentions_to_region, text_to_mentions

YEARS = (2008, 2014, 2019, 2020, 2024)
SPECIAL = "\n，。的年和县区市镇"


@pytest.mark.parametrize(
    ("text", "year", "code"),
    [
        ("吉林省长春市绿园区", 2020, "220106"),
        ("绿园区应急局", 2020, "220106"),
        ("荔湾区应急管理局", 2020, "440103"),
        ("福州市仓山区对湖街道办事处", 2022, "350104"),
        ("广东省广州市", 2019, "440100"),
        ("湖南省", 2022, "430000"),
        ("国家税务总局平湖市税务局", 2023, "330482"),
        ("广州市规划和自然资源局荔湾区分局", 2020, "440103"),
        ("湖北省仙桃市", 2020, "429004"),
        ("东莞市", 2020, "441900"),
        ("恩施州财政局", 2020, "422800"),
        ("伊通县", 2021, "220323"),
        ("莫力达瓦旗教育局", 2020, "150722"),
        ("管城区教育局", 2022, "410104"),
        ("海南藏族自治州", 2020, "632500"),
        ("晋城市城区", 2020, "140502"),
        ("枣庄市中区财政局", 2020, "370402"),
        ("南京鼓楼区", 2020, "320106"),
        ("北京市朝阳区", 2020, "110105"),
        ("忠县财政局", 2020, "500233"),
        ("2020年和县教育局", 2020, None),
        ("和县教育局", 2020, "340523"),
        ("合肥高新区管委会", 2020, "340100"),
        ("国家粮食和物资储备局", 2024, None),
        ("财政局", 2020, None),
        ("", 2020, None),
    ],
)
def test_text_names_its_region(text: str, year: int, code: str | None) -> None:
    found = find_region(text, year)
    assert (found.code if isinstance(found, Region) else None) == code


def test_boundaries_follow_the_report_year() -> None:
    before, after = find_region("枞阳县", 2012), find_region("枞阳县", 2021)
    assert isinstance(before, Region)
    assert isinstance(after, Region)
    assert (before.code, before.name) == ("340823", "安徽省安庆市枞阳县")
    assert (after.code, after.name) == ("340722", "安徽省铜陵市枞阳县")


def test_former_parent_in_front_does_not_hide_the_county() -> None:
    found = find_region("安庆市枞阳县应急管理局", 2021)
    assert isinstance(found, Region)
    assert found.code == "340722"


def test_todays_name_leads_to_the_place_as_it_was() -> None:
    found = find_region("北京市密云区统计局", 2012)
    assert isinstance(found, Region)
    assert (found.own_name, found.year) == ("密云县", 2012)


def test_years_after_the_last_known_take_its_boundaries_and_say_so() -> None:
    found = find_region("绿园区", 2031)
    assert isinstance(found, Region)
    assert found.year == LAST_YEAR
    assert [to_region_year(year) for year in (1970, 2019, 2031, None)] == [FIRST_YEAR, 2019, LAST_YEAR, LAST_YEAR]


@pytest.mark.parametrize(
    ("within", "code"),
    [
        ("350000", "350102"),
        ("3501", "350102"),
        ("35", "350102"),
        ("350102", "350102"),
        ("320300", "320302"),
        ("410204", "410204"),
    ],
)
def test_source_region_of_any_level_decides_between_namesakes(within: str, code: str) -> None:
    found = find_region("鼓楼区财政局", 2022, within)
    assert isinstance(found, Region)
    assert found.code == code


@pytest.mark.parametrize("within", [None, "320000", "110000"])
def test_namesakes_stay_open_where_nothing_decides(within: str | None) -> None:
    found = find_region("鼓楼区财政局", 2022, within)
    assert isinstance(found, Ambiguous)
    assert found.name == "鼓楼区"
    assert {region.own_name for region in found.candidates} == {"鼓楼区"}
    assert len(found.candidates) == (2 if within == "320000" else 4)


def test_source_never_overrules_a_name_that_is_plain() -> None:
    found = find_region("绿园区应急局", 2020, "440000")
    assert isinstance(found, Region)
    assert found.code == "220106"


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("蒙圩镇", "450881", "450881"),
        ("对湖街道", "350104", "350104"),
        ("对湖街道", "350100", None),
        ("对湖街道", None, None),
        ("市教育局", "360600", "360600"),
        ("市教育局", "360602", "360600"),
        ("区教育局", "360602", "360602"),
        ("县林业局", "430000", None),
        ("省财政厅", "430102", "430000"),
        ("市场监督管理局", "360602", "360602"),
        ("市教育局", "999999", None),
    ],
)
def test_names_without_a_place_take_the_source_region_of_their_level(
    text: str, within: str | None, code: str | None
) -> None:
    found = find_region(text, 2020, within)
    assert (found.code if isinstance(found, Region) else None) == code


@pytest.mark.parametrize(
    "prose", ["公布权责清单县级部分", "各乡镇（街道）和县直部门", "老城区与郊区同步推进", "创建示范县", "交易县域数据"]
)
def test_words_of_prose_are_no_places(prose: str) -> None:
    assert text_to_mentions(prose, load_gazetteer(2020), in_prose=True) == []


def test_prose_names_the_region_it_names_most() -> None:
    text = "在岳西县信息公开网发布，由岳西县档案馆保存，参照桐城市的做法。"
    mentions = text_to_mentions(text, load_gazetteer(2018), in_prose=True)
    found = mentions_to_region(mentions, ("county",))
    assert found is not None
    assert found.own_name == "岳西县"
    assert mentions_to_region(mentions, ("province",)) is None


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(YEARS), st.integers(min_value=0))
def test_every_region_is_found_by_its_full_name(year: int, pick: int) -> None:
    regions = list(load_gazetteer(year).by_code.values())
    region = regions[pick % len(regions)]
    assert find_region(region.name, year) == region


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(YEARS), st.integers(min_value=0))
def test_own_name_finds_the_region_or_stays_open_and_the_source_decides(year: int, pick: int) -> None:
    regions = list(load_gazetteer(year).by_code.values())
    region = regions[pick % len(regions)]
    found = find_region(region.own_name + "财政局", year)
    assert found == region or isinstance(found, Ambiguous) or len(region.own_name) == 2
    if len(region.own_name) > 2:
        assert find_region(region.own_name + "财政局", year, region.code) == region


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("吉林省长春市绿园区鼓楼朝阳和" + SPECIAL), max_size=60), st.booleans())
def test_mentions_lie_in_the_text_in_order(text: str, in_prose: bool) -> None:
    mentions = text_to_mentions(text, load_gazetteer(2020), in_prose=in_prose)
    last = 0
    for mention in mentions:
        assert last <= mention.start < mention.end <= len(text)
        assert text[: mention.end].endswith(mention.name)
        assert mention.candidates
        last = mention.end
