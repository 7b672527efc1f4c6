"""How fast a portal is crawled, against a bare Scrapy spider that asks for the same URLs and keeps nothing.

Both are processes of their own, ask one thing at a time without delays, and take turns. What is compared is the CPU
time they spend, starting included: on loopback they wait for little else, and other work on the machine disturbs it
least. The portal's own share of each request, which is the same for both, is left out.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.crawl_portal import FOLDER, portal_paths
from extract.crawl import CrawlOptions, crawl_sources
from extract.ledger import Ledger
from extract.source import Source

DOCUMENTS, ROUNDS, TARGET = 2000, 3, 0.7


@contextmanager
def served(documents: int) -> Iterator[str]:
    """The portal in a process of its own; gives its address."""
    command = [sys.executable, "-m", "bench.crawl_portal", str(documents)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def url_to_source(url: str, documents: int) -> Source:
    return Source.model_validate(
        {
            "id": "Bench",
            "family": "trs",
            "url": f"{url}{FOLDER}",
            "agency": None,
            "region_code": None,
            "region_name": None,
            "years": {"first": 2020},
            "expected": {"minimum": documents, "maximum": documents},
            "verified": None,
            "sample": True,
        }
    )


def crawl(source: Source, folder: Path) -> dict[str, str]:
    """One night into the archive and ledger of a folder; gives the ETags that the ledger knows after it."""
    ledger_url = f"sqlite:///{folder}/ledger.sqlite"
    with Ledger(ledger_url) as ledger:
        (outcome,) = crawl_sources(
            [source],
            archive_url=str(folder / "archive"),
            ledger_url=ledger_url,
            run_id=ledger.open_run("bench", {}),
            options=CrawlOptions(delay_seconds=0),
        )
        assert (outcome.outcome, outcome.new + outcome.unchanged) == ("crawled", source.expected.minimum), outcome
        return {url: known.etag for url, known in ledger.known_links("Bench").items() if known.etag}


def ask_bare(urls: list[str], etags: dict[str, str]) -> None:
    asked = json.dumps([(url, etags.get(url)) for url in urls])
    subprocess.run([sys.executable, "-m", "bench.crawl_bare"], input=asked, text=True, check=True)


def document_bytes_sent(url: str) -> int:
    with urllib.request.urlopen(f"{url}/_sent") as response:  # noqa: S310 (our own portal)
        return int(response.read())


def cpu_seconds(function: Callable[[], object]) -> float:
    """CPU time of this process and of those that it started and that have ended."""
    started = _cpu_seconds_so_far()
    function()
    return _cpu_seconds_so_far() - started


def _cpu_seconds_so_far() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def print_crawls(folder: Path, rounds: int = ROUNDS, documents: int = DOCUMENTS) -> bool:
    """A line for a first night and one for a night over an unchanged portal; whether both targets hold."""
    taken: dict[str, list[tuple[float, float]]] = {"first crawl": [], "unchanged portal": []}
    with served(documents) as url:
        source, urls = url_to_source(url, documents), [url + path for path in portal_paths(documents)]
        for number in range(rounds):
            home = folder / str(number)
            bare = cpu_seconds(lambda: ask_bare(urls, {}))
            taken["first crawl"].append((cpu_seconds(lambda home=home: crawl(source, home)), bare))  # type: ignore[misc]
            etags, sent = crawl(source, home), document_bytes_sent(url)
            bare = cpu_seconds(lambda etags=etags: ask_bare(urls, etags))  # type: ignore[misc]
            taken["unchanged portal"].append((cpu_seconds(lambda home=home: crawl(source, home)), bare))  # type: ignore[misc]
            assert document_bytes_sent(url) == sent
    print(f"\n{'':18} {'ours':>7} {'bare':>7} {'ratio':>7} {'target':>7}   ms per document, of {documents}")
    held = [_print_line(name, pairs, documents) for name, pairs in taken.items()]
    return all(held)


def _print_line(name: str, pairs: list[tuple[float, float]], documents: int) -> bool:
    ours, bare = (1000 * median(times) / documents for times in zip(*pairs, strict=True))
    held: bool = bare / ours >= TARGET
    print(f"{name:18} {ours:7.2f} {bare:7.2f} {bare / ours:6.2f}× {TARGET:6.1f}× {'' if held else 'missed'}")
    return held
