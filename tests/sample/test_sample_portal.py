"""The portal over HTTP: lists and their paging, conditional requests, counts, and paths that lead nowhere."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from sample.corpus import Corpus, SourceEntry
from sample.portal import serve
from sample.portal_trs import ALIAS

PROXY = "/hanweb/module/web/jpage/dataproxy.jsp"


@pytest.fixture
def base(sample_corpus: Corpus) -> Iterator[str]:
    with serve(sample_corpus.folder) as url:
        yield url


def fetch(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by lower-case name, and body; the path is sent as it is."""
    parts = urlsplit(url)
    assert parts.hostname == "127.0.0.1"
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=10)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, body


def stats(base: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fetch(f"{base}/_stats")[2])
    return found


def listed_paths(corpus: Corpus, source_id: str) -> list[str]:
    return [d.path for d in corpus.documents if d.source == source_id]


def find_source(corpus: Corpus, family: str) -> SourceEntry:
    return next(source for source in corpus.sources if source.family == family)


@pytest.mark.parametrize("folder", ["/trs/zfxxgk/zfxxgknb/", ALIAS])
def test_trs_pages_list_every_document_once(base: str, sample_corpus: Corpus, folder: str) -> None:
    first = fetch(base + folder)[2].decode()
    assert first == fetch(f"{base}{folder}index.html")[2].decode()
    count = re.search(r"createPageHTML\((\d+), 0,|var countPage = (\d+);", first)
    assert count
    total = int(count[1] or count[2])
    assert total >= 3
    found = []
    for number in range(total):
        name = f"index_{number}.html" if number else "index.html"
        page = fetch(f"{base}{folder}{name}")[2].decode()
        hrefs = re.findall(r'<li><a href="([^"]+)"', page)
        found += [urlsplit(urljoin(f"{base}{folder}{name}", href)).path for href in hrefs]
    assert sorted(found) == sorted(listed_paths(sample_corpus, "SampleTRS"))
    assert fetch(f"{base}{folder}index_{total}.html")[0] == 404


def test_hanweb_list_and_proxy_give_every_document(base: str, sample_corpus: Corpus) -> None:
    source = find_source(sample_corpus, "hanweb")
    page = fetch(base + source.path)[2].decode()
    inline = re.findall(r'<record><!\[CDATA\[<li><a href="([^"]+)"', page)
    paths = listed_paths(sample_corpus, source.id)
    assert 0 < len(inline) < len(paths)
    found = []
    for start in range(1, len(paths) + 1, 10):
        query = f"startrecord={start}&endrecord={start + 9}&perpage=10&columnid=1229"
        xml = fetch(f"{base}{PROXY}?{query}")[2].decode()
        assert f"<totalrecord>{len(paths)}</totalrecord><totalpage>{-(-len(paths) // 10)}</totalpage>" in xml
        found += re.findall(r'<record><!\[CDATA\[<li><a href="([^"]+)"', xml)
    assert found[: len(inline)] == inline
    assert sorted(found) == sorted(paths)
    assert fetch(f"{base}{PROXY}?startrecord=zehn")[0] == 400


def test_hanweb_knows_an_agency_and_a_year(base: str, sample_corpus: Corpus) -> None:
    document = next(d for d in sample_corpus.documents if d.family == "hanweb")
    query = f"area={document.organ_code}&fbtime={document.report_year}"
    page = fetch(f"{base}/hanweb/module/xxgk/xxgkAnnualReport.jsp?{query}")[2].decode()
    assert re.findall(r'href="([^"]+)"', page) == [document.path]


def test_documents_are_served_as_they_are(base: str, sample_corpus: Corpus) -> None:
    for document in sample_corpus.documents[::7]:
        status, headers, body = fetch(base + document.path)
        assert (status, body) == (200, sample_corpus.read(document))
        assert headers["content-type"] == document.media_type
        assert {"etag", "last-modified"} <= set(headers)


def test_an_unchanged_document_is_not_sent_twice(base: str, sample_corpus: Corpus) -> None:
    document = sample_corpus.documents[0]
    url = base + document.path
    _, headers, _ = fetch(url)
    assert fetch(url, If_None_Match=headers["etag"])[::2] == (304, b"")
    assert fetch(url, If_None_Match=f'"other", W/{headers["etag"]}')[0] == 304
    assert fetch(url, If_Modified_Since=headers["last-modified"])[0] == 304
    assert fetch(url, If_None_Match='"other"', If_Modified_Since=headers["last-modified"])[0] == 200
    assert fetch(url, If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT")[0] == 200
    assert fetch(url, If_Modified_Since="gestern")[0] == 200
    counted = stats(base)
    assert counted["bodies"] == {document.path: 4}
    assert (counted["documents_sent"], counted["not_modified"], counted["requests"]) == (4, 3, 7)
    assert counted["documents_bytes"] == 4 * document.size


def test_lists_have_validators_too(base: str, sample_corpus: Corpus) -> None:
    for source in sample_corpus.sources:
        _, headers, _ = fetch(base + source.path)
        assert fetch(base + source.path, If_None_Match=headers["etag"])[0] == 304


def test_robots_allows(base: str) -> None:
    status, headers, body = fetch(f"{base}/robots.txt")
    assert status == 200
    assert headers["content-type"].startswith("text/plain")
    assert b"Allow: /" in body
    assert b"Disallow" not in body


@pytest.mark.parametrize(
    "path",
    ["/corpus.json", "/trs/../../corpus.json", "/%2e%2e/corpus.json", "/files/", "//etc/passwd", "/answers/x.json"],
)
def test_paths_outside_the_manifest_lead_nowhere(base: str, path: str) -> None:
    assert fetch(base + path)[0] == 404


def test_the_command_prints_its_url_and_stops_when_told(sample_corpus: Corpus) -> None:
    command = [sys.executable, "-m", "sample.portal", "--corpus", str(sample_corpus.folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{url}/robots.txt", timeout=10) as response:  # noqa: S310
            assert response.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sample.portal", "--corpus", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "corpus.json" in done.stderr
