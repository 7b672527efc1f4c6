"""What stands between the spiders and the network: where they may go, robots.txt, and patience."""

from __future__ import annotations

import asyncio
import email.utils
import random
import time
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from extract.addresses import AddressRefusedError, address_to_refusal, url_to_refusal
from extract.source import Source

BACKOFF_SETTING = "GONGKAI_BACKOFF_SECONDS"
BACKOFF_MAXIMUM_SETTING = "GONGKAI_BACKOFF_MAXIMUM_SECONDS"


class RefusedRequestError(IgnoreRequest):
    """A request that must not be made: another host, or robots.txt forbids it."""


class RobotsUnknownError(IgnoreRequest):
    """robots.txt could not be had for now, so nothing else may be asked for (RFC 9309, 2.3.1.4)."""


class PostponedRequestError(IgnoreRequest):
    """A request that must wait for another run."""


class GuardMiddleware:
    """Refuses every request, redirected ones included, that leaves its source's hosts and ports or the public net.

    A name is looked up here by the resolver that the connection will ask again (and that caches its answer), because
    only here can a refusal be told from a name that does not exist.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._public_hosts: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise `RefusedRequestError` for a request that must not be made."""
        source: Source = self._crawler.spider.source
        refusal = url_to_refusal(request.url, source) or await self._address_refusal(request.url, source)
        if refusal is not None:
            via = " after a redirect" if request.meta.get("redirect_times") else ""
            raise RefusedRequestError(refusal + via)

    async def _address_refusal(self, url: str, source: Source) -> str | None:
        # The reactor exists only once the process has chosen one.
        from twisted.internet import reactor  # noqa: PLC0415

        host = urlsplit(url).hostname or ""
        # Once is enough here: whatever the name leads to later, the connection asks the guarded resolver itself.
        if host in self._public_hosts:
            return None
        try:
            address = await maybe_deferred_to_future(reactor.resolve(host))  # type: ignore[arg-type]
        except AddressRefusedError as error:
            return str(error)
        except DNSLookupError:
            return None  # The connection fails by it in its turn, and is retried.
        refusal = address_to_refusal(address, loopback_allowed=source.sample)
        if refusal is None:
            self._public_hosts.add(host)
        return refusal


class StrictRobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt as RFC 9309 has it: 4xx allows everything, an unreachable file forbids everything for now."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._unknown: dict[str, str] = {}

    def process_request_2(self, rp: Any, request: Request) -> None:
        """Raise `RefusedRequestError` where robots.txt forbids, `RobotsUnknownError` where it cannot be had."""
        reason = self._unknown.get(urlsplit(request.url).netloc)
        if reason is not None:
            raise RobotsUnknownError(reason)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RefusedRequestError("robots.txt forbids it") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._unknown[netloc] = f"robots.txt answers HTTP {response.status}"
        if response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._unknown[netloc] = f"robots.txt cannot be had: {type(exc).__name__}"
        super()._robots_error(exc, netloc)


class BackoffRetryMiddleware(RetryMiddleware):
    """Retries what may pass (no answer, 408, 429, 5xx), each time after twice as long, and after Retry-After if longer.

    A host that asks for more than the longest pause is left alone for the rest of the run. The pause holds the
    request's place in the engine, so that the host is left alone meanwhile.
    """

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._first = settings.getfloat(BACKOFF_SETTING)
        self._maximum = settings.getfloat(BACKOFF_MAXIMUM_SETTING)

    # Scrapy awaits what a middleware gives, though its own classes declare plain results.
    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """The response, or after a pause the request once more."""
        result = super().process_response(request, response)
        if isinstance(result, Request):
            asked_for = retry_after_to_seconds(response)
            if asked_for > self._maximum:
                spider: Any = self.crawler.spider
                spider.tools.permits.let_rest(spider.source.host, asked_for)
            else:
                await asyncio.sleep(self._pause(result, asked_for))
        return result

    async def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """The request once more, after a pause, where the exception is one of the network's."""
        result = super().process_exception(request, exception)
        if isinstance(result, Request):
            await asyncio.sleep(self._pause(result, 0.0))
        return result

    def _pause(self, request: Request, asked_for: float) -> float:
        doubled: float = self._first * 2 ** (request.meta["retry_times"] - 1) * random.uniform(0.8, 1.2)  # noqa: S311
        return float(min(max(doubled, asked_for), self._maximum))


class RefreshMiddleware(MetaRefreshMiddleware):
    """Follows `<meta http-equiv=refresh>`, without decoding and parsing a page that has none."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """The response, or the request for where it refreshes to."""
        # Scrapy looks at the first 4096 characters: at most as many times four bytes.
        if b"refresh" not in response.body[:16384].lower():
            return response
        result: Request | Response = super().process_response(request, response)
        return result


def retry_after_to_seconds(response: Response) -> float:
    """How long a response asks to wait: its Retry-After in seconds or as a date, 0.0 without one.

    >>> retry_after_to_seconds(Response("http://a.example", headers={"Retry-After": "7"}))
    7.0
    """
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0
