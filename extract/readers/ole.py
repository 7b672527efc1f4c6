"""The container of Office 97–2003 files: what it holds at its top, and the bytes of a stream there (MS-CFB)."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from typing import NamedTuple

from extract.errors import UnreadableFile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_HEADER = 109  # sectors of the allocation table that the header lists
_LAST_SECTOR = 0xFFFFFFFA
_NONE = 0xFFFFFFFF
_ENTRY, _SMALL_SECTOR, _SMALL_STREAM = 128, 64, 4096
_MAX_SECTORS = 200_000  # more than a file of the largest size allowed has
_DAMAGED = "is a damaged Word or Excel 97–2003 file (its directory is cut off); fetch it again"


class _Entry(NamedTuple):
    """A stream or folder of the directory."""

    name: str
    left: int
    right: int
    child: int
    start: int
    size: int


def top_streams(data: bytes) -> frozenset[str]:
    """Names of the streams and folders at the top: what is embedded in the document stands further down.

    Raises UnreadableFile where the directory cannot be followed.
    """
    try:
        return frozenset(entry.name for entry in _top(_directory(data)))
    except (struct.error, IndexError) as error:
        raise UnreadableFile(_DAMAGED) from error


def top_stream(data: bytes, names: Collection[str]) -> bytes:
    """The bytes of the first stream at the top that has one of these names, empty if none has.

    Raises UnreadableFile where the directory or the stream cannot be followed.
    """
    try:
        entries = _directory(data)
        entry = next((entry for entry in _top(entries) if entry.name in names), None)
        if entry is None:
            return b""
        if entry.size >= _SMALL_STREAM:
            return _follow(data, _table(data), entry.start, _sector_size(data), first=1)[: entry.size]
        whole = _follow(data, _table(data), entries[0].start, _sector_size(data), first=1)
        small = _follow(data, _table(data), struct.unpack_from("<I", data, 60)[0], _sector_size(data), first=1)
        table = struct.unpack(f"<{len(small) // 4}I", small)
        return _follow(whole, table, entry.start, _SMALL_SECTOR, first=0)[: entry.size]
    except (struct.error, IndexError) as error:
        raise UnreadableFile(_DAMAGED) from error


def _directory(data: bytes) -> list[_Entry]:
    start = struct.unpack_from("<I", data, 48)[0]
    whole = _follow(data, _table(data), start, _sector_size(data), first=1)
    entries = []
    for at in range(0, len(whole) - _ENTRY + 1, _ENTRY):
        length, left, right, child = struct.unpack_from("<64xH2xIII", whole, at)
        name = whole[at : at + min(max(length - 2, 0), 64)].decode("utf-16-le", errors="replace")
        entries.append(_Entry(name, left, right, child, *struct.unpack_from("<II", whole, at + 116)))
    return entries


def _top(entries: list[_Entry]) -> Iterator[_Entry]:
    """The members of the first entry, which hang on one another as a tree."""
    waiting, seen = [entries[0].child], set[int]()
    while waiting:
        at = waiting.pop()
        if at == _NONE or at in seen or at >= len(entries):
            continue
        seen.add(at)
        yield entries[at]
        waiting += [entries[at].left, entries[at].right]


def _sector_size(data: bytes) -> int:
    (shift,) = struct.unpack_from("<H", data, 30)
    return 1 << min(max(int(shift), 9), 12)


def _table(data: bytes) -> tuple[int, ...]:
    """The allocation table: for each sector the one that follows it. The header lists its first sectors."""
    size = _sector_size(data)
    listed = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    sector, seen = struct.unpack_from("<I", data, 68)[0], 0
    while sector < _LAST_SECTOR and seen < _MAX_SECTORS:
        *more, sector = struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
        listed += more
        seen += 1
    kept = [sector for sector in listed if sector < _LAST_SECTOR][: len(data) // size + 1]
    whole = b"".join(data[(sector + 1) * size : (sector + 2) * size] for sector in kept)
    return struct.unpack(f"<{len(whole) // 4}I", whole[: len(whole) // 4 * 4])


def _follow(data: bytes, table: tuple[int, ...], start: int, size: int, *, first: int) -> bytes:
    """The sectors of a chain, one after the other; sector 0 stands behind `first` sectors of header."""
    pieces: list[bytes] = []
    sector = start
    while sector < _LAST_SECTOR and len(pieces) <= len(table):
        pieces.append(data[(sector + first) * size : (sector + first + 1) * size])
        sector = table[sector]
    return b"".join(pieces)
