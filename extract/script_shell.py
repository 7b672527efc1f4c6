"""Pages that print nothing and run scripts: what a portal's firewall answers to whom it takes for a robot."""

from __future__ import annotations

import re
from typing import Literal

Shell = Literal["challenge", "shell"]
"""`challenge`: its scripts let a browser in and load the page anew; `shell`: scripts would fetch what it prints."""

_MAXIMUM_BYTES = 64 * 1024
_HIDDEN = re.compile(rb"<!--.*?-->|<(script|style|noscript|title|head)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_SCRIPT = re.compile(rb"<script", re.IGNORECASE)
_TAG = re.compile(rb"<[^>]*>")
_CONTENT = re.compile(rb"<(?:a|img|ul|ol|iframe|embed|object|table|input|frame|record|recordset)\b|%PDF", re.IGNORECASE)
_MANY_TAGS = 30
# So much text prints a page that is none; and one that asks to wait while its scripts run.
_LITTLE_TEXT_BYTES, _NOTICE_BYTES = 60, 600
# Marks of the firewalls that portals have.
_FIREWALL = re.compile(
    rb"__jsl_clearance|\$_ts\s*=|_waf_|acw_sc__v2|__tst_status|WZWS_|wzws|arg1\s*=\s*['\"][0-9A-F]{32}"
    rb"|document\.cookie\s*=[^;]*challenge|challenge-platform|cf_chl_|__cf_chl|yunsuo_session|safedog|anti_?bot|captcha",
    re.IGNORECASE,
)
# What a script does to let a browser in: set a cookie, go to the same page again, unpack itself.
_LETS_IN = re.compile(
    rb"document\s*(?:\.\s*|\[\s*['\"])cookie|location|\beval\s*\(|\bFunction\s*\(|\.submit\s*\(|http-equiv=.?refresh",
    re.I,
)


def page_to_shell(body: bytes) -> Shell | None:
    """What a page is that has no text, link, picture, frame or table beside its scripts; None for any other page.

    >>> page_to_shell(b"<html><script>document.cookie='k=1';location.reload()</script><body></body></html>")
    'challenge'
    >>> page_to_shell(b"<html><body><div id=app></div><script src=app.js></script></body></html>")
    'shell'
    >>> page_to_shell(b"<html><script>var a</script><body><img src='1.png'></body></html>") is None
    True
    """
    if len(body) > _MAXIMUM_BYTES or not _may_be_shell(body):
        return None
    visible = _HIDDEN.sub(b"", body)
    if _CONTENT.search(visible):
        return None
    printed = len(b"".join(_TAG.sub(b"", visible).split()))
    if printed < _NOTICE_BYTES and _FIREWALL.search(body):
        return "challenge"
    if printed >= _LITTLE_TEXT_BYTES:
        return None
    return "challenge" if _LETS_IN.search(body) else "shell"


def _may_be_shell(body: bytes) -> bool:
    """A cheap look: there is a script, and not so many paragraphs and cells that they must print something."""
    if _SCRIPT.search(body) is None:
        return False
    lower = body.lower()
    return sum(lower.count(tag) for tag in (b"</p>", b"</td>", b"</a>")) < _MANY_TAGS
