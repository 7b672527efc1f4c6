"""Rules over several reports: each with reports that offend, the numbers worked out by hand, and with innocent ones."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from load.dbt import PROJECT_DIR
from load.identities import forms_to_terms
from transform.form import load_forms
from transform.model import Finding

TERMS = forms_to_terms(load_forms().values())
ALL, TOTAL, PERSON = "all", "total", "natural_person"
APPLICANTS = (PERSON, "business", "research", "public_interest", "legal_service", "other")
EXAMPLES = [
    file for file in sorted((PROJECT_DIR / "examples").glob("*.sql")) if "FROM findings" in file.read_text("utf-8")
]
WUHUA, PANLONG, GUANDU = ("530102", "五华区"), ("530103", "盘龙区"), ("530111", "官渡区")


def filled(rows: int, value: int = 1) -> dict[tuple[str, str], int | None]:
    """Seven cells in each of the first rows of the requests table, which add up."""
    codes = ("requests.received", "requests.carried_in", "requests.granted")[:rows]
    return {(code, applicant): value for code in codes for applicant in APPLICANTS} | {
        (code, TOTAL): 6 * value for code in codes
    }


def documents_of(kind: str, issued: int | None, repealed: int | None, in_force: int) -> dict[Any, int | None]:
    stock = {"issued": issued, "repealed": repealed, "in_force": in_force}
    return {(f"{kind}.{column}", ALL): value for column, value in stock.items()}


def said(staged: Any, *, title: str | None = None, published_on: datetime.date | None = None) -> Any:
    """The document with another title or a day of publication."""
    report = staged.reading.report
    report = dataclasses.replace(report, title=title or report.title, published_on=published_on)
    return dataclasses.replace(staged, reading=dataclasses.replace(staged.reading, report=report))


def carried(make: Any) -> list[Any]:
    """Agencies whose requests carried over do not arrive, each with the year to blame in its name."""
    years: dict[str, list[tuple[int, int, int, int]]] = {
        # Received, carried in, concluded, carried out, from 2021 on.
        "后年可改": [(10, 0, 8, 2), (5, 3, 7, 0), (4, 0, 4, 0)],
        "前年可改": [(10, 0, 8, 3), (5, 2, 7, 0)],
        "后年不平": [(10, 0, 8, 2), (5, 3, 9, 0)],
        "中年有误": [(10, 0, 8, 2), (5, 4, 9, 0), (4, 1, 5, 0)],
        "不能判明": [(10, 0, 8, 2), (5, 4, 9, 0)],
        "无误": [(10, 0, 8, 2), (5, 2, 6, 1), (4, 1, 5, 0)],
    }

    def facts(name: str, row: tuple[int, int, int, int]) -> tuple[Any, ...]:
        by_position = name == "后年不平"
        return tuple(fact._replace(by_position=by_position) for fact in make.facts(make.cells(*row)))

    return [
        make.document(f"五华区{name}局", 2021 + number, facts(name, row), region=WUHUA)
        for name, rows in years.items()
        for number, row in enumerate(rows)
    ]


def in_force(make: Any) -> list[Any]:
    """Rules and normative documents from year to year; 2020's cumulative number is another quantity."""
    normative, rules = "normative_documents", "rules"
    years: dict[int, dict[Any, int | None]] = {
        2020: {(f"{normative}.disclosed_cumulative", ALL): 99},
        2021: documents_of(normative, 3, 0, 30) | documents_of(rules, 1, 0, 5),
        2022: documents_of(normative, 2, 1, 31) | documents_of(rules, 0, 0, 4),
        2023: documents_of(normative, 1, 0, 35) | documents_of(rules, None, None, 4),
        2024: documents_of(normative, None, None, 33),
    }
    return [make.document("五华区法制局", year, make.facts(cells), region=WUHUA) for year, cells in years.items()]


def series(make: Any) -> list[Any]:
    """One agency's decisions and fees, 2019 to 2024: a tenfold, a year with its number, a leap, a unit, growth."""
    cells = {
        "licensing.decisions": [30, 31, 29, 30, 300, 32],
        "penalties.decisions": [110, 120, 115, 202214, 112, 118],
        "coercion.decisions": [20, 40, 25, 30, 22, 900],
        "fees.amount": [None, None, 30000, 32000, 3, 31000],
        "reconsideration.total": [100, 180, 320, 700, 900, 1500],
        "litigation.direct.total": [0, 0, 0, 45, 0, 0],
    }
    return [
        make.document(
            "五华区历年局",
            2019 + number,
            make.facts({(code, ALL): values[number] for code, values in cells.items() if values[number] is not None}),
            region=WUHUA,
        )
        for number in range(6)
    ]


def district(make: Any) -> list[Any]:
    """A district's report and two bureaus whose sums exceed it in part; its own office and the tax bureau are none."""

    def report(agency: str, received: int, concluded: int, disputes: int, scope: str = "own") -> Any:
        cells = {
            ("requests.received", TOTAL): received,
            ("requests.concluded", TOTAL): concluded,
            ("reconsideration.total", ALL): disputes,
        }
        return make.document(f"盘龙区{agency}", 2022, make.facts(cells), region=PANLONG, scope=scope)

    return [
        report("人民政府", 100, 100, 1, "region"),
        report("人民政府办公室", 100, 100, 0),
        report("财政局", 60, 40, 3),
        report("教育局", 50, 30, 0),
        report("税务局", 500, 500, 5),
    ]


def copies(make: Any) -> list[Any]:
    """Tables that are another's, or last year's; fifteen equal numbers, and a government's twin, are none."""

    def report(agency: str, year: int, cells: Any, scope: str = "own") -> Any:
        return make.document(f"官渡区{agency}", year, make.facts(cells), region=GUANDU, scope=scope)

    return [
        report("财政局", 2022, filled(3)),
        report("教育局", 2022, filled(3) | {("requests.other.other", TOTAL): 0}),
        report("水务局", 2022, filled(2)),
        report("林业局", 2022, filled(2)),
        report("人民政府", 2022, filled(3, 50), "region"),
        report("人民政府办公室", 2022, filled(3, 50), "region"),
        report("司法局", 2022, filled(3, 7)),
        report("司法局", 2023, filled(3, 7)),
        report("司法局", 2024, filled(3, 8)),
    ]


def dated(make: Any) -> list[Any]:
    day = datetime.date
    early = Finding("published_on.too_early", "warning", (), "…", "source")
    conflict = Finding("report_year.conflict", "warning", (), "…", "source")

    def report(name: str, **changes: Any) -> Any:
        findings = changes.pop("findings", ())
        return said(make.document(f"五华区{name}局", 2022, (), region=WUHUA, findings=findings), **changes)

    return [
        report("年前", published_on=day(2021, 12, 31), findings=(early,)),
        report("年中", published_on=day(2022, 11, 1), findings=(early,)),
        report("年底", published_on=day(2022, 12, 24)),
        report("年末", published_on=day(2022, 12, 25)),
        report("按时", published_on=day(2023, 1, 20)),
        report("两年", published_on=day(2024, 6, 30)),
        report("很晚", published_on=day(2024, 7, 1)),
        report("异年", title="五华区异年局二〇二一年政府信息公开工作年度报告"),
        report("已知", title="五华区已知局2021年年报", findings=(conflict,)),
        report("两个年", title="五华区2021 年以来及2022年年报"),
    ]


def prose(make: Any) -> list[Any]:
    """A page in prose and an attachment with the table, which prints 不予公开 by its parts alone."""
    parts = {("requests.denied.state_secret", TOTAL): 1, ("requests.denied.internal_affairs", TOTAL): 2}
    blank = {("requests.denied.enforcement_file", TOTAL): None}
    return [
        document
        for name, stated in (("异数", 5), ("同数", 3))
        for document in (
            make.document(f"五华区{name}局", 2022, make.facts(parts | blank), region=WUHUA, at="attachment"),
            make.document(
                f"五华区{name}局", 2022, make.facts({("requests.denied", ALL): stated}, "narrative"), region=WUHUA
            ),
        )
    ]


def identities(make: Any) -> list[Any]:
    """Broken in two columns, of which the reader flagged one."""
    cells = {
        (code, applicant): value
        for applicant in (PERSON, "business")
        for code, value in {
            "requests.received": 5,
            "requests.carried_in": 0,
            "requests.concluded": 4,
            "requests.carried_out": 0,
        }.items()
    }
    codes = ("requests.concluded", "requests.carried_out", "requests.received", "requests.carried_in")
    flagged = Finding("identity.balance", "error", codes, "…", "source", Decimal(4), Decimal(5), PERSON)
    return [make.document("五华区勾稽局", 2022, make.facts(cells), region=WUHUA, findings=(flagged,))]


@pytest.fixture(scope="module")
def query(sql_corpus: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    makers = (carried, in_force, series, district, copies, dated, prose, identities)
    staged = [document for maker in makers for document in maker(sql_corpus)]
    database, result = sql_corpus.build(tmp_path_factory.mktemp("rules"), staged, TERMS)
    # Documents made by hand carry no findings of the reader.
    assert [warning.split(":")[0] for warning in result.warnings] == ["test rule_and_reader_agree"]

    def run(sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return run


def found(query: Any, rule: str, columns: str) -> list[tuple[Any, ...]]:
    return query(f"SELECT agency[4:], report_year, {columns} FROM findings WHERE rule = '{rule}' ORDER BY ALL")  # noqa: S608


def test_a_broken_chain_of_requests_says_which_year_is_likely_wrong(query: Any) -> None:
    suspects = query(
        "SELECT f.agency[4:], f.report_year, other.report_year, suspect.report_year, f.message.split('；')[2]"
        " FROM findings AS f JOIN staging.stg_reports AS other ON f.other_report_id = other.report_id"
        " LEFT JOIN staging.stg_reports AS suspect ON f.suspect_report_id = suspect.report_id"
        " WHERE rule = 'carried_over_broken' ORDER BY ALL"
    )
    assert suspects == [
        ("不能判明局", 2022, 2021, None, "两年各自的勾稽关系及前后年度不能判明何年有误"),
        ("中年有误局", 2022, 2021, 2022, "本年与下一年度亦不一致，疑本年有误"),
        ("中年有误局", 2023, 2022, 2022, "2022年与其上一年度亦不一致，疑该年有误"),
        ("前年可改局", 2022, 2021, 2021, "2021年结转下年度改为 2 则该年勾稽关系成立，疑该年有误"),
        ("后年不平局", 2022, 2021, 2022, "仅本年勾稽关系不成立，疑本年有误"),
        ("后年可改局", 2022, 2021, 2022, "本年上年结转改为 2 则本年勾稽关系成立，疑本年有误"),
    ]


def test_a_cell_read_by_its_position_leaves_the_doubt_with_us(query: Any) -> None:
    assert query(
        "SELECT DISTINCT agency[4:] = '后年不平局', verdict FROM findings WHERE rule = 'carried_over_broken'"
        " ORDER BY ALL"
    ) == [(False, "undecidable"), (True, "parse")]


def test_what_is_in_force_follows_from_last_year(query: Any) -> None:
    # 30 + 2 − 1 = 31 holds; 31 + 1 − 0 = 32, not 35; 35 + 0 − 0, but 33 may have lapsed; 5 rules do not become 4.
    assert found(query, "in_force_broken", "codes, severity, observed, expected, locator IS NOT NULL") == [
        ("法制局", 2022, ["rules.in_force"], "warning", Decimal(4), Decimal(5), True),
        ("法制局", 2023, ["normative_documents.in_force"], "warning", Decimal(35), Decimal(32), True),
        ("法制局", 2024, ["normative_documents.in_force"], "note", Decimal(33), Decimal(35), True),
    ]


def test_digits_too_many_or_too_few_are_told_by_the_other_years(query: Any) -> None:
    assert found(query, "digit_slip", "codes[1], observed, expected, message.split('：')[2]") == [
        ("历年局", 2022, "penalties.decisions", Decimal(202214), Decimal(115), "疑年份与数值 14 连写"),
        ("历年局", 2023, "fees.amount", Decimal(3), Decimal(31000), "恰为其 10000 分之一左右，疑少写数位或单位有误"),
        ("历年局", 2023, "licensing.decisions", Decimal(300), Decimal(30), "恰为其 10 倍左右，疑多写数位或单位有误"),
    ]


def test_a_leap_is_noted_and_growth_or_small_numbers_are_not(query: Any) -> None:
    assert found(query, "outlier_of_own_past", "codes[1], severity, observed, expected") == [
        ("历年局", 2024, "coercion.decisions", "note", Decimal(900), Decimal(25))
    ]


def test_a_district_has_no_less_than_its_offices(query: Any) -> None:
    assert found(query, "component_exceeds_parent", "codes[1], severity, observed, expected, message") == [
        (
            *("人民政府", 2022, "reconsideration.total", "warning", Decimal(1), Decimal(3)),
            "行政复议总计：全区域报告为 1，少于本区域已收录的 2 个机关的报告合计 3（最多的是盘龙区财政局，3）",
        ),
        (
            *("人民政府", 2022, "requests.received", "note", Decimal(100), Decimal(110)),
            "收到（新收）政府信息公开申请：全区域报告为 100，少于本区域已收录的 2 个机关的报告合计 110"
            "（最多的是盘龙区财政局，60）",
        ),
    ]


def test_tables_of_another_agency_or_of_last_year_are_told(query: Any) -> None:
    other = "(SELECT agency[4:] || report_year FROM staging.stg_reports AS r WHERE r.report_id = other_report_id)"
    assert found(query, "tables_identical", f"severity, {other}") == [
        ("教育局", 2022, "warning", "财政局2022"),
        ("财政局", 2022, "warning", "教育局2022"),
    ]
    assert found(query, "tables_republished", f"severity, {other}") == [("司法局", 2023, "warning", "司法局2022")]


def test_days_of_publication_that_do_not_fit_the_year(query: Any) -> None:
    # 年中局 was flagged by the reader, which 年前局 is worse than.
    assert found(query, "published_at_odds", "severity") == [
        ("年前局", 2022, "error"),
        ("年底局", 2022, "note"),
        ("很晚局", 2022, "note"),
    ]
    assert found(query, "published_on.too_early", "severity") == [
        ("年中局", 2022, "warning"),
        ("年前局", 2022, "warning"),
    ]


def test_the_only_year_in_a_title_is_the_year_of_the_report(query: Any) -> None:
    assert found(query, "title_year_differs", "observed, expected") == [("异年局", 2022, Decimal(2021), Decimal(2022))]


def test_prose_of_one_document_meets_the_parts_in_the_table_of_another(query: Any) -> None:
    assert found(query, "prose_differs_from_parts", "codes, severity, observed, expected") == [
        ("异数局", 2022, ["requests.denied"], "warning", Decimal(5), Decimal(3))
    ]


def test_a_broken_identity_that_the_reader_flagged_is_not_told_twice(query: Any) -> None:
    assert [
        row for row in found(query, "identity_overlooked", "applicant, observed, expected") if row[0] == "勾稽局"
    ] == [("勾稽局", 2022, "business", Decimal(4), Decimal(5))]
    assert query(
        "SELECT count(*) FROM rules.identity_broken AS b JOIN staging.stg_reports USING (report_id)"
        " WHERE agency = '五华区勾稽局'"
    ) == [(2,)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_about_rules_answers(query: Any, example: Path) -> None:
    assert query(example.read_text("utf-8"))


def test_each_family_of_rules_has_an_example() -> None:
    assert len(EXAMPLES) == 10
    asked = " ".join(example.read_text("utf-8") for example in EXAMPLES)
    rules = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text("utf-8"))["vars"]["finding_rules"]
    # The one is asked for with all identities, by their prefix; the other is about versions.
    assert [rule for rule in rules if rule not in asked] == ["identity_overlooked", "revision_shrunk"]


def test_every_rule_over_reports_is_in_the_catalogue_and_most_are_met_here(query: Any) -> None:
    assert query("SELECT rule FROM rule WHERE origin = 'warehouse' EXCEPT SELECT rule FROM findings ORDER BY ALL") == [
        ("documents_differ",),
        ("revision_shrunk",),
    ]
    assert query("SELECT DISTINCT rule FROM findings EXCEPT SELECT rule FROM rule") == []


def test_a_finding_of_a_cell_stands_where_the_cell_does(query: Any) -> None:
    assert query(
        "SELECT f.rule, p.raw FROM findings AS f JOIN provenance AS p ON f.sha256 = p.sha256 AND f.locator = p.locator"
        " AND f.codes[1] = p.code WHERE f.rule IN ('digit_slip', 'in_force_broken') AND f.report_year = 2023"
        " ORDER BY ALL"
    ) == [("digit_slip", "3"), ("digit_slip", "300"), ("in_force_broken", "35")]
