"""What every reader takes: the bytes of one file and what was said about them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file as fetched; `charset` is what the HTTP header declared, if anything."""

    data: bytes
    sha256: str
    charset: str | None = None
