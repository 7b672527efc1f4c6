"""Who is told of a run: by mail, by a webhook or in the log, only if something was wrong, and nobody else."""

from __future__ import annotations

import base64
import datetime
import http.server
import ipaddress
import json
import logging
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

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


class QuietServer(socketserver.TCPServer):
    """One that does not print that a client broke off."""

    def handle_error(self, *_: Any) -> None:
        """Say nothing."""


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


class SafeMailbox(Mailbox):
    """One with TLS, from the beginning or when it is asked for, which wants a name and a password."""

    context: ssl.SSLContext
    from_the_beginning: bool

    def handle(self) -> None:
        if self.from_the_beginning:
            self._protect()
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word, _, rest = line.strip().partition(b" ")
            if word in {b"ehlo", b"EHLO"}:
                offered = [] if isinstance(self.request, ssl.SSLSocket) else [b"STARTTLS"]
                self.wfile.writelines(b"250-" + each + b"\r\n" for each in [b"here", *offered])
                self.wfile.write(b"250 AUTH PLAIN\r\n")
            elif word == b"STARTTLS":
                self.wfile.write(b"220 go\r\n")
                self._protect()
            elif word == b"AUTH":
                assert isinstance(self.request, ssl.SSLSocket)
                self.received.append(base64.b64decode(rest.removeprefix(b"PLAIN ")))
                self.wfile.write(b"235 welcome\r\n")
            elif word == b"data":
                self.wfile.write(b"354 go\r\n")
                self.received.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"250 ok\r\n")
            else:
                self.wfile.write(b"250 ok\r\n")

    def _protect(self) -> None:
        self.request = self.connection = self.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)


@pytest.fixture
def certified(tmp_path: Path) -> ssl.SSLContext:
    """A mail server's context with a certificate for 127.0.0.1, which the file `certificate.pem` makes trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (tmp_path / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    return context


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


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_password_is_sent_by_tls_to_a_server_that_is_trusted(
    scheme: str,
    is_trusted: bool,
    *,
    certified: ssl.SSLContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    received: list[bytes] = []
    own = {"received": received, "context": certified, "from_the_beginning": scheme == "smtps"}
    with serving(QuietServer(("127.0.0.1", 0), type("SafeMailbox", (SafeMailbox,), own))) as port:
        notify(BAD, settings(f"{scheme}://night:secret@127.0.0.1:{port}/?from=a@example.org&to=b@example.org"))
    if is_trusted:
        password, mail = received
        assert password == b"\0night\0secret"
        assert b"run 7 (nightly_crawl) had 1 failures" in mail
    else:
        assert received == []
        assert "certificate verify failed" in caplog.text


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
