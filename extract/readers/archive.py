"""ZIP archives and gzip files → one Document of the files in them that can be read."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath

from extract.document import Block, Document
from extract.errors import RefusedFile, UnreadableFile
from extract.readers.parts import in_part
from extract.readers.rawfile import RawFile
from extract.readers.unzip import DAMAGE, MAX_PART, member_name, open_zip, read_member

ZIP_TYPE, GZIP_TYPE = "application/zip", "application/gzip"
_MAX_DEPTH = 2
_MAX_FILES = 200
_MAX_RATIO = 200  # text packs twentyfold, a bomb thousandfold
_SMALL = 4 * 2**20
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_MAX_REASONS = 5

ReadMember = Callable[[bytes, str, int, int], Document]
"""Reads one file of an archive: bytes, name, depth, and the bytes to which it may unpack."""


def read_zip(file: RawFile, read: ReadMember) -> Document:
    """The blocks of all readable files in order of their names; each locator's part is the file's name.

    `meta["unread:<name>"]` says why another could not be read; title and meta are those of the first that was.
    Raises UnreadableFile where none can be read, RefusedFile for archives in archives in archives and for
    decompression bombs, which are not unpacked.
    """
    _refuse_depth(file)
    read_files: dict[str, Document] = {}
    unread: dict[str, str] = {}
    with open_zip(file.data) as archive:
        members = _members(archive, file.room)
        for name, info in members:
            try:
                data = read_member(archive, info, min(MAX_PART, file.room))
                read_files[name] = read(data, name, file.depth + 1, file.room // len(members))
            except (UnreadableFile, RefusedFile, *DAMAGE) as error:
                unread[name] = str(error)
    if not read_files:
        reasons = "; ".join(f"{name} {reason}" for name, reason in list(unread.items())[:_MAX_REASONS])
        raise UnreadableFile(f"is a ZIP archive without a file that can be read ({reasons or 'it is empty'})")
    blocks: list[Block] = [in_part(block, name) for name, inner in read_files.items() for block in inner.blocks]
    first = next(iter(read_files.values()))
    title = next((inner.title for inner in read_files.values() if inner.title), None)
    meta = {**first.meta, **{f"unread:{name}": reason for name, reason in unread.items()}}
    return Document(file.sha256, ZIP_TYPE, title, meta, tuple(blocks))


def read_gzip(file: RawFile, read: ReadMember) -> Document:
    """What the one packed file gives. Raises what `read_zip` raises."""
    _refuse_depth(file)
    unpacker = zlib.decompressobj(wbits=31)
    limit = min(MAX_PART, file.room)
    try:
        data = unpacker.decompress(file.data, limit)
    except zlib.error as error:
        raise UnreadableFile(f"is a damaged gzip file ({error}); fetch it again") from error
    if unpacker.unconsumed_tail:
        raise RefusedFile(f"unpacks to more than {limit // 2**20} MB; look at it by hand")
    if not unpacker.eof:
        raise UnreadableFile("is a gzip file that is cut off; fetch it again")
    name = PurePosixPath(file.name).name.removesuffix(".gz") or "data"
    inner = read(data, name, file.depth + 1, file.room)
    blocks = tuple(in_part(block, name) for block in inner.blocks)
    return Document(file.sha256, GZIP_TYPE, inner.title, inner.meta, blocks)


def _refuse_depth(file: RawFile) -> None:
    if file.depth >= _MAX_DEPTH:
        raise RefusedFile(f"is an archive in {file.depth} archives; unpack it by hand")


def _members(archive: zipfile.ZipFile, room: int) -> list[tuple[str, zipfile.ZipInfo]]:
    """The files in order of their names, without what operating systems leave between them."""
    infos = [info for info in archive.infolist() if not info.is_dir() and not _is_litter(info.filename)]
    if len(infos) > _MAX_FILES:
        raise RefusedFile(f"is an archive of {len(infos):,} files, more than the {_MAX_FILES} allowed")
    total = sum(info.file_size for info in infos)
    if total > room:
        raise RefusedFile(f"unpacks to {total / 2**20:,.0f} MB, more than the {room // 2**20} MB allowed")
    for info in infos:
        if info.file_size > _SMALL and info.file_size > _MAX_RATIO * max(info.compress_size, 1):
            raise RefusedFile(
                f"holds {member_name(info)}, packed as densely as a decompression bomb; look at it by hand"
            )
    return sorted((member_name(info), info) for info in infos)


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER) or PurePosixPath(name).name in _LITTER or PurePosixPath(name).name.startswith("._")
