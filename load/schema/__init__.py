"""The raw tables of the warehouse: one definition for DuckDB's DDL, its comments and the staged Parquet files.

DuckDB gets no primary keys: they triple the time of a load and double the file. The loader guarantees that the keys
named in the table comments are unique, and dbt tests it on every build.

A document's rows lie together, and the loader numbers documents in the order in which it loads them: DuckDB then finds
the rows of one `document_id` by the smallest and largest of each block of rows, without an index. In a staged file
`document_id` is the document's position in the batch.
"""

from __future__ import annotations

from load.schema.bookkeeping import build_stamp, loaded_batch, schema_stamp
from load.schema.columns import METADATA, SCHEMA, VALUE_DIGITS, VALUE_SCALE
from load.schema.reference import identity_term, metric, reader_rule, region
from load.schema.snapshots import (
    SNAPSHOT_TABLES,
    crawl_run,
    current_document,
    last_crawl,
    link,
    review,
    roster_agency,
    source,
)
from load.schema.staged import STAGED_TABLES, document, fact, finding, raw_row

__all__ = [
    "METADATA",
    "SCHEMA",
    "SNAPSHOT_TABLES",
    "STAGED_TABLES",
    "VALUE_DIGITS",
    "VALUE_SCALE",
    "build_stamp",
    "crawl_run",
    "current_document",
    "document",
    "fact",
    "finding",
    "identity_term",
    "last_crawl",
    "link",
    "loaded_batch",
    "metric",
    "raw_row",
    "reader_rule",
    "region",
    "review",
    "roster_agency",
    "schema_stamp",
    "source",
]
