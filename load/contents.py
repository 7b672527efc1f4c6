"""What a database file holds, in three numbers, and whether it may take the place of another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from extract.errors import GongkaiError

ERROR_SHARE_RISE = 0.1
"""By how much the share of reports with an error may rise from one publication to the next: a tenth of all reports."""

_COUNTS = """
SELECT
    (SELECT count(*) FROM staging.stg_reports WHERE is_current),
    (SELECT count(*) FROM intermediate.report_cell),
    (SELECT count(DISTINCT report_id) FROM main.findings WHERE severity = 'error')
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """Counts over the current versions of the reports."""

    reports: int
    numbers: int
    """Cells of reports, each counted once however often it is stated."""
    reports_with_error: int

    @property
    def error_share(self) -> float:
        """The share of the reports that have a finding of severity error."""
        return self.reports_with_error / max(self.reports, 1)


def count_contents(connection: duckdb.DuckDBPyConnection, path: Path) -> Contents:
    """Count what the marts of an open file hold; raises GongkaiError if they have not been built."""
    try:
        return Contents(*connection.execute(_COUNTS).fetchall()[0])
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise GongkaiError(f"{path}: the marts have not been built, or by another release: {error}") from error


def count_file(path: Path) -> Contents:
    """Count what a file holds that nobody writes to; raises GongkaiError if it cannot be opened or has no marts."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return count_contents(connection, path)
    except duckdb.Error as error:
        raise GongkaiError(f"{path}: the published copy cannot be opened: {error}") from error


def find_regressions(new: Contents, old: Contents) -> list[str]:
    """Why `new` is worse than the `old` that it would replace; empty if it may.

    >>> find_regressions(Contents(9, 900, 0), Contents(10, 900, 1))
    ['9 reports instead of 10']
    >>> find_regressions(Contents(10, 900, 3), Contents(10, 900, 1))
    ['3 of 10 reports contradict themselves (findings of severity error) instead of 1 of 10']
    """
    found = []
    if new.reports < old.reports:
        found.append(f"{new.reports} reports instead of {old.reports}")
    if new.error_share > old.error_share + ERROR_SHARE_RISE:
        found.append(
            f"{new.reports_with_error} of {new.reports} reports contradict themselves (findings of severity error)"
            f" instead of {old.reports_with_error} of {old.reports}"
        )
    return found
