"""The families whose lists are pages, against pages written as portals have them."""

import pytest
from scrapy.http import HtmlResponse, JsonResponse

from extract.columns import Column, page_to_columns
from extract.errors import ConfigurationError, PortalChanged
from extract.source import families

HOST = "http://www.example.gov.cn"
HEX = "63899ec7375991828262e186"
VSB = f"{HOST}/zfxxgk/zfxxgknb.htm"
LONSUN = f"{HOST}/zwgk/public/column/2031?type=4&action=list"


def html(text, url):
    return HtmlResponse(url, body=f"<html><body>{text}</body></html>".encode(), encoding="utf-8")


def items(count, href):
    return "".join(f'<li><a href="{href.format(n)}">某局{n}年年报</a> 2021-01-{n + 1:02}</li>' for n in range(count))


def vsb_paging(current, numbers, following=None):
    no = "".join(f'<span class="p_no"><a href="x">{number}</a></span>' for number in numbers if number != current)
    link = f'<span class="p_next p_fun"><a href="{following}">下页</a></span>' if following else ""
    return f'<span class="p_pages"><span class="p_no_d">{current}</span>{no}{link}</span>'


@pytest.mark.parametrize(
    ("url", "number", "paging", "expected"),
    [
        (VSB, 1, vsb_paging(1, [1, 2, 3]), "/zfxxgk/zfxxgknb/2.htm"),
        (f"{HOST}/zfxxgk/zfxxgknb/2.htm", 2, vsb_paging(2, [1, 2, 3]), "/zfxxgk/zfxxgknb/1.htm"),
        (f"{HOST}/zfxxgk/zfxxgknb/1.htm", 3, vsb_paging(3, [1, 2, 3]), None),
        (VSB, 1, vsb_paging(1, [1, 2, 5], "zfxxgknb/7.htm"), "/zfxxgk/zfxxgknb/7.htm"),
        (VSB, 1, '<td id="fanye47135" nowrap>共45条&nbsp;1/3&nbsp;</td>', "/zfxxgk/zfxxgknb/2.htm"),
        (VSB, 1, '<a href="list.jsp?PAGENUM=2&amp;wbtreeid=1042">下页</a>', "/zfxxgk/list.jsp?PAGENUM=2&wbtreeid=1042"),
        (VSB, 1, vsb_paging(1, [1]), None),
        (VSB, 1, "", None),
    ],
)
def test_vsb_counts_down_unless_its_own_link_leads_elsewhere(make_spider, url, number, paging, expected):
    page = make_spider("vsb", VSB).read_page(html(items(2, "../info/1042/{}.htm") + paging, url), number)
    assert page.next_url == (HOST + expected if expected else None)


def test_vsb_a_page_that_is_another_than_the_one_asked_for(make_spider):
    with pytest.raises(PortalChanged, match="it says to be page 1"):
        make_spider("vsb", VSB).read_page(html(vsb_paging(1, [1, 2, 3]), f"{HOST}/zfxxgk/zfxxgknb/2.htm"), 2)


def test_vsb_articles(make_spider):
    hrefs = (
        "../info/1042/2301.htm",
        "../info/1099/7.htm",
        "../content.jsp?urltype=news.NewsContentUrl&amp;wbtreeid=1042&amp;wbnewsid=2302",
        "../content.jsp?urltype=tree.TreeTempUrl&amp;wbtreeid=1042",
        "/__local/A/BC/DEF_2303.pdf",
        "zfxxgknb/2021n.htm",
    )
    page = html("".join(f'<a href="{href}">2020年年报</a>' for href in hrefs), VSB)
    found = [link.url.removeprefix(HOST) for link in make_spider("vsb", VSB).read_page(page, 1).links]
    dynamic = "/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1042&wbnewsid=2302"
    assert found == ["/info/1042/2301.htm", "/info/1099/7.htm", dynamic, "/__local/A/BC/DEF_2303.pdf"]
    found = [link.url for link in make_spider("vsb", VSB, {"tree": "1042"}).read_page(page, 1).links]
    assert len(found) == 3
    assert f"{HOST}/info/1099/7.htm" not in found


def test_nfcms_pages(make_spider):
    url = f"{HOST}/xxgk/ndbg/"
    spider = make_spider("nfcms", url)
    told = spider.read_page(html(items(3, "content/post_{}.html") + '<a href="./index_4.html">尾页</a>', url), 1)
    assert (told.next_url, told.announced, told.next_is_guess) == (f"{url}index_2.html", 4, False)
    guess = spider.read_page(html(items(10, "content/post_{}.html"), url), 1)
    assert (guess.next_url, guess.announced, guess.next_is_guess) == (f"{url}index_2.html", None, True)
    assert spider.read_page(html(items(9, "content/post_{}.html"), url), 1).next_url is None
    other = html(items(1, "/zwdt/content/post_{}.html"), url)
    assert spider.read_page(other, 1).links == ()
    assert len(make_spider("nfcms", url, {"article_prefix": "/zwdt/"}).read_page(other, 1).links) == 1


def test_openness_and_shandong_pages(make_spider):
    url = f"{HOST}/opennessAnnualReport/?branch_id={HEX}"
    paging = f'<a href="/opennessAnnualReport/?branch_id={HEX}&amp;page=3">末页</a>'
    page = html(items(2, f"/openness/detail/annual_report/{HEX[:-1]}{{}}.html") + paging, url)
    read = make_spider("openness", url).read_page(page, 1)
    assert (len(read.links), read.next_url, read.announced) == (2, f"{url}&page=2", 3)
    url = f"{HOST}/gongkai/channel_{HEX}/?open=zfxxgknb"
    article = f"/gongkai/site_x/channel_{HEX}/doc_{HEX[:-1]}{{}}.html"
    page = html(items(2, article) + f'共2页 <a href="?open=zfxxgknb&amp;p=2">下一页</a><a href="{HEX}">>', url)
    read = make_spider("shandong", url).read_page(page, 1)
    assert (len(read.links), read.next_url, read.announced) == (2, f"{url}&p=2", 2)


def test_lonsun_label(make_spider):
    spider = make_spider("lonsun", LONSUN)
    script = "$.get('/zwgk/site/label/8888?_=0.4&amp;labelName=publicInfoList&siteId=7&organId=2031&pageIndex=1')"
    column = html(items(2, "/zwgk/public/2031/{}.html") + f"<script>{script}; pageCount:3</script>", LONSUN)
    read = spider.read_page(column, 1)
    label = f"{HOST}/zwgk/site/label/8888?labelName=publicInfoList&siteId=7&organId=2031"
    assert (len(read.links), read.next_url, read.announced) == (2, f"{label}&pageIndex=2", 3)
    read = spider.read_page(html(items(10, "/zwgk/public/2031/{}.html"), read.next_url), 2)
    assert (read.next_url, read.next_is_guess) == (f"{label}&pageIndex=3", True)
    bare = html('<meta name="SiteId" content="7"><script>var catIds = "11,12"</script>', LONSUN)
    made = f"{HOST}/zwgk/site/label/8888?labelName=publicInfoList&siteId=7&organId=2031&catIds=11%2C12&pageIndex=1"
    assert spider.read_page(bare, 1).next_url == made
    with pytest.raises(PortalChanged, match="siteId"):
        spider.read_page(html(items(2, "/zwgk/public/2031/{}.html"), LONSUN), 1)


@pytest.mark.parametrize(
    ("params", "url", "number", "expected"),
    [
        ({"pages": "{page}.html"}, "/nb/1.html", 1, "/nb/2.html"),
        ({"pages": "index_{page}.shtml"}, "/nb/index_2.shtml", 2, "/nb/index_3.shtml"),
        ({"pages": "index_{page}.html", "second": 1}, "/nb/", 1, "/nb/index_1.html"),
        ({"pages": "?page={page}"}, "/nb/?page=2", 2, "/nb/?page=3"),
        ({"pages": "nb/{page}.htm", "order": "falling"}, "/x/nb.htm", 1, "/x/nb/4.htm"),
        ({"pages": "nb/{page}.htm", "order": "falling"}, "/x/nb/4.htm", 2, "/x/nb/3.htm"),
        ({}, "/nb/", 1, "/nb/later.html"),
    ],
)
def test_plain_pages(make_spider, params, url, number, expected):
    page = html(items(2, "/nb/{}.jhtml") + '共5页 <a href="later.html">下一页</a>', HOST + url)
    read = make_spider("plain", f"{HOST}/nb/", params).read_page(page, number)
    assert (len(read.links), read.next_url, read.announced) == (2, HOST + expected, 5)


def test_plain_links(make_spider):
    page = html(f'<div id="a">{items(2, "/a/{}.html")}</div><div id="b">{items(1, "/b/{}.html")}</div>', HOST)
    read = make_spider("plain", HOST, {"articles": r"/\w/\d+\.html$", "links": "#b a"}).read_page(page, 1)
    assert [link.url for link in read.links] == [f"{HOST}/b/0.html"]
    shanghai = html('<a href="/nw12344/20210120/0123456789abcdef0123456789abcdef.html">2020年年报</a>', HOST)
    (link,) = make_spider("plain", HOST).read_page(shanghai, 1).links
    assert str(link.published_on) == "2021-01-20"


@pytest.mark.parametrize(
    "params",
    [
        {"pages": "index.html"},
        {"order": "falling"},
        {"pages": "{page}.html", "order": "falling", "second": 1},
        {"articles": "("},
        {"links": "a[["},
        {"pages": "{page}.html", "count": "共.页"},
    ],
)
def test_plain_refuses_what_contradicts_itself(make_spider, params):
    with pytest.raises(ConfigurationError, match=next(iter(params))):
        make_spider("plain", HOST, params)


@pytest.mark.parametrize("family", sorted(set(families()) - {"ucap", "gkmlpt"}))
def test_what_is_no_page_is_a_change(make_spider, family):
    with pytest.raises(PortalChanged, match="no web page"):
        make_spider(family, HOST).read_page(JsonResponse(HOST, body=b"{}"), 1)


@pytest.mark.parametrize(
    ("family", "at", "below", "others"),
    [
        ("trs", "/nb/", ["/nb/2021n/", "/nb/xzjd/index.html"], ["/nb/", "/nb/202101/t20210120_1.html", "/zw/2021n/"]),
        ("nfcms", "/nb/index.html", ["/nb/2021/"], ["/nb/index_2.html", "/nb/content/post_1.html"]),
        ("vsb", "/zf/nb.htm", ["/zf/nb/2021n.htm", "/zf/nb/bm/jyj.htm"], ["/zf/nb/2.htm", "/zf/zn.htm", "/zf/nb.htm"]),
        ("hanweb", "/col/col1/index.html", ["/col/col2/index.html"], ["/col/col1/", "/art/2021/1/20/art_1_2.html"]),
        ("openness", "/opennessAnnualReport/?branch_id=" + HEX, [f"/opennessAnnualReport/?branch_id={HEX[::-1]}"],
         [f"/opennessAnnualReport/?branch_id={HEX}&page=2", f"/opennessContent/?branch_id={HEX[::-1]}"]),
        ("lonsun", "/public/column/1?type=4&action=list", ["/public/column/2?type=4&action=list"],
         ["/public/column/2", "/public/1/2.html"]),
        ("shandong", f"/gongkai/channel_{HEX}/?open=zfxxgknb", [f"/gongkai/channel_{HEX[::-1]}/?open=zfxxgknb"],
         [f"/gongkai/channel_{HEX[::-1]}/?open=zfxxgkzn", f"/gongkai/channel_{HEX}/?open=zfxxgknb&p=2"]),
    ],
)  # fmt: skip
def test_addresses_of_columns_below(make_spider, family, at, below, others):
    spider = make_spider(family, HOST + at)
    assert [url for url in (*below, *others) if spider.is_subcolumn(HOST + url, HOST + at)] == below
    assert not any(spider.is_subcolumn(f"http://other.example{url}", HOST + at) for url in below)


def test_names_of_columns_below():
    names = ("2021年", "2020年度政府信息公开年报", "县直部门", "乡镇（街道）", "各乡镇人民政府", "垂管单位", "县教育局")
    names += ("太平镇", "国家税务总局某县税务局", "首页", "机构职能", "政府信息公开指南", "2021年第1号公报", "返回")
    links = "".join(f'<a href="/nb/{number}/">{name}</a>' for number, name in enumerate(names))
    above = Column(f"{HOST}/nb/", ("2019年",), 2019)
    page = html(links, above.url)
    found = list(page_to_columns(page, above, lambda *_: True, with_agencies=True))
    assert [(column.names[-1], column.report_year, column.agency) for column in found] == [
        ("2021年", 2021, None),
        ("2020年度政府信息公开年报", 2020, None),
        ("县直部门", 2019, None),
        ("乡镇(街道)", 2019, None),
        ("各乡镇人民政府", 2019, None),
        ("垂管单位", 2019, None),
        ("县教育局", 2019, "县教育局"),
        ("太平镇", 2019, "太平镇"),
        ("国家税务总局某县税务局", 2019, "国家税务总局某县税务局"),
    ]
    assert [column.report_year for column in page_to_columns(page, above, lambda *_: True, with_agencies=False)] == [
        2021,
        2020,
    ]
