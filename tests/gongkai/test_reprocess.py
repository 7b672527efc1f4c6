"""A re-read without Airflow: what changes is shown before it is published, and what is not approved stays held."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest


@pytest.fixture(scope="module")
def older_home(direct_run: Any, make_older: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The direct run's home, as if an older version had read it."""
    home = tmp_path_factory.mktemp("older") / "home"
    shutil.copytree(direct_run.home, home)
    make_older(home)
    return home


def metrics(published: Path) -> list[Any]:
    with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True) as connection:
        return connection.execute(
            "SELECT report_id, code, applicant, channel, label, value, state FROM mart_report_metric ORDER BY ALL"
        ).fetchall()


def test_what_is_not_approved_is_held_and_not_read_again(
    direct_run: Any, older_home: Path, sample_portal: Any, run_gongkai: Any
) -> None:
    environment = direct_run.environment | {"GONGKAI_HOME": str(older_home)}
    published = older_home / "published" / "gongkai.duckdb"
    before, sent = published.stat().st_mtime_ns, sample_portal.documents_sent()

    shown = run_gongkai("status", **environment)
    assert "65 documents were read by an older version of the extractor alone: gongkai reprocess" in shown.out

    stopped = run_gongkai("reprocess", "--stop-above", "0", **environment)
    assert stopped.code == 2
    assert "of the facts change" in stopped.err.splitlines()[-1]
    assert "1 changed, 1 added, 1 gone" in stopped.err
    for code in ("requests.received", "requests.concluded", "requests.granted"):
        assert f"by code: {code}: " in stopped.err
    assert "by source: table: " in stopped.err
    assert published.stat().st_mtime_ns == before
    assert not list(older_home.glob("staging/run00000003-*"))
    assert list(older_home.glob("staging-held/*/run00000003-*"))

    done = run_gongkai("reprocess", "--stop-above", "100", **environment)
    assert done.code == 0, done.err
    summaries = [json.loads(file.read_text("utf-8")) for file in sorted((older_home / "logs").glob("*-summary.json"))]
    first, second = summaries[-2:]
    assert first["stopped"].startswith("not published: ")
    assert sum(first["extracted"].values()) == 65
    assert (second["stopped"], second["extracted"]) == (None, {})
    assert first["difference"] == second["difference"]
    assert not list(older_home.glob("staging-held/*/*"))
    assert metrics(published.parent) == metrics(direct_run.home / "published")
    assert sample_portal.documents_sent() == sent
    assert "changes" in done.out


def test_what_was_staged_by_another_release_or_is_gone_is_read_again(
    direct_run: Any, older_home: Path, run_gongkai: Any
) -> None:
    environment = direct_run.environment | {"GONGKAI_HOME": str(older_home)}
    batch = next(iter(older_home.glob("staging/run00000003-*")))
    manifest = batch / "manifest.json"
    manifest.write_text(manifest.read_text("ascii").replace('"staging_version": "', '"staging_version": "0'), "ascii")
    (older_home / "warehouse" / "gongkai.duckdb").unlink()
    refused = run_gongkai("run", **environment)
    assert refused.code == 2
    assert "stage it again with `gongkai reprocess`" in refused.err.replace("\n", " ")
    again = run_gongkai("reprocess", **environment)
    assert again.code == 0, again.err
    assert "documents are read again: their staged batches are gone" in again.err
    assert metrics(older_home / "published") == metrics(direct_run.home / "published")
