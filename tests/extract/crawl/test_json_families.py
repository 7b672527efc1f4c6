"""The two families whose lists are JSON: against the sample portal, and against answers as they come."""

import dataclasses
import datetime
import itertools
import json

import pytest
from scrapy.http import HtmlResponse, JsonResponse

from extract.errors import PortalChanged, PortalRefused
from extract.spiders.gkmlpt import page_to_platform
from sample import portal_gkmlpt, portal_ucap
from sample.corpus import load_corpus
from sample.portal import serve

COLUMNS = {
    "ucap": (portal_ucap, "/ucap/c100028/common_zfxxgknb.shtml"),
    "gkmlpt": (portal_gkmlpt, "/gkmlpt/index"),
}


@pytest.fixture
def corpus(sample_portal, tmp_path):
    """The documents of the sample's TRS column as a column of each of these families, four times over."""
    default = load_corpus(sample_portal.corpus)
    trs, listed = default.sources[0], [entry for entry in default.documents if entry.source == default.sources[0].id]
    sources, documents = [], []
    for family, (module, path) in COLUMNS.items():
        sources.append(dataclasses.replace(trs, id=family.title(), family=family, path=path))
        for serial, entry in zip(itertools.count(3_000_001), listed * 4, strict=False):
            day = datetime.date.fromisoformat(entry.published_on)
            address = module.to_path(day, serial, entry.file.rpartition(".")[2])
            changes = {"source": family.title(), "path": address, "file": str(default.folder / entry.file)}
            documents.append(dataclasses.replace(entry, family=family, **changes))
    made = dataclasses.replace(default, folder=tmp_path, sources=tuple(sources), documents=tuple(documents))
    made.save()
    return made


def test_every_page_of_the_list_is_read_and_every_report_fetched_once(corpus, kit, make_portal, crawls):
    refusing = make_portal("127.0.0.2")
    refusing.pages["/common/getChannelList"] = json.dumps({"success": False, "message": "token不能为空"}).encode()
    with serve(corpus.folder) as url:
        sources = [
            kit.make_source(entry.id, f"{url}{entry.path}", entry.family, maximum=1000) for entry in corpus.sources
        ]
        sources.append(kit.make_source("Refusing", f"{refusing.url}/csrc/c100028/nb.shtml", "ucap"))
        options = kit.OPTIONS.model_copy(update={"pages_maximum": 20})
        found = crawls.crawl(*sources, report_years=[2021], options=options)
    assert (found["Refusing"].outcome, "token" in found["Refusing"].reason) == ("refused", True)
    with crawls.ledger() as ledger:
        for source in corpus.sources:
            listed = {entry.path: entry for entry in corpus.documents if entry.source == source.id}
            wanted = {path for path, entry in listed.items() if (entry.report_year, entry.outcome) == (2021, "report")}
            assert len(listed) > 100
            assert (found[source.id].outcome, found[source.id].listed) == ("crawled", len(listed))
            known = ledger.known_links(source.id)
            assert wanted <= {address.removeprefix(url) for address, link in known.items() if link.sha256}
            (document, *_) = ledger.pending_documents("1", source_ids=[source.id])
            entry = listed[document.url.removeprefix(url)]
            assert (document.link_title, str(document.published_on)) == (entry.title, entry.published_on)
            assert document.agency == (entry.agency if source.family == "gkmlpt" else "某局")


UCAP = "http://www.example.gov.cn/csrc/c100028/common_zfxxgknb.shtml"


def answered(content, url=UCAP):
    return JsonResponse(url, body=json.dumps(content).encode())


def test_ucap_asks_for_the_channel_that_its_address_names(make_spider):
    spider = make_spider("ucap", UCAP)
    (question,) = spider.start_urls_of()
    assert question == "http://www.example.gov.cn/common/getChannelList?channelCode=c100028&websiteCodeName=csrc"
    below = {"channelId": "b" * 32, "displayName": "年报", "channelCode": "c100028"}
    page = spider.read_page(answered({"results": {"channelId": "a" * 32, "children": [below]}}), 1)
    assert page.next_url.partition("?")[::2] == (
        f"http://www.example.gov.cn/common/search/{'b' * 32}",
        "_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=1",
    )
    named = make_spider("ucap", UCAP, {"channel_name": "历年", "search_path": "/searchList"})
    with pytest.raises(PortalChanged, match="no 历年"):
        named.read_page(answered({"results": {"channelId": "a" * 32, "children": [below]}}), 1)
    nameless = make_spider("ucap", "http://www.example.gov.cn/amr/gknb/")
    assert list(nameless.start_urls_of()) == ["http://www.example.gov.cn/amr/gknb/"]
    script = f"<script>$.get('/searchList/{'c' * 32}?_isAgg=true')</script>"
    page = nameless.read_page(HtmlResponse(UCAP, body=script.encode()), 1)
    assert page.next_url.startswith(f"http://www.example.gov.cn/searchList/{'c' * 32}?")
    with pytest.raises(PortalChanged, match="give `channel` and `site`"):
        nameless.read_page(HtmlResponse(UCAP, body=b"<script></script>"), 1)


@pytest.mark.parametrize(
    ("data", "is_more"),
    [({"total": 21}, True), ({"total": 20}, False), ({"rows": 21}, True), ({"rows": 20}, True), ({}, True)],
)
def test_ucap_goes_on_where_the_answer_does_not_say_that_it_is_the_end(make_spider, data, is_more):
    spider = make_spider("ucap", UCAP)
    spider.read_page(answered({"results": [{"channelId": "a"}]}), 1)
    result = {
        "title": "<em>2020</em>年年报",
        "url": "//www.example.gov.cn/x.shtml",
        "publishedTimeStr": "2021-01-20 10:00",
    }
    page = spider.read_page(answered({"data": {**data, "results": [result] * 20}}), 2)
    assert (page.next_url is not None) is is_more
    (link, *_) = page.links
    assert (link.url, link.title) == ("http://www.example.gov.cn/x.shtml", "2020年年报")
    assert link.published_on == datetime.date(2021, 1, 20)


def test_answers_that_are_none(make_spider):
    ucap, gkmlpt = make_spider("ucap", UCAP), make_spider("gkmlpt", "http://www.example.gov.cn/x/gkmlpt/index")
    for response in (HtmlResponse(UCAP, body=b"<html>"), answered([1]), answered({"data": {}})):
        for spider in (ucap, gkmlpt):
            with pytest.raises(PortalChanged):
                spider.read_page(response, 2)
    with pytest.raises(PortalRefused, match="token only: 请登录"):
        ucap.read_page(answered({"code": 401, "msg": "请登录"}), 2)
    with pytest.raises(PortalChanged, match="SID and TREE"):
        gkmlpt.read_page(HtmlResponse(UCAP, body=b"<html>"), 1)


def test_gkmlpt_finds_its_category_by_name():
    tree = [
        {"id": 1, "name": "政府信息公开指南", "children": []},
        {"id": 2, "name": "政府信息公开年报", "sub": [{"id": 3, "name": "2020年政府信息公开年报"}]},
        {"id": 4, "name": "财政", "children": [{"id": 5, "name": "国企年报", "children": []}]},
    ]
    text = f"window._CONFIG = {{ SID:'755031', TREE: {json.dumps(tree)}, x: 1 }}"
    assert page_to_platform(text, None).categories == (("2", "政府信息公开年报"),)
    found = page_to_platform(text, "国企年报")
    assert (found.site, found.categories) == ("755031", (("5", "国企年报"),))
    with pytest.raises(PortalChanged, match="among its 5 categories is no 年度报告"):
        page_to_platform(text, "年度报告")


def test_gkmlpt_reads_one_category_after_another(make_spider):
    spider = make_spider("gkmlpt", "http://www.example.gov.cn/x/gkmlpt/index")
    tree = json.dumps([{"id": 2, "name": "政府信息公开年报"}, {"id": 3, "name": "政务公开年度报告"}])
    first = spider.read_page(HtmlResponse(UCAP, body=f"SID: '7', TREE: {tree}".encode()), 1)
    assert first.next_url == "http://www.example.gov.cn/x/gkmlpt/api/all/2?page=1&sid=7"
    article = {"title": "年报", "post_url": "http://www.example.gov.cn/1.html", "publisher": "某局", "date": 1611073800}
    page = spider.read_page(answered({"total": 2, "articles": [article]}), 2)
    assert page.next_url.endswith("/all/2?page=2&sid=7")
    assert (page.links[0].agency, page.links[0].published_on) == ("某局", datetime.date(2021, 1, 20))
    page = spider.read_page(answered({"total": 2, "articles": [article]}), 3)
    assert page.next_url.endswith("/all/3?page=1&sid=7")
    assert spider.read_page(answered({"total": 1, "articles": [article]}), 4).next_url is None
