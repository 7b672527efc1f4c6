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

_BATCH_OF_FILE = "parse_filename(parse_dirpath(filename))"


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
    stands beside the old ones (the marts take the newest). Where two batches hold the same document, the batch later
    by name wins. Transactions hold some batches each: after a crash, the next load goes on where this one stopped.
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
    _number_documents(connection, batches)
    _delete_replaced(connection, batches)
    written = {table.name: _insert_table(connection, batches, table) for table in STAGED_TABLES}
    connection.execute("DELETE FROM raw.loaded_batch WHERE list_contains(?, batch_id)", [_batch_ids(batches)])
    for batch in batches:
        manifest = batch.manifest
        connection.execute(
            "INSERT INTO raw.loaded_batch VALUES (?, ?, ?, ?, now())",
            [batch.batch_id, manifest.content_hash, manifest.files[document.name].rows, manifest.rows],
        )
    return written


def _number_documents(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> None:
    """Give each document of the batches its `document_id`: on from the last one that the warehouse has."""
    (last,) = connection.execute("SELECT coalesce(max(document_id), 0) FROM raw.document").fetchall()[0]
    counts = [batch.manifest.files[document.name].rows for batch in batches]
    firsts = [last + 1, *(last + 1 + total for total in itertools.accumulate(counts[:-1]))]
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE incoming AS
        SELECT
            sha256,
            extractor_version,
            {_BATCH_OF_FILE} AS batch_id,
            document_id AS position,
            (document_id + list_extract(?::INTEGER[], list_position(?, batch_id)))::INTEGER AS document_id,
            row_number() OVER (PARTITION BY sha256, extractor_version ORDER BY batch_id DESC) > 1 AS is_outdone
        FROM read_parquet(?, filename = true)
        """,  # noqa: S608
        [firsts, _batch_ids(batches), _file_patterns(batches, document)],
    )


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


def _insert_table(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch], table: Table) -> int:
    from_elsewhere = {"document_id": "incoming.document_id", "batch_id": "incoming.batch_id"}
    names = [column.name for column in table.columns]
    inserted = connection.execute(
        f"""
        INSERT INTO {table.fullname} ({", ".join(f'"{name}"' for name in names)})
        SELECT {", ".join(from_elsewhere.get(name, f'staged."{name}"') for name in names)}
        FROM read_parquet(?, filename = true) AS staged
        INNER JOIN incoming ON staged.document_id = incoming.position AND {_BATCH_OF_FILE} = incoming.batch_id
        WHERE NOT incoming.is_outdone
        """,  # noqa: S608
        [_file_patterns(batches, table)],
    ).fetchall()
    return int(inserted[0][0])


def _file_patterns(batches: Sequence[Batch], table: Table) -> list[str]:
    # DuckDB reads file names as patterns: a folder named [old] must not match the folder o.
    return [glob.escape(file) for file in table_files(batches, table)]


def _batch_ids(batches: Sequence[Batch]) -> list[str]:
    return [batch.batch_id for batch in batches]
