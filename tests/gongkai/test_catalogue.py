"""`gongkai sources check`: every mistake of every entry, one line each, before any portal is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongkai.catalogue import check_catalogue

ENTRY = {
    "id": "Town",
    "family": "trs",
    "url": "http://www.example.gov.cn/zfxxgk/nb/",
    "agency": "某镇人民政府",
    "region_code": "110118",
    "region_name": "密云区",
    "years": {"first": 2019, "last": None},
    "expected": {"minimum": 3, "maximum": 9},
    "verified": None,
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_entry(name: str = "Town.yml", **changes: Any) -> Path:
        (tmp_path / name).write_text(yaml.safe_dump(ENTRY | changes, allow_unicode=True), encoding="utf-8")
        return tmp_path

    return write_entry


def test_the_catalogue_of_the_package_has_no_mistake() -> None:
    sources, problems = check_catalogue()
    assert problems == []
    assert len(sources) >= 32


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"params": {"article_prefix": "/zfxxgk/"}},
        {"region_name": "北京市密云区"},
        {"region_code": None, "region_name": None},
        {"family": "hanweb", "params": {"areas": {"A01": "某局"}}},
    ],
)
def test_a_right_entry(write: Callable[..., Path], changes: dict[str, Any]) -> None:
    assert check_catalogue(write(**changes))[1] == []


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"params": {"article_prefx": "/zfxxgk/"}}, "params.article_prefx: Extra"),
        ({"params": {"article_prefix": 7}}, "params.article_prefix: "),
        ({"params": {"areas": {"A01": "某局"}}}, "params.areas: Extra"),
        ({"family": "hanweb", "params": {"areas": {"A 01": "某局"}}}, "params.areas.A 01"),
        ({"region_code": "110228"}, "region_code: 110228 is no region of 2024; 北京市密云区 is 110118"),
        ({"region_code": "999999"}, "region_code: 999999"),
        ({"region_name": "怀柔区"}, "region_name: 110118 is 北京市密云区, not 怀柔区"),
        ({"region_name": "密云县"}, "region_name: 110118 is 北京市密云区, not 密云县"),
        ({"family": "nosuch"}, "family 'nosuch'"),
    ],
)
def test_a_mistake_names_the_file_and_the_key(write: Callable[..., Path], changes: dict[str, Any], key: str) -> None:
    sources, problems = check_catalogue(write(**changes))
    assert sources == []
    (problem,) = problems
    assert problem.startswith("Town.yml: ")
    assert key in problem


def test_all_mistakes_are_told_at_once(write: Callable[..., Path], run_gongkai: Any) -> None:
    write(region_name="怀柔区", params={"colour": "red"})
    write("Village.yml", id="Village")
    write("City.yaml", id="City", url="http://city.example.gov.cn/nb/")
    folder = write("Street.yml", id="Street", url="ftp://street.example.gov.cn/")
    ran = run_gongkai("sources", "check", "--offline", GONGKAI_SOURCES=str(folder))
    assert ran.code == 2
    lines = ran.err.splitlines()
    assert len(lines) == 5
    for named in (
        "City.yaml: ",
        "Street.yml: ",
        "Town.yml: params.colour",
        "Town.yml: region_name",
        "Village.yml: url",
    ):
        assert any(line.startswith(f"gongkai: {named}") for line in lines), (named, lines)
    assert ran.out.startswith("0 sources are well-formed")
