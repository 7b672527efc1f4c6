"""What `make run` does once everything is installed: one night through Airflow, shown to a person.

Without arguments the sample portal is started and crawled; arguments are catalogue ids of real sources.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from extract.errors import GongkaiError
from extract.source import load_sources, select_sources
from gongkai.airflow_home import airflow_environment, prepare_airflow, run_airflow
from gongkai.cli import complain
from gongkai.query import query_published
from gongkai.settings import Settings, environment_to_settings
from gongkai.show import console, show_answer, show_summary

#: A line that one of our own loggers wrote into Airflow's log.
OUR_LINE = re.compile(r"^\S+ \[(?P<level>\w+)\s*\] (?P<text>.*?)\s*\[gongkai\.(?!summary\])[\w.]+\]")

DISTRICTS = """
WITH latest AS (SELECT max(report_year) AS report_year FROM mart_district_year WHERE code = 'requests.received')
SELECT
    region_name AS district,
    report_year AS year,
    max(value) FILTER (code = 'requests.received') AS received,
    max(value) FILTER (code = 'requests.concluded') AS concluded,
    max(value) FILTER (code = 'requests.granted') AS granted,
    max(value) FILTER (code = 'reconsideration.total') AS reconsiderations,
    max(value) FILTER (code = 'penalties.decisions') AS penalties,
    max(reports) FILTER (code = 'requests.received') || ' of ' || max(reports_known) AS reports,
    sum(findings) AS findings
FROM mart_district_year
JOIN latest USING (report_year)
GROUP BY region_code, region_name, report_year
ORDER BY received DESC NULLS LAST, region_code
LIMIT 20
"""
FINDINGS = """
SELECT severity, agency, report_year AS year, rule, message, observed, expected
FROM findings
ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, region_code, agency, report_year, rule
LIMIT 15
"""
TO_PASTE = (
    "SELECT region_name, report_year, value FROM mart_district_year WHERE code = 'requests.received'"
    " ORDER BY report_year, value DESC"
)


def main() -> None:
    """Run one night and show it; 0 if it went through, 2 with a line that says what stopped it."""
    started = time.monotonic()
    try:
        settings = environment_to_settings()
        # A mistake is said before anything starts.
        select_sources(sys.argv[1:], settings.sources)
        console.print("Preparing Airflow …")
        prepare_airflow(settings)
        if sys.argv[1:]:
            summary = run_night(settings, sys.argv[1:])
        else:
            with sample_portal(settings) as with_portal:
                catalogue = load_sources(settings.sources, sample_portal=with_portal.sample_portal)
                summary = run_night(with_portal, [source.id for source in catalogue.values() if source.sample])
        show_night(settings, summary)
    except GongkaiError as error:
        complain(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        complain("interrupted; `make run` goes on where this stopped")
        sys.exit(130)
    console.print(f"{time.monotonic() - started:.0f} s")


@contextmanager
def sample_portal(settings: Settings) -> Iterator[Settings]:
    """Generate the sample corpus if there is none and serve it; gives the settings that crawl it.

    The port of the last time is taken again if it is free: documents are known by their addresses.
    """
    corpus, port_file = settings.home / "sample", settings.home / "sample.port"
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
        yield settings.model_copy(update={"sample_portal": url})
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
        raise GongkaiError(f"a step of the night failed: see {log}")
    return summary


def show_our_line(line: str) -> None:
    """Show a line of Airflow's log if our own code wrote it."""
    if match := OUR_LINE.match(line):
        style = "yellow" if match["level"] in {"warning", "error"} else None
        console.print(f"  {match['text']}", style=style, markup=False, highlight=False, soft_wrap=True)


def show_night(settings: Settings, summary: dict[str, Any]) -> None:
    """The summary, districts side by side, the findings that matter most, and how to go on."""
    console.print()
    show_summary(summary)
    published = settings.published
    show_answer(query_published(published, DISTRICTS), "Districts side by side (mart_district_year)")
    show_answer(query_published(published, FINDINGS), "Findings, the gravest first (findings)")
    file = published / "gongkai.duckdb"
    console.print("Published database:", str(file), markup=False, soft_wrap=True)
    console.print("Ask it:", f'.venv/bin/gongkai query "{TO_PASTE}"', sep="\n  ", markup=False, soft_wrap=True)
    console.print("or:", f'duckdb -readonly {file} "{TO_PASTE}"', sep="\n  ", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
