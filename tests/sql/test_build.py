"""The build: complete, described, portable, loud."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from extract.errors import ConfigurationError, GongkaiError
from load.build import build_marts
from load.dbt import PROJECT_DIR
from load.publish import publish


def test_the_build_passes_its_own_tests(built) -> None:
    _, result = built
    assert result.models >= 15
    assert result.tests >= 30
    assert result.warnings == ()


def test_every_relation_and_column_is_described_in_the_database(query) -> None:
    relations = query(
        "SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal"
        " UNION ALL SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal"
    )
    assert {schema for schema, _, _ in relations} == {"raw", "staging", "intermediate", "rules", "main"}
    assert [f"{schema}.{name}" for schema, name, comment in relations if not comment] == []
    assert (
        query(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns()"
            " WHERE coalesce(comment, '') = '' AND NOT internal ORDER BY ALL"
        )
        == []
    )


def test_a_column_that_passes_through_keeps_its_comment(query) -> None:
    # `suggestion` is a number in raw.fact and a structure in raw.finding, and each view has its own table's comment.
    assert query(
        "SELECT staged.table_name, staged.column_name FROM duckdb_columns() AS staged JOIN duckdb_columns() AS raw"
        " ON raw.schema_name = 'raw' AND staged.column_name = raw.column_name AND staged.comment = raw.comment"
        " AND (staged.table_name, raw.table_name) IN (('stg_facts', 'fact'), ('stg_findings', 'finding'))"
        " WHERE staged.column_name IN ('suggestion', 'applicant', 'raw') ORDER BY ALL"
    ) == [
        ("stg_facts", "raw"),
        ("stg_facts", "suggestion"),
        ("stg_findings", "applicant"),
        ("stg_findings", "suggestion"),
    ]


def test_every_example_in_a_comment_answers(query) -> None:
    comments = query(
        "SELECT table_name, comment FROM duckdb_tables() UNION ALL SELECT view_name, comment FROM duckdb_views()"
        " UNION ALL SELECT table_name || '.' || column_name, comment FROM duckdb_columns()"
    )
    examples = {name: comment.partition("Example:")[2] for name, comment in comments if "Example:" in (comment or "")}
    assert {"findings", "mart_district_series", "mart_district_year", "mart_report_metric", "provenance"} <= set(
        examples
    )
    assert [name for name, sql in examples.items() if not query(sql)] == []


def test_what_no_model_accounts_for_is_dropped(built, tmp_path: Path) -> None:
    database = tmp_path / "gongkai.duckdb"
    shutil.copy(built[0], database)
    everything = (
        "SELECT schema_name || '.' || table_name FROM duckdb_columns() WHERE NOT internal GROUP BY ALL ORDER BY 1"
    )
    with duckdb.connect(str(database)) as connection:
        before = connection.execute(everything).fetchall()
        connection.execute("CREATE TABLE mart_retired AS SELECT * FROM mart_district_year")
        connection.execute('CREATE VIEW staging."stg of ""old""" AS SELECT * FROM mart_retired')
        connection.execute("CREATE SCHEMA retired")
        connection.execute("CREATE VIEW retired.numbers AS SELECT * FROM mart_retired")
    build_marts(database)
    with duckdb.connect(str(database)) as connection:
        assert connection.execute(everything).fetchall() == before
        assert connection.execute("SELECT count(*) FROM raw.build_stamp").fetchall() == [(1,)]


def test_the_published_copy_answers_under_any_name(built, tmp_path: Path) -> None:
    published = publish(built[0], tmp_path / "published")
    with duckdb.connect(str(published), read_only=True) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM provenance").fetchall() == [(True,)]
        assert connection.execute("SELECT count(*) > 0 FROM rules.identity_broken").fetchall() == [(True,)]
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{published}' AS reports (READ_ONLY)")
        assert connection.execute("SELECT count(*) > 0 FROM reports.provenance").fetchall() == [(True,)]


def test_the_project_holds_nothing_that_a_build_wrote(built) -> None:
    written = {"target", "logs", "dbt_packages", ".user.yml", "package-lock.yml"}
    assert {path.name for path in PROJECT_DIR.iterdir()}.isdisjoint(written)


def test_a_failing_test_and_what_hangs_on_it_are_named(built, tmp_path: Path) -> None:
    database = tmp_path / "gongkai.duckdb"
    shutil.copy(built[0], database)
    with duckdb.connect(str(database)) as connection:
        connection.execute("INSERT INTO raw.document SELECT * FROM raw.document LIMIT 1")
    published = publish(database, tmp_path / "published")
    before = published.read_bytes()
    with pytest.raises(GongkaiError, match=r"test source_unique_combination_raw_document.*Got 1 result"):
        build_marts(database)
    with pytest.raises(GongkaiError, match="or their build failed"):
        publish(database, tmp_path / "published")
    assert published.read_bytes() == before


def test_a_build_that_is_killed_is_not_published(built, tmp_path: Path) -> None:
    database = tmp_path / "gongkai.duckdb"
    shutil.copy(built[0], database)
    code = f"from pathlib import Path; from load.build import build_marts; build_marts(Path({str(database)!r}))"
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    while not (tmp_path / "dbt" / "dbt.log").exists():
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with pytest.raises(GongkaiError, match="or their build failed"):
        publish(database, tmp_path / "published")


def test_no_project_and_no_warehouse_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no dbt project"):
        build_marts(tmp_path / "gongkai.duckdb", tmp_path)
    with pytest.raises(ConfigurationError, match="no warehouse"):
        build_marts(tmp_path / "gongkai.duckdb")
