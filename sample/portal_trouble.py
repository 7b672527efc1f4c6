"""A portal that misbehaves where it is told to, in every way that real portals do.

It is told when it is made (`Troubles({"/trs/*": "busy"})`, or a share of all documents, `Troubles(rate=0.1)`), or while
it runs: `POST /_trouble` with a JSON object of path patterns and the names of troubles (null ends one).
"""

from __future__ import annotations

import fnmatch
import gzip
import hashlib
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

SLOW_BYTES, SLOW_PAUSE_SECONDS = 40, 0.1
BOMB_MEGABYTES = 80
"""After decompression: beyond what a crawler takes by default."""
CHALLENGE = b"""<html><head><title>\xe8\xaf\xb7\xe7\xa8\x8d\xe5\x80\x99</title></head><body>
<script>document.cookie="__jsl_clearance=1|0|x";location.reload()</script></body></html>"""
FORBIDDING_ROBOTS = b"User-agent: *\nDisallow: /\n"
_ITEM = re.compile(rb"<li>.*?</li>|<record>.*?</record>", re.DOTALL)
_PAGE = re.compile(r"index(?:_(\d+))?\.html$|/$")
_SCRIPT = re.compile(rb"createPageHTML\(\d+, \d+|countPage = \d+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and what the portal would answer if it behaved."""

    request: Request
    count: int
    """How often its path was asked for, this time included."""
    retry_after_seconds: int
    good: Callable[[], Response]
    whole: Callable[[str], bytes]
    """The body that stands at a path, whatever the request has of it already."""

    @property
    def path(self) -> str:
        """Where the request leads to."""
        return self.request.url.path

    @property
    def body(self) -> bytes:
        """What stands there."""
        return self.whole(self.path)


def _status(code: int) -> Callable[[Asked], Response]:
    return lambda _: Response(f"HTTP {code}", code)


def _busy(asked: Asked) -> Response:
    return Response("HTTP 429", 429, {"Retry-After": str(asked.retry_after_seconds)})


def _resting(_: Asked) -> Response:
    return Response("HTTP 503", 503, {"Retry-After": "86400"})


def _first(bad: Callable[[Asked], Response], times: int = 1) -> Callable[[Asked], Response]:
    """Bad the first times, and good after that."""
    return lambda asked: bad(asked) if asked.count <= times else asked.good()


def _redirect(target: str) -> Callable[[Asked], Response]:
    return lambda asked: Response(status_code=302, headers={"Location": target or asked.path})


def _slow(asked: Asked) -> Response:
    def drops() -> Iterator[bytes]:
        for byte in asked.body[:SLOW_BYTES]:
            yield bytes([byte])
            time.sleep(SLOW_PAUSE_SECONDS)

    return StreamingResponse(drops(), media_type="text/html")


def _dropped(asked: Asked) -> Response:
    """Half of the promised bytes: the server closes a connection that it cannot fulfil."""
    half = asked.body[: len(asked.body) // 2]
    return StreamingResponse(iter([half]), headers={"Content-Length": str(len(asked.body))}, media_type="text/html")


def _bomb(_: Asked) -> Response:
    # A gzip file may be several, one after another.
    return Response(
        gzip.compress(bytes(2**20)) * BOMB_MEGABYTES, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"}
    )


def _wrong_type(asked: Asked) -> Response:
    return Response(b"\x89PNG\r\n\x1a\n" + asked.body, media_type="image/png")


def _changed(asked: Asked) -> Response:
    """Other bytes under the same address, whatever the request says that it has."""
    return _with_tag(asked.body + "<!-- 更正 -->".encode(), "changed")


def _lying_tag(asked: Asked) -> Response:
    """The same bytes under an ETag that is new each time."""
    return _with_tag(asked.body, f"lie-{asked.count}")


def _with_tag(body: bytes, tag: str) -> Response:
    return Response(body, headers={"ETag": f'"{tag}"', "Content-Type": "text/html; charset=utf-8"})


def _empty_list(asked: Asked) -> Response:
    return _page(_ITEM.sub(b"", asked.body))


def _repeating(asked: Asked) -> Response:
    """Every page of a list shows what the first one does."""
    first = asked.whole(_first_page(asked.path))
    return _page(_SCRIPT.sub(rb"createPageHTML(9, %d" % _path_to_number(asked.path), first))


def _endless(asked: Asked) -> Response:
    """A list that goes on for ever, with new links on each page."""
    number = _path_to_number(asked.path)
    first = asked.whole(_first_page(asked.path))
    renamed = re.sub(rb"(/t\d{8}_)(\d+)\.", rb"\g<1>%d\g<2>." % number, first) if number else first
    return _page(_SCRIPT.sub(rb"createPageHTML(9999, %d" % number, renamed))


def _page(body: bytes) -> Response:
    return Response(body, media_type="text/html")


def _first_page(path: str) -> str:
    return _PAGE.sub(lambda found: "/" if found[0] == "/" else "index.html", path)


def _path_to_number(path: str) -> int:
    found = _PAGE.search(path)
    return int(found[1] or 0) if found else 0


TROUBLES: Mapping[str, Callable[[Asked], Response]] = {
    "forbidden": _status(403),
    "missing": _status(404),
    "deleted": _status(410),
    "busy": _first(_busy),
    "always_busy": _busy,
    "resting": _resting,
    "unavailable": _status(503),
    "broken": _status(500),
    "flaky": _first(_status(500)),
    "blank": lambda _: _page(b""),
    "slow": _slow,
    "dropped": _dropped,
    "loop": _redirect(""),
    "elsewhere": _redirect("http://www.example.com/"),
    "inside": _redirect("http://169.254.169.254/latest/meta-data/"),
    "wrong_type": _wrong_type,
    "changed": _changed,
    "lying_tag": _lying_tag,
    "challenge": lambda _: _page(CHALLENGE),
    "empty_list": _empty_list,
    "repeating": _repeating,
    "endless": _endless,
    "forbidding": lambda _: Response(FORBIDDING_ROBOTS, media_type="text/plain"),
    "bomb": _bomb,
}
"""By name; `forbidding` is for /robots.txt, the three before it are for list pages, all others for any path."""
OF_DOCUMENTS = (
    "forbidden", "missing", "flaky", "broken", "dropped", "loop", "elsewhere", "inside", "wrong_type", "challenge",
)  # fmt: skip
"""Those that a rate deals to documents."""


class Troubles:
    """Which paths are in trouble; thread-safe, as a portal answers from several threads."""

    def __init__(
        self,
        by_path: Mapping[str, str] | None = None,
        *,
        rate: float = 0.0,
        seed: int = 0,
        kinds: tuple[str, ...] = OF_DOCUMENTS,
        retry_after_seconds: int = 1,
    ) -> None:
        self._lock = threading.Lock()
        self._by_path: dict[str, str] = {}
        self._rate, self._seed, self._kinds = rate, seed, kinds
        self._retry_after_seconds = retry_after_seconds
        self._asked: Counter[str] = Counter()
        self.tell(by_path or {})

    def tell(self, by_path: Mapping[str, str | None]) -> None:
        """From now on paths of these patterns are in that trouble, or in none; raises ValueError for an unknown one."""
        if unknown := set(by_path.values()) - {None, *TROUBLES}:
            raise ValueError(f"no such trouble: {unknown}; known are {', '.join(TROUBLES)}")
        with self._lock:
            told = {**self._by_path, **by_path}
            self._by_path = {pattern: kind for pattern, kind in told.items() if kind is not None}

    def answer(
        self, request: Request, good: Callable[[], Response], whole: Callable[[str], bytes], *, is_document: bool
    ) -> Response:
        """What the portal answers: `good`, or what its trouble makes of the bodies that `whole` has by path."""
        path = request.url.path
        with self._lock:
            self._asked[path] += 1
            count, kind = self._asked[path], self._kind(path, is_document=is_document)
        if kind is None:
            return good()
        return TROUBLES[kind](Asked(request, count, self._retry_after_seconds, good, whole))

    def kinds_of(self, documents: Iterable[str]) -> dict[str, str]:
        """Those of these documents that are in trouble, and in which."""
        found = ((path, self._kind(path, is_document=True)) for path in documents)
        return {path: kind for path, kind in found if kind is not None}

    def _kind(self, path: str, *, is_document: bool) -> str | None:
        for pattern, kind in self._by_path.items():
            if fnmatch.fnmatchcase(path, pattern):
                return kind
        # The same documents each time: a second night meets the same portal.
        chance = hashlib.sha256(f"{self._seed}:{path}".encode()).digest()
        if not is_document or int.from_bytes(chance[:4]) >= self._rate * 2**32:
            return None
        return self._kinds[chance[4] % len(self._kinds)]
