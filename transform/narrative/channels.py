"""Channels by the words that name them (transform/narrative/lexicon/channels.yml)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from transform.narrative.words import load_lexicon

_APART = re.compile(r"[、和及与或，/]|以及|并")

Span = tuple[str, int, int]
"""A channel with the start and end of its name."""


@lru_cache(maxsize=4096)
def text_to_channel(text: str, table: str = "published") -> str:
    """The channel that some words name; `all` for none, and for several.

    >>> text_to_channel("微信视频号刊发"), text_to_channel("网站、微信两个平台")
    ('new_media', 'all')
    >>> text_to_channel("政务新媒体中微信公众号"), text_to_channel("信函", "requested")
    ('wechat', 'letter')
    """
    spans = channel_spans(text, table)
    channels = [channel for channel, _, _ in spans]
    if not channels or "all" in channels:
        return "all"
    if len(set(channels)) == 1:
        return channels[0]
    if any(_APART.search(text, end, start) or start == end for (_, _, end), (_, start, _) in pairwise(spans)):
        return "all"
    # One name qualifies the other: 新媒体中微信公众号 is the latter, 网站公示栏 the former.
    return channels[0] if channels[-1] == "notice_board" else channels[-1]


def channel_spans(text: str, table: str = "published") -> list[Span]:
    """Every name of a channel, in order."""
    return [(str(found.lastgroup), *found.span()) for found in load_lexicon().named[table].finditer(text)]


def without_channels(text: str) -> str:
    """The words without the names of channels.

    >>> without_channels("微信公众号文章")
    '文章'
    """
    kept, at = "", 0
    for _, start, end in channel_spans(text):
        kept, at = kept + text[at:start], end
    return kept + text[at:]
