"""The writer's lock: exclusive, and free again after its holder dies in whatever way."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from load.lock import WarehouseBusy, warehouse_lock


def test_a_second_writer_is_told_who_holds_the_lock(database: Path, python_holding) -> None:
    code = (
        "from pathlib import Path; from load.lock import warehouse_lock\n"
        f"held = warehouse_lock(Path({str(database)!r})); held.__enter__()"
    )
    with python_holding(code) as process:
        with (
            pytest.raises(WarehouseBusy, match=f"process {process.pid} writes"),
            warehouse_lock(database, wait_seconds=0.2),
        ):
            pytest.fail("two writers at once")
        assert WarehouseBusy.retryable
        process.kill()
        process.wait()
        with warehouse_lock(database, wait_seconds=0):
            pass


def test_a_writer_waits_for_the_lock(database: Path) -> None:
    started = time.monotonic()
    with warehouse_lock(database), pytest.raises(WarehouseBusy), warehouse_lock(database, wait_seconds=0.3):
        pytest.fail("two writers at once")
    assert time.monotonic() - started >= 0.3


def test_the_lock_is_free_after_a_failure(database: Path) -> None:
    with pytest.raises(ZeroDivisionError), warehouse_lock(database):
        raise ZeroDivisionError
    with warehouse_lock(database, wait_seconds=0):
        pass
