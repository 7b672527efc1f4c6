"""What an HTTP response means for a crawl, before anybody reads its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from extract.middlewares import PostponedRequestError, RefusedRequestError, RobotsUnknownError
from extract.script_shell import page_to_shell

REFUSING = frozenset({401, 403, 405, 406, 412, 418, 429, 451, 521, 567})
"""Statuses of a portal that does not want this crawler; 412, 521 and 567 are those of common firewalls."""
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a response or its absence is no content: `refused`, `gone`, `failed` or `postponed`, and the reason."""

    outcome: Literal["refused", "gone", "failed", "postponed"]
    reason: str
    status: int | None = None


def response_to_trouble(response: Response) -> Trouble | None:
    """Why a response holds no page, or None where it does (200 with content).

    A status of 200 with an empty body or with a page of nothing but scripts is none: portals challenge browsers so.
    """
    status = response.status
    if status in REFUSING:
        return Trouble("refused", f"the portal answers HTTP {status}", status)
    if status in GONE:
        return Trouble("gone", f"the portal answers HTTP {status}", status)
    if status != 200:
        return Trouble("failed", f"the portal answers HTTP {status}", status)
    if not response.body:
        return Trouble("failed", "the portal answers with an empty body", status)
    if page_to_shell(response.body):
        return Trouble("refused", "the portal answers with a script challenge in place of the page", status)
    return None


def failure_to_trouble(failure: Failure) -> Trouble:
    """Why a request got no response: refused by us or the portal's robots.txt, too large, or the network failed."""
    error = failure.value
    if isinstance(error, RefusedRequestError):
        return Trouble("refused", str(error))
    if isinstance(error, PostponedRequestError):
        return Trouble("postponed", str(error))
    if isinstance(error, RobotsUnknownError):
        return Trouble("failed", str(error))
    if isinstance(error, DownloadCancelledError) or (isinstance(error, IgnoreRequest) and "MAXSIZE" in str(error)):
        return Trouble("refused", "the body exceeds the size limit")
    if isinstance(error, IgnoreRequest):
        return Trouble("failed", str(error) or type(error).__name__)
    name = type(error).__name__.removesuffix("Error")
    return Trouble("failed", f"no answer: {name}")
