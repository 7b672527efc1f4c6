"""What every reader takes: the bytes of one file and what was said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file as fetched; `charset` is what the HTTP header declared, if anything.

    `url` is its address or name, against which its links count; `assets` are the files that belong to it, by URL.
    """

    data: bytes
    sha256: str
    charset: str | None = None
    url: str = ""
    assets: Mapping[str, bytes] = field(default_factory=dict)
