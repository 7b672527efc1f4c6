"""What the loader remembers: the batches, the version of the schema, whether the marts are built."""

from __future__ import annotations

from sqlalchemy import TIMESTAMP, Integer, String, Table

from load.schema.columns import METADATA, TEXTS, column

loaded_batch = Table(
    "loaded_batch",
    METADATA,
    column("batch_id", String, "Name of the staging batch"),
    column("content_hash", String, "SHA-256 over the batch's files: an unchanged batch is not loaded again"),
    column("documents", Integer, "Documents in the batch"),
    column("row_count", Integer, "Rows in all files of the batch"),
    column("loaded_at", TIMESTAMP(timezone=True), "When the batch was last loaded"),
    comment="One row per staging batch as last loaded; key: batch_id",
)

schema_stamp = Table(
    "schema_version",
    METADATA,
    column("version", String, "SHA-256 over the names, types and comments of the raw tables"),
    comment="One row: the version of the raw schema that the file has, so that it is compared only when it changes",
)

build_stamp = Table(
    "build_stamp",
    METADATA,
    column("batches_hash", String, "SHA-256 over raw.loaded_batch as it was when the marts were built"),
    column("built_at", TIMESTAMP(timezone=True), "When the build ended"),
    column("warnings", TEXTS, "Tests of severity warning that returned rows, each with what it says"),
    comment="One row if the marts are built from what is loaded and passed their tests, else none; needed to publish",
)
