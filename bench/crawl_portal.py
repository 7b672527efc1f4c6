"""`python -m bench.crawl_portal DOCUMENTS`: a portal that costs next to nothing, so that crawlers are what is timed."""

from __future__ import annotations

import asyncio
import hashlib
import sys

FOLDER = "/nb/"
PER_PAGE = 50
BODY_BYTES = 40_000


def number_to_path(number: int) -> str:
    return f"{FOLDER}202101/t20210120_{number}.html"


def portal_paths(documents: int) -> list[str]:
    """What a crawl of the column asks for: its list pages, and its documents."""
    return [*(list_path(page) for page in range(documents // PER_PAGE)), *map(number_to_path, range(documents))]


def list_path(page: int) -> str:
    return f"{FOLDER}index_{page}.html" if page else FOLDER


def documents_to_pages(documents: int) -> dict[str, bytes]:
    """All pages of a TRS column, by path."""
    total = documents // PER_PAGE
    filler = "<p>" + "公开" * (BODY_BYTES // 6)
    pages = {
        number_to_path(number): f"<html><body><h1>第{number}局2020年政府信息公开工作年度报告</h1>{filler}".encode()
        for number in range(documents)
    }
    for page in range(total):
        items = "".join(
            f'<li><a href="{number_to_path(number)}">第{number}局2020年政府信息公开工作年度报告</a> 2021-01-20</li>'
            for number in range(page * PER_PAGE, (page + 1) * PER_PAGE)
        )
        script = f'<script>createPageHTML({total}, {page}, "index", "html");</script>'
        pages[list_path(page)] = f'<html><head><meta charset="utf-8"></head><ul>{items}</ul>{script}'.encode()
    return {**pages, "/robots.txt": b"User-agent: *\nAllow: /\n"}


class Portal(asyncio.Protocol):
    """HTTP/1.1 of GET alone: 200, 304 by ETag, 404."""

    answers: dict[bytes, tuple[bytes, bytes, bytes]]
    """By path: the ETag, and the answers 200 and 304."""
    sent = 0
    """Bytes of documents, over all connections."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            request, self._received = self._received[:end], self._received[end + 4 :]
            self._transport.write(self._request_to_answer(request))  # type: ignore[attr-defined]

    def _request_to_answer(self, request: bytes) -> bytes:
        path = request.split(b" ", 2)[1]
        if path == b"/_sent":
            return _answer(b"200 OK", str(Portal.sent).encode())
        if path not in self.answers:
            return _answer(b"404 Not Found", b"not found")
        etag, whole, unchanged = self.answers[path]
        if etag in request:
            return unchanged
        Portal.sent += len(whole) if b"/t2" in path else 0
        return whole


def _answer(status: bytes, body: bytes = b"", headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Length: %d\r\nContent-Type: text/html\r\n%b\r\n%b" % (
        status,
        len(body),
        headers,
        body,
    )


def page_to_answers(body: bytes, *, is_document: bool) -> tuple[bytes, bytes, bytes]:
    etag = b'"%b"' % hashlib.sha256(body).hexdigest()[:32].encode()
    header = b"ETag: %b\r\n" % etag if is_document else b""
    return etag, _answer(b"200 OK", body, header), b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % etag


async def serve(documents: int) -> None:
    Portal.answers = {
        path.encode(): page_to_answers(body, is_document="/t2" in path)
        for path, body in documents_to_pages(documents).items()
    }
    server = await asyncio.get_running_loop().create_server(Portal, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
