"""`python -m bench.crawl_bare`: what Scrapy takes at the least for the URLs that standard input gives as JSON.

Tuned: no middleware that is not needed, no robots.txt, no retries, no log, nothing done with what comes back.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

SETTINGS = {
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_ITEMS": 2,
    "COOKIES_ENABLED": False,
    "RETRY_ENABLED": False,
    "REDIRECT_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "ROBOTSTXT_OBEY": False,
    "HTTPERROR_ALLOW_ALL": True,
    "DOWNLOAD_DELAY": 0,
    "LOG_ENABLED": False,
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
}


class BareSpider(Spider):
    name = "bare"
    asked: list[tuple[str, str | None]]

    async def start(self) -> AsyncIterator[Any]:
        for url, etag in self.asked:
            yield Request(url, headers={"If-None-Match": etag} if etag else None)

    def parse(self, response: Response) -> None:
        pass


def main() -> None:
    process = AsyncCrawlerProcess(SETTINGS)
    process.crawl(BareSpider, asked=json.load(sys.stdin))
    process.start()


if __name__ == "__main__":
    main()
