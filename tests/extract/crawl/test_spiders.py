"""The two families against pages written as spec and portals have them."""

import datetime

import pytest
from scrapy.http import HtmlResponse, XmlResponse

from extract.crawl_process import family_to_spider
from extract.errors import ConfigurationError, PortalChanged
from extract.links import link_to_row
from extract.source import families, load_sources
from extract.spiders.hanweb import page_to_paging
from extract.spiders.trs import page_to_next_url

COLUMN = "http://www.example.gov.cn/zfxxgk/nb/"


def html(text, url=COLUMN, encoding="utf-8"):
    return HtmlResponse(url, body=text.encode(encoding), encoding=encoding)


def test_every_family_has_a_spider_and_every_source_a_spider_that_takes_it(make_spider):
    for family in families():
        assert family_to_spider(family).name == family
    for source in load_sources().values():
        make_spider(source.family, source.url, params=dict(source.params))


def test_unknown_family_and_unknown_parameter(make_spider):
    with pytest.raises(ConfigurationError, match="nosuch"):
        family_to_spider("nosuch")
    with pytest.raises(ConfigurationError, match="base"):
        family_to_spider("base")
    with pytest.raises(ConfigurationError, match="colour"):
        make_spider("trs", COLUMN, {"colour": "red"})


def test_trs_links(make_spider):
    page = html(
        """<div><a href="/">首页</a><a href="../zcwj/202101/t20210101_9.html">政策</a>
        <a href="./202101/t20210120_1.html"><img src="x.png"></a>
        <ul><li><span>[2021-01-25]</span><a href="./202101/t20210120_1.html">某局 2020年政府信息公开…</a></li>
        <li><a title="某局2019年政府信息公开工作年度报告" href="202001/t20200118_77.shtml#top">某局2019年政府…</a></li>
        <li><a href="./202001/P020200118355.pdf">2019年年报（PDF）</a> 2020年01月18日</li>
        <li><a href="./2016/201701/t20170120_3.htm">2016年政府信息公开年报</a></li>
        <li><a href="http://www.example.gov.cn/zfxxgk/nb/201601/t20160120_4.html?isMobile=false">2015年年报</a></li>
        <li><a href="javascript:void(0)">打印</a><a href="./gknb2018/">2018年</a></li></ul></div>
        <table><tr><td><a href="./201501/t20150120_5_1.html">2014年年报</a></td><td>2015-2-3</td></tr></table>"""
    )
    links = make_spider("trs", COLUMN).read_page(page, 1).links
    assert [(link.url.removeprefix(COLUMN), link.title, str(link.published_on)) for link in links] == [
        ("202101/t20210120_1.html", "某局 2020年政府信息公开…", "2021-01-25"),
        ("202001/t20200118_77.shtml", "某局2019年政府信息公开工作年度报告", "2020-01-18"),
        ("202001/P020200118355.pdf", "2019年年报（PDF）", "2020-01-18"),
        ("2016/201701/t20170120_3.htm", "2016年政府信息公开年报", "2017-01-20"),
        ("201601/t20160120_4.html", "2015年年报", "2016-01-20"),
        ("201501/t20150120_5_1.html", "2014年年报", "2015-02-03"),
    ]


def test_trs_articles_elsewhere_where_the_catalogue_says_so(make_spider):
    page = html('<ul><li><a href="/zwgk/202101/t20210120_1.html">2020年年报</a></li></ul>')
    assert make_spider("trs", COLUMN).read_page(page, 1).links == ()
    assert len(make_spider("trs", COLUMN, {"article_prefix": "/zwgk/"}).read_page(page, 1).links) == 1


def test_trs_a_title_cut_off_in_the_list_is_no_reason_to_leave_it(make_spider):
    page = html('<li><a href="./202101/t20210120_1.html">2010年贯彻实施《政府信息公开条例…</a></li>')
    (link,) = make_spider("trs", COLUMN).read_page(page, 1).links
    assert link_to_row("Town", link).outcome is None


@pytest.mark.parametrize(
    ("script", "url", "number", "expected"),
    [
        ('createPageHTML(3, 0, "index", "html");', "", 1, "index_1.html"),
        ("createPageHTML( 3,1,'index','shtml' );", "index_1.shtml", 2, "index_2.shtml"),
        ('createPageHTML("pages", 3, 0, "list", "htm", 45);', "", 1, "list_1.htm"),
        ('createPageHTML(3, 2, "index", "html");', "index_2.html", 3, None),
        ('createPageHTML(0, 0, "index", "html");', "", 1, None),
        ("function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}", "", 1, None),
        ("var currentPage = 0;//所在页从0开始\nvar countPage = 2;//共多少页", "", 1, "index_1.html"),
        ("var countPage = 2\nfunction go(n){location='index_'+n+'.shtml'}", "", 1, "index_1.shtml"),
        ("var countPage = 2", "index.shtml", 1, "index_1.shtml"),
        ("var countPage = 2", "index_1.shtml", 2, None),
        ("", "", 1, None),
    ],
)
def test_trs_paging(script, url, number, expected):
    found = page_to_next_url(f"<script>{script}</script>", COLUMN + url, number)
    assert found == (COLUMN + expected if expected else None)


RECORDS = """<record><![CDATA[<li><a href="/art/2021/1/20/art_17801_1.html" title="某局2020年政府信息公开工作年度报告">
某局2020…</a><b>2021-01-22</b></li>]]></record>
<record><![CDATA[<li><a href="/art/2020/1/9/art_17801_2.html">2019年政府信息公开年报</a></li>]]></record>
<record><![CDATA[<tr><td><a href='http://mp.example.com/s?x=1'>2018年政府信息公开年报</a></td></tr>]]></record>"""
LIST_URL = "http://www.example.gov.cn/col/col17801/index.html"


def test_hanweb_list_and_proxy(make_spider):
    spider = make_spider("hanweb", LIST_URL)
    page = html(
        f"""<div id="4503"><script type="text/xml"><datastore><nextgroup><![CDATA[
        <a href="/module/web/jpage/dataproxy.jsp?page=1&amp;webid=15&columnid=17801&unitid=4503&amp;webname=%E5%B8%82">
        </a>]]></nextgroup><recordset>{RECORDS}</recordset></datastore></script></div>
        <script>jpage({{perPage: 1, totalRecord : 5, groupSize: 3}})</script>""",
        LIST_URL,
    )
    first = spider.read_page(page, 1)
    assert [(link.title, str(link.published_on)) for link in first.links] == [
        ("某局2020年政府信息公开工作年度报告", "2021-01-22"),
        ("2019年政府信息公开年报", "2020-01-09"),
        ("2018年政府信息公开年报", "None"),
    ]
    assert first.links[0].url == "http://www.example.gov.cn/art/2021/1/20/art_17801_1.html"
    assert first.next_url == (
        "http://www.example.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=4&endrecord=5&perpage=1&col=1&webid=15"
        "&path=%2F&columnid=17801&sourceContentType=1&unitid=4503&webname=%E5%B8%82&permissiontype=0"
    )
    xml = f"<datastore><totalrecord>5</totalrecord><totalpage>5</totalpage><recordset>{RECORDS}</recordset></datastore>"
    second = spider.read_page(XmlResponse(first.next_url, body=xml.encode()), 2)
    assert (len(second.links), second.next_url) == (3, None)


def test_hanweb_parameters_out_of_a_script():
    text = """$("#4503").jpage({perPage:'20', totalRecord:'61', proxyUrl : '/site/module/web/jpage/dataproxy.jsp',
    dataParam : {'col':1,'appid':1,'webid':'3','path':'/','columnid':'22885','sourceContentType':'1',
    'unitid':'4503','webname':'%E6%9F%90','permissiontype':'0'}})"""
    paging = page_to_paging(text, "http://www.example.gov.cn/site/col/col22885/index.html")
    assert paging.proxy_url == "http://www.example.gov.cn/site/module/web/jpage/dataproxy.jsp"
    assert (paging.total, paging.per_page, paging.parameters["webid"], paging.parameters["webname"]) == (
        61,
        20,
        "3",
        "某",
    )
    assert "startrecord=61&endrecord=61" in paging.url_after(60)
    assert paging.url_after(61) is None


def test_hanweb_without_parameters_on_the_page():
    paging = page_to_paging("totalRecord: 99", LIST_URL)
    assert (paging.parameters["columnid"], paging.per_page, paging.group_size) == ("17801", 15, 3)
    assert paging.proxy_url == "http://www.example.gov.cn/module/web/jpage/dataproxy.jsp"
    with pytest.raises(PortalChanged, match="columnid"):
        page_to_paging("totalRecord: 99", "http://www.example.gov.cn/list.html")
    assert page_to_paging("no count", LIST_URL) is None


def test_hanweb_a_proxy_that_runs_dry_is_a_change(make_spider):
    spider = make_spider("hanweb", LIST_URL)
    page = html(f"<datastore><recordset>{RECORDS}</recordset></datastore> totalRecord: 9", LIST_URL)
    proxy = spider.read_page(page, 1).next_url
    with pytest.raises(PortalChanged, match="after the first 3 of 9"):
        spider.read_page(XmlResponse(proxy, body=b"<datastore><recordset></recordset></datastore>"), 2)
    with pytest.raises(PortalChanged, match="recordset"):
        make_spider("hanweb", LIST_URL).read_page(html("<ul><li>nothing</li></ul>", LIST_URL), 1)


MODULE = "http://www.example.gov.cn/module/xxgk/xxgkAnnualReport.jsp"


def test_hanweb_annual_report_module(make_spider):
    areas = {"11370900004341590P": "某市财政局", "001": "某市教育局"}
    spider = make_spider("hanweb", MODULE, {"areas": areas}, report_years=frozenset({2020}))
    urls = list(spider.start_urls_of())
    assert urls == [f"{MODULE}?area=11370900004341590P&fbtime=2020", f"{MODULE}?area=001&fbtime=2020"]
    listing = html('<ul><li><a href="/art/2021/1/20/art_1_2.html">2020年政府信息公开年报</a></li></ul>', urls[0])
    (link,) = spider.read_page(listing, 1).links
    assert (link.agency, link.published_on) == ("某市财政局", datetime.date(2021, 1, 20))
    report = html(f"<html><body><p>{'全年公开政府信息若干条。' * 40}</p></body></html>", urls[1])
    (link,) = spider.read_page(report, 1).links
    assert (link.url, link.title) == (urls[1], "某市教育局2020年政府信息公开工作年度报告")
    assert spider.read_page(html("<html><body>暂无</body></html>", urls[1]), 1).links == ()
