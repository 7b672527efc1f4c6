"""Ctrl-C: an honest end, and the same command goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import duckdb


def test_an_interrupted_run_says_so_and_the_next_one_goes_on(
    sample_portal: Any, gongkai_command: str, run_gongkai: Any, tmp_path: Path
) -> None:
    # Small batches, so that there is something to go on with.
    settings = {"GONGKAI_SAMPLE_PORTAL": sample_portal.url, "GONGKAI_BATCH_SIZE": "5", "GONGKAI_HOME": str(tmp_path)}
    process = subprocess.Popen(
        [gongkai_command, "run"],
        env=os.environ | settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    seen: list[str] = []
    for line in process.stderr:
        seen.append(line)
        if sum("read 5 of 5" in each for each in seen) == 2:
            # The first batch is done; as a terminal does it, to the whole group.
            os.killpg(process.pid, signal.SIGINT)
            break
    _, rest = process.communicate(timeout=60)
    assert process.returncode == 130, [*seen, rest]
    assert "interrupted" in rest.splitlines()[-1]
    assert "Traceback" not in rest
    (summary,) = (json.loads(file.read_text("utf-8")) for file in (tmp_path / "logs").glob("*-summary.json"))
    assert summary["stopped"] == "interrupted"
    staged = len(list((tmp_path / "staging").iterdir()))
    assert staged >= 1

    sent = sample_portal.documents_sent()
    again = run_gongkai("run", **settings)
    assert again.code == 0, again.err
    assert sample_portal.documents_sent() == sent
    with duckdb.connect(str(tmp_path / "published" / "gongkai.duckdb"), read_only=True) as connection:
        counts = connection.execute("SELECT count(*), count(DISTINCT sha256) FROM raw.document").fetchall()
    assert counts[0][0] == counts[0][1] > 60
