"""Rosters are checked when they are loaded, and say what is due when."""

import datetime

import pytest

from extract.errors import ConfigurationError
from extract.roster import expected_reports, load_rosters, source_to_roster
from extract.source import load_sources
from gongkai.coverage import Archived, sources_to_coverage

TODAY = datetime.date(2026, 2, 1)


@pytest.fixture(scope="module")
def source():
    return load_sources(sample_portal="http://127.0.0.1:9")["SampleHanweb"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("320100.yml", "{region_code: '320100', region_name: 南京市, agencies: []}", "agencies"),
        ("320100.yml", "{region_code: '320100', region_name: 南京市, agencies: [{name: 某局, colour: red}]}", "colour"),
        ("320100.yml", "{region_code: 320100, region_name: 南京市, agencies: [{name: 某局}]}", "region_code"),
        ("3201.yml", "{region_code: '320100', region_name: 南京市, agencies: [{name: 某局}]}", "320100.yml"),
        ("320100.yml", "agencies: [", "320100.yml"),
    ],
)
def test_a_wrong_roster_is_named(tmp_path, name, text, told):
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=told):
        load_rosters(tmp_path)


def test_what_is_due(source):
    roster = load_rosters()["320100", True]
    due = expected_reports(source, roster, TODAY)
    assert len(due) == 5 * 5 + 3
    assert {year for agency, year in due if agency == "鼓楼区城市管理局"} == {2021, 2022, 2023}
    assert expected_reports(source, roster, datetime.date(2023, 3, 31)) < due
    assert max(year for _, year in expected_reports(source, roster, datetime.date(2023, 3, 31))) == 2021


def test_coverage(source):
    rosters = load_rosters()
    reports = [
        Archived("SampleHanweb", "南京市鼓楼区城管局2022年政府信息公开年报", None, 2022),
        Archived("SampleHanweb", "年报", "秦淮区民政局", 2019),
        Archived("SampleHanweb", "某局2019年年报", None, 2019),
        Archived("Other", "秦淮区民政局2020年年报", None, 2020),
    ]
    found = sources_to_coverage([source], rosters, reports, TODAY)["SampleHanweb"]
    assert str(found) == "2 of 28"
    assert found.expected - found.missing == {("鼓楼区城市管理局", 2022), ("秦淮区民政局", 2019)}


def test_a_column_of_one_agency_is_its_own_roster(source):
    one = source.model_copy(update={"agency": "某局"})
    assert source_to_roster(one, {}).agencies[0].name == "某局"
    found = sources_to_coverage([one], {}, [Archived(one.id, "2020年年报", None, 2020)], TODAY)[one.id]
    assert str(found) == "1 of 5"
    assert source_to_roster(source, {}) is None
