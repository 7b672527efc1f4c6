"""What passes is no last word: a document that could not be had or that hit a limit is read the next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extract.archive import Archive
from extract.ledger import Ledger
from extract.ledger_rows import Failure
from gongkai.batches import read_documents
from gongkai.settings import Settings, environment_to_settings
from gongkai.work import Limits
from gongkai.worker import Readers
from transform.model import EXTRACTOR_VERSION

PAGE = "<h1>绿城区民政局2021年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>全年主动公开政府信息{}条。</p>"
HEAVY = b"<html><body><table>" + b"<tr>" + b"<td>1" * 2_000_000 + b"</table>"
SMALL, LARGE = Limits(megabytes=100), Limits(seconds=60, megabytes=150)

TakeIn = Callable[..., list[str]]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    return environment_to_settings()


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with Ledger(settings.ledger_url) as opened:
        yield opened


@pytest.fixture
def take_in(settings: Settings, ledger: Ledger) -> TakeIn:
    """Archive documents as if imported by hand; gives their sha256s."""

    def archive(*documents: bytes) -> list[str]:
        run_id = ledger.open_run("import", {})
        store = Archive(settings.archive_url)
        names = [store.put(data) for data in documents]
        for name, data in zip(names, documents, strict=True):
            ledger.import_file(run_id, name, len(data), name=f"{name[:8]}.html", media_type="text/html")
        return names

    return archive


def object_path(settings: Settings, sha256: str) -> Path:
    return Path(settings.archive_url) / sha256[:2] / sha256


def read(
    ledger: Ledger, settings: Settings, sha256s: list[str], limits: Limits = SMALL
) -> tuple[dict[str, int], list[Failure]]:
    run_id = ledger.open_run("reprocess", {})
    with Readers(1, limits) as readers:
        counts = read_documents(run_id, sha256s, settings, readers)
    return counts, ledger.failures(run_id)


def test_a_document_whose_bytes_are_missing_is_read_when_they_are_back(
    settings: Settings, ledger: Ledger, take_in: TakeIn
) -> None:
    names = take_in(*(PAGE.format(count).encode() for count in (1, 2, 3)))
    gone, folder = (object_path(settings, name) for name in names[:2])
    kept = gone.read_bytes(), folder.read_bytes()
    gone.unlink()
    folder.unlink()
    folder.mkdir()
    counts, _ = read(ledger, settings, names)
    assert counts == {"failed": 2, "report": 1}
    for _ in range(4):
        counts, failures = read(ledger, settings, names)
        assert counts == {"failed": 2}
        assert {failure.sha256 for failure in failures} == set(names[:2])
        assert all(failure.outcome == "failed" and str(failure.sha256) in str(failure.reason) for failure in failures)
    # Nothing of them goes to the warehouse, where it would stand in the place of an earlier reading.
    assert len(list(settings.staging.iterdir())) == 1
    folder.rmdir()
    gone.write_bytes(kept[0])
    folder.write_bytes(kept[1])
    assert read(ledger, settings, names) == ({"report": 2}, [])
    assert ledger.pending_documents(EXTRACTOR_VERSION) == []


def test_a_document_that_hits_a_limit_is_tried_three_times_and_when_the_limit_has_grown(
    settings: Settings, ledger: Ledger, take_in: TakeIn
) -> None:
    names = take_in(HEAVY)
    for _ in range(3):
        counts, failures = read(ledger, settings, names)
        assert counts == {"refused": 1}
        assert "100 MB of memory" in str(failures[0].reason)
    assert read(ledger, settings, names) == ({}, [])
    assert ledger.pending_documents(EXTRACTOR_VERSION) == []
    counts, failures = read(ledger, settings, names, LARGE)
    assert counts == {"refused": 1}
    assert "150 MB of memory" in str(failures[0].reason)
