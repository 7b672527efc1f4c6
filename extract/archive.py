"""Raw bytes by their sha256, on any fsspec URL: nothing is overwritten, nothing is named after a URL."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import uuid
from collections.abc import Iterator

import fsspec
from fsspec.implementations.local import LocalFileSystem

from extract.errors import ConfigurationError, GongkaiError

_SHA256 = re.compile(r"[0-9a-f]{64}")


class ArchiveError(GongkaiError):
    """The operator must restore an archived object: it is gone, cannot be opened, or holds other bytes.

    Then it is read as if nothing had happened.
    """

    retryable = True


def bytes_to_sha256(data: bytes) -> str:
    """The name under which `data` is archived.

    >>> bytes_to_sha256(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(data).hexdigest()


class Archive:
    """A content-addressed store at `url` (a folder, or any address that fsspec understands).

    An object lies at `aa/{sha256}` below the root, aa being the first byte of its name. It appears whole or not at
    all: object stores promise that, and in a folder a temporary file is renamed (a process that dies leaves at most a
    `.part-…` file beside it). Two levels of folders would take twice as long to write, for each document its own.
    """

    def __init__(self, url: str) -> None:
        try:
            self._fs, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(f"archive {url!r}: {error}") from error
        self._root = root.rstrip("/")
        # A folder of this machine is written and looked at without fsspec, which takes several times as long.
        self._is_local = isinstance(self._fs, LocalFileSystem)

    def put(self, data: bytes) -> str:
        """Store `data` unless it is there already, and return its sha256 (64 lower-case hexadecimal digits).

        An object of another length than `data` is a torn one and is replaced. Raises `ArchiveError` where it cannot
        be stored.
        """
        sha256 = bytes_to_sha256(data)
        path = self._path(sha256)
        if self._size(path) == len(data):
            return sha256
        with _naming(sha256, "be stored"):
            if self._is_local:
                _write_by_renaming(path, data)
            else:
                self._fs.pipe_file(path, data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of that name; raises `ArchiveError` where they are missing, unreadable or not those bytes."""
        path = self._path(sha256)
        with _naming(sha256, "be read"):
            try:
                data: bytes = self._fs.cat_file(path)
            except FileNotFoundError as error:
                raise ArchiveError(f"the archive holds no {sha256}: restore it, or crawl its link again") from error
        if (found := bytes_to_sha256(data)) != sha256:
            raise ArchiveError(f"the archived {sha256} holds other bytes ({found}): restore it from a copy")
        return data

    def has(self, sha256: str) -> bool:
        """Whether an object of that name is stored; its bytes are not looked at.

        One that cannot be opened counts as missing: to ask its portal for it again is the way to restore it.
        """
        try:
            return self._size(self._path(sha256)) is not None
        except ArchiveError:
            return False

    def sha256s(self) -> Iterator[str]:
        """The names of all objects, in ascending order."""
        names = (path.rsplit("/", 1)[-1] for path in self._fs.find(self._root))
        yield from sorted(name for name in names if _SHA256.fullmatch(name))

    def _path(self, sha256: str) -> str:
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no sha256")
        return f"{self._root}/{sha256[:2]}/{sha256}"

    def _size(self, path: str) -> int | None:
        with _naming(path.rsplit("/", 1)[-1], "be looked at"):
            try:
                size, is_folder = self._local_size(path) if self._is_local else self._remote_size(path)
            except FileNotFoundError:
                return None
            if is_folder:
                raise IsADirectoryError("it is a folder")
        return size

    def _local_size(self, path: str) -> tuple[int, bool]:
        found = os.stat(path)  # noqa: PTH116 (asked once a document)
        return found.st_size, stat.S_ISDIR(found.st_mode)

    def _remote_size(self, path: str) -> tuple[int, bool]:
        found = self._fs.info(path)
        return int(found["size"]), found["type"] == "directory"


# ruff: noqa: PTH103, PTH105, PTH108, PTH123 (paths are plain strings here: there is one for every document of a night)
def _write_by_renaming(path: str, data: bytes) -> None:
    folder = path.rpartition("/")[0]
    temporary = f"{folder}/.part-{uuid.uuid4().hex}"
    try:
        try:
            _write_new(temporary, data)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)
            _write_new(temporary, data)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _write_new(path: str, data: bytes) -> None:
    with open(path, "xb") as file:
        file.write(data)


@contextlib.contextmanager
def _naming(sha256: str, what: str) -> Iterator[None]:
    """Whatever the file system refuses as an `ArchiveError` that names the object."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"the archived {sha256} cannot {what}: {error}: mend the archive, or restore it") from error
