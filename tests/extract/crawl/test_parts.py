"""A report that is an attachment of its page, or a picture on it, is had with the page."""

import pytest

from extract.archive import Archive
from extract.ledger_rows import LinkRow
from extract.page_parts import PagePart, page_to_parts, part_to_row

TITLE = "某局2020年政府信息公开工作年度报告"
URL = "http://www.example.gov.cn/nb/202101/t20210120_1.html"
PAGE = f"""<html><head><title>x</title></head><body>
<div class="nav"><a href="/guide.pdf">公开指南</a><img src="/logo.png"></div>
<div class="TRS_Editor"><p>现将{TITLE}予以公布。</p>
<p><img src="./W020210120_1.png"><img src="/images/icon_doc.gif"></p>
<iframe src="/pdfjs/web/viewer.html?file=/files/%E6%8A%A5%E5%91%8A.pdf"></iframe></div>
<ul class="fujian"><li><a href="./P020210120.docx">附件1：年度报告.docx</a></li>
<li><a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&amp;wbfileid=7">附件2</a></li>
<li><a href="http://other.example.com/P1.xls">统计表</a></li><li><a href="./P020210120.docx#x">下载</a></li>
<li><a href="./W1.jpg"><img src="./W1_small.jpg"></a><a href="javascript:void(0)">打印.pdf</a></li>
<li><a href="./S1.doc">附件3：依申请公开申请表.doc</a></li><li><a href="./index.html">上一篇</a></li></ul>
<div class="footer"><a href="/declaration.pdf">网站声明</a></div></body></html>"""
FOLDER = "http://www.example.gov.cn/nb/202101/"


def test_the_parts_of_a_page():
    assert [(part.url, part.kind) for part in page_to_parts(PAGE.encode(), URL)] == [
        ("http://www.example.gov.cn/files/%E6%8A%A5%E5%91%8A.pdf", "attachment"),
        (FOLDER + "P020210120.docx", "attachment"),
        (
            "http://www.example.gov.cn/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=7",
            "attachment",
        ),
        ("http://other.example.com/P1.xls", "attachment"),
        (FOLDER + "S1.doc", "attachment"),
        (FOLDER + "W020210120_1.png", "picture"),
    ]
    assert page_to_parts(b"%PDF-1.4", URL) == page_to_parts(b"", URL) == []


@pytest.mark.parametrize(
    ("text", "title", "kind", "year"),
    [
        ("附件", TITLE, "report", 2020),
        ("附件1：统计表.xls", TITLE, "report", 2020),
        ("2019年政府信息公开年报.pdf", "2019年政府信息公开年报.pdf", "report", 2019),
        ("附件2. 某镇政府信息公开年度报告", "某镇政府信息公开年度报告", "report", 2020),
        ("图解：2020年政府信息公开年报", "图解：2020年政府信息公开年报", "other", 2020),
    ],
)
def test_a_part_is_named_after_its_page_unless_its_own_text_says_what_it_is(text, title, kind, year):
    page = LinkRow("Town", URL, TITLE, "report", report_year=2020, agency="某局")
    row = part_to_row(PagePart(FOLDER + "1.doc", "attachment", text), page)
    assert (row.title, row.kind, row.report_year, row.agency) == (title, kind, year, "某局")
    assert (row.outcome == "not_a_report") is (kind == "other")


def test_parts_are_fetched_once_and_belong_to_their_pages(kit, make_portal, crawls):
    portal = make_portal()
    article = "/nb/202101/t20210120_{}.html"
    portal.pages["/nb/"] = kit.trs_page([kit.trs_link(number) for number in (1, 2)]).encode()
    portal.pages[article.format(1)] = kit.with_etag(PAGE.encode(), '"1"')
    portal.pages[article.format(2)] = PAGE.replace("附件2", "附件 2").encode()
    portal.pages["/nb/202101/P020210120.docx"] = b"PK one"
    portal.pages["/files/%E6%8A%A5%E5%91%8A.pdf"] = b"%PDF one"
    portal.pages["/nb/202101/W020210120_1.png"] = b"\x89PNG one"
    source = kit.make_source("Town", f"{portal.url}/nb/")
    options = kit.OPTIONS.model_copy(update={"parts_maximum": 5})
    first = crawls.crawl(source, options=options)["Town"]
    # Both pages, two files; not the other host's, nor the one that is not there; the picture is the sixth.
    assert (first.outcome, first.listed, first.new, first.refused, first.failed) == ("crawled", 2, 4, 1, 1)
    reasons = {entry.name.rpartition("/")[2]: entry.reason for entry in crawls.failures().values()}
    assert reasons["P1.xls"] == "other.example.com is no host of Town"
    portal.pages["/nb/202101/P020210120.docx"] = b"PK two"
    second = crawls.crawl(source)["Town"]
    # What belongs to an unchanged page is asked for by what the ledger knows of it.
    assert (second.new, second.changed, second.unchanged) == (0, 1, 3)
    assert portal.requests["/nb/202101/P020210120.docx"] == 2
    portal.pages[article.format(1)] = kit.with_etag(PAGE.replace("附件2", "附件 2").encode(), '"2"')
    portal.pages[article.format(2)] = PAGE.encode()
    third = crawls.crawl(source)["Town"]
    assert (third.new, third.changed, third.unchanged) == (1, 2, 2)
    assert portal.requests["/guide.pdf"] == portal.requests["/nb/202101/S1.doc"] == 0
    with crawls.ledger() as ledger:
        pending = ledger.pending_documents("1")
        pictures = ledger.page_pictures(pending)
    assert sorted(document.url.rpartition("/")[2] for document in pending) == [
        "%E6%8A%A5%E5%91%8A.pdf",
        "P020210120.docx",
        "t20210120_1.html",
        "t20210120_2.html",
    ]
    assert {document.link_title for document in pending} == {"某局2020年政府信息公开工作年度报告"}
    assert sorted(url.rpartition("/")[2] for _, url in pictures) == ["t20210120_1.html", "t20210120_2.html"]
    for shown in pictures.values():
        (sha256,) = shown.values()
        assert Archive(crawls.archive_url).get(sha256) == b"\x89PNG one"
