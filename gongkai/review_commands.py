"""The commands with which a person confirms or corrects a printed number."""

from __future__ import annotations

import click

from extract.errors import ConfigurationError

# As in gongkai.cli: every command imports what it needs and no more.
# ruff: noqa: PLC0415


@click.group()
def review() -> None:
    """What persons say of printed numbers: confirmed or corrected, beside what is printed, never instead of it."""


@review.command(name="add")
@click.argument("sha256")
@click.argument("code")
@click.option("--applicant", default="all", show_default=True, help="Kind of applicant.")
@click.option("--channel", default="all", show_default=True, help="Channel of publication or request.")
@click.option("--label", default="", help="Category as printed, where the metric has them.")
@click.option("--locator", help="Where in the document you looked, in your words.")
@click.option("--value", help="What is right instead, an exact decimal in the metric's unit.")
@click.option("--confirm", is_flag=True, help="It is right as read.")
@click.option("--by", required=True, help="Your name.")
@click.option("--why", required=True, help="What you saw.")
def add_review(sha256: str, code: str, value: str | None, confirm: bool, **said: str) -> None:
    """Say what the number CODE of document SHA256 should be.

    The beginning of a sha256 will do. A later review of the same number supersedes this one; both are kept. It reaches
    the published database with the next run or `gongkai reprocess`.
    """
    from gongkai.review import Cell, add_review, describe_review
    from gongkai.settings import environment_to_settings

    if confirm == (value is not None):
        raise ConfigurationError("either --value, what is right instead, or --confirm")
    cell = Cell(sha256, code, said["applicant"], said["channel"], said["label"])
    added = add_review(environment_to_settings(), cell, value, by=said["by"], why=said["why"], locator=said["locator"])
    print(describe_review(*added))


@review.command(name="list")
@click.argument("sha256", default="")
def list_reviews(sha256: str) -> None:
    """List the reviews of document SHA256, or all of them."""
    from gongkai.review import list_reviews
    from gongkai.settings import environment_to_settings
    from gongkai.show import show_answer

    answer = list_reviews(environment_to_settings(), sha256)
    if answer.rows:
        show_answer(answer)
    else:
        print("No reviews yet: gongkai review add --help")
