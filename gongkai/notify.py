"""Telling somebody of a run that stopped or had failures: in the log, by mail or by a webhook.

`GONGKAI_NOTIFY` says which: `log`; `smtp://user:password@host:587/?from=a@b&to=c@d,e@f` (TLS where the server offers
it, `smtps://` for TLS from the beginning); `https://…`, which gets the summary as JSON in a POST.
"""

from __future__ import annotations

import json
import logging
import smtplib
import ssl
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage
from http.client import HTTPException
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from gongkai.settings import Settings
from gongkai.summary import FAILURES_TOLD, summary_to_lines, summary_to_verdict

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 30


def notify(summary: Mapping[str, Any], settings: Settings) -> None:
    """Tell of this run if it stopped or had failures; that nobody could be told is logged, and stops nothing."""
    if not summary["stopped"] and not summary["failure_count"]:
        return
    verdict = summary_to_verdict(summary)
    address = urlsplit(settings.notify)
    try:
        if address.scheme in {"smtp", "smtps"}:
            _send_mail(address, verdict, summary)
        elif address.scheme in {"http", "https"}:
            _post(settings.notify, verdict, summary)
        else:
            logger.warning("%s", verdict)
    except (OSError, smtplib.SMTPException, HTTPException) as error:
        logger.warning("%s; %s could not be told: %s", verdict, address.hostname, error)


def _summary_to_text(summary: Mapping[str, Any]) -> str:
    return "\n".join(summary_to_lines({**summary, "failures": summary["failures"][:FAILURES_TOLD]}))


def _send_mail(address: SplitResult, verdict: str, summary: Mapping[str, Any]) -> None:
    people = parse_qs(address.query)
    message = EmailMessage()
    message["Subject"] = f"gongkai: {verdict}"
    message["From"], message["To"] = people["from"][0], ", ".join(people["to"])
    message.set_content(_summary_to_text(summary))
    with _connect(address) as server:
        if address.username:
            if not isinstance(server.sock, ssl.SSLSocket):
                raise smtplib.SMTPNotSupportedError("the server offers no TLS, and no password is sent without")
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(message)


def _connect(address: SplitResult) -> smtplib.SMTP:
    context, host = ssl.create_default_context(), address.hostname or ""
    if address.scheme == "smtps":
        return smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    server = smtplib.SMTP(host, address.port or 25, timeout=TIMEOUT_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
    return server


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Only the configured address learns of the run: a redirect is an error."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none."""


def _post(url: str, verdict: str, summary: Mapping[str, Any]) -> None:
    body = {"text": f"{verdict}\n{_summary_to_text(summary)}", "summary": dict(summary)}
    request = urllib.request.Request(  # noqa: S310 (the settings allow http and https only)
        url, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json; charset=utf-8"}
    )
    with urllib.request.build_opener(_NoRedirects()).open(request, timeout=TIMEOUT_SECONDS):
        pass
