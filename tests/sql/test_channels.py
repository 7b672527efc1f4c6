"""Forms that count by channel: their identities hold cell by cell, and a channel is never taken for the total."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from load.identities import forms_to_terms
from transform.form import load_forms
from transform.metrics import load_metrics
from transform.model import Fact

CHANNELS = ("in_person", "fax", "online", "letter")
PUBLISHED = ("gazette", "website", "weibo", "wechat", "other")


def _fact(code: str, value: int | None, channel: str = "all") -> Fact:
    stated = None if value is None else Decimal(value)
    state = "blank" if value is None else "reported"
    return Fact(code, stated, load_metrics()[code].unit, str(value), state, "table", None, channel=channel)


def _facts(received: int | None, by: tuple[int, ...], published: int, through: tuple[int, ...]) -> tuple[Fact, ...]:
    return (
        _fact("requests.received", received),
        *(_fact("requests.received", value, channel) for channel, value in zip(CHANNELS, by, strict=True)),
        _fact("disclosure.total", published),
        *(_fact("disclosure.total", value, channel) for channel, value in zip(PUBLISHED, through, strict=True)),
    )


@pytest.fixture(scope="module")
def database(sql_corpus: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = [
        sql_corpus.document("甲局", 2016, _facts(5, (1, 0, 3, 1), 9, (2, 5, 1, 1, 1)), form="2014"),
        sql_corpus.document("乙局", 2016, _facts(5, (1, 0, 3, 2), 9, (0, 5, 1, 1, 1)), form="2014"),
        sql_corpus.document("丙局", 2016, _facts(None, (1, 0, 3, 2), 9, (9, 0, 0, 0, 0)), form="2014"),
    ]
    terms = forms_to_terms(load_forms().values())
    path, result = sql_corpus.build(tmp_path_factory.mktemp("channels"), documents, terms)
    # The reader of these hand-made reports flagged nothing: the one warning is that the rule found what it did not.
    assert [warning.split(":")[0] for warning in result.warnings] == ["test rule_and_reader_agree"]
    return path


def ask(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_what_does_not_add_up_or_is_too_much_is_returned(database: Path) -> None:
    assert ask(
        database,
        "SELECT agency, equation, severity, observed, expected FROM rules.identity_broken"
        " JOIN staging.stg_reports USING (report_id) ORDER BY ALL",
    ) == [
        ("乙局", "2014.channels", "warning", Decimal(9), Decimal(8)),
        ("乙局", "2014.received", "error", Decimal(5), Decimal(6)),
    ]


def test_a_blank_total_is_the_sum_of_its_channels_and_a_bound_is_no_sum(database: Path) -> None:
    assert ask(
        database,
        "SELECT agency, code, value FROM rules.sum_of_parts JOIN staging.stg_reports USING (report_id) ORDER BY ALL",
    ) == [("丙局", "requests.received", 6), ("乙局", "requests.received", 6), ("甲局", "requests.received", 5)]


def test_each_channel_is_a_number_of_its_own(database: Path) -> None:
    assert ask(
        database,
        "SELECT channel, value FROM mart_report_metric WHERE agency = '甲局' AND code = 'requests.received'"
        " ORDER BY ALL",
    ) == [("all", 5), ("fax", 0), ("in_person", 1), ("letter", 1), ("online", 3)]
