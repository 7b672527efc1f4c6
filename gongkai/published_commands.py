"""The commands around the published database: asking it, taking it along, describing it, publishing it anew."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

# As in gongkai.cli: every command imports what it needs and no more.
# ruff: noqa: PLC0415


@click.command()
@click.argument("sql", required=False)
@click.option("--example", metavar="NAME", help="Ask the example of this name instead; `gongkai examples` lists them.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV; what a spreadsheet would run as a formula is defused.")
def query(sql: str | None, example: str | None, as_csv: bool) -> None:
    """Run one SQL statement on the published database, read-only.

    What there is to ask: `gongkai dictionary`, or
    SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal
    """
    from extract.errors import ConfigurationError
    from gongkai.examples import find_example
    from gongkai.query import answer_to_csv, query_published
    from gongkai.settings import environment_to_settings

    if (sql is None) == (example is None):
        raise ConfigurationError("one SQL statement is needed, or --example with the name of one")
    answer = query_published(environment_to_settings().published, sql or find_example(example or "").sql)
    if as_csv:
        answer_to_csv(answer, sys.stdout)
        return
    from gongkai.show import show_answer

    show_answer(answer)


@click.command()
def examples() -> None:
    """List questions that analysts ask, each with the SQL file that answers it."""
    from gongkai.examples import load_examples
    from gongkai.query import Answer
    from gongkai.show import show_answer

    rows = [(each.name, each.question, each.question_zh) for each in load_examples()]
    show_answer(Answer(("name", "question", "问题"), rows))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(("parquet", "csv")), default="parquet", show_default=True)
@click.option("--mart", "marts", multiple=True, help="Only this mart; may be given several times.")
def export(folder: Path, format_: str, marts: Sequence[str]) -> None:
    """Write the published marts into FOLDER for other tools, with the data dictionary.

    Parquet has a folder for each report year; CSV is UTF-8 that spreadsheets open as it is, with formulas defused.
    """
    from gongkai.export import export_marts
    from gongkai.settings import environment_to_settings

    for path in export_marts(environment_to_settings().published, folder, format_, marts):  # type: ignore[arg-type]
        print(path)


@click.command()
def dictionary() -> None:
    """Print the data dictionary: every mart and column with its description, as Markdown."""
    from gongkai.dictionary import dictionary_to_markdown, published_to_dictionary
    from gongkai.settings import environment_to_settings

    print(dictionary_to_markdown(published_to_dictionary(environment_to_settings().published)), end="")


@click.command()
@click.option("--anyway", is_flag=True, help="Also if there are fewer reports than before, or more that are in error.")
def publish(anyway: bool) -> None:
    """Build the marts from what is loaded, and publish them; nothing is crawled or read."""
    from gongkai.settings import environment_to_settings
    from load.build import build_marts
    from load.publish import publish as publish_file

    settings = environment_to_settings()
    build_marts(settings.warehouse, log_dir=settings.logs / "dbt", data_tests=settings.data_tests)
    print(publish_file(settings.warehouse, settings.published, anyway=anyway))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def docs(folder: Path) -> None:
    """Write dbt's documentation of the warehouse into FOLDER: one page with every model, its SQL and its lineage."""
    from gongkai.settings import environment_to_settings
    from load.docs import write_docs

    print(write_docs(environment_to_settings().warehouse, folder))


PUBLISHED_COMMANDS: tuple[click.Command, ...] = (query, examples, export, dictionary, publish, docs)
