"""What the container of Office 97–2003 files holds at its top: enough to tell a Word file from a workbook."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from extract.errors import UnreadableFile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_HEADER = 109  # sectors of the allocation table that the header lists
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_MAX_SECTORS = 4096
_NONE = 0xFFFFFFFF


def top_streams(data: bytes) -> frozenset[str]:
    """Names of the streams and folders at the top: what is embedded in the document stands further down.

    Raises UnreadableFile where the directory cannot be followed.
    """
    try:
        entries = list(_directory(data))
        return frozenset(_siblings(entries, struct.unpack_from("<I", entries[0], 76)[0]))
    except (struct.error, IndexError) as error:
        raise UnreadableFile(
            "is a damaged Word or Excel 97–2003 file (its directory is cut off); fetch it again"
        ) from error


def _directory(data: bytes) -> Iterator[bytes]:
    """The entries of the directory, in the order of its sectors."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
    table = list(_allocation_table(data, size))
    sector, seen = struct.unpack_from("<I", data, 48)[0], 0
    while sector < _LAST_SECTOR and seen < _MAX_SECTORS:
        start = (sector + 1) * size
        for at in range(start, start + size, _ENTRY):
            yield data[at : at + _ENTRY]
        index, offset = divmod(sector * 4, size)
        sector, seen = struct.unpack_from("<I", data, (table[index] + 1) * size + offset)[0], seen + 1


def _allocation_table(data: bytes, size: int) -> Iterator[int]:
    """The sectors that hold the allocation table: the header lists the first, sectors of their own the rest."""
    yield from struct.unpack_from(f"<{_IN_HEADER}I", data, 76)
    sector, seen = struct.unpack_from("<I", data, 68)[0], 0
    while sector < _LAST_SECTOR and seen < _MAX_SECTORS:
        *listed, sector = struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
        yield from listed
        seen += 1


def _siblings(entries: list[bytes], first: int) -> Iterator[str]:
    """The names of a folder's members, which hang on one another as a tree."""
    waiting, seen = [first], set[int]()
    while waiting:
        at = waiting.pop()
        if at == _NONE or at in seen or at >= len(entries):
            continue
        seen.add(at)
        length, left, right = struct.unpack_from("<64xH2xII", entries[at])
        yield entries[at][: max(length - 2, 0)].decode("utf-16-le", errors="replace")
        waiting += [left, right]
