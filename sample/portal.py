"""`python -m sample.portal --corpus FOLDER --port 0`: a corpus as a portal, on loopback only.

What stands at which path comes from the manifest alone: a path that is not in it is a 404, whatever it holds.
A further CMS family is a module with its `FAMILY` and a row in `sample.portal_families`.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import signal
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sample.corpus import Corpus, load_corpus
from sample.portal_families import FAMILIES
from sample.portal_pages import Resource, body_to_etag, corpus_to_columns, page_resource
from sample.portal_trouble import TROUBLES, Troubles

ROBOTS = "User-agent: *\nAllow: /\n"
SHUTDOWN_SECONDS = 20.0
_COUNTS = (
    "requests",
    "not_modified",
    "not_found",
    "documents_sent",
    "documents_bytes",
    "lists_sent",
    "lists_bytes",
)


class Statistics:
    """What the portal sent since it started; kept so that a test can prove that nothing was fetched twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._bodies: Counter[str] = Counter()

    def count(self, path: str, *, status: int, size: int, is_document: bool) -> None:
        """Count one answer."""
        with self._lock:
            self._counts["requests"] += 1
            self._counts["not_modified"] += status == 304
            self._counts["not_found"] += status == 404
            if status == 200 and size:
                kind = "documents" if is_document else "lists"
                self._counts[f"{kind}_sent"] += 1
                self._counts[f"{kind}_bytes"] += size
                self._bodies[path] += is_document

    def to_json(self) -> dict[str, object]:
        """Counts, and how often the body of each document was sent (`bodies`, by path)."""
        with self._lock:
            bodies = {path: count for path, count in sorted(self._bodies.items()) if count}
            return {**{name: self._counts[name] for name in _COUNTS}, "bodies": bodies}


def corpus_to_app(corpus: Corpus, troubles: Troubles | None = None) -> Starlette:
    """The portal's application; `/_stats` and `/_trouble` are for tests and count themselves out."""
    statistics = Statistics()
    resources = corpus_to_resources(corpus)
    troubles = troubles or Troubles()

    def answer(request: Request) -> Response:
        path = request.url.path
        resource = resources.get(path)
        is_document = resource is not None and resource.is_document

        def good() -> Response:
            return _resource_to_response(resource, request) if resource else Response("Not Found", 404)

        def whole(path: str) -> bytes:
            there = resources.get(path)
            return (there and there.body(request.query_params)) or b""

        response = troubles.answer(request, good, whole, is_document=is_document)
        size = 0 if request.method == "HEAD" else len(getattr(response, "body", b""))
        statistics.count(path, status=response.status_code, size=size, is_document=is_document)
        return response

    def stats(_request: Request) -> Response:
        return JSONResponse(statistics.to_json())

    async def trouble(request: Request) -> Response:
        troubles.tell(await request.json())
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/_stats", stats),
            Route("/_trouble", trouble, methods=["POST"]),
            Route("/{path:path}", answer, methods=["GET", "POST"]),
        ]
    )


def corpus_to_resources(corpus: Corpus) -> dict[str, Resource]:
    """Everything the portal serves, by path."""
    columns = list(corpus_to_columns(corpus))
    newest = max(column.modified for column in columns)
    resources = {"/robots.txt": page_resource(ROBOTS, newest, "text/plain; charset=utf-8")}
    for column in columns:
        resources.update(FAMILIES[column.source.family].to_resources(column))
    return resources


def _resource_to_response(resource: Resource, request: Request) -> Response:
    body = resource.body(request.query_params)
    if body is None:
        return Response("Bad Request", 400)
    headers = {
        "ETag": body_to_etag(body),
        "Last-Modified": format_datetime(resource.modified, usegmt=True),
        "Content-Type": resource.media_type,
    }
    if _is_unchanged(request, headers["ETag"], resource.modified):
        del headers["Content-Type"]
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)


def _is_unchanged(request: Request, etag: str, modified: datetime.datetime) -> bool:
    """RFC 9110, 13.2.2: If-None-Match decides where it is given, else If-Modified-Since."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return modified <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False  # a date nobody can read is ignored, as the RFC asks


@contextlib.contextmanager
def serve(folder: Path, port: int = 0, troubles: Troubles | None = None) -> Iterator[str]:
    """Serve a corpus from a thread while the block runs; gives the base URL, as `http://127.0.0.1:41234`.

    Port 0 takes a free one. Raises OSError where the port is taken and FileNotFoundError where there is no corpus.
    """
    app = corpus_to_app(load_corpus(folder), troubles)
    listener = socket.create_server(("127.0.0.1", port))
    # An answer that breaks off is an error to uvicorn, and wanted here.
    level = "warning" if troubles is None else "critical"
    server = uvicorn.Server(uvicorn.Config(app, log_level=level, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sample-portal", daemon=True)
    thread.start()
    try:
        # The socket listens already: whoever connects now waits in its queue until the server accepts.
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(SHUTDOWN_SECONDS)
        listener.close()


def main() -> None:
    """The command: prints the base URL and serves until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="sample.portal", description="Serve a sample corpus as a portal.")
    parser.add_argument("--corpus", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--trouble",
        action="append",
        default=[],
        metavar="PATH=KIND",
        help="what goes wrong where: " + ", ".join(TROUBLES),
    )
    parser.add_argument("--trouble-rate", type=float, default=0.0, metavar="SHARE", help="of documents in trouble")
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with serve(options.corpus, options.port, _options_to_troubles(options)) as url:
            print(url, flush=True)
            stop.wait()
    except (OSError, ValueError) as error:
        parser.exit(2, f"sample.portal: {error}\n")


def _options_to_troubles(options: argparse.Namespace) -> Troubles | None:
    if not options.trouble and not options.trouble_rate:
        return None
    told = (told.rpartition("=") for told in options.trouble)
    return Troubles({path: kind for path, _, kind in told}, rate=options.trouble_rate)


if __name__ == "__main__":
    main()
