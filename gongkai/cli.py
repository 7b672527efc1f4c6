"""The command line: `gongkai --help`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from extract.errors import ConfigurationError, GongkaiError
from gongkai.published_commands import PUBLISHED_COMMANDS
from gongkai.review_commands import review
from gongkai.source_commands import sources
from gongkai.terminal import ask_to_publish, begin_crawl, complain, finish, show_progress

# Every command imports what it needs and no more: `gongkai extract` must not wait for Airflow, Scrapy, dbt or pandas.
# ruff: noqa: PLC0415

INTERRUPTED = 130


def main() -> None:
    """Run the command line: 0 if all went well, 2 with one line per failure, 130 if interrupted."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = commands.main(standalone_mode=False)
    except GongkaiError as error:
        complain(str(error))
        code = 2
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted; run the same command again to go on")
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough of it; the interpreter must not try to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gongkai")
def commands() -> int:
    """Crawl, read, prove and compare the yearly disclosure reports of Chinese government agencies.

    Everything is kept under ./var; GONGKAI_HOME moves it. What `make run` makes of its sample is under
    ./var/sample-night: GONGKAI_HOME=var/sample-night gongkai query … asks that.
    """
    return 0


@commands.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print all facts and findings as one JSON list.")
def extract(files: Sequence[str], as_json: bool) -> int:
    """Read FILES and print what they report; nothing is stored.

    Ends with 0 if every file was read as a report, else with 2 and a line on standard error for each that was not.
    """
    from gongkai.files import read_files
    from gongkai.output import reading_to_json, reading_to_text

    failed = False
    readings = read_files(files)
    if as_json:
        print("[", end="")
    for index, (file, reading) in enumerate(readings):
        if as_json:
            print(",\n " if index else "", reading_to_json(file, reading), sep="", end="", flush=True)
        else:
            print(reading_to_text(file, reading), flush=True)
        if reading.outcome != "report":
            failed = True
            complain(f"{file}: {reading.outcome}: {reading.reason}")
    if as_json:
        print("]")
    return 2 if failed else 0


@commands.command(name="import")
@click.argument("files", nargs=-1, required=True)
@click.option("--url", help="Where the file was found; needs exactly one file.")
@click.option("--agency", help="Who published it.")
@click.option("--year", type=click.IntRange(2003, 2100), help="The year it reports on.")
@click.option("--source", help="The catalogue entry whose agency and region hold for it.")
def import_(files: Sequence[str], url: str | None, agency: str | None, year: int | None, source: str | None) -> int:
    """Take FILES that were fetched by hand into archive and ledger; the next run or `gongkai reprocess` reads them."""
    from gongkai.files import import_files

    if url and len(files) != 1:
        raise ConfigurationError(f"--url names one file, and {len(files)} are given")
    failures = 0
    for file, outcome, reason in import_files(files, url=url, agency=agency, report_year=year, source_id=source):
        if reason is None:
            print(f"{file}: {outcome}")
        else:
            failures += 1
            complain(f"{file}: {outcome}: {reason}")
    return 2 if failures else 0


@commands.command()
@click.argument("sources", nargs=-1)
@click.option("--year", "years", type=click.IntRange(2003, 2100), multiple=True, help="Only reports of this year.")
def crawl(sources: Sequence[str], years: Sequence[int]) -> int:
    """Crawl SOURCES (all that are due if none is named) into the archive, and read nothing."""
    from gongkai import runs

    begin_crawl(sources)
    return finish(runs.run_crawl(sources, years))


@commands.command()
@click.argument("sources", nargs=-1)
@click.option("--year", "years", type=click.IntRange(2003, 2100), multiple=True, help="Only reports of this year.")
def run(sources: Sequence[str], years: Sequence[int]) -> int:
    """Crawl, read, load, build and publish, once."""
    from gongkai import runs

    begin_crawl(sources)
    return finish(runs.run("run", sources, years))


@commands.command()
@click.option("--from", "first", type=click.IntRange(2003, 2100), required=True, help="First report year.")
@click.option("--to", "last", type=click.IntRange(2003, 2100), required=True, help="Last report year.")
@click.argument("sources", nargs=-1)
def backfill(first: int, last: int, sources: Sequence[str]) -> int:
    """Do the same as `run` for past report years, one after another."""
    from gongkai import runs

    if last < first:
        raise ConfigurationError(f"--from {first} is after --to {last}")
    begin_crawl(sources)
    return max(finish(runs.run("backfill", sources, [year])) for year in range(first, last + 1))


@commands.command()
@click.option(
    "--stop-above",
    type=click.FloatRange(0, 100),
    default=5,
    show_default=True,
    metavar="PERCENT",
    help="Ask before more than this share of the facts of what is read anew changes.",
)
def reprocess(stop_above: float) -> int:
    """Read anew what an older version has read, show what changes, then load, build and publish it.

    No portal is asked. Where nobody can be asked either, nothing is published and the command ends with 2; what was
    read is kept for the next time.
    """
    from gongkai import runs

    show_progress()
    return finish(runs.reprocess(stop_above, ask_to_publish))


@commands.command()
@click.option("--verify", is_flag=True, help="Read the whole archive, and check each document against its sha256.")
def status(verify: bool) -> int:
    """Show how each source stands, what of the reports due is there, and what is published.

    With --verify it ends with 2 and a line on standard error for each document that is missing or altered.
    """
    from gongkai.settings import environment_to_settings
    from gongkai.status import show_status, show_verification

    settings = environment_to_settings()
    show_status(settings)
    return 2 if verify and show_verification(settings) else 0


@commands.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False, "help_option_names": []}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="ARGS…")
def airflow(arguments: Sequence[str]) -> int:
    """Run the `airflow` command on our DAGs, in an Airflow of its own under the home folder: `airflow standalone`."""
    from gongkai.airflow_home import command_airflow
    from gongkai.settings import environment_to_settings

    show_progress()
    return command_airflow(tuple(arguments), environment_to_settings())


for command in (review, sources, *PUBLISHED_COMMANDS):
    commands.add_command(command)
