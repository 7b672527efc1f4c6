"""What every reader takes: the bytes of one file and what was said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file as fetched; `charset` is what the HTTP header declared, if anything."""

    data: bytes
    sha256: str
    charset: str | None = None
    name: str = ""
    """Its file name or URL, if known; its links count against the latter."""
    assets: Mapping[str, bytes] = field(default_factory=dict)
    """The files that belong to it, by URL."""
    depth: int = 0
    """How many archives it was taken out of."""
    room: int = 256 * 2**20
    """Bytes to which it may unpack if it is an archive itself."""
