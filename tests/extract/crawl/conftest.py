"""A portal that can be told to misbehave, and sources on it."""

import contextlib
import gzip
import socket
import threading
import time
import types
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from extract.archive import Archive
from extract.crawl import CrawlOptions, crawl_sources
from extract.crawl_process import family_to_spider
from extract.documents import CrawlTools
from extract.ledger import Ledger
from extract.recorder import Recorder
from extract.source import Source

OPTIONS = CrawlOptions(
    delay_seconds=0,
    timeout_seconds=1.5,
    retry_times=2,
    backoff_seconds=0.01,
    backoff_maximum_seconds=0.05,
    size_maximum_bytes=200_000,
    pages_maximum=6,
)
SHELL = (
    "<html><head><title>x</title></head><body><script>document.cookie='a=1';location.reload()</script></body></html>"
)


def trs_page(links, total=1, current=0, suffix="html"):
    items = "".join(f'<li><a href="{href}">{title}</a><span>{date}</span></li>' for href, title, date in links)
    script = f'<script>createPageHTML({total}, {current}, "index", "{suffix}");</script>'
    return f"<html><head><meta charset='utf-8'></head><body><ul>{items}</ul>{script}</body></html>"


def trs_link(number, title="某局{}年政府信息公开工作年度报告", year=2020):
    return f"./202101/t20210120_{number}.html", title.format(year), "2021-01-21"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # Connections that wait to be accepted: a refused one would be tried again after a second.
    request_queue_size = 256


class Portal:
    """A server on one loopback address; `pages` maps a path to its bytes or to a function of the handler."""

    def __init__(self, host="127.0.0.1"):
        self.pages = {}
        self.requests = Counter()
        self.bodies = Counter()
        self.headers = {}
        self.busy = self.busiest = 0
        self.lock = threading.Lock()
        self.server = Server((host, 0), make_handler(self))
        self.url = f"http://{host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def make_handler(portal):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            with portal.lock:
                portal.busy += 1
                portal.busiest = max(portal.busiest, portal.busy)
                portal.requests[self.path] += 1
                portal.headers[self.path] = dict(self.headers)
            try:
                page = portal.pages.get(self.path)
                if page is None:
                    page = portal.pages.get(urlsplit(self.path).path)
                if page is None:
                    self.answer(404, b"not found")
                elif callable(page):
                    page(self)
                else:
                    self.answer(200, page)
            finally:
                with portal.lock:
                    portal.busy -= 1

        def answer(self, status, body=b"", **headers):
            data = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            names = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
            for name, value in names.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            if status == 200:
                portal.bodies[self.path] += 1

        def log_message(self, *_):
            pass

    return Handler


def with_etag(body, etag):
    """A page that knows its ETag."""

    def answer(handler):
        if handler.headers.get("If-None-Match") == etag:
            handler.answer(304, ETag=etag)
        else:
            handler.answer(200, body, ETag=etag)

    return answer


def status(code, **headers):
    return lambda handler: handler.answer(code, b"x" * 100, **headers)


def after_failures(count, body):
    """500 a number of times, and then the page."""
    left = [count]

    def answer(handler):
        if left[0]:
            left[0] -= 1
            handler.answer(500)
        else:
            handler.answer(200, body)

    return answer


def drop(handler):
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def slow(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(30):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)


def bomb(handler):
    handler.answer(200, gzip.compress(b"0" * 5_000_000), Content_Encoding="gzip")


@pytest.fixture(scope="module")
def make_portal():
    portals = []

    def make(host="127.0.0.1"):
        portals.append(Portal(host))
        portals[-1].pages["/robots.txt"] = b"User-agent: *\nAllow: /\n"
        return portals[-1]

    yield make
    for portal in portals:
        portal.close()


def make_source(source_id, url, family="trs", minimum=1, maximum=100, **changes):
    entry = {
        "id": source_id,
        "family": family,
        "url": url,
        "agency": "某局",
        "region_code": "110118",
        "region_name": "密云区",
        "years": {"first": 2019, "last": 2021},
        "expected": {"minimum": minimum, "maximum": maximum},
        "verified": None,
        "sample": True,
    }
    return Source.model_validate(entry | changes)


class Crawls:
    """An archive and a ledger in a folder, and crawls into them."""

    def __init__(self, folder):
        self.archive_url = str(folder / "archive")
        self.ledger_url = f"sqlite:///{folder}/ledger.sqlite"

    def crawl(self, *sources, options=OPTIONS, **arguments):
        with Ledger(self.ledger_url) as ledger:
            self.run_id = ledger.open_run("test", {})
        where = {"archive_url": self.archive_url, "ledger_url": self.ledger_url, "run_id": self.run_id}
        return {outcome.source_id: outcome for outcome in crawl_sources(sources, options=options, **where, **arguments)}

    def ledger(self):
        return Ledger(self.ledger_url)

    def failures(self):
        """Of the last run: reason by the last part of the address."""
        with self.ledger() as ledger:
            return {entry.name.rsplit("_", 1)[-1]: entry for entry in ledger.failures(self.run_id)}


@pytest.fixture
def crawls(tmp_path):
    return Crawls(tmp_path)


@pytest.fixture
def make_spider(tmp_path):
    def make(family, url, params=None, report_years=None, **changes):
        with Ledger(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
            tools = CrawlTools(Archive(str(tmp_path)), Recorder(ledger, 1), CrawlOptions(), report_years)
            source = make_source("Town", url, family, sample=False, params=params or {}, **changes)
            return family_to_spider(family)(source, tools)

    return make


@pytest.fixture(scope="session")
def kit():
    """The functions above: test modules cannot import each other."""
    return types.SimpleNamespace(
        OPTIONS=OPTIONS,
        SHELL=SHELL,
        Crawls=Crawls,
        after_failures=after_failures,
        bomb=bomb,
        drop=drop,
        slow=slow,
        make_source=make_source,
        status=status,
        trs_link=trs_link,
        trs_page=trs_page,
        with_etag=with_etag,
    )
