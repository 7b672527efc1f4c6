"""ZIP packages of any kind, read under limits: what one unpacks to is measured, never believed."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from extract.errors import RefusedFile, UnreadableFile

MAX_PART = 64 * 2**20
"""Bytes of one member unpacked; the largest real report has 2 MB."""
MAX_MEMBERS = 20_000
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, ValueError, IndexError, OSError),
)
"""What Python's zipfile raises for an archive that is damaged, in one place or another."""
_ENCRYPTED_FLAG = 0x1
_UTF8_FLAG = 0x800


@contextmanager
def open_zip(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, open. Raises UnreadableFile for damage wherever it shows, RefusedFile for too many members."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise RefusedFile(f"is an archive of {len(archive.infolist()):,} files; look at it by hand")
            yield archive
    except DAMAGE as error:
        raise UnreadableFile(f"is a damaged ZIP or Office file ({error}); fetch it again") from error


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int = MAX_PART) -> bytes:
    """One member, unpacked no further than `limit` bytes.

    Raises UnreadableFile where it is encrypted, RefusedFile where it goes on beyond the limit.
    """
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise UnreadableFile("is password-protected; ask for an open copy")
    with archive.open(info) as part:
        data = part.read(limit + 1)
    if len(data) > limit:
        raise RefusedFile(f"its part {member_name(info)} unpacks to more than {limit / 2**20:g} MB; look at it by hand")
    return data


def member_name(info: zipfile.ZipInfo) -> str:
    """The name as the packer meant it: without the flag for UTF-8, Chinese programs store GBK, some UTF-8."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        stored = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return stored.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
