"""Hanweb JCMS: Zhejiang, Shandong, Jiangsu, Gansu, the tax offices."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar
from urllib.parse import parse_qs, unquote, urlencode, urljoin, urlsplit

from pydantic import BaseModel, Field
from scrapy.http import Response, TextResponse

from extract.documents import CrawlTools
from extract.errors import PortalChanged
from extract.links import ListedLink, ListPage
from extract.listed import anchors_to_links, fragment_to_links, page_to_length
from extract.paging import response_to_page
from extract.source import Source
from extract.spiders.base import ListingSpider, NoParams

_DATED = r"/art/(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})/"
_ARTICLE = re.compile(_DATED + r"art_\d+_\d+\.html?$|/attach/.+\.\w{2,5}$")
_LISTED = re.compile(rf"^https?://(?:.*{_DATED})?")
"""Whatever a record links to is listed, wherever it leads."""
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)|\btotalRecord['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_PER_PAGE = re.compile(r"\bperPage['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_GROUP_SIZE = re.compile(r"\bgroupSize['\"]?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_PROXY = re.compile(r"[^\s\"'<>?(]*/dataproxy\.jsp")
_COLUMN = re.compile(r"^(?P<root>.*)/col/col(?P<column>\d+)/")

_PROXY_PATH = "/module/web/jpage/dataproxy.jsp"
_PROXY_DEFAULTS = {
    "col": "1",
    "webid": "1",
    "path": "/",
    "columnid": "",
    "sourceContentType": "1",
    "unitid": "",
    "webname": "",
    "permissiontype": "0",
}
_DEFAULT_PER_PAGE, _DEFAULT_GROUP_SIZE = 15, 3
_REPORT_MINIMUM_CHARACTERS = 300


class HanwebParams(NoParams):
    """How a source's links are enumerated."""

    areas: Mapping[Annotated[str, Field(pattern=r"^\w+$")], str | None] = Field(default_factory=dict)
    """Agencies (null for one not known by name) by their code in the portal: if given, the annual-report module is
    asked for each of them and each of the source's years, instead of reading a list; `url` is the module's address
    (`…/xxgkAnnualReport.jsp`)."""


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list goes on after the records that its page carries."""

    proxy_url: str
    parameters: Mapping[str, str]
    total: int
    per_page: int
    group_size: int
    """Pages that one request gives."""

    def url_after(self, count: int) -> str | None:
        """The address of the records after the first `count`, None where there are no more."""
        if count >= self.total:
            return None
        last = min(count + self.per_page * self.group_size, self.total)
        numbers = {"startrecord": count + 1, "endrecord": last, "perpage": self.per_page}
        return f"{self.proxy_url}?{urlencode({**numbers, **self.parameters})}"


class HanwebSpider(ListingSpider):
    """`/col/col{n}/index.html` carries the first records in `<datastore>`, `dataproxy.jsp` gives the others as XML.

    With `areas`, `xxgkAnnualReport.jsp?area={agency}&fbtime={year}` is asked instead; it shows links to the agency's
    reports of the year, or the report itself, which then is the document.
    """

    name = "hanweb"
    Params: ClassVar[type[BaseModel]] = HanwebParams
    params: HanwebParams

    agencies_below = False
    """Columns lie beside each other, and a menu of agencies leads to all that they publish: see `areas`."""

    def __init__(self, source: Source, tools: CrawlTools, **kwargs: Any) -> None:
        super().__init__(source, tools, **kwargs)
        self._pagings: dict[str, Paging] = {}

    def start_urls_of(self) -> Iterable[str]:
        """The list, or the annual-report page of each agency and year."""
        if not self.params.areas:
            return (self.source.url,)
        last = self.source.years.last or datetime.datetime.now(datetime.UTC).year
        years = range(self.source.years.first, last + 1)
        wanted = [year for year in years if self.tools.report_years is None or year in self.tools.report_years]
        return tuple(
            f"{self.source.url}?{urlencode({'area': area, 'fbtime': year})}"
            for area in self.params.areas
            for year in wanted
        )

    def read_page(self, response: Response, number: int) -> ListPage:
        """The links of the records of a list page or of the proxy's XML, or those of an annual-report page."""
        page = response_to_page(response)
        if self.params.areas:
            return ListPage(tuple(self._read_annual_page(page)))
        records: list[str] = _RECORD.findall(page.text)
        if "<recordset" not in page.text.lower():
            raise PortalChanged("it has no <recordset>")
        paging = page_to_paging(page.text, page.url) if number == 1 else self._pagings.get(url_to_column(page.url))
        before = url_to_count(page.url)
        if not records and paging is not None and before < paging.total:
            raise PortalChanged(f"it has no records after the first {before} of {paging.total}")
        if paging is not None:
            self._pagings[paging.parameters["columnid"]] = paging
        links = fragment_to_links("\n".join(records), page, _LISTED)
        return ListPage(tuple(links), paging.url_after(before + len(records)) if paging else None)

    def is_subcolumn(self, url: str, at: str) -> bool:
        """Whether an address is another column of the same site."""
        inner, outer = (_COLUMN.match(urlsplit(each).path) for each in (url, at))
        if inner is None or outer is None or urlsplit(url).netloc != urlsplit(at).netloc:
            return False
        return inner["root"] == outer["root"] and inner["column"] != outer["column"]

    def _read_annual_page(self, response: TextResponse) -> Iterable[ListedLink]:
        query = parse_qs(urlsplit(response.url).query)
        agency = self.params.areas.get(query.get("area", [""])[0])
        links = [replace(link, agency=agency) for link in anchors_to_links(response, _ARTICLE)]
        if links or page_to_length(response) < _REPORT_MINIMUM_CHARACTERS:
            return links
        title = f"{agency or ''}{query.get('fbtime', [''])[0]}年政府信息公开工作年度报告"
        return [ListedLink(response.url, title, None, agency)]


def url_to_column(url: str) -> str:
    """The number of the column that an address of the proxy asks for."""
    return parse_qs(urlsplit(url).query).get("columnid", [""])[0]


def url_to_count(url: str) -> int:
    """How many records come before those of a page: none before a list's own page.

    >>> url_to_count("http://a.example/dataproxy.jsp?startrecord=31&endrecord=60"), url_to_count("http://a.example/")
    (30, 0)
    """
    start = parse_qs(urlsplit(url).query).get("startrecord", ["1"])[0]
    return int(start) - 1 if start.isdecimal() else 0


def page_to_paging(text: str, url: str) -> Paging | None:
    """How the list on a page goes on; None where the page does not say how many there are.

    Raises `PortalChanged` where the column's number stands neither on the page nor in its address.
    """
    total = _first_number(_TOTAL, text, 0)
    if not total:
        return None
    column = _COLUMN.match(urlsplit(url).path)
    parameters = page_to_proxy_parameters(text)
    if not parameters["columnid"]:
        if column is None:
            raise PortalChanged("it does not say its columnid")
        parameters["columnid"] = column["column"]
    proxy = _PROXY.search(text)
    path = proxy[0] if proxy else (column["root"] if column else "") + _PROXY_PATH
    per_page = _first_number(_PER_PAGE, text, _DEFAULT_PER_PAGE)
    group_size = _first_number(_GROUP_SIZE, text, _DEFAULT_GROUP_SIZE)
    return Paging(urljoin(url, path), parameters, total, per_page, group_size)


def page_to_proxy_parameters(text: str) -> dict[str, str]:
    """What a list page sends to `dataproxy.jsp`, with the usual value where it does not say.

    >>> page_to_proxy_parameters("{'col':1, 'webid':'7', 'columnid': 1229, 'webname':'%E5%8E%BF'}")["webname"]
    '县'
    >>> page_to_proxy_parameters("dataproxy.jsp?page=1&amp;webid=3&amp;columnid=5&amp;unitid=4503")["unitid"]
    '4503'
    """
    plain = html.unescape(text)
    # The parameters stand together; `path` and `col` alone may mean anything elsewhere on the page.
    at = plain.find("columnid")
    near = plain[max(0, at - 600) : at + 600] if at >= 0 else ""
    parameters = dict(_PROXY_DEFAULTS)
    for name in parameters:
        found = re.search(rf"(?:^|[?&'\"{{,\s]){name}['\"]?\s*[=:]\s*['\"]?([^'\"&,\s<>}}]*)", near)
        if found and found[1]:
            parameters[name] = unquote(found[1])
    return parameters


def _first_number(pattern: re.Pattern[str], text: str, default: int) -> int:
    found = pattern.search(text)
    return int(next(group for group in found.groups() if group)) if found else default
