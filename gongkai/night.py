"""What `make run` does once everything is installed: one night through Airflow, shown to a person.

Without arguments the sample portal is started and crawled, in a home of its own; arguments are catalogue ids of real
sources.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from extract.errors import GongkaiError
from extract.source import load_sources, select_sources
from gongkai.airflow_home import airflow_environment, prepare_airflow, run_airflow
from gongkai.query import query_published
from gongkai.settings import (
    Settings,
    environment_to_settings,
    published_to_prefix,
    sample_home,
    settings_to_sample,
    shown_path,
)
from gongkai.show import console, show_answer, show_summary
from gongkai.terminal import complain, complain_of_failures, warn_without_contact

#: A line that one of our own loggers wrote into Airflow's log.
OUR_LINE = re.compile(r"^\S+ \[(?P<level>\w+)\s*\] (?P<text>.*?)\s*\[gongkai\.(?!summary\])[\w.]+\]")

DISTRICTS_SHOWN = 20
DISTRICTS = """
WITH
latest AS (SELECT max(report_year) AS report_year FROM mart_district_year WHERE code = 'requests.received'),
shown AS (
    SELECT *, format('{:,d} ({}/{})', value::BIGINT, reports, reports_known) AS number
    FROM mart_district_year
    JOIN latest USING (report_year)
    WHERE code IN (
        'requests.received', 'requests.concluded', 'requests.granted', 'reconsideration.total', 'penalties.decisions'
    )
)
SELECT
    scope,
    region_name AS district,
    report_year AS year,
    any_value(number) FILTER (code = 'requests.received') AS received,
    any_value(number) FILTER (code = 'requests.concluded') AS concluded,
    any_value(number) FILTER (code = 'requests.granted') AS granted,
    any_value(number) FILTER (code = 'reconsideration.total') AS reconsidered,
    any_value(number) FILTER (code = 'penalties.decisions') AS penalties,
    sum(findings) AS findings
FROM shown
GROUP BY region_code, region_name, report_year, scope
ORDER BY scope = 'region' DESC, max(value) FILTER (code = 'requests.received') DESC NULLS LAST, region_code
"""
FINDINGS = """
SELECT severity, agency, report_year AS year, rule, message, observed, expected
FROM findings
WHERE severity <> 'note'
ORDER BY severity, region_code, agency, report_year, rule, message
LIMIT 15
"""
TO_PASTE = (
    "SELECT scope, region_name, report_year, value, reports, reports_known FROM mart_district_year"
    " WHERE code = 'requests.received' ORDER BY scope DESC, report_year, value DESC"
)


def main() -> None:
    """Run one night and show it; 0 if all went well, 2 with a line for each failure or for what stopped it."""
    started = time.monotonic()
    try:
        code = _run(environment_to_settings(), sys.argv[1:])
    except GongkaiError as error:
        complain(str(error))
        code = 2
    except KeyboardInterrupt:
        complain("interrupted; `make run` goes on where this stopped")
        code = 130
    else:
        console.print(f"{time.monotonic() - started:.0f} s")
    sys.exit(code)


def _run(settings: Settings, sources: Sequence[str]) -> int:
    if not sources:
        with sample_portal(settings) as with_portal:
            catalogue = load_sources(with_portal.sources, sample_portal=with_portal.sample_portal)
            return run_and_show(with_portal, [source.id for source in catalogue.values() if source.sample])
    # A mistake is said before anything starts.
    select_sources(sources, settings.sources, sample_portal=settings.sample_portal)
    warn_without_contact(settings)
    return run_and_show(settings, sources)


def run_and_show(settings: Settings, sources: Sequence[str]) -> int:
    """Run one night over these sources and show it; 2 if any source, link or document failed."""
    console.print("Preparing Airflow …")
    prepare_airflow(settings)
    summary = run_night(settings, sources)
    console.print()
    show_summary(summary)
    if summary["sources"].get("crawled"):
        show_published(settings)
    else:
        console.print("No source was crawled: what is published is older than this run, and is not shown.")
    return complain_of_failures(summary)


@contextmanager
def sample_portal(settings: Settings) -> Iterator[Settings]:
    """Generate the sample corpus if there is none and serve it; gives the settings that crawl it.

    The port of the last time is taken again if it is free: documents are known by their addresses.
    """
    home = sample_home(settings)
    corpus, port_file = home / "corpus", home / "corpus.port"
    if not (corpus / "corpus.json").exists():
        console.print("Writing the sample corpus …")
        command = [sys.executable, "-m", "sample.generate", "--out", str(corpus), "--seed", "7"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own module)
    known_port = port_file.read_text("ascii") if port_file.exists() else "0"
    process, url = _start_portal(corpus, known_port) or _start_portal(corpus, "0") or (None, "")
    if process is None:
        raise GongkaiError("the sample portal does not start: run `python -m sample.portal` to see why")
    try:
        port_file.write_text(url.rpartition(":")[2], "ascii")
        console.print(f"Sample portal on {url}")
        yield settings_to_sample(settings, url)
    finally:
        process.terminate()
        process.wait()


def _start_portal(corpus: Path, port: str) -> tuple[subprocess.Popen[str], str] | None:
    command = [sys.executable, "-m", "sample.portal", "--corpus", str(corpus), "--port", port]
    process = subprocess.Popen(  # noqa: S603 (our own module)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None  # noqa: S101 (it is a pipe)
    url = process.stdout.readline().strip()
    if url:
        return process, url
    process.wait()
    return None


def run_night(settings: Settings, sources: Sequence[str]) -> dict[str, Any]:
    """Run the DAG once through Airflow, showing what our own code logs; gives the run's summary.

    Raises `GongkaiError` that names the log if the night did not come to its end.
    """
    log = settings.logs / f"night-{time.strftime('%Y%m%d-%H%M%S')}.log"
    before = set(settings.logs.glob("*-summary.json"))
    console.print(f"Running the DAG nightly_crawl through Airflow; its whole log: {log}")
    arguments = ("dags", "test", "nightly_crawl", "--conf", json.dumps({"sources": list(sources)}))
    code = run_airflow(arguments, airflow_environment(settings), log, on_line=show_our_line)
    new = sorted(set(settings.logs.glob("*-summary.json")) - before)
    if not new:
        raise GongkaiError(f"the night ended (code {code}) without a summary: see {log}")
    summary: dict[str, Any] = json.loads(new[-1].read_text("utf-8"))
    if code:
        show_summary(summary)
        complain_of_failures(summary)
        raise GongkaiError(f"a step of the night failed: see {log}")
    return summary


def show_our_line(line: str) -> None:
    """Show a line of Airflow's log if our own code wrote it."""
    if match := OUR_LINE.match(line):
        style = "yellow" if match["level"] in {"warning", "error"} else None
        console.print(f"  {match['text']}", style=style, markup=False, highlight=False, soft_wrap=True)


def show_published(settings: Settings) -> None:
    """Districts side by side, the findings that matter most, and how to go on."""
    published = settings.published
    answer = query_published(published, DISTRICTS)
    shown = replace(answer, rows=answer.rows[:DISTRICTS_SHOWN])
    title = f"Districts side by side: number (reports that state it/reports of that scope), {len(shown.rows)} of"
    show_answer(shown, f"{title} {len(answer.rows)} rows of mart_district_year")
    show_answer(query_published(published, FINDINGS), "Findings, the gravest first, without notes (findings)")
    file = shown_path(published / "gongkai.duckdb")
    prefix = published_to_prefix(settings)
    console.print("Published database:", file, markup=False, soft_wrap=True)
    console.print("Ask it:", f'{prefix}.venv/bin/gongkai query "{TO_PASTE}"', sep="\n  ", markup=False, soft_wrap=True)
    duckdb = f'duckdb -readonly {shlex.quote(file)} "{TO_PASTE}"'
    console.print("or, with DuckDB's own shell:", duckdb, sep="\n  ", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
