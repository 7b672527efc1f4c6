"""Loading staged batches into DuckDB, set-wise: what is unchanged is skipped, what is read again is replaced."""

from __future__ import annotations

import glob
import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlalchemy import Table

from extract.errors import GongkaiError
from load.batches import Batch, find_batches, table_files
from load.connect import open_warehouse
from load.identities import IdentityTerm
from load.lock import warehouse_lock
from load.reference import replace_reference
from load.schema import STAGED_TABLES, document
from load.snapshots import replace_snapshots
from load.stamp import remove_stamp
from transform.metrics import Metric

BATCHES_PER_TRANSACTION = 20
"""A commit costs as much as some hundred documents; a transaction of this size still fits memory with ease."""

_DOCUMENT_ID = "(document_id + list_extract($firsts::INTEGER[], file_index::BIGINT + 1))::INTEGER"
"""What a staged file has as `document_id` is a position in its batch; DuckDB counts the files that it reads from 0."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What one load did; the counts of rows are those written by it, not those in the warehouse."""

    batches_loaded: int
    batches_skipped: int
    documents: int
    facts: int
    findings: int


def load_batches(
    database: Path,
    staging_folder: Path,
    metrics: Iterable[Metric],
    identity_terms: Iterable[IdentityTerm],
    *,
    wait_seconds: float = 600.0,
) -> LoadResult:
    """Load every batch of a staging folder that the warehouse does not hold as it is; loading twice changes nothing.

    A document read again by the same version of the reading code replaces its rows, one read by a newer version
    stands beside the old ones (the marts take the newest). Where two batches hold the same document, the one loaded
    last wins, and within one load the later by name. Transactions hold some batches each: after a crash, the next load
    goes on where this one stopped.
    `metrics` and `identity_terms` replace those of the load before, and so do the snapshots of the ledger that
    are staged. From here on nothing is published until the marts are built again (`load.stamp`).
    Raises WarehouseBusy, ConfigurationError (no staging folder, staging or warehouse of another release, naming the
    file) or GongkaiError (a damaged staging file, a full disk); what was loaded before stays as it was.
    """
    with warehouse_lock(database, wait_seconds=wait_seconds), open_warehouse(database) as connection:
        batches = find_batches(staging_folder)
        known = dict(connection.execute("SELECT batch_id, content_hash FROM raw.loaded_batch").fetchall())
        changed = [batch for batch in batches if known.get(batch.batch_id) != batch.manifest.content_hash]
        for batch in changed:
            batch.check()
        with _transaction(connection, database):
            remove_stamp(connection)
            replace_reference(connection, metrics, identity_terms)
            replace_snapshots(connection, staging_folder)
        written = dict.fromkeys((table.name for table in STAGED_TABLES), 0)
        for start in range(0, len(changed), BATCHES_PER_TRANSACTION):
            with _transaction(connection, database):
                group = changed[start : start + BATCHES_PER_TRANSACTION]
                for name, rows in _load_group(connection, group).items():
                    written[name] += rows
    return LoadResult(
        batches_loaded=len(changed),
        batches_skipped=len(batches) - len(changed),
        documents=written["document"],
        facts=written["fact"],
        findings=written["finding"],
    )


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection, database: Path) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except duckdb.Error as error:
        # A disk that is full has ended the transaction already.
        with suppress(duckdb.TransactionException, duckdb.FatalException):
            connection.execute("ROLLBACK")
        raise GongkaiError(f"{database}: loading failed, and nothing of it was kept: {error}") from error
    except BaseException:
        # An interrupt too must leave nothing half loaded; whatever it was goes on to the caller.
        connection.execute("ROLLBACK")
        raise


def _load_group(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> dict[str, int]:
    firsts = _first_numbers(connection, batches)
    outdone = _find_outdone(connection, batches, firsts)
    _delete_replaced(connection, batches)
    written = {table.name: _insert_table(connection, batches, table, firsts, outdone) for table in STAGED_TABLES}
    connection.execute("DELETE FROM raw.loaded_batch WHERE list_contains(?, batch_id)", [_batch_ids(batches)])
    for batch in batches:
        manifest = batch.manifest
        connection.execute(
            "INSERT INTO raw.loaded_batch VALUES (?, ?, ?, ?, now())",
            [batch.batch_id, manifest.content_hash, manifest.files[document.name].rows, manifest.rows],
        )
    return written


def _first_numbers(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> list[int]:
    """The `document_id` of each batch's first document: on from the last one that the warehouse has."""
    (last,) = connection.execute("SELECT coalesce(max(document_id), 0) FROM raw.document").fetchall()[0]
    counts = [batch.manifest.files[document.name].rows for batch in batches]
    return [last + 1, *(last + 1 + total for total in itertools.accumulate(counts[:-1]))]


def _find_outdone(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch], firsts: Sequence[int]) -> list[int]:
    """Keep what the batches bring in a table `incoming`; gives the documents that a later batch of these has too."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE incoming AS
        SELECT
            sha256,
            extractor_version,
            {_DOCUMENT_ID} AS document_id,
            row_number() OVER (PARTITION BY sha256, extractor_version ORDER BY file_index DESC) > 1 AS is_outdone
        FROM read_parquet($files)
        """,  # noqa: S608
        {"files": _file_patterns(batches, document), "firsts": firsts},
    )
    found = connection.execute("SELECT coalesce(list(document_id), []) FROM incoming WHERE is_outdone").fetchall()
    return list(found[0][0])


def _delete_replaced(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> None:
    replaced = connection.execute(
        """
        SELECT coalesce(list(document_id ORDER BY document_id), [])
        FROM raw.document
        WHERE list_contains(?, batch_id)
            OR (sha256, extractor_version) IN (SELECT (sha256, extractor_version) FROM incoming)
        """,
        [_batch_ids(batches)],
    ).fetchall()[0][0]
    if replaced:
        for table in STAGED_TABLES:
            connection.execute(
                f"DELETE FROM {table.fullname} WHERE document_id IN (SELECT unnest(?::INTEGER[]))",  # noqa: S608
                [replaced],
            )


def _insert_table(
    connection: duckdb.DuckDBPyConnection,
    batches: Sequence[Batch],
    table: Table,
    firsts: Sequence[int],
    outdone: Sequence[int],
) -> int:
    parameters = {"files": _file_patterns(batches, table), "firsts": firsts}
    columns = {column.name: f'"{column.name}"' for column in table.columns} | {"document_id": _DOCUMENT_ID}
    if table is document:
        columns["batch_id"] = "list_extract($batch_ids::VARCHAR[], file_index::BIGINT + 1)"
        parameters["batch_ids"] = _batch_ids(batches)
    if outdone:
        parameters["outdone"] = outdone
    inserted = connection.execute(
        f"""
        INSERT INTO {table.fullname} ({", ".join(f'"{name}"' for name in columns)})
        SELECT {", ".join(columns.values())}
        FROM read_parquet($files)
        {f"WHERE {_DOCUMENT_ID} NOT IN (SELECT unnest($outdone::INTEGER[]))" if outdone else ""}
        """,  # noqa: S608
        parameters,
    ).fetchall()
    return int(inserted[0][0])


def _file_patterns(batches: Sequence[Batch], table: Table) -> list[str]:
    # DuckDB reads file names as patterns: a folder named [old] must not match the folder o.
    return [glob.escape(file) for file in table_files(batches, table)]


def _batch_ids(batches: Sequence[Batch]) -> list[str]:
    return [batch.batch_id for batch in batches]
