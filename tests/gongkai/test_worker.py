"""Reader processes: what a document does to one of them, the others do not notice."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extract.archive import ArchiveError
from extract.errors import NetworkFailed, RefusedFile, UnreadableFile
from gongkai.work import LimitHit, Limits, Payload
from gongkai.worker import Readers, read_many
from transform.model import Reading

REPORT = "绿城区民政局2021年政府信息公开工作年度报告\n一、总体情况\n全年主动公开政府信息{count}条。\n"
#: As large a table as the reader takes: some seconds of work.
ENDLESS = (
    "<html><body><h1>绿城区民政局2021年报告</h1><table>" + "<tr><td>信息公开12条" * 550_000 + "</table>"
).encode()
#: Some MB that become some hundred MB of elements.
GREEDY = b"<html><body><table>" + b"<tr>" + b"<td>1" * 2_500_000 + b"</table>"


def text(count: int) -> Callable[[], Payload]:
    return lambda: Payload(REPORT.format(count=count).encode(), name=f"{count}.txt")


def page(data: bytes) -> Callable[[], Payload]:
    return lambda: Payload(data, name="page.html")


def fail(error: Exception) -> Callable[[], Payload]:
    def fetch() -> Payload:
        raise error

    return fetch


def stated(reading: object) -> list[int]:
    return [int(fact.value) for fact in reading.facts if fact.code == "disclosure.total"]  # type: ignore[attr-defined]


def children() -> set[int]:
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()}


def test_readings_come_in_order_whatever_happens_to_some() -> None:
    items = [
        text(11),
        fail(UnreadableFile("no such file")),
        text(12),
        page(b""),
        fail(RefusedFile("is 900 MB large")),
        text(13),
        page(b"PK\x03\x04 torn"),
        *(text(count) for count in range(20, 60)),
    ]
    readings = list(read_many(items, workers=2, limits=Limits()))
    assert [reading.outcome for reading in readings[:7]] == [
        *("report", "unreadable", "report", "unreadable", "refused", "report", "unreadable"),
    ]
    assert [reading.reason for reading in readings[:3]] == [None, "no such file", None]
    assert [stated(reading) for reading in readings[7:]] == [[count] for count in range(20, 60)]


def test_a_document_that_takes_too_long_is_refused_and_the_rest_is_read() -> None:
    started = time.monotonic()
    readings = list(read_many([text(1), page(ENDLESS), text(2), text(3)], workers=2, limits=Limits(seconds=1)))
    assert [reading.outcome for reading in readings] == ["report", "refused", "report", "report"]
    assert readings[1].reason == "took more than 1 s to read"
    assert [isinstance(reading, LimitHit) for reading in readings] == [False, True, False, False]
    assert stated(readings[3]) == [3]
    assert time.monotonic() - started < 30


def test_a_document_that_takes_too_much_memory_is_refused_and_the_rest_is_read() -> None:
    readings = list(read_many([page(GREEDY), text(2), text(3)], workers=1, limits=Limits(megabytes=100)))
    assert [reading.outcome for reading in readings] == ["refused", "report", "report"]
    assert "100 MB of memory" in readings[0].reason
    assert isinstance(readings[0], LimitHit)


def test_a_document_larger_than_the_memory_allowed_is_refused_and_the_rest_is_read() -> None:
    items = [page(b"<p>" + b"x" * (60 * 2**20)), text(2)]
    readings = list(read_many(items, workers=1, limits=Limits(megabytes=40)))
    assert [(type(reading), reading.outcome) for reading in readings] == [(LimitHit, "refused"), (Reading, "report")]


def test_a_reader_that_the_kernel_ends_says_nothing_final_of_its_document() -> None:
    before = children()
    with Readers(1, Limits()) as readers:
        list(readers.read([text(1)]))
        (pid,) = children() - before
        killer = threading.Timer(0.3, os.kill, (pid, 9))
        killer.start()
        readings = list(readers.read([page(ENDLESS), text(2)]))
    assert [(type(reading), reading.outcome) for reading in readings] == [(LimitHit, "refused"), (Reading, "report")]
    assert readings[0].reason == "the reader process was ended by SIGKILL"


def test_what_cannot_be_had_now_is_failed_and_not_refused_or_unreadable() -> None:
    items = [fail(ArchiveError("the archive holds no aa")), fail(NetworkFailed("no answer")), fail(RefusedFile("big"))]
    readings = list(read_many(items, workers=1, limits=Limits()))
    assert [(type(reading), reading.outcome) for reading in readings] == [
        (Reading, "failed"),
        (Reading, "failed"),
        (Reading, "refused"),
    ]


def test_processes_are_kept_between_batches_and_gone_after() -> None:
    before = children()
    with Readers(2, Limits()) as readers:
        assert [stated(reading) for reading in readers.read([text(1), text(2), text(3)])] == [[1], [2], [3]]
        kept = children() - before
        assert len(kept) == 1, "a few short documents are read sooner by one"
        assert [stated(reading) for reading in readers.read([text(4)])] == [[4]]
        assert children() - before == kept
    assert children() <= before


def test_work_that_lasts_gets_a_second_process() -> None:
    before = children()
    with Readers(2, Limits(seconds=6)) as readers:
        readings = readers.read([page(ENDLESS), page(ENDLESS)])
        assert next(readings).outcome == "refused"
        # The first has died of its document.
        assert len(children() - before) == 1
        assert next(readings).outcome == "refused"
    assert children() <= before


def test_a_process_that_was_killed_while_idle_is_replaced() -> None:
    before = children()
    with Readers(1, Limits()) as readers:
        list(readers.read([text(1)]))
        (pid,) = children() - before
        os.kill(pid, 9)
        time.sleep(0.2)
        assert [stated(reading) for reading in readers.read([text(5), text(6)])] == [[5], [6]]


def test_a_batch_that_is_given_up_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    before = children()
    readings = read_many([text(1), page(ENDLESS)], workers=2, limits=Limits())
    assert next(readings).outcome == "report"
    readings.close()  # type: ignore[attr-defined]
    assert children() <= before


def test_nothing_to_read_starts_nothing() -> None:
    before = children()
    missing = read_many([fail(UnreadableFile("no such file"))], workers=2, limits=Limits())
    assert [reading.outcome for reading in missing] == ["unreadable"]
    assert list(read_many([], workers=2, limits=Limits())) == []
    assert children() <= before
