"""Pages as the CMS families serve them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from extract.document import Document, Table
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.html import read_html
from extract.readers.rawfile import RawFile

Raw = Callable[..., RawFile]
Outline = Callable[[Document], list[object]]

PAGE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>甲区应急局2020年政府信息公开工作年度报告_甲区人民政府</title>
<meta name="PubDate" content="2021-01-25 09:30"><meta name="ContentSource" content="甲区应急局">
<style>td {color: red}</style><script>document.write("<td>9</td>")</script></head><body>
<div class="top-nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>
<div class="dqwz">当前位置：首页 &gt; 政府信息公开 &gt; 年报</div>
<div class="main"><h1>甲区应急局2020年政府信息公开工作年度报告</h1>
<div id="zoom"><div class="TRS_Editor">
<p>一、总体情况</p><p>　　局长朱镕基、堃某：全年公开52条。<br>另有<b>3</b>条。</p>
<table><tbody>
<tr><td rowspan="2" colspan="2">信息内容</td><td>本年新<br>制作数量</td></tr>
<tr><td><p>件</p></td></tr>
<tr><td>规章</td><td>&nbsp;</td><td><p><span> 1 </span></p><p>2</p></td></tr>
</tbody></table>
<div style="display: none">模板残留</div><p>尾注</p><p>上一篇：<a href="x">另一份报告</a></p>
</div></div></div><div class="footer">版权所有 甲区人民政府 ICP备1号</div></body></html>"""


def article(inner: str) -> str:
    return f"<html><body><div id='zoom'>{inner}</div></body></html>"


def test_a_page_declared_gb2312_that_holds_gb18030(raw: Raw, outline: Outline) -> None:
    document = read_html(raw(PAGE.encode("gb18030")))
    assert document.title == "甲区应急局2020年政府信息公开工作年度报告"
    assert document.meta == {
        "encoding": "gb18030",
        "published_on": "2021-01-25",
        "source": "甲区应急局",
        "breadcrumb": "当前位置：首页 > 政府信息公开 > 年报",
    }
    assert outline(document) == [
        "一、总体情况",
        "\u3000\u3000局长朱镕基、堃某：全年公开52条。",
        "另有3条。",
        [[("信息内容", 2, 2), "本年新\n制作数量"], ["件"], ["规章", "\xa0", "1\n2"]],
        "尾注",
    ]


def test_every_path_leads_to_its_element(raw: Raw) -> None:
    tree = etree.fromstring(PAGE.encode(), etree.HTMLParser(encoding="utf-8"))
    for block in read_html(raw(PAGE.encode("gb18030"))).blocks:
        for placed in block.cells if isinstance(block, Table) else [block]:
            (element,) = tree.xpath(placed.locator.path)
            printed = "".join("".join(element.itertext()).split())
            assert "".join(placed.text.split()) in printed


@pytest.mark.parametrize(
    ("declared", "written"), [("utf-8", "gb18030"), ("gb2312", "utf-8"), ("iso-8859-1", "gb18030"), ("", "utf-8-sig")]
)
def test_a_wrong_declaration_does_no_harm(raw: Raw, outline: Outline, declared: str, written: str) -> None:
    page = (
        f"<html><head><meta charset='{declared}'></head><body><p>依申请公开政府信息情况：收到申请三件</p></body></html>"
    )
    assert outline(read_html(raw(page.encode(written)))) == ["依申请公开政府信息情况：收到申请三件"]


def test_the_header_of_the_response_counts_before_the_page(raw: Raw, outline: Outline) -> None:
    page = "<html><head><meta charset='gb2312'></head><body><p>資訊</p></body></html>"
    assert outline(read_html(raw(page.encode("big5"), charset="big5"))) == ["資訊"]


@pytest.mark.parametrize(
    "container",
    [
        '<div id="vsb_content">{}</div>',
        '<div class="v_news_content">{}</div>',
        "<ucapcontent>{}</ucapcontent>",
        '<div class="con article-content">{}</div>',
        '<div class="news_cont_d_wrap">{}</div>',
        '<div class="m-article">{}</div>',
        '<div class="trs_editor_view TRS_UEDITOR">{}</div>',
    ],
)
def test_containers_of_the_families(raw: Raw, outline: Outline, container: str) -> None:
    body = container.format("<p>一、总体情况</p><p>全年公开52条。</p>")
    page = f"<html><body><div><p>网站说明：本站由区政府主办。</p></div><div>{body}</div><p>联系我们</p></body></html>"
    assert outline(read_html(raw(page))) == ["一、总体情况", "全年公开52条。"]


def test_an_unknown_container_is_found_by_its_text(raw: Raw, outline: Outline) -> None:
    links = "".join(f"<li><a href='{n}'>栏目{n}的名称</a></li>" for n in range(60))
    prose = "".join(f"<p>第{n}段，全年主动公开政府信息若干条，内容详实。</p>" for n in range(12))
    page = f"<html><body><ul>{links}</ul><div><div class='q1'>{prose}</div></div><div>主办单位</div></body></html>"
    assert [str(block)[:2] for block in outline(read_html(raw(page)))] == ["第" + str(n)[0] for n in range(12)]


def test_tables_outside_of_the_named_container_are_not_lost(raw: Raw) -> None:
    rows = "<tr><td>规章</td><td>0</td></tr>" * 4
    page = (
        f"<html><body><div id='zoom'><p>{'全年公开信息。' * 40}</p></div><div><table>{rows}</table></div></body></html>"
    )
    assert [table.row_count for table in read_html(raw(page)).tables()] == [4]


def test_layout_tables_are_gone_through(raw: Raw, outline: Outline) -> None:
    inner = "<table><tr><td>规章</td><td>0</td></tr><tr><td>行政许可</td><td>3</td></tr></table>"
    page = article(
        f"<table><tr><td><table><tr><td><p>正文。</p>{inner}<p>后文。</p></td></tr></table></td></tr></table>"
    )
    assert outline(read_html(raw(page))) == ["正文。", [["规章", "0"], ["行政许可", "3"]], "后文。"]


def test_rows_beside_a_nested_table_are_kept(raw: Raw, outline: Outline) -> None:
    page = article(
        "<table><tr><td>规章</td><td>0</td></tr><tr><td>许可</td><td>3</td></tr>"
        "<tr><td colspan=2><table><tr><td>复议</td><td>1</td></tr></table></td></tr></table>"
    )
    assert outline(read_html(raw(page))) == [[["规章", "0"], ["许可", "3"]], [["复议", "1"]]]


def test_a_table_that_holds_the_prose_is_read_as_prose(raw: Raw, outline: Outline) -> None:
    sentence = "全年主动公开政府信息若干条，办理申请若干件。" * 8
    page = article(f"<table><tr><td>正文</td><td><p>{sentence}</p><p>{sentence}</p></td></tr></table>")
    assert outline(read_html(raw(page))) == ["正文", sentence, sentence]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr>", [[("甲", 2, 1), "1"], ["2"]]),
        ("<tr><td rowspan=99>甲</td><td>1</td></tr><tr><td>2</td></tr>", [[("甲", 2, 1), "1"], ["2"]]),
        ("<tr><td colspan=1000000>甲</td></tr><tr><td>1</td><td>2</td></tr>", [[("甲", 1, 2)], ["1", "2"]]),
        ("<tr><td colspan='x' rowspan='-2'>甲</td><td>1</td></tr>", [["甲", "1"]]),
        (
            "<thead><tr><td rowspan=3>头</td><td>甲</td></tr></thead><tr><td>1</td><td>2</td></tr>",
            [["头", "甲"], ["1", "2"]],
        ),
        ("<tr><td>甲</td><td style='display:none'>藏</td><td>1</td></tr>", [["甲", "1"]]),
        ("<form><tr><td>甲</td><td>1</td></tr></form>", [["甲", "1"]]),
        ("<tr><th>甲<td>1<tr><th>乙<td>2", [["甲", "1"], ["乙", "2"]]),
    ],
)
def test_spans_and_broken_markup(raw: Raw, outline: Outline, rows: str, expected: list[object]) -> None:
    assert outline(read_html(raw(article(f"<table>{rows}</table>")))) == [expected]


def test_a_span_that_runs_into_another_is_cut(raw: Raw, only_table: Callable[[Document], Table]) -> None:
    page = article(
        "<table><tr><td>甲</td><td>乙</td><td rowspan=2>丙</td></tr><tr><td colspan=3>丁</td><td>戊</td></tr></table>"
    )
    places = {cell.text: (cell.row, cell.column, cell.colspan) for cell in only_table(read_html(raw(page))).cells}
    assert places == {"甲": (0, 0, 1), "乙": (0, 1, 1), "丙": (0, 2, 1), "丁": (1, 0, 2), "戊": (1, 3, 1)}


def test_printed_characters_are_kept_and_source_white_space_is_not(raw: Raw, outline: Outline) -> None:
    page = article(
        "<table><tr><td>\n 商 业\n企业 </td><td>1\u200b</td></tr><tr><td>规\u3000章</td><td>\xa0</td></tr></table>"
    )
    assert outline(read_html(raw(page))) == [[["商 业 企业", "1\u200b"], ["规\u3000章", "\xa0"]]]


def test_pinyin_over_characters_is_not_text(raw: Raw, outline: Outline) -> None:
    assert outline(read_html(raw(article("<p><ruby>統<rp>(</rp><rt>tǒng</rt><rp>)</rp></ruby>計</p>")))) == ["統計"]


def test_flattened_text_in_a_page_is_read_as_such(raw: Raw, outline: Outline) -> None:
    page = article("<pre>正文。\n规章\t0\t0\n行政许可\t1\t2\n</pre>")
    assert outline(read_html(raw(page))) == ["正文。", [["规章", "0", "0"], ["行政许可", "1", "2"]]]


def test_cells_that_became_paragraphs_are_gathered(raw: Raw) -> None:
    lines = ["信息内容", "制作件数", "废止件数", "现行有效件数"] + ["规章", "0", "0", "2"] * 6
    (table,) = read_html(raw(article("".join(f"<p>{line}</p>" for line in lines)))).tables()
    assert [cell.text for cell in table.cells] == lines
    assert table.cells[1].locator.path == "/html[1]/body[1]/div[1]/p[2]"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta name="ArticleTitle" content="甲局2020年年报"><title>网站</title>', "", "甲局2020年年报"),
        ("<title>网站</title>", "<ucaptitle>甲局2021年度报告</ucaptitle>", "甲局2021年度报告"),
        ("<title>甲局2022年年度报告 - 甲区政府</title>", "<h1>甲区人民政府</h1>", "甲局2022年年度报告"),
        ("<title>甲区政府</title>", '<div class="article-title">甲局2023年年报</div>', "甲局2023年年报"),
        ("<title>通知公告_甲区政府</title>", "", "通知公告"),
        ("", "", None),
    ],
)
def test_where_titles_stand(raw: Raw, head: str, body: str, title: str | None) -> None:
    page = f"<html><head>{head}</head><body>{body}<div id='zoom'><p>正文</p></div></body></html>"
    assert read_html(raw(page)).title == title


def test_date_and_source_printed_in_the_page(raw: Raw) -> None:
    page = "<div><span>发布时间：</span><i>2021年2月3日</i> <b>信息来源：乙镇</b></div><div id=zoom>正文</div>"
    meta = read_html(raw(f"<html><body>{page}</body></html>")).meta
    assert (meta["published_on"], meta["source"]) == ("2021-02-03", "乙镇")


@pytest.mark.parametrize("tag", ["<table><tr><td>", "<div>", "<span>"])
def test_deep_nesting_is_refused(raw: Raw, tag: str) -> None:
    with pytest.raises(RefusedFile, match="nests"):
        read_html(raw("<html><body>" + tag * 10_000 + "深"))


def test_moderate_nesting_is_read(raw: Raw, outline: Outline) -> None:
    assert outline(read_html(raw("<html><body>" + "<table><tr><td>" * 150 + "深"))) == ["深"]


@pytest.mark.parametrize("page", ["<!-- 空 -->", "<?xml version='1.0'?>"])
def test_a_page_without_elements(raw: Raw, page: str) -> None:
    with pytest.raises(UnreadableFile, match="without content"):
        read_html(raw(page))


def test_nothing_outside_the_page_is_read(raw: Raw, outline: Outline) -> None:
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>甲&x;</p></body></html>'
    assert "root:" not in str(outline(read_html(raw(page))))


@given(
    st.lists(
        st.sampled_from(["<table>", "<tr>", "<td rowspan=2>", "</td>", "</table>", "<p>", "</p>", "<br>", "文", "1"])
    )
)
def test_no_markup_breaks_the_reader(pieces: list[str]) -> None:
    page = "<html><body><div id=zoom>" + "".join(pieces)
    document = read_html(RawFile(page.encode(), ""))
    printed = "".join(
        "".join(cell.text for cell in block.cells) if isinstance(block, Table) else block.text
        for block in document.blocks
    )
    assert sorted(printed.replace("\n", "").replace(" ", "")) == sorted("".join(p for p in pieces if len(p) == 1))


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("5<sup>1</sup>", "5[1]"),
        ("<p>5<sub><a href='#n'>（2）</a></sub></p>", "5[2]"),
        ("<span>12</span><sup>①</sup>", "12[①]"),
        ("5<span style='Vertical-Align: Super'>1</span>", "5[1]"),
        ("5<span style='vertical-align: middle'>1</span>", "51"),
        ("<p>5</p><p><sup>1</sup></p>", "5\n[1]"),
        ("<sub><span>12</span></sub>", "12"),
        ("5<sup> </sup>", "5"),
        ("<del>7</del>5", "5"),
        ("<s>7</s>5", "5"),
        ("<strike><b>7</b>0</strike>5", "5"),
        ("<span style='text-decoration: Line-Through'>7</span>5", "5"),
        ("<u>7</u>5", "75"),
    ],
)
def test_raised_digits_are_marks_and_struck_ones_are_not_printed(
    raw: Raw, only_table: Callable[[Document], Table], inner: str, expected: str
) -> None:
    page = article(f"<table><tr><td>规章</td><td>{inner}</td></tr><tr><td>规范性文件</td><td>3</td></tr></table>")
    assert only_table(read_html(raw(page))).cells[1].text == expected


def test_marks_in_prose(raw: Raw, outline: Outline) -> None:
    page = article("<p>全年公开5<sup>[1]</sup>条，<s>比上年增加，</s>收到申请3件。</p>")
    assert outline(read_html(raw(page))) == ["全年公开5[1]条，收到申请3件。"]


@pytest.mark.parametrize(
    "field",
    [
        "<input value='12'>",
        "<input type='text' value='12' readonly>",
        "<textarea rows=1>12</textarea>",
        "<p><input value=12></p>",
    ],
)
def test_a_form_put_up_as_it_was_filled_in_prints_its_fields(raw: Raw, field: str) -> None:
    page = article(f"<table><tr><td>行政处罚</td><td>{field}</td></tr></table>")
    (table,) = read_html(raw(page.encode())).tables()
    assert [cell.text for cell in table.cells] == ["行政处罚", "12"]


def test_a_field_of_a_page_prints_nothing(raw: Raw, outline: Outline) -> None:
    cell = "<td>甲<input type='hidden' value='7'><input type='checkbox' value='8'></td>"
    page = article(
        f"<p>正文。</p><textarea>留言</textarea><input value='站内搜索'><table><tr>{cell}<td>乙</td></tr></table>"
    )
    assert outline(read_html(raw(page.encode()))) == ["正文。", [["甲", "乙"]]]


def test_what_holds_most_of_a_page_is_shown_by_a_script(raw: Raw, outline: Outline) -> None:
    """WeChat serves its articles hidden."""
    page = (
        "<html><body><h1>某镇年度报告</h1><div id='js_content' style='visibility: hidden; opacity: 0'>"
        "<p>全年公开政府信息12条，收到申请3件。</p></div><div style='display:none'>分享</div></body></html>"
    )
    assert "全年公开政府信息12条，收到申请3件。" in outline(read_html(raw(page.encode())))
    assert "分享" not in str(outline(read_html(raw(page.encode()))))
