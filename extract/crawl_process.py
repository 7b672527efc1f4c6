"""`python -m extract.crawl_process`: the process that crawls; its job comes on standard input as one line of JSON.

It prints its progress, one line each, and ends when its job is done or its standard input closes.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import signal
import sys
import threading
from collections.abc import Sequence
from typing import cast

from scrapy.crawler import AsyncCrawlerProcess, Crawler

from extract.archive import Archive
from extract.crawl import CrawlJob
from extract.crawl_settings import job_to_settings
from extract.documents import CrawlTools
from extract.errors import ConfigurationError
from extract.journal import Journal
from extract.ledger import Ledger
from extract.ledger_rows import ListingRow
from extract.permits import Permits
from extract.recorder import Recorder
from extract.source import Source
from extract.spiders.base import ListingSpider
from extract.visit import VisitSpider

logger = logging.getLogger("gongkai.crawl")

FLUSH_SECONDS = 1.0
GARBAGE_THRESHOLD = 50_000
"""Objects between two searches for garbage: what a crawl holds is long-lived, and little of it runs in circles."""


def family_to_spider(family: str) -> type[ListingSpider]:
    """The spider of a CMS family: the one subclass of `ListingSpider` in its module.

    Raises `ConfigurationError` for a family that has none.
    """
    try:
        module = importlib.import_module(f"extract.spiders.{family}")
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"no spider for the family {family!r}") from error
    for value in vars(module).values():
        is_spider = isinstance(value, type) and issubclass(value, ListingSpider) and value is not ListingSpider
        if is_spider and value.__module__ == module.__name__:
            return cast(type[ListingSpider], value)
    raise ConfigurationError(f"{module.__name__} defines no ListingSpider")


class CrawlRun:
    """One job: hosts in parallel, the sources of a host one after the other."""

    def __init__(self, job: CrawlJob, ledger: Ledger) -> None:
        self._job = job
        self._settings = job_to_settings(job)
        self._process = AsyncCrawlerProcess(self._settings)
        self._recorder = Recorder(ledger, job.run_id, Journal.beside(job.ledger_url, job.run_id, job.journal_folder))
        years = job.report_years
        permits = Permits(job.options.requests_maximum, job.options.window)
        self._tools = CrawlTools(Archive(job.archive_url), self._recorder, job.options, years, permits)
        self._stopping = False
        self._crawled = 0

    def run(self) -> None:
        """Crawl until everything is done or `stop_soon` was called; raises what ended it otherwise."""
        from twisted.internet import reactor  # noqa: PLC0415

        self._loop = asyncio.get_event_loop()
        task = self._loop.create_task(self._crawl_all())
        task.add_done_callback(lambda _: reactor.stop())  # type: ignore[misc]
        threading.Thread(target=self._stop_when_input_closes, name="input", daemon=True).start()
        self._process.start(stop_after_crawl=False, install_signal_handlers=False)
        self._recorder.close()
        task.result()

    async def _crawl_all(self) -> None:
        flushing = asyncio.create_task(self._flush_regularly())
        hosts: dict[str, list[Source]] = {}
        for source in self._job.sources:
            hosts.setdefault(source.host, []).append(source)
        places = asyncio.Semaphore(self._job.options.hosts_at_once)
        crawls = (self._crawl_host(sources, places) for sources in hosts.values())
        ended = await asyncio.gather(*crawls, return_exceptions=True)
        flushing.cancel()
        # A host's crash ends this process with its message, but only when the other hosts are done.
        for error in ended:
            if error is not None:
                raise error

    async def _crawl_host(self, sources: Sequence[Source], places: asyncio.Semaphore) -> None:
        async with places:
            for source in sources:
                if not self._stopping:
                    await self._crawl_source(source)
                    self._crawled += 1
                    logger.info("crawled %d of %d sources", self._crawled, len(self._job.sources))

    async def _crawl_source(self, source: Source) -> None:
        settings = self._settings.copy()
        delay = self._job.options.delay_seconds
        settings.set("DOWNLOAD_DELAY", source.delay_seconds if delay is None else delay)
        try:
            for step in self._job.steps:
                spider = VisitSpider if step == "visit" else family_to_spider(source.family)
                await self._process.crawl(Crawler(spider, settings), source=source, tools=self._tools)
        except ConfigurationError as error:
            self._recorder.close_source(ListingRow(source.id, "failed", str(error), 0, 0))

    async def _flush_regularly(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            self._recorder.flush()

    def _stop_when_input_closes(self) -> None:
        sys.stdin.read()
        self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        self._stopping = True
        self._stop_task = self._loop.create_task(self._process.stop())


def main() -> None:
    """Read the job and do it."""
    # Ctrl-C reaches the whole process group; the parent decides, by closing standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    job = CrawlJob.model_validate_json(sys.stdin.readline())
    progress = logging.StreamHandler(sys.stdout)
    progress.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(progress)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    # A record of each response, made only to be thrown away, is a fiftieth of a request.
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    # It warns once a source that no Referer is sent.
    logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)
    with Ledger(job.ledger_url) as ledger:
        CrawlRun(job, ledger).run()


if __name__ == "__main__":
    main()
