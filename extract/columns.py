"""The columns below a column: a list's links to further lists, by year, by group of agencies, by agency."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from extract.links import ListedLink, url_to_key, url_to_plain
from extract.listed import url_to_folder
from extract.titles import title_to_plain

_NAME_MAXIMUM = 30
_REPORTS = r"(?:政府信息公开|政务公开|信息公开)?(?:工作)?(?:年度报告|年报|报告)?"
_YEAR = re.compile(rf"^(20\d\d)(?:年度?)?{_REPORTS}$")
_GROUP_WORDS = (
    r"各|其他|国家|中央|驻|省|市|县|区|旗|州|盟|乡|镇|街道?|苏木|级|属|直属?|人民政府|政府|办事处|办|工作|垂直|垂管|管理"
    r"|部门|单位|机关|机构|委办局|开发区|园区|功能区|管委会|[、和及(/)]"
)
_GROUP = re.compile(
    rf"^(?=.*(?:部门|单位|机关|机构|委办局|[乡镇街]|苏木|园区|开发区|功能区|区县|县区|市区|市县))(?:{_GROUP_WORDS})+{_REPORTS}$"
)
_AGENCY = re.compile(
    r"^(?!.*(?:公开|网上|政务服务|意见|年报))[一-鿿()·]{1,26}"
    r"(?:局|委|委员会|办|办公室|厅|部|署|中心|处|站|所|院|队|镇|乡|苏木|街道|办事处|人民政府|政府|管委会|税务局|农场)$"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A list of a source: its own, or one below it."""

    url: str
    names: tuple[str, ...] = ()
    """What the links say that led here, from the source's own list down."""
    report_year: int | None = None
    agency: str | None = None

    def hint(self, link: ListedLink) -> ListedLink:
        """A link that stands here, with what the column says of it where the list itself does not."""
        return replace(link, agency=link.agency or self.agency, report_year=link.report_year or self.report_year)


def page_to_columns(
    response: HtmlResponse, above: Column, is_subcolumn: Callable[[str, str], bool], *, with_agencies: bool
) -> Iterator[Column]:
    """The columns that a list page links to: those whose address `is_subcolumn` of the page's and whose name is one.

    A name is a year, a group of agencies or, `with_agencies`, an agency; without them years alone are followed, for
    what one agency's column has beside them is another's.
    """
    seen = {url_to_key(response.url), url_to_key(above.url)}
    for anchor in response.xpath("//a[@href]"):
        try:
            url = url_to_plain(response.urljoin(anchor.attrib["href"].strip()))
        except ValueError:
            continue
        if url_to_key(url) in seen or not is_subcolumn(url, response.url):
            continue
        shown = ("".join(anchor.xpath(".//text()").getall()), anchor.attrib.get("title", ""))
        below = next((found for text in shown if (found := _to_column(url, text, above))), None)
        if below is not None and (with_agencies or below.report_year != above.report_year):
            seen.add(url_to_key(url))
            yield below


def url_is_below(url: str, at: str) -> bool:
    """Whether a URL is a folder, or its first page, inside the folder of the list page `at`.

    >>> url_is_below("http://a.example/nb/2021n/", "https://a.example/nb/index.html")
    True
    >>> url_is_below("http://a.example/nb/202101/t20210120_1.html", "http://a.example/nb/")
    False
    >>> url_is_below("http://a.example/nb/index_2.html", "http://a.example/nb/")
    False
    """
    inner, outer = urlsplit(url), urlsplit(at)
    folder = url_to_folder(at)
    if inner.netloc != outer.netloc or not inner.path.startswith(folder) or inner.query:
        return False
    *between, last = inner.path.removeprefix(folder).split("/")
    return bool(between and between != [""]) and ("." not in last or last.startswith("index."))


def _to_column(url: str, text: str, above: Column) -> Column | None:
    name = title_to_plain(text)
    if not name or len(name) > _NAME_MAXIMUM:
        return None
    names = (*above.names, name)
    if (year := _YEAR.match(name)) is not None:
        return replace(above, url=url, names=names, report_year=int(year[1]))
    if _GROUP.match(name):
        return replace(above, url=url, names=names)
    if _AGENCY.match(name):
        return replace(above, url=url, names=names, agency="".join(text.split()))
    return None
