"""Outcomes of requests, disputes, complaints and channels: shares with their intervals, worked by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from extract.document import Locator
from load.identities import forms_to_terms
from transform.form import load_forms
from transform.metrics import load_metrics
from transform.model import Fact, FactSource, State

Ask = Callable[[str], list[tuple[Any, ...]]]
Numbers = Mapping[str, int | None]

YUEXIU = ("440104", "广东省广州市越秀区")
OUTCOMES = ("granted", "granted_in_part", "denied", "unavailable", "rejected", "other")


def _facts(numbers: Numbers, *, source: FactSource = "table", applicant: str = "all", line: int = 1) -> list[Fact]:
    """One fact a code; `code@channel` is of that channel, `code#label` of that category; None is a blank cell."""
    facts = []
    for number, (key, value) in enumerate(numbers.items()):
        code, _, label = key.partition("#")
        code, _, channel = code.partition("@")
        stated = None if value is None else Decimal(value)
        state: State = "blank" if value is None else "reported"
        facts.append(
            Fact(
                code=code,
                value=stated,
                unit=load_metrics()[code].unit,
                raw="" if value is None else str(value),
                state=state,
                source=source,
                applicant=applicant,  # type: ignore[arg-type]
                channel=channel or "all",  # type: ignore[arg-type]
                label=label,
                locator=Locator(line=line + number),
            )
        )
    return facts


def _table_3(form: str, filled: Numbers, concluded: int | None, **more: Any) -> list[Fact]:
    """All outcomes of a form of 2019 or 2021, those not named being 0."""
    codes = [
        code
        for code, metric in load_metrics().items()
        if code.startswith("requests.") and form in metric.forms and code.split(".")[1] in OUTCOMES
    ]
    numbers: Numbers = dict.fromkeys(codes, 0) | {f"requests.{code}": value for code, value in filled.items()}
    return _facts(numbers | {"requests.concluded": concluded}, **more)


def _table_4(procedure: str, upheld: int | None, corrected: int | None, other: int | None, total: int) -> list[Fact]:
    results = {"upheld": upheld, "corrected": corrected, "other": other, "pending": 1, "total": total}
    return _facts({f"{procedure}.{result}": value for result, value in results.items()}, line=100)


@pytest.fixture(scope="module")
def ask(sql_corpus: Any, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    document = sql_corpus.document
    split = {"granted": 30, "granted_in_part": 5, "denied.internal_affairs": 2, "denied.enforcement_file": 1}
    split |= {"unavailable.not_held": 6, "rejected.petition": 3, "other.other": 3}
    person = {"granted": 2, "unavailable.not_held": 1}
    replies = {"granted": 4, "granted_in_part": 0, "denied": 2, "denied.privacy": 2, "already_public": 3}
    replies |= {"not_this_agency": 0, "not_exist": 1, "to_be_amended": 0, "other_route": 0, "replies": 10}
    documents = [
        # 50 concluded of all applicants, 3 of natural persons; 20 decided reconsiderations, 5 of them corrected.
        document(
            "甲局",
            2021,
            (
                *_table_3("2021", split, 50),
                *_table_3("2021", person, 3, applicant="natural_person", line=50),
                *_table_4("reconsideration", 12, 5, 3, 21),
                *_table_4("litigation.direct", 1, 1, 0, 3),
                *_table_4("litigation.after_reconsideration", 2, None, None, 3),
                *_facts({"disclosure.total": 100, "disclosure.total@website": 90}, source="narrative", line=200),
                *_facts({"disclosure.total@wechat": 60, "disclosure.total@press": 120}, source="narrative", line=210),
                *_facts({"disclosure.by_category#政策文件": 25}, source="narrative", line=220),
            ),
        ),
        # The printed total is not what the outcomes add up to (9), and a ground that was not read leaves denied open.
        document("乙局", 2021, (*_table_3("2021", {"granted": 9}, 10), *_table_4("reconsideration", 0, 1, 0, 2))),
        document(
            "丙局",
            2021,
            tuple(
                fact
                for fact in _table_3("2021", {"granted": 1, "other.other": 1}, 4)
                if fact.code != "requests.denied.state_secret"
            ),
        ),
        # Blanks: the total proves that nothing was denied; without a total nobody knows.
        document("丁局", 2022, tuple(_table_3("2021", _blank("denied") | {"granted": 4}, 4))),
        document("戊局", 2022, tuple(_table_3("2021", _blank("denied") | {"granted": 4}, None))),
        # The form of 2014 splits replies, that of 2008 into three of many; prose tells what it likes.
        document(
            "己局",
            2016,
            (
                *_facts({f"requests.{code}": value for code, value in replies.items()}),
                *_facts(
                    {"litigation.upheld": 2, "litigation.corrected": 1, "litigation.other": 1, "litigation.total": 4}
                ),
                *_facts({"complaints.received": 0}),
            ),
            form="2014",
        ),
        document(
            "庚局",
            2010,
            tuple(_facts({"requests.granted": 6, "requests.denied": 1, "requests.replies": 9})),
            form="2008",
        ),
        document(
            "辛局",
            2023,
            (
                *_facts({"requests.granted": 2, "requests.denied": 1, "requests.concluded": 3}, source="narrative"),
                *_zero_stated("complaints.received"),
            ),
        ),
        document("壬局", 2016, tuple(_facts({"complaints.received": None})), form="2014"),
        # A whole region, told by the government and its office; the offices at hand are not added to it.
        document(
            "越秀区人民政府",
            2021,
            (
                *_table_3("2021", {"granted": 60, "rejected.repeated": 40}, 100),
                *_table_4("reconsideration", 8, 2, 0, 11),
                *_facts({"disclosure.total": 10, "disclosure.total@website": 10}, source="narrative", line=200),
            ),
            region=YUEXIU,
            scope="region",
        ),
        document(
            "越秀区人民政府办公室",
            2021,
            (*_table_3("2021", {"granted": 1}, 1), *_table_4("reconsideration", 1, 0, 0, 2)),
            region=YUEXIU,
            scope="region",
        ),
        document("越秀区财政局", 2021, tuple(_table_3("2021", {"granted": 7}, 7)), region=YUEXIU),
    ]
    database, _ = sql_corpus.build(
        tmp_path_factory.mktemp("outcomes"), documents, forms_to_terms(load_forms().values())
    )

    def run(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run


def _blank(outcome: str) -> dict[str, int | None]:
    codes = (code.removeprefix("requests.") for code in load_metrics())
    return {code: None for code in codes if code.startswith(f"{outcome}.") and "2021" in _forms(code)}


def _forms(code: str) -> tuple[str, ...]:
    return load_metrics()[f"requests.{code}"].forms


def _zero_stated(code: str) -> list[Fact]:
    return [
        fact._replace(state="zero_stated", raw="未收到举报投诉")
        for fact in _facts({code: 0}, source="narrative", line=9)
    ]


def test_outcomes_are_shares_of_what_was_concluded(ask: Ask) -> None:
    assert ask(
        "SELECT outcome, value, value_from, basis, requests, denominator, share, is_small FROM mart_request_outcomes"
        " WHERE agency = '甲局' AND applicant = 'all' ORDER BY value DESC, outcome"
    ) == [
        ("granted", 30, "printed", "concluded", 50, "printed", 0.6, False),
        ("unavailable", 6, "parts", "concluded", 50, "printed", 0.12, False),
        ("granted_in_part", 5, "printed", "concluded", 50, "printed", 0.1, False),
        ("denied", 3, "parts", "concluded", 50, "printed", 0.06, False),
        ("other", 3, "parts", "concluded", 50, "printed", 0.06, False),
        ("rejected", 3, "parts", "concluded", 50, "printed", 0.06, False),
    ]


def test_each_kind_of_applicant_has_its_own(ask: Ask) -> None:
    assert ask(
        "SELECT outcome, value, requests, share, is_small FROM mart_request_outcomes WHERE agency = '甲局'"
        " AND applicant = 'natural_person' AND value > 0 ORDER BY outcome"
    ) == [("granted", 2, 3, pytest.approx(2 / 3), True), ("unavailable", 1, 3, pytest.approx(1 / 3), True)]


def test_intervals_are_wilsons(ask: Ask) -> None:
    # 30 of 50: (30 + 1.9207 ∓ 1.96 · √(30 · 20 / 50 + 0.9604)) / 53.8415 = (31.9207 ∓ 7.0558) / 53.8415.
    assert ask(
        "SELECT outcome, round(share_low, 4), round(share_high, 4) FROM mart_request_outcomes"
        " WHERE agency = '甲局' AND applicant = 'all' AND outcome IN ('granted', 'denied') ORDER BY outcome"
    ) == [("denied", 0.0206, 0.1622), ("granted", 0.4618, 0.7239)]
    assert ask(
        "SELECT share, share_low, round(share_high, 4) FROM mart_request_outcomes WHERE agency = '甲局'"
        " AND applicant = 'natural_person' AND outcome = 'rejected'"
    ) == [(0.0, 0.0, 0.5615)]


def test_a_total_that_contradicts_its_parts_gives_way_to_their_sum(ask: Ask) -> None:
    assert ask(
        "SELECT value, requests, denominator, share FROM mart_request_outcomes"
        " WHERE agency = '乙局' AND outcome = 'granted'"
    ) == [(9, 9, "parts", 1.0)]


def test_what_was_not_read_leaves_an_outcome_open(ask: Ask) -> None:
    assert ask(
        "SELECT outcome, value, value_from, requests, denominator, share FROM mart_request_outcomes"
        " WHERE agency = '丙局' AND outcome IN ('denied', 'granted') ORDER BY outcome"
    ) == [
        ("denied", None, None, 4, "printed_unchecked", None),
        ("granted", 1, "printed", 4, "printed_unchecked", 0.25),
    ]


def test_a_blank_is_nothing_only_where_the_total_proves_it(ask: Ask) -> None:
    assert ask(
        "SELECT agency, value, value_from, requests, denominator, share FROM mart_request_outcomes"
        " WHERE agency IN ('丁局', '戊局') AND outcome = 'denied' ORDER BY agency"
    ) == [("丁局", 0, "blank", 4, "printed", 0.0), ("戊局", None, None, 4, "parts", None)]


def test_older_forms_split_replies_and_prose_what_it_states(ask: Ask) -> None:
    assert ask(
        "SELECT agency, outcome, value, value_from, basis, requests, denominator FROM mart_request_outcomes"
        " WHERE agency IN ('己局', '庚局', '辛局') AND value > 0 ORDER BY agency, outcome"
    ) == [
        ("己局", "already_public", 3, "printed", "replies", 10, "printed"),
        ("己局", "denied", 2, "printed", "replies", 10, "printed"),
        ("己局", "granted", 4, "printed", "replies", 10, "printed"),
        ("己局", "not_exist", 1, "printed", "replies", 10, "printed"),
        ("庚局", "denied", 1, "printed", "replies", 9, "printed_unchecked"),
        ("庚局", "granted", 6, "printed", "replies", 9, "printed_unchecked"),
        ("辛局", "denied", 1, "printed", "concluded", 3, "printed"),
        ("辛局", "granted", 2, "printed", "concluded", 3, "printed"),
    ]


def test_districts_never_add_own_offices_to_the_whole_region(ask: Ask) -> None:
    # 绿园区: 30, 9 and 1 of 50, 9 and 4; 越秀区: the government's 60 of 100, without its office's and the bureau's.
    assert ask(
        "SELECT region_name, scope, value, requests, share, reports, reports_known, reports_of_parts"
        " FROM mart_district_request_outcomes WHERE report_year = 2021 AND applicant = 'all' AND outcome = 'granted'"
        " ORDER BY region_code"
    ) == [
        ("吉林省长春市绿园区", "own", 40, 63, pytest.approx(40 / 63), 3, 3, 1),
        ("广东省广州市越秀区", "region", 60, 100, 0.6, 1, 2, 0),
    ]


def test_a_share_of_a_district_covers_the_reports_that_state_it(ask: Ask) -> None:
    assert ask(
        "SELECT outcome, value, requests, reports FROM mart_district_request_outcomes WHERE region_code = '220106'"
        " AND report_year = 2021 AND applicant = 'all' AND outcome IN ('denied', 'other') ORDER BY outcome"
    ) == [("denied", 3, 59, 2), ("other", 4, 63, 3)]


def test_disputes_by_result_with_the_rate_of_correction(ask: Ask) -> None:
    assert ask(
        "SELECT procedure, upheld, corrected, other, pending, total, is_sum, decided, correction_rate, is_small"
        " FROM mart_reconsideration_litigation WHERE agency = '甲局' ORDER BY procedure"
    ) == [
        ("litigation", 3, 1, 0, 2, 6, True, 4, 0.25, True),
        ("litigation.after_reconsideration", 2, None, None, 1, 3, False, 2, 0.0, True),
        ("litigation.direct", 1, 1, 0, 1, 3, False, 2, 0.5, True),
        ("reconsideration", 12, 5, 3, 1, 21, False, 20, 0.25, True),
    ]
    assert ask(
        "SELECT round(correction_rate_low, 4), round(correction_rate_high, 4) FROM mart_reconsideration_litigation"
        " WHERE agency = '甲局' AND procedure = 'reconsideration'"
    ) == [(0.1119, 0.4687)]


def test_litigation_of_2014_is_one_block(ask: Ask) -> None:
    assert ask(
        "SELECT procedure, decided, correction_rate, pending, is_sum FROM mart_reconsideration_litigation"
        " WHERE agency = '己局'"
    ) == [("litigation", 4, 0.25, None, False)]


def test_disputes_of_districts_say_how_many_reports_they_cover(ask: Ask) -> None:
    assert ask(
        "SELECT region_code, scope, corrected, total, decided, correction_rate, reports, reports_of_rate, reports_known"
        " FROM mart_district_reconsideration_litigation WHERE procedure = 'reconsideration' ORDER BY region_code"
    ) == [
        ("220106", "own", 6, 23, 21, pytest.approx(6 / 21), 2, 2, 3),
        ("440104", "region", 2, 11, 10, 0.2, 1, 1, 2),
    ]


def test_silence_on_complaints_is_not_zero(ask: Ask) -> None:
    assert ask(
        "SELECT agency, stated, value, source, form_prints_it FROM mart_complaints"
        " WHERE agency IN ('甲局', '己局', '辛局', '壬局') ORDER BY stated"
    ) == [
        ("甲局", "absent", None, None, False),
        ("壬局", "blank", None, "table", True),
        ("己局", "number", 0, "table", True),
        ("辛局", "zero_stated", 0, "narrative", False),
    ]


def test_channels_may_add_up_to_more_than_the_total(ask: Ask) -> None:
    assert ask(
        "SELECT breakdown, channel, label, value, total, share_of_total, exceeds_total, sum_of_breakdown"
        " FROM mart_publication_channels WHERE agency = '甲局' ORDER BY breakdown, channel"
    ) == [
        ("category", "all", "政策文件", 25, 100, 0.25, False, 25),
        ("channel", "press", "", 120, 100, None, True, 270),
        ("channel", "website", "", 90, 100, 0.9, False, 270),
        ("channel", "wechat", "", 60, 100, 0.6, False, 270),
    ]


def test_channels_of_districts(ask: Ask) -> None:
    assert ask(
        "SELECT region_code, scope, channel, value, total, share_of_total, reports, reports_of_share, reports_known"
        " FROM mart_district_publication_channels WHERE breakdown = 'channel' AND channel IN ('website', 'press')"
        " ORDER BY region_code, channel"
    ) == [
        ("220106", "own", "press", 120, None, None, 1, 0, 3),
        ("220106", "own", "website", 90, 100, 0.9, 1, 1, 3),
        ("440104", "region", "website", 10, 10, 1.0, 1, 1, 2),
    ]
