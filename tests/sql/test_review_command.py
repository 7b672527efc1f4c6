"""`gongkai review`: what is said of a number is checked, kept and staged."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from extract.errors import ConfigurationError, GongkaiError
from gongkai.cli import commands
from gongkai.settings import environment_to_settings
from gongkai.snapshots import stage_snapshots
from load.warehouse import load_batches

BY = ("--by", "王芳", "--why", "看过原件")


@pytest.fixture
def review(built: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `gongkai review` over the shared corpus as published, with a ledger of its own."""
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    published = environment_to_settings().published
    published.mkdir(parents=True)
    shutil.copy(built[0], published / "gongkai.duckdb")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(commands, ["review", *arguments])

    return run


@pytest.fixture
def sha256(query: Any) -> str:
    ((found,),) = query(
        "SELECT sha256 FROM mart_report_metric"
        " WHERE agency = '绿园区应急管理局' AND report_year = 2020 AND code = 'requests.received' AND applicant = 'all'"
    )
    return str(found)


def staged_reviews() -> list[tuple[Any, ...]]:
    settings = environment_to_settings()
    stage_snapshots(settings)
    load_batches(settings.warehouse, settings.staging, [], [])
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute(
            "SELECT sha256, code, applicant, verdict, value, reviewed_by, reason, locator FROM raw.review"
            " ORDER BY review_id"
        ).fetchall()


def test_a_review_is_kept_with_name_and_reason_and_a_later_one_supersedes_it(review: Any, sha256: str) -> None:
    corrected = review("add", sha256[:10], "requests.received", "--applicant", "total", "--value", "12.5", *BY)
    assert corrected.output == f"review 1: {sha256[:12]} requests.received corrected, 12.5\n"
    confirmed = review("add", sha256, "requests.received", "--confirm", *BY, "--locator", "表三第一行")
    assert confirmed.output == f"review 2: {sha256[:12]} requests.received confirmed, 10\n"
    # What is printed as well is no correction.
    same = review("add", sha256, "requests.received", "--applicant", "natural_person", "--value", "7.0", *BY)
    assert same.output == f"review 3: {sha256[:12]} requests.received of natural_person confirmed, 7\n"
    said = ("王芳", "看过原件")
    assert staged_reviews() == [
        (sha256, "requests.received", "all", "corrected", Decimal("12.5"), *said, None),
        (sha256, "requests.received", "all", "confirmed", Decimal(10), *said, "表三第一行"),
        (sha256, "requests.received", "natural_person", "confirmed", Decimal(7), *said, None),
    ]
    listed = review("list", sha256[:6]).output
    assert [listed.count(word) for word in ("superseded", "yes", "王芳")] == [1, 2, 3]
    assert "No reviews" in review("list", "0" * 64).output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["{sha256}", "requests.received"], "either --value"),
        (["{sha256}", "requests.received", "--value", "1", "--confirm"], "either --value"),
        (["{sha256}", "requests.received", "--value", "一"], "is no decimal"),
        (["{sha256}", "requests.received", "--value", "1e3"], "is no decimal"),
        (["{sha256}", "requests.received", "--value", "0.00001"], "4 after it"),
        (["0000", "requests.received", "--confirm"], "0000: the published database has no such document"),
        (["", "requests.received", "--confirm"], "several documents begin so"),
        (["{sha256}", "requests.receive", "--confirm"], "it has requests.carried_in, requests.carried_out"),
        (
            ["{sha256}", "requests.received", "--applicant", "business", "--confirm"],
            "it has requests.received, requests.received of natural_person",
        ),
        (["{sha256}", "requests.received", "--confirm", "--by", " "], "needs a name"),
    ],
)
def test_what_cannot_be_meant_is_refused(review: Any, sha256: str, arguments: list[str], told: str) -> None:
    given = ["add", *(argument.format(sha256=sha256) for argument in arguments)]
    named = given if "--by" in given else [*given, "--by", "王芳"]
    result = review(*named, "--why", "看过原件")
    assert isinstance(result.exception, ConfigurationError)
    assert told in str(result.exception)
    assert "No reviews" in review("list").output


def test_without_a_published_database_nothing_can_be_reviewed(review: Any, sha256: str) -> None:
    (environment_to_settings().published / "gongkai.duckdb").unlink()
    result = review("add", sha256, "requests.received", "--confirm", *BY)
    assert isinstance(result.exception, GongkaiError)
    assert "nothing has been published yet" in str(result.exception)
