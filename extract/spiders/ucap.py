"""UCAP (开普云): Heilongjiang, Jiangxi, Tongzhou, Suqian, the securities regulator, the health commission."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar
from urllib.parse import urlencode, urljoin, urlsplit

from pydantic import BaseModel, Field
from scrapy.http import Response, TextResponse

from extract.errors import PortalChanged, PortalRefused
from extract.links import ListedLink, ListPage
from extract.listed import response_to_object, text_to_date
from extract.source import Source
from extract.spiders.base import ListingSpider, NoParams

_SEARCH = re.compile(r"(?P<path>(?:/common)?/search(?:List)?)/(?P<id>[0-9a-f]{32})")
_COLUMN = re.compile(r"^/(?P<site>\w+)/(?P<channel>c\d+)(?:/|$)")
_DEMAND = re.compile(r"token|令牌|验证码|非法请求|未授权|无权限|forbidden|unauthori[sz]ed", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_PAGE_SIZE = 20


class UcapParams(NoParams):
    """What the script of a column asks with, where the column's address `/{site}/c{channel}/…` does not say it."""

    channel: Annotated[str, Field(pattern=r"^\w+$")] | None = None
    """`channelCode`, as `c100028`."""
    site: Annotated[str, Field(pattern=r"^\w+$")] | None = None
    """`websiteCodeName`."""
    channel_name: str | None = None
    """The channel below that one which holds the reports, by its printed name; None for itself."""
    channel_path: Annotated[str, Field(pattern=r"^/")] = "/common/getChannelList"
    search_path: Annotated[str, Field(pattern=r"^/")] = "/common/search"
    """Where the two questions go: other releases have `/getChannelList` and `/searchList` or `/search`."""


class UcapSpider(ListingSpider):
    """The list is filled by a script, which asks two questions of its host.

    `{channel_path}?channelCode={channel}&websiteCodeName={site}` → `results`, a channel with `channelId` and
    `children`; `{search_path}/{channelId}?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=1` →
    `data.results` with `title`, `url` and `publishedTimeStr`, and how many there are in all in `data.total`, or in
    `data.rows` where that is more than the page shows. Where neither says it, a full page has one after it.

    The channel's page itself is asked for only where its address does not say the channel: its script may say the
    second question as a whole. A host that wants a browser's token for its answers refuses.
    """

    name = "ucap"
    Params: ClassVar[type[BaseModel]] = UcapParams
    params: UcapParams

    _listed_so_far = 0
    _search_url = ""

    def start_urls_of(self) -> Iterable[str]:
        """The question for the channel, or the channel's page where nothing says which it is."""
        codes = source_to_codes(self.source, self.params)
        if codes is None:
            return (self.source.url,)
        query = {"channelCode": codes[0], "websiteCodeName": codes[1]}
        return (f"{urljoin(self.source.url, self.params.channel_path)}?{urlencode(query)}",)

    def read_page(self, response: Response, number: int) -> ListPage:
        """The answer to the question for the channel (page 1), and then the pages of its list."""
        codes = source_to_codes(self.source, self.params)
        if number == 1 and codes is None:
            self._search_url = urljoin(self.source.url, _page_to_search(response))
            return ListPage((), self._page_url(1))
        answer = response_to_object(response)
        _raise_if_demanding(answer)
        if number == 1 and codes is not None:
            channel_id = _answer_to_channel_id(answer, codes[0], self.params.channel_name)
            self._search_url = urljoin(self.source.url, f"{self.params.search_path}/{channel_id}")
            return ListPage((), self._page_url(1))
        data = answer.get("data")
        results = data.get("results") if isinstance(data, Mapping) else None
        if not isinstance(data, Mapping) or not isinstance(results, list):
            raise PortalChanged("its answer has no data.results")
        links = tuple(_result_to_link(result, response.url) for result in results if _is_result(result))
        self._listed_so_far += len(results)
        is_more = bool(results) and _is_more(data, len(results), self._listed_so_far)
        next_url = self._page_url(number) if is_more is not False else None
        return ListPage(links, next_url, next_is_guess=is_more is None)

    def _page_url(self, number: int) -> str:
        query = {"_isAgg": "true", "_isJson": "true", "_pageSize": _PAGE_SIZE, "_template": "index", "page": number}
        return f"{self._search_url}?{urlencode(query)}"


def source_to_codes(source: Source, params: UcapParams) -> tuple[str, str] | None:
    """The codes of a column's channel and site; None where neither its params nor its address say them."""
    found = _COLUMN.match(urlsplit(source.url).path)
    channel = params.channel or (found["channel"] if found else None)
    site = params.site or (found["site"] if found else None)
    return (channel, site) if channel is not None and site is not None else None


def _page_to_search(response: Response) -> str:
    found = _SEARCH.search(response.text) if isinstance(response, TextResponse) else None
    if found is None:
        raise PortalChanged("its script does not say its channel: give `channel` and `site` in params")
    return found.group()


def _raise_if_demanding(answer: Mapping[str, Any]) -> None:
    """Raise `PortalRefused` for an answer that holds nothing but a demand."""
    if answer.get("data") or answer.get("results"):
        return
    said = " ".join(str(answer[name]) for name in ("msg", "message", "error") if answer.get(name))
    if _DEMAND.search(said) or str(answer.get("code", answer.get("status"))) in {"401", "403"}:
        raise PortalRefused(f"the portal answers browsers with a token only: {said or answer}"[:200])


def _answer_to_channel_id(answer: Mapping[str, Any], code: str, name: str | None) -> str:
    channels = list(_walk_channels(answer.get("results")))
    for channel in channels:
        wanted = name in (channel.get("displayName"), channel.get("channelName")) if name else _is_coded(channel, code)
        if wanted and channel.get("channelId"):
            return str(channel["channelId"])
    # The answer to one code is that channel, whether or not it repeats the code.
    if name is None and channels and channels[0].get("channelId"):
        return str(channels[0]["channelId"])
    raise PortalChanged(f"among its {len(channels)} channels is no {name or code}")


def _is_coded(channel: Mapping[str, Any], code: str) -> bool:
    return code in (channel.get("channelCode"), channel.get("codeName"), channel.get("channelCodeName"))


def _walk_channels(node: object) -> Iterator[Mapping[str, Any]]:
    """A channel and those below it, each before its children."""
    waiting = [node]
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting[:0] = each
        elif isinstance(each, Mapping):
            yield each
            waiting.insert(0, each.get("children"))


def _is_result(result: object) -> bool:
    return isinstance(result, Mapping) and bool(result.get("url"))


def _result_to_link(result: Mapping[str, Any], base: str) -> ListedLink:
    title = _TAG.sub("", str(result.get("title") or ""))
    return ListedLink(urljoin(base, str(result["url"])), title, text_to_date(str(result.get("publishedTimeStr") or "")))


def _is_more(data: Mapping[str, Any], shown: int, listed: int) -> bool | None:
    """Whether there are results after the first `listed`; None where only asking can tell."""
    total, rows = data.get("total"), data.get("rows")
    if isinstance(total, int):
        return listed < total
    if isinstance(rows, int) and rows > shown:
        return listed < rows
    # `rows` is the page's size in some releases: then it says nothing of the whole.
    return None if shown >= _PAGE_SIZE else False
