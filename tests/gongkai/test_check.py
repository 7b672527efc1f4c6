"""`gongkai sources check` and `gongkai sources discover` against the running sample portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.errors import ConfigurationError
from extract.recognise import load_marks, page_to_family
from extract.source import Source, families, load_source, select_sources
from gongkai import looking
from gongkai.check import Check, check_sources
from gongkai.discover import discover

SAMPLES = ["SampleTRS", "SampleHanweb"]


def test_a_check_tells_how_each_source_stands(sample_portal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "PAGES", 2)
    trs, hanweb = select_sources(SAMPLES, sample_portal=sample_portal.url)
    sent = sample_portal.documents_sent()
    changes: dict[str, dict[str, Any]] = {
        "Gone": {"url": f"{sample_portal.url}/nowhere/"},
        "Other": {"family": "hanweb"},
        "Closed": {"url": "http://127.0.0.1:9/nb/"},
    }
    others = [trs.model_copy(update={"id": name, **change}) for name, change in changes.items()]
    long, whole, gone, other, closed = check_sources([trs, hanweb, *others], "")
    assert sample_portal.documents_sent() == sent
    assert long == Check(
        "SampleTRS", "yes", "allows", "trs", "30+", "10–100000", long.newest, "works; its first 30 links were read"
    )
    assert whole == Check("SampleHanweb", "yes", "allows", "hanweb", "25", "10–100000", "2023 (2024-01-18)", "works")
    assert (gone.reachable, gone.robots, gone.works) == ("the portal answers HTTP 404", "allows", False)
    assert other.family == "trs, not hanweb"
    assert other.verdict.startswith("another family: trs (page 1 of the list: it has no <recordset>")
    assert (closed.robots, closed.works, closed.links) == ("unknown", False, "0")
    assert closed.reachable.startswith("robots.txt cannot be had")


def test_the_command_ends_with_2_for_a_source_that_does_not_work(
    sample_portal: Any, catalogue: Path, run_gongkai: Any
) -> None:
    environment = {"GONGKAI_SOURCES": str(catalogue), "GONGKAI_SAMPLE_PORTAL": sample_portal.url}
    ran = run_gongkai("sources", "check", **environment)
    assert ran.code == 2
    assert ran.out.startswith("1 sources are well-formed; 1 of them were never seen to work.\n1 sources visited\n")
    assert ran.err == "gongkai: Nowhere: changed: page 1 of the list: the portal answers HTTP 404\n"


def test_a_discovered_entry_is_one(sample_portal: Any, tmp_path: Path) -> None:
    proposal = discover(f"{sample_portal.url}/trs/zfxxgk/zfxxgknb/", "", sample_portal.url)
    file = tmp_path / f"{yaml.safe_load(proposal.yaml)['id']}.yml"
    file.write_text(proposal.yaml, encoding="utf-8")
    source = load_source(file, sample_portal=sample_portal.url)
    assert isinstance(source, Source)
    assert (source.family, source.url) == ("trs", f"{sample_portal.url}/trs/zfxxgk/zfxxgknb/")
    assert (source.years.first, source.expected.minimum, source.verified) == (2019, 21, None)
    assert any("which agency" in note for note in proposal.notes)


def test_an_address_that_no_source_may_have_is_not_visited(sample_portal: Any) -> None:
    with pytest.raises(ConfigurationError, match="public name"):
        discover("http://127.0.0.1:9/nb/", "", sample_portal.url)


@pytest.mark.parametrize(
    ("family", "url", "html"),
    [
        ("trs", "/nb/", "<a href='./202101/t20210120_1.html'>2020年年报</a>"),
        ("hanweb", "/col/col1/index.html", "<datastore><recordset></recordset></datastore>"),
        ("ucap", "/csrc/c100028/nb.shtml", "<script>websiteCodeName='csrc'</script>"),
        ("gkmlpt", "/gkmlpt/index", "<script>window._CONFIG = {SID: '755001', TREE: []}</script>"),
        ("nfcms", "/xxgk/qt/ndbg/", "<a href='http://a.example/content/post_1.html'>年报</a>"),
        ("vsb", "/zfxxgk/zfxxgknb.htm", "<a href='../info/1041/2.htm'>年报</a><span class='p_pages'></span>"),
        ("openness", "/openness/", f"<a href='/openness/detail/annual_report/{'a' * 24}.html'>年报</a>"),
        ("lonsun", "/public/column/29641", "<a href='/public/29641/1.html'>年报</a>"),
        ("shandong", "/gongkai/", f"<a href='/gongkai/channel_{'a' * 24}/doc_{'b' * 24}.html'>年报</a>"),
        (None, "/zfxxgk/zfxxgknb.htm", "<html><body>404</body></html>"),
    ],
)
def test_a_family_is_known_by_its_marks(family: str | None, url: str, html: str) -> None:
    assert page_to_family(html, f"http://www.example.gov.cn{url}") == family


def test_every_family_but_the_plain_has_marks() -> None:
    assert set(families()) - {"plain"} <= set(load_marks())
