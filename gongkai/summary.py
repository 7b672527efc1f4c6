"""What became of a run, in numbers and reasons: for the ledger, the log and the screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from extract.errors import GongkaiError
from extract.ledger import Ledger
from gongkai.query import published_file, query_published
from transform.model import Outcome

SUMMARY_LOGGER = "gongkai.summary"
OUTCOMES = get_args(Outcome)
FAILURES_KEPT = 200
"""The ledger has them all; the summary of a bad night must still fit into a message."""
FAILURES_TOLD = 20
"""To a person, who has the ledger for the others."""

LOADED = """
SELECT
    count(*) FILTER (starts_with(batch_id, $run)) AS documents,
    count(*) FILTER (starts_with(batch_id, $run) AND outcome = 'report') AS reports,
    -- Reports, not readings: one report may have several documents, versions and readings by older extractors.
    (SELECT count(*) FROM staging.stg_reports WHERE is_current) AS all_reports
FROM raw.document
"""
FINDINGS = """
SELECT
    severity,
    count(*) FILTER (sha256 IN (SELECT sha256 FROM raw.document WHERE starts_with(batch_id, $run))) AS new,
    count(*) AS total
FROM main.findings
GROUP BY severity
ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END
"""

WARNINGS = "SELECT unnest(warnings) FROM raw.build_stamp"


def run_prefix(run_id: int) -> str:
    """What the names of a run's staging batches begin with.

    >>> run_prefix(7)
    'run00000007-'
    """
    return f"run{run_id:08d}-"


def summary_file(logs: Path, run_id: int) -> Path:
    """Where a run's summary is kept as JSON beside its log."""
    return logs / f"{run_prefix(run_id)}summary.json"


def run_to_summary(ledger: Ledger, run_id: int, published: Path) -> dict[str, Any]:
    """The run in JSON: what was listed, fetched, read and published, and every failure with its reason."""
    counts = ledger.run_summary(run_id)
    failures = ledger.failures(run_id)
    return {
        **{field.name: _plain(getattr(counts, field.name)) for field in dataclasses.fields(counts)},
        "extracted": {outcome: counts.extracted[outcome] for outcome in OUTCOMES if outcome in counts.extracted},
        "failures": [dataclasses.asdict(failure) for failure in failures[:FAILURES_KEPT]],
        "failure_count": len(failures),
        "published": _published(run_id, published),
    }


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _published(run_id: int, published: Path) -> dict[str, Any]:
    """What of the run is in the published database; the reason if nothing can be said."""
    parameters = {"run": run_prefix(run_id)}
    try:
        ((documents, reports, all_reports),) = query_published(published, LOADED, parameters).rows
        findings = query_published(published, FINDINGS, parameters).rows
        warnings = query_published(published, WARNINGS).rows
        file = str(published_file(published))
    except GongkaiError as error:
        return {"reason": str(error)}
    return {
        "file": file,
        "documents": documents,
        "reports": reports,
        "all_reports": all_reports,
        "findings": {severity: new for severity, new, _ in findings},
        "all_findings": {severity: total for severity, _, total in findings},
        "warnings": [warning for (warning,) in warnings],
    }


def summary_to_verdict(summary: Mapping[str, Any]) -> str:
    """In one line, what somebody must know of a run.

    >>> summary_to_verdict({"run_id": 7, "kind": "nightly_crawl", "stopped": None, "failure_count": 3})
    'run 7 (nightly_crawl) had 3 failures'
    """
    what = f"stopped: {summary['stopped']}" if summary["stopped"] else f"had {summary['failure_count']} failures"
    return f"run {summary['run_id']} ({summary['kind']}) {what}"


def summary_to_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """The summary as lines of a log."""
    for name, text in summary_to_rows(summary):
        yield f"{name}: {text}"
    for failure in summary["failures"]:
        yield failure_to_line(failure)


def summary_to_rows(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The summary as a table of two columns."""
    fetched, published = summary["fetched"], summary["published"]
    stopped = [("stopped", summary["stopped"])] if summary.get("stopped") else []
    changes = [("changes", difference_to_text(summary["difference"]))] if summary.get("difference") else []
    waiting = summary["left_over"]
    left_over = [("left over", f"{waiting} links, for the next run")] if waiting else []
    rows = [
        *stopped,
        ("sources", _counts(summary["sources"])),
        ("listed", f"{summary['listed']} links, {summary['not_reports']} of them no reports by their titles"),
        ("fetched", _counts(fetched)),
        *left_over,
        ("read", _counts(summary["extracted"])),
        *changes,
    ]
    if "reason" in published:
        return [*rows, ("published", published["reason"])]
    warnings = [("warnings", "; ".join(published["warnings"]))] if published["warnings"] else []
    return [
        *rows,
        ("loaded", f"{published['documents']} documents, {published['reports']} of them reports"),
        ("findings", f"{_counts(published['findings'])}; in all {_counts(published['all_findings'])}"),
        *warnings,
        ("published", f"{published['all_reports']} reports in {published['file']}"),
    ]


def difference_to_text(difference: Mapping[str, Any]) -> str:
    """What a re-read changes, on one line.

    >>> total = {"same": 98, "changed": 1, "added": 0, "gone": 1}
    >>> difference_to_text({"documents": 2, "total": total, "percent": 2.0})
    '98 same, 1 changed, 1 gone facts (2 % change) of 2 documents'
    """
    counts, documents = _counts(difference["total"]), difference["documents"]
    return f"{counts} facts ({difference['percent']:g} % change) of {documents} documents"


def _counts(counts: Mapping[str, int]) -> str:
    """Counts on one line.

    >>> _counts({"new": 3, "failed": 0, "refused": 1}), _counts({})
    ('3 new, 1 refused', 'none')
    """
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"


def failure_to_line(failure: Mapping[str, Any]) -> str:
    """One failure: what, which, how and why."""
    return f"{failure['outcome']} {failure['what']} {failure['name']}: {failure['reason']}"
