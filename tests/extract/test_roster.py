"""Rosters are checked when they are loaded, and say what is due when."""

import datetime

import pytest

from extract.catalogue_rows import rosters_to_rows
from extract.errors import ConfigurationError
from extract.roster import load_rosters
from extract.source import load_sources

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


def test_a_roster_as_rows():
    rows = list(rosters_to_rows([load_rosters()["320100", True]]))
    assert len(rows) == 6
    assert rows[-1] == {
        "region_code": "320100",
        "region_name": "南京市",
        "agency": "鼓楼区城市管理局",
        "names": ["鼓楼区城市管理局", "鼓楼区城管局"],
        "first_year": 2021,
        "last_year": None,
    }
