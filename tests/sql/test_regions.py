"""Regions and agencies through the years: renamings, mergers, kinds, peers, and series that go on or end."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from load.connect import open_warehouse
from load.identities import forms_to_terms
from load.reference import replace_regions
from load.regions import FIRST_YEAR
from load.rows import StagedDocument
from transform.agency_identity import agency_key
from transform.form import load_forms
from transform.gazetteer import LAST_YEAR, load_gazetteer
from transform.metrics import load_metrics
from transform.model import Fact

Ask = Callable[[str], list[tuple[Any, ...]]]

KINDS = {
    "安庆市卫生和计划生育委员会": ("department", "卫生健康"),
    "安庆市卫生健康委员会": ("department", "卫生健康"),
    "安庆市国有资产监督管理委员会": ("department", "国有资产"),
    "安庆市高新技术产业开发区管理委员会": ("development_zone", None),
    "安庆市人民政府办公室": ("general_office", None),
    "安庆市人民政府外事办公室": ("department", "外事"),
    "国家税务总局安庆市税务局": ("vertical_agency", "税务"),
    "安庆市市场监督管理局": ("department", "市场监管"),
    "八一路街道办事处": ("street_office", None),
    "安庆市人民医院": ("institution", None),
    "安庆市青少年宫": ("other", None),
}


@pytest.fixture(scope="module")
def ask(sql_corpus: Any, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    def report(
        agency: str, year: int, received: int, code: str | None, *, form: str = "2021", **more: Any
    ) -> StagedDocument:
        facts = [_fact("requests.received", received), *(_fact(*pair) for pair in more.pop("also", ()))]
        places = load_gazetteer(year)
        region = (code, places.by_code[code].name) if code else (None, None)
        staged = sql_corpus.document(agency, year, tuple(facts), region=region, form=form, **more)
        return _with_key(staged, agency_key(agency, code, places), year if code else None)

    documents = [
        # 通州市 becomes 南通市通州区 in 2009, 密云县 密云区 in 2015: two codes, one place.
        report("通州市人民政府", 2008, 40, "320683", form="2008", scope="region"),
        report("南通市通州区人民政府", 2009, 50, "320612", form="2008", scope="region"),
        report("密云县财政局", 2014, 3, "110228", form="2014"),
        report("密云区财政局", 2015, 5, "110118", form="2014"),
        # 下关区 is merged into 鼓楼区 in 2013, which keeps its code; 北京市通州区 is no 通州 of Jiangsu.
        report("南京市下关区教育局", 2012, 2, "320107", form="2008"),
        report("南京市鼓楼区教育局", 2012, 7, "320106", form="2008"),
        report("南京市鼓楼区教育局", 2013, 9, "320106", form="2008"),
        report("北京市通州区人民政府", 2009, 11, "110112", form="2008", scope="region"),
        # A form that drops what the one before printed, and one with the near metric instead.
        report("密云区教育局", 2018, 1, "110118", form="2014", also=[("complaints.received", 4)]),
        report("密云区教育局", 2019, 2, "110118", form="2019", also=[("rules.made", 3)]),
        report("密云区教育局", 2020, 2, "110118", form="2019", also=[("rules.made", 2)]),
        report("密云区教育局", 2021, 2, "110118"),
        # Peers: education bureaus of three counties of Jilin, one in another province, one whole region.
        report("长春市绿园区教育局", 2022, 10, "220106"),
        report("长春市绿园区教育局", 2023, 30, "220106"),
        report("长春市南关区教育局", 2022, 40, "220102"),
        report("长春市南关区教育局", 2023, 30, "220102"),
        report("榆树市教育和体育局", 2023, 8, "220182"),
        report("广州市越秀区教育局", 2023, 99, "440104"),
        report("长春市绿园区人民政府", 2023, 500, "220106", scope="region"),
        # Without a region: a ministry, and an office of which nothing tells where it is.
        report("国家统计局", 2023, 70, None),
        report("教育部", 2023, 60, None),
        report("城关镇人民政府", 2023, 1, None),
        *(report(agency, 2020, 0, "340800", form="2019") for agency in KINDS),
    ]
    database, _ = sql_corpus.build(tmp_path_factory.mktemp("regions"), documents, forms_to_terms(load_forms().values()))

    def run(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run


def _fact(code: str, value: int) -> Fact:
    return Fact(code, Decimal(value), load_metrics()[code].unit, str(value), "reported", "table", None)


def _with_key(staged: StagedDocument, key: str, region_year: int | None) -> StagedDocument:
    report = staged.reading.report
    assert report is not None
    report = dataclasses.replace(report, agency_key=key, region_year=region_year)
    return dataclasses.replace(staged, reading=dataclasses.replace(staged.reading, report=report))


def test_every_code_of_every_year_is_a_region(ask: Ask) -> None:
    found = ask(
        "SELECT unnest(range(first_year, last_year + 1)), region_code, region_name, own_name, level FROM region"
    )
    expected = [
        (year, region.code, region.name, region.own_name, region.level)
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for region in load_gazetteer(year).by_code.values()
    ]
    assert sorted(found) == sorted(expected)


def test_a_place_keeps_its_identifier_through_a_new_code(ask: Ask) -> None:
    assert ask(
        "SELECT region_code, first_year, last_year, region_name, prefecture_code, prefecture_name, province_code"
        " FROM region WHERE region_id = '320612' ORDER BY first_year"
    ) == [
        ("320683", 2003, 2008, "江苏省南通市通州市", "320600", "南通市", "320000"),
        ("320612", 2009, 2024, "江苏省南通市通州区", "320600", "南通市", "320000"),
    ]


def test_of_merged_regions_one_carries_on_and_the_others_end(ask: Ask) -> None:
    assert ask(
        "SELECT region_code, own_name, last_year, region_id, merged_into FROM region WHERE region_code IN"
        " ('320106', '320107', '440923', '440903', '440904', '320811', '320812', '130603', '130683')"
        " ORDER BY region_code"
    ) == [
        ("130603", "北市区", 2014, "130603", None),
        ("130683", "安国市", 2024, "130683", None),
        ("320106", "鼓楼区", 2024, "320106", None),
        ("320107", "下关区", 2012, "320107", "320106"),
        ("320811", "清浦区", 2015, "320811", "320812"),
        ("320812", "清江浦区", 2024, "320812", None),
        ("440903", "茂港区", 2013, "440903", "440904"),
        ("440904", "电白区", 2024, "440904", None),
        ("440923", "电白县", 2013, "440904", None),
    ]


def test_a_county_without_a_prefecture_and_a_municipality_have_none(ask: Ask) -> None:
    assert ask(
        "SELECT region_name, level, prefecture_code, prefecture_name FROM region"
        " WHERE region_code IN ('429004', '110118', '220000', '220100') AND last_year = 2024 ORDER BY region_code"
    ) == [
        ("北京市密云区", "county", None, None),
        ("吉林省", "province", None, None),
        ("吉林省长春市", "prefecture", "220100", "长春市"),
        ("湖北省仙桃市", "county", None, None),
    ]


def test_codes_are_read_once_an_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        replace_regions(connection)
        before = connection.execute("FROM raw.region ORDER BY ALL").fetchall()
        monkeypatch.setattr("load.reference.read_regions", _refuse)
        replace_regions(connection)
        assert connection.execute("FROM raw.region ORDER BY ALL").fetchall() == before
        connection.execute("UPDATE raw.region SET edition = 'location_year_20200101'")
        with pytest.raises(AssertionError, match="read again"):
            replace_regions(connection)


def _refuse(*_: Any) -> None:
    raise AssertionError("the codes were read again")


def test_a_series_goes_on_under_a_new_code(ask: Ask) -> None:
    assert ask(
        "SELECT region_code, report_year, value, previous_value, change, comparability, region_changed, note"
        " FROM mart_district_series WHERE code = 'requests.received' AND region_id IN ('320612', '110118')"
        " AND report_year <= 2015 ORDER BY region_id, report_year"
    ) == [
        ("110228", 2014, 3, None, None, "no_previous_report", False, None),
        ("110118", 2015, 5, 3, 2, "same", True, "until then 北京市密云县"),
        ("320683", 2008, 40, None, None, "no_previous_report", False, None),
        ("320612", 2009, 50, 40, 10, "same", True, "until then 江苏省南通市通州市"),
    ]


def test_a_district_goes_on_under_a_new_code(ask: Ask) -> None:
    assert ask(
        "SELECT region_code, region_name, report_year, value FROM mart_district_year"
        " WHERE code = 'requests.received' AND region_id = '320612' ORDER BY report_year"
    ) == [
        ("320683", "江苏省南通市通州市", 2008, 40),
        ("320612", "江苏省南通市通州区", 2009, 50),
    ]


def test_a_merger_is_told_and_what_was_merged_ends(ask: Ask) -> None:
    assert ask(
        "SELECT region_name, report_year, value, change, region_changed, note FROM mart_district_series"
        " WHERE code = 'requests.received' AND region_id IN ('320106', '320107') ORDER BY region_id, report_year"
    ) == [
        ("江苏省南京市鼓楼区", 2012, 7, None, False, None),
        ("江苏省南京市鼓楼区", 2013, 9, 2, True, "merged with 下关区"),
        ("江苏省南京市下关区", 2012, 2, None, False, None),
    ]


def test_a_series_that_ends_says_so_once(ask: Ask) -> None:
    assert ask(
        "SELECT report_year, code, value, state, previous_value, change, comparability, is_break, continued_as"
        " FROM mart_district_series WHERE agency = '密云区教育局' AND code IN ('complaints.received', 'rules.made')"
        " ORDER BY code, report_year"
    ) == [
        (2018, "complaints.received", 4, "reported", None, None, "no_previous_report", False, None),
        (2019, "complaints.received", None, None, 4, None, "absent", True, None),
        (2019, "rules.made", 3, "reported", None, None, "absent", True, None),
        (2020, "rules.made", 2, "reported", 3, -1, "same", False, None),
        (2021, "rules.made", None, None, 2, None, "absent", True, "rules.issued"),
    ]


def test_an_agency_is_one_through_the_years(ask: Ask) -> None:
    assert ask(
        "SELECT agency, region_code, kind, department, first_report_year, last_report_year, reports FROM agency"
        " WHERE region_id IN ('110118', '320612') ORDER BY ALL"
    ) == [
        ("南通市通州区人民政府", "320612", "government", None, 2008, 2009, 2),
        ("密云区教育局", "110118", "department", "教育", 2018, 2021, 4),
        ("密云区财政局", "110118", "department", "财政", 2014, 2015, 2),
    ]


def test_an_agency_without_a_region_stays_visible(ask: Ask) -> None:
    assert ask("SELECT agency, kind, department, region_level FROM agency WHERE region_id IS NULL ORDER BY ALL") == [
        ("国家统计局", "ministry", None, None),
        ("城关镇人民政府", "township", None, None),
        ("教育部", "ministry", None, None),
    ]
    assert ask(
        "SELECT agency, value, comparability FROM mart_district_series WHERE region_code IS NULL ORDER BY value"
    ) == [
        ("城关镇人民政府", 1, "no_previous_report"),
        ("教育部", 60, "no_previous_report"),
        ("国家统计局", 70, "no_previous_report"),
    ]


def test_ranks_are_among_peers_of_one_province_kind_and_scope(ask: Ask) -> None:
    # 30, 30 and 8 in Jilin: the first two share rank 1, and of the two others none is larger than they are.
    assert ask(
        "SELECT agency, value, value_rank, value_percentile, value_peers, change, change_percent, change_rank,"
        " change_percentile, change_peers FROM mart_year_change WHERE report_year = 2023 AND region_code IS NOT NULL"
        " AND code = 'requests.received' ORDER BY scope, region_code"
    ) == [
        ("长春市南关区教育局", 30, 1, 1.0, 3, -10, -25.0, 2, 0.0, 2),
        ("长春市绿园区教育局", 30, 1, 1.0, 3, 20, 200.0, 1, 1.0, 2),
        ("榆树市教育和体育局", 8, 3, 0.0, 3, None, None, None, None, 2),
        ("广州市越秀区教育局", 99, 1, None, 1, None, None, None, None, 0),
        ("长春市绿园区人民政府", 500, 1, None, 1, None, None, None, None, 0),
    ]


def test_ministries_are_peers_and_offices_of_an_unknown_region_are_nobodys(ask: Ask) -> None:
    assert ask(
        "SELECT agency, value_rank, value_peers FROM mart_year_change WHERE region_code IS NULL ORDER BY value DESC"
    ) == [("国家统计局", 1, 2), ("教育部", 2, 2), ("城关镇人民政府", None, None)]


@pytest.mark.parametrize("agency", KINDS)
def test_a_kind_is_told_by_the_first_word_that_fits(ask: Ask, agency: str) -> None:
    found = ask("SELECT agency, kind, department FROM agency WHERE region_code = '340800'")
    assert {name: (kind, department) for name, kind, department in found}[agency] == KINDS[agency]
