"""What no model accounts for any more: a renamed or retired mart must not stand on in the warehouse with old rows."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from load.schema import SCHEMA

_RELATIONS = """
SELECT schema_name, table_name, 'TABLE' FROM duckdb_tables()
WHERE database_name = current_database() AND schema_name <> ? AND NOT internal AND NOT temporary
UNION ALL
SELECT schema_name, view_name, 'VIEW' FROM duckdb_views()
WHERE database_name = current_database() AND schema_name <> ? AND NOT internal AND NOT temporary
ORDER BY ALL
"""

_KEPT = ("model", "seed")


def drop_leftovers(connection: duckdb.DuckDBPyConnection, manifest: Path) -> list[str]:
    """Drop every table and view outside the raw schema that dbt's manifest does not have; returns their names."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    known = {(node["schema"], node["alias"]) for node in nodes if node["resource_type"] in _KEPT}
    dropped = []
    for schema, name, kind in connection.execute(_RELATIONS, [SCHEMA, SCHEMA]).fetchall():
        if (schema, name) not in known:
            connection.execute(f"DROP {kind} {_quote(schema)}.{_quote(name)}")
            dropped.append(f"{schema}.{name}")
    return dropped


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
