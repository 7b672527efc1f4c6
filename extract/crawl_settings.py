"""What Scrapy is told for a job."""

from __future__ import annotations

import copy
from importlib.metadata import version
from typing import Self

from scrapy.settings import Settings, SettingsAttribute

from extract.addresses import LOOPBACK_HOSTS_SETTING
from extract.crawl import CrawlJob, CrawlOptions
from extract.middlewares import BACKOFF_MAXIMUM_SETTING, BACKOFF_SETTING


class JobSettings(Settings):
    """Settings that are copied for each source without copying their values, which nobody changes.

    Scrapy's deep copy, twice a source, takes longer than fetching a short list.
    """

    def copy(self) -> Self:
        """Settings of which each may be set anew."""
        copied = copy.copy(self)
        copied.attributes = {
            name: SettingsAttribute(attribute.value, attribute.priority) for name, attribute in self.attributes.items()
        }
        return copied


def job_to_settings(job: CrawlJob) -> Settings:
    """Scrapy's settings for a job: polite, patient, bounded, and no service opened on this machine."""
    options = job.options
    settings = {
        "USER_AGENT": options_to_user_agent(options),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "User-Agent": options_to_user_agent(options),
        },
        "ROBOTSTXT_USER_AGENT": "gongkai",
        "ROBOTSTXT_OBEY": True,
        # A crawler is one source, hence one host: while it waits to retry, nothing else is asked of that host.
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_ITEMS": 2,
        "DOWNLOAD_TIMEOUT": options.timeout_seconds,
        "DOWNLOAD_MAXSIZE": options.size_maximum_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_TIMES": options.retry_times,
        "RETRY_HTTP_CODES": [408, 429, 500, 502, 503, 504, 522, 524],
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        BACKOFF_SETTING: options.backoff_seconds,
        BACKOFF_MAXIMUM_SETTING: options.backoff_maximum_seconds,
        "REDIRECT_MAX_TIMES": 5,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "TWISTED_DNS_RESOLVER": "extract.addresses.GuardedResolver",
        LOOPBACK_HOSTS_SETTING: sorted({source.host for source in job.sources if source.sample}),
        # Of Scrapy's own middlewares only those that do something here: each costs every request its share.
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "extract.middlewares.GuardMiddleware": 50,
            "extract.middlewares.StrictRobotsMiddleware": 100,
            "extract.middlewares.BackoffRetryMiddleware": 550,
            "extract.middlewares.RefreshMiddleware": 580,
            "extract.politeness.PolitenessMiddleware": 900,
        },
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "LOG_LEVEL": "WARNING",
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    }
    return JobSettings(settings)


def options_to_user_agent(options: CrawlOptions) -> str:
    """Who crawls, honestly, and how to reach the operator."""
    contact = f" (+{options.contact})" if options.contact else ""
    return f"gongkai/{version('gongkai')}{contact}"
