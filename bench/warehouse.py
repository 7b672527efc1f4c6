"""How fast facts are loaded, built and asked: `python -m bench.warehouse [FACTS…]`; figures in bench/README.md.

The alternative to the first load is `CREATE TABLE AS` over the same Parquet files: what DuckDB needs to take the rows
at all, without hashes, versions or a transaction that a crash leaves whole. Times are wall-clock, on all cores.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

from bench.warehouse_corpus import replace_documents, write_staging
from gongkai.examples import load_examples
from load.build import build_marts
from load.identities import forms_to_terms
from load.publish import publish
from load.schema import STAGED_TABLES
from load.warehouse import load_batches
from transform.form import load_forms
from transform.metrics import load_metrics

SIZES = (1_000_000, 10_000_000)
REPLACED = 100
"""One document of so many is staged again."""
ROUNDS = 5
LOOKUPS = {
    "a report's facts": "SELECT * FROM provenance WHERE report_id = ?",
    "a report's numbers": "SELECT * FROM mart_report_metric WHERE report_id = ?",
    "a report's findings": "SELECT * FROM findings WHERE report_id = ?",
    "a report's outcomes": "SELECT * FROM mart_request_outcomes WHERE report_id = ?",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure and what it may be."""

    name: str
    figure: float
    unit: str
    target: str
    held: bool

    def __str__(self) -> str:
        return f"  {self.name:44} {self.figure:9.3g} {self.unit:3} {self.target:12} {'' if self.held else 'missed'}"


def main() -> int:
    """Print the figures of each size; exit 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="bench.warehouse", description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, metavar="FACTS")
    options = parser.parse_args()
    held, builds = True, {}
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="bench-warehouse-") as folder:
            lines, builds[size] = measure(Path(folder), size)
            held &= all(line.held for line in lines)
    if len(builds) > 1:
        small, large = min(builds), max(builds)
        held &= _print(
            _at_most("growth of the build per fact", builds[large] / large / (builds[small] / small), "×", 1.1)
        )
    return 0 if held else 1


def measure(folder: Path, size: int) -> tuple[list[Line], float]:
    """All figures of one size, printed as they come, and the seconds of its build."""
    staging, database = folder / "staging", folder / "warehouse.duckdb"
    facts = write_staging(staging, size)
    print(f"{facts:,} facts", flush=True)
    lines: list[Line] = []

    def add(line: Line) -> None:
        _print(line)
        lines.append(line)

    taken = _seconds(lambda: _create_tables(staging, folder / "tables.duckdb"))
    (folder / "nothing").mkdir()
    add(
        _at_most(
            "an empty warehouse with its reference tables",
            _seconds(lambda: _load(database, folder / "nothing")),
            "s",
            5,
        )
    )
    first = _seconds(lambda: _load(database, staging))
    taken = min(taken, _seconds(lambda: _create_tables(staging, folder / "tables.duckdb")))
    add(_at_least("rate of CREATE TABLE AS, first load", taken / first, "×", 0.7))
    file_bytes = database.stat().st_size
    add(_at_most("of the first load, unchanged", _seconds(lambda: _load(database, staging)) / first, "×", 0.2))
    add(_at_most("growth of the file, unchanged", database.stat().st_size - file_bytes, "B", 0))
    replaced = replace_documents(staging, REPLACED)
    again = _seconds(lambda: _load(database, staging))
    add(_at_most(f"of the first load, {replaced} documents replaced", again / first, "×", 0.05))
    build = build_marts(database).seconds
    add(_at_most("dbt build", build, "s", 60 * max(1.0, facts / 1e6)))
    with duckdb.connect(str(publish(database, folder / "published")), read_only=True) as connection:
        for example in load_examples():
            add(_at_most(f"example {example.name}", _ask(connection, example.sql), "s", 1))
        for name, sql in LOOKUPS.items():
            add(_at_most(name, 1000 * _look_up(connection, sql), "ms", 20))
    return lines, build


def _load(database: Path, staging: Path) -> None:
    load_batches(database, staging, load_metrics().values(), forms_to_terms(load_forms().values()))


def _create_tables(staging: Path, database: Path) -> None:
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        for table in STAGED_TABLES:
            files = str(staging / "*" / f"{table.name}.parquet")
            connection.execute(f'CREATE TABLE "{table.name}" AS FROM read_parquet(?)', [files])


def _ask(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    return median(_seconds(lambda: connection.execute(sql).fetchall()) for _ in range(ROUNDS))


def _look_up(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    """The median over several reports, none of them asked for twice."""
    reports = connection.execute(
        "SELECT report_id FROM staging.stg_reports WHERE is_current ORDER BY hash(report_id) LIMIT ?", [4 * ROUNDS]
    ).fetchall()
    return median(_seconds(partial(_fetch, connection, sql, report)) for report in reports)


def _fetch(connection: duckdb.DuckDBPyConnection, sql: str, parameters: tuple[object, ...]) -> None:
    connection.execute(sql, parameters).fetchall()


def _seconds(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def _at_most(name: str, figure: float, unit: str, limit: float) -> Line:
    return Line(name, figure, unit, f"at most {limit:g}", figure <= limit)


def _at_least(name: str, figure: float, unit: str, limit: float) -> Line:
    return Line(name, figure, unit, f"at least {limit:g}", figure >= limit)


def _print(line: Line) -> bool:
    print(line, flush=True)
    return line.held


if __name__ == "__main__":
    raise SystemExit(main())
