"""What can be taken out of the published database: files for other tools, its dictionary, its documentation."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.errors import ConfigurationError, GongkaiError
from gongkai.dictionary import ColumnEntry, TableEntry, dictionary_to_markdown, published_to_dictionary
from gongkai.examples import file_to_example, find_example
from gongkai.export import export_marts, table_to_csv_select


@pytest.fixture(scope="module")
def published(direct_run: Any) -> Path:
    folder: Path = direct_run.home / "published"
    return folder


def test_csv_is_whole_and_opens_in_a_spreadsheet(published: Path, tmp_path: Path) -> None:
    written = export_marts(published, tmp_path, "csv", ["mart_district_year", "findings"])
    assert [path.name for path in written] == [
        "mart_district_year.csv",
        "findings.csv",
        "dictionary.md",
        "dictionary.csv",
    ]
    assert written[0].read_bytes().startswith(b"\xef\xbb\xbfregion_code,")
    rows = list(csv.DictReader(written[0].open(encoding="utf-8-sig", newline="")))
    with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True) as connection:
        assert [(len(rows),)] == connection.execute("SELECT count(*) FROM mart_district_year").fetchall()
    assert {row["region_name"] for row in rows if row["region_code"] == "220106"} == {"吉林省长春市绿园区"}
    assert "requests.received" in (tmp_path / "findings.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "－1", "＠x"])
def test_no_text_of_a_csv_is_run_as_a_formula(text: str) -> None:
    table = TableEntry("t", "", (ColumnEntry("text", "VARCHAR", ""), ColumnEntry("texts", "VARCHAR[]", "")))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT ?::VARCHAR AS text, [?, 'b'] AS texts", [text, text])
        assert connection.execute(table_to_csv_select(table)).fetchall() == [(f"'{text}", f"'{text} b")]


def test_parquet_has_a_folder_for_each_year_and_every_row(published: Path, tmp_path: Path) -> None:
    for _ in range(2):  # a second export takes the place of the first
        export_marts(published, tmp_path, "parquet")
    assert {path.name for path in (tmp_path / "mart_district_year").iterdir()} == {
        f"report_year={year}" for year in range(2019, 2024)
    }
    tables = published_to_dictionary(published)
    with duckdb.connect(str(published / "gongkai.duckdb"), read_only=True) as connection:
        for table in tables:
            (expected,) = connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchall()  # noqa: S608
            (found,) = connection.execute(
                "SELECT count(*) FROM read_parquet(?, hive_partitioning = true)",
                [f"{tmp_path}/{table.name}/**/*.parquet"],
            ).fetchall()
            assert (table.name, found) == (table.name, expected)


def test_what_cannot_be_exported_is_said(published: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nothing_such: no such mart; there are agency"):
        export_marts(published, tmp_path, "csv", ["nothing_such"])
    with pytest.raises(ConfigurationError, match="nothing has been published yet"):
        export_marts(tmp_path, tmp_path, "csv")
    (tmp_path / "file").write_text("x")
    with pytest.raises(GongkaiError, match="the export failed"):
        export_marts(published, tmp_path / "file", "csv")


def test_the_dictionary_describes_every_column(published: Path) -> None:
    tables = published_to_dictionary(published)
    assert [table.name for table in tables if not table.description] == []
    assert [(table.name, each.name) for table in tables for each in table.columns if not each.description] == []
    text = dictionary_to_markdown(tables)
    assert "## mart_coverage\n" in text
    assert "| `region_code` | VARCHAR | " in text


def test_an_example_is_found_by_its_number_and_begins_with_its_question(tmp_path: Path) -> None:
    assert find_example("10") == find_example("10_districts_side_by_side")
    with pytest.raises(ConfigurationError, match="no such example"):
        find_example("no")
    (tmp_path / "x.sql").write_text("-- How many?\nSELECT 1")
    with pytest.raises(ConfigurationError, match="in English and in Chinese"):
        file_to_example(tmp_path / "x.sql")


def test_the_commands_answer(direct_run: Any, run_gongkai: Any, tmp_path: Path) -> None:
    asked = run_gongkai("query", "--csv", "--example", "12", **direct_run.environment)
    assert asked.code == 0, asked.err
    assert asked.out.splitlines()[0] == "comparability,code,code_from,note"
    assert "10_districts_side_by_side" in run_gongkai("examples").out
    assert "# Data dictionary" in run_gongkai("dictionary", **direct_run.environment).out
    written = run_gongkai("export", "out", "--mart", "region", **direct_run.environment)
    assert written.out.splitlines() == ["out/region", "out/dictionary.md", "out/dictionary.csv"]
    documented = run_gongkai("docs", "docs", **direct_run.environment)
    assert documented.code == 0, documented.err
    assert "mart_district_year" in (tmp_path / "docs" / "index.html").read_text("utf-8")
