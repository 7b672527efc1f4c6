"""The stamp in the warehouse that says: the marts are built from what is loaded, and passed their tests.

Loading and the start of a build take it away, the end of a good build puts it there, and nothing is published without
it. Steps of two runs may so follow one another in any order, and any step may be killed or run again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from extract.errors import GongkaiError

_LOADED = """
SELECT sha256(coalesce(string_agg(concat_ws(':', batch_id, content_hash), chr(10) ORDER BY batch_id), ''))
FROM raw.loaded_batch
"""


class StaleMarts(GongkaiError):
    """Nobody must act: the marts are to be built again before they can be published."""


def remove_stamp(connection: duckdb.DuckDBPyConnection) -> None:
    """Say that the marts are no longer those of what is loaded."""
    connection.execute("DELETE FROM raw.build_stamp")


def write_stamp(connection: duckdb.DuckDBPyConnection, warnings: Sequence[str] = ()) -> None:
    """Say that the marts are built from what is loaded now; `warnings` is what their tests warn of."""
    remove_stamp(connection)
    connection.execute(f"INSERT INTO raw.build_stamp SELECT ({_LOADED}), now(), ?", [list(warnings)])


def check_stamp(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Raise StaleMarts unless the marts are built from exactly what is loaded."""
    stamps = connection.execute(f"SELECT batches_hash = ({_LOADED}) FROM raw.build_stamp").fetchall()  # noqa: S608
    if stamps != [(True,)]:
        raise StaleMarts(
            f"{database}: not published, the marts have not been built from what is loaded now, or their build failed;"
            " the published file stays as it is: build first"
        )
