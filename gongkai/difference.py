"""What a newer reading changes: facts added, gone and changed against the published reading of the same documents.

Facts are compared cell by cell: document, metric, applicant, channel, label and kind of source. A cell may be printed
several times, so its facts are counted as a multiset; those that say the same on both sides cancel out, those left over
on both sides are changed, the others gone or added. How a number was printed and where it stands is not compared.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from extract.errors import GongkaiError
from load.warehouse import load_batches

LINES_SHOWN = 30
_CELL = "sha256, code, applicant, channel, label, source"
_SAID = "value, unit, state, approximate"
_FACTS = "{catalog}.raw.fact INNER JOIN {catalog}.raw.document USING (document_id)"
_CELLS = f"""
CREATE TEMP TABLE cells AS
WITH
read_before AS (
    SELECT sha256, extractor_version
    FROM published.raw.document
    WHERE sha256 IN (SELECT sha256 FROM held.raw.document) AND extractor_version <> $version
    -- As in stg_documents: the newest reading that came to a verdict.
    QUALIFY row_number() OVER (
        PARTITION BY sha256
        ORDER BY
            outcome IN ('report', 'not_a_report') DESC,
            [try_cast(part AS BIGINT) FOR part IN regexp_extract_all(extractor_version, '[0-9]+')] DESC,
            extractor_version DESC
    ) = 1
),

facts AS (
    SELECT {_CELL}, {_SAID}, 1 AS before, 0 AS after
    FROM {_FACTS.format(catalog="published")}
    WHERE (sha256, extractor_version) IN (SELECT (sha256, extractor_version) FROM read_before)
    UNION ALL
    SELECT {_CELL}, {_SAID}, 0 AS before, 1 AS after
    FROM {_FACTS.format(catalog="held")}
    WHERE sha256 IN (SELECT sha256 FROM read_before)
),

statements AS (
    SELECT {_CELL}, {_SAID}, sum(before) AS before, sum(after) AS after
    FROM facts
    GROUP BY ALL
),

left_over AS (
    SELECT
        {_CELL},
        sum(least(before, after)) AS same,
        sum(greatest(before - after, 0)) AS before,
        sum(greatest(after - before, 0)) AS after
    FROM statements
    GROUP BY ALL
)

SELECT
    sha256,
    code,
    source,
    same::BIGINT AS same,
    least(before, after)::BIGINT AS changed,
    greatest(after - before, 0)::BIGINT AS added,
    greatest(before - after, 0)::BIGINT AS gone
FROM left_over
"""  # noqa: S608 (our own names)
_COUNTS = ", ".join(f"coalesce(sum({name}), 0)::BIGINT" for name in ("same", "changed", "added", "gone"))
_DOCUMENTS = f"""
SELECT coalesce(url, sha256), {_COUNTS}
FROM cells
INNER JOIN (SELECT DISTINCT ON (sha256) sha256, url FROM held.raw.document ORDER BY ALL) USING (sha256)
GROUP BY ALL
HAVING sum(changed + added + gone) > 0
ORDER BY sum(changed + added + gone) DESC, 1
LIMIT {LINES_SHOWN}
"""  # noqa: S608


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    """Facts that both readings have alike, that they have differently, that only the new and only the old one has."""

    same: int = 0
    changed: int = 0
    added: int = 0
    gone: int = 0

    @property
    def percent(self) -> float:
        """The share of the facts of both readings that are not the same, 0 to 100."""
        different = self.changed + self.added + self.gone
        return 100 * different / (self.same + different) if different else 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """Two readings of the same documents, in counts."""

    documents: int = 0
    """Those that an older version had read, and that have a fact in either reading."""
    total: Counts = dataclasses.field(default_factory=Counts)
    by_code: Mapping[str, Counts] = dataclasses.field(default_factory=dict)
    by_source: Mapping[str, Counts] = dataclasses.field(default_factory=dict)
    """`table`, `table_note`, `narrative`."""
    by_document: Mapping[str, Counts] = dataclasses.field(default_factory=dict)
    """The documents that change most, by address."""

    @property
    def percent(self) -> float:
        """The share of facts that change, 0 to 100."""
        return self.total.percent

    def to_json(self) -> dict[str, Any]:
        """As it stands in a run's summary."""
        return {**dataclasses.asdict(self), "percent": round(self.percent, 3)}

    def to_lines(self) -> Iterator[str]:
        """As a person reads it: the whole, then by source, metric and document what is not the same."""
        yield f"{self.documents} documents read anew: {_counts_to_text(self.total)} ({self.percent:.2f} % change)"
        for title, groups in (("source", self.by_source), ("code", self.by_code), ("document", self.by_document)):
            different = {name: counts for name, counts in groups.items() if counts.percent}
            shown = sorted(different.items(), key=lambda item: -(item[1].changed + item[1].added + item[1].gone))
            for name, counts in shown[:LINES_SHOWN]:
                yield f"  by {title}: {name}: {_counts_to_text(counts)}"
            if len(shown) > LINES_SHOWN:
                yield f"  by {title}: … and {len(shown) - LINES_SHOWN} more"


def _counts_to_text(counts: Counts) -> str:
    return f"{counts.same} facts the same, {counts.changed} changed, {counts.added} added, {counts.gone} gone"


def compare_readings(held: Path, published: Path, version: str) -> Difference:
    """Compare what is staged in `held`, read by `version`, with the older readings in the file `published`.

    Documents that no older version has read do not count. Raises what `load.warehouse.load_batches` raises, and
    GongkaiError where what is published cannot be read, as of another release.
    """
    if not published.exists() or not held.is_dir():
        return Difference()
    with tempfile.TemporaryDirectory(dir=held.parent, prefix=".comparing-") as folder:
        scratch = Path(folder, "held.duckdb")
        load_batches(scratch, held, [], [])
        quoted = str(published).replace("'", "''")
        try:
            with duckdb.connect(str(scratch)) as connection:
                connection.execute(f"ATTACH '{quoted}' AS published (READ_ONLY)")
                connection.execute(_CELLS, {"version": version})
                return _to_difference(connection)
        except duckdb.Error as error:
            raise GongkaiError(f"{published}: cannot be compared with what was read anew: {error}") from error


def _to_difference(connection: duckdb.DuckDBPyConnection) -> Difference:
    def by(query: str) -> dict[str, Counts]:
        return {name: Counts(*counts) for name, *counts in connection.execute(query).fetchall()}

    counts = connection.execute(f"SELECT count(DISTINCT sha256), {_COUNTS} FROM cells").fetchall()  # noqa: S608
    ((documents, *total),) = counts
    return Difference(
        documents,
        Counts(*total),
        by(f"SELECT code, {_COUNTS} FROM cells GROUP BY ALL ORDER BY code"),  # noqa: S608
        by(f"SELECT source, {_COUNTS} FROM cells GROUP BY ALL ORDER BY source"),  # noqa: S608
        by(_DOCUMENTS),
    )
