"""Who is told of a run: by mail, by a webhook or in the log, only if something was wrong, and nobody else."""

from __future__ import annotations

import http.server
import json
import logging
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import Any

import pytest

from extract.errors import ConfigurationError
from gongkai.notify import notify
from gongkai.settings import Settings, environment_to_settings

GOOD = {
    "run_id": 7,
    "kind": "nightly_crawl",
    "stopped": None,
    "failure_count": 0,
    "failures": [],
    "sources": {"crawled": 2},
    "listed": 3,
    "not_reports": 0,
    "left_over": 0,
    "fetched": {"new": 3},
    "extracted": {"report": 3},
    "published": {"reason": "nothing is published"},
}
FAILURE = {"outcome": "failed", "what": "link", "name": "http://portal.example/1.html", "reason": "HTTP 500"}
BAD = GOOD | {"failure_count": 1, "failures": [FAILURE]}
STOPPED = GOOD | {"stopped": "failed: load_warehouse"}


def settings(address: str) -> Settings:
    return environment_to_settings({"GONGKAI_NOTIFY": address})


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


class Mailbox(socketserver.StreamRequestHandler):
    """As much SMTP as a client needs that sends one message."""

    received: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                self.received.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class Hook(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted; /moved sends elsewhere."""

    received: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, body))
        self.send_response(302 if self.path == "/moved" else 204)
        if self.path == "/moved":
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        self.received.append((self.path, b""))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[tuple[int, list[tuple[str, bytes]]]]:
    received: list[tuple[str, bytes]] = []
    handler = type("Hook", (Hook,), {"received": received})
    with serving(http.server.HTTPServer(("127.0.0.1", 0), handler)) as port:
        yield port, received


def test_a_run_that_went_well_is_no_news(hook: Any, caplog: pytest.LogCaptureFixture) -> None:
    port, received = hook
    notify(GOOD, settings(f"http://127.0.0.1:{port}/run"))
    notify(GOOD, settings("log"))
    assert received == []
    assert caplog.messages == []


def test_the_log_is_told_in_a_line(caplog: pytest.LogCaptureFixture) -> None:
    for summary in (BAD, STOPPED):
        notify(summary, settings("log"))
    assert caplog.messages == [
        "run 7 (nightly_crawl) had 1 failures",
        "run 7 (nightly_crawl) stopped: failed: load_warehouse",
    ]
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_a_webhook_gets_the_summary_as_json(hook: Any) -> None:
    port, received = hook
    notify(BAD, settings(f"http://127.0.0.1:{port}/run?key=1"))
    ((path, body),) = received
    assert path == "/run?key=1"
    told = json.loads(body)
    assert told["summary"] == BAD
    assert told["text"].splitlines()[0] == "run 7 (nightly_crawl) had 1 failures"
    assert "failed link http://portal.example/1.html: HTTP 500" in told["text"]


def test_a_webhook_that_sends_elsewhere_or_is_away_stops_nothing(hook: Any, caplog: pytest.LogCaptureFixture) -> None:
    port, received = hook
    notify(BAD, settings(f"http://127.0.0.1:{port}/moved"))
    assert [path for path, _ in received] == ["/moved"]
    notify(STOPPED, settings("http://127.0.0.1:9/"))
    assert len(caplog.messages) == 2
    assert all("could not be told" in message for message in caplog.messages)


def test_a_mail_has_the_verdict_as_its_subject() -> None:
    received: list[bytes] = []
    handler = type("Mailbox", (Mailbox,), {"received": received})
    with serving(socketserver.TCPServer(("127.0.0.1", 0), handler)) as port:
        notify(STOPPED, settings(f"smtp://127.0.0.1:{port}/?from=night@example.org&to=a@example.org,b@example.org"))
    (raw,) = received
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Subject"] == "gongkai: run 7 (nightly_crawl) stopped: failed: load_warehouse"
    assert message["To"] == "a@example.org, b@example.org"
    assert "sources: 2 crawled" in message.get_content()


def test_no_password_is_sent_without_tls(caplog: pytest.LogCaptureFixture) -> None:
    received: list[bytes] = []
    handler = type("Mailbox", (Mailbox,), {"received": received})
    with serving(socketserver.TCPServer(("127.0.0.1", 0), handler)) as port:
        notify(BAD, settings(f"smtp://night:secret@127.0.0.1:{port}/?from=a@example.org&to=b@example.org"))
    assert received == []
    assert "no TLS" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "address", ["telegram", "http://hooks.example.org/run", "smtp://mail.example.org", "https://", "file:///etc/passwd"]
)
def test_an_address_that_cannot_be_meant_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError, match="GONGKAI_NOTIFY"):
        settings(address)


def test_a_password_is_not_printed() -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings("smtp://night:secret@mail.example.org")
    assert "secret" not in str(caught.value)
