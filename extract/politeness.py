"""The last thing before a request goes out: whether it may in this run, and how long its host is then left alone."""

from __future__ import annotations

from typing import Any, Self

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from extract.documents import CrawlTools
from extract.middlewares import PostponedRequestError
from extract.pace import Pace


class PolitenessMiddleware:
    """Counts every request that really goes out, and slows its host down where it shows strain.

    The delay is that of the source, or of robots.txt (Crawl-delay), or the host's pace, whichever is longest.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._delay: float = crawler.settings.getfloat("DOWNLOAD_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Scrapy's constructor."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.obey_crawl_delay, signals.robots_parsed)
        return middleware

    def obey_crawl_delay(self, robotparser: Any, request: Request) -> None:
        """Take over the delay that robots.txt asks for; Scrapy calls this when it was read."""
        asked_for = robotparser.crawl_delay(self._crawler.settings["ROBOTSTXT_USER_AGENT"]) or 0.0
        self._delay = max(self._delay, min(asked_for, self._crawler.spider.tools.options.backoff_maximum_seconds))
        self._adapt(request, 200, 0.0)

    def process_request(self, request: Request) -> None:  # noqa: ARG002 (Scrapy names its arguments)
        """Raise `PostponedRequestError` for a request that must wait for another run."""
        spider = self._crawler.spider
        reason = spider.tools.permits.take(spider.source)
        if reason is not None:
            raise PostponedRequestError(reason)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response as it is."""
        self._adapt(request, response.status, request.meta.get("download_latency", 0.0))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Nothing: the exception goes on."""
        if not isinstance(exception, IgnoreRequest):
            self._adapt(request, None, 0.0)

    def _adapt(self, request: Request, status: int | None, seconds: float) -> None:
        least = self._pace(request).note(status, seconds)
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = max(self._delay, least)

    def _pace(self, request: Request) -> Pace:
        tools: CrawlTools = self._crawler.spider.tools
        options = tools.options
        host = urlparse_cached(request).hostname or ""
        # Not `setdefault`: this is asked with each answer.
        if host not in tools.paces:
            tools.paces[host] = Pace(options.backoff_seconds, options.backoff_maximum_seconds)
        return tools.paces[host]
