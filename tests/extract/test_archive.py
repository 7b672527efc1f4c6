"""The archive: content-addressed, verified, atomic."""

import hashlib
import multiprocessing
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given
from hypothesis import strategies as st

from extract.archive import Archive, ArchiveError, bytes_to_sha256
from extract.errors import ConfigurationError


@given(st.binary(max_size=300))
def test_what_is_put_is_got_under_its_sha256(data):
    archive = Archive("memory://archive-property")
    sha256 = archive.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest() == bytes_to_sha256(data)
    assert archive.has(sha256)
    assert archive.get(sha256) == data


def test_layout_and_listing(tmp_path):
    archive = Archive(str(tmp_path / "archive"))
    names = {archive.put(b"one"), archive.put(b"two"), archive.put(b"one")}
    assert list(archive.sha256s()) == sorted(names)
    for name in names:
        assert (tmp_path / "archive" / name[:2] / name).is_file()


def test_an_empty_archive_lists_nothing(tmp_path):
    assert list(Archive(str(tmp_path / "none")).sha256s()) == []


def test_a_file_url_is_the_folder(tmp_path):
    sha256 = Archive(f"file://{tmp_path}").put(b"x")
    assert Archive(str(tmp_path)).get(sha256) == b"x"


def test_damage_is_noticed_and_a_torn_object_is_replaced(tmp_path):
    archive = Archive(str(tmp_path))
    sha256 = archive.put(b"whole")
    path = tmp_path / sha256[:2] / sha256
    path.write_bytes(b"whol")
    with pytest.raises(ArchiveError, match=sha256):
        archive.get(sha256)
    assert archive.put(b"whole") == sha256
    assert archive.get(sha256) == b"whole"


def test_missing(tmp_path):
    archive = Archive(str(tmp_path))
    assert not archive.has("0" * 64)
    with pytest.raises(ArchiveError, match="holds no"):
        archive.get("0" * 64)


def test_an_object_that_cannot_be_opened_is_the_operators_to_mend(tmp_path):
    archive = Archive(str(tmp_path))
    sha256 = archive.put(b"x")
    path = tmp_path / sha256[:2] / sha256
    path.unlink()
    path.mkdir()
    with pytest.raises(ArchiveError, match=f"{sha256} cannot be read") as caught:
        archive.get(sha256)
    assert caught.value.retryable
    with pytest.raises(ArchiveError, match=f"{sha256} cannot be looked at: it is a folder"):
        archive.put(b"x")
    assert not archive.has(sha256)
    assert list(path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path):
    sha256 = bytes_to_sha256(b"x")
    (tmp_path / sha256[:2]).write_bytes(b"in the way")
    archive = Archive(str(tmp_path))
    with pytest.raises(ArchiveError, match=sha256):
        archive.put(b"x")
    with pytest.raises(ArchiveError, match=sha256):
        archive.get(sha256)


class FailingFileSystem(MemoryFileSystem):
    """A store whose network is down."""

    protocol = "failing"

    def cat_file(self, path, **_):
        raise PermissionError(13, "Access Denied", path)

    def pipe_file(self, path, value, **_):
        raise TimeoutError("no answer")

    def info(self, path, **_):
        raise OSError(5, "Input/output error", path)


def test_whatever_a_store_refuses_names_the_object():
    fsspec.register_implementation("failing", FailingFileSystem, clobber=True)
    archive = Archive("failing://archive")
    sha256 = bytes_to_sha256(b"x")
    with pytest.raises(ArchiveError, match=f"{sha256} cannot be read: .*Access Denied"):
        archive.get(sha256)
    with pytest.raises(ArchiveError, match=f"{sha256} cannot be looked at: .*Input/output error"):
        archive.put(b"x")
    assert not archive.has(sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "0" * 64 + "\n"])
def test_only_a_sha256_is_a_name(tmp_path, name):
    archive = Archive(str(tmp_path))
    with pytest.raises(ValueError, match="no sha256"):
        archive.has(name)
    with pytest.raises(ValueError, match="no sha256"):
        archive.get(name)


def test_an_unknown_file_system_is_a_configuration_error():
    with pytest.raises(ConfigurationError, match="nosuch"):
        Archive("nosuch://bucket")


def put_all(folder: str) -> None:
    archive = Archive(folder)
    for number in range(50):
        archive.put(str(number).encode() * 1000)


def test_two_processes_put_the_same_bytes(tmp_path):
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=put_all, args=(str(tmp_path),)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    archive = Archive(str(tmp_path))
    assert len([archive.get(name) for name in archive.sha256s()]) == 50
    assert not list(Path(tmp_path).rglob(".part-*"))
