"""The figures satisfy the form's identities: in the drawn numbers, and again in the answers as written."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample.corpus import Corpus
from sample.figures import agency_to_figures
from sample.labels import REVIEW_BLOCKS, form_to_outcome_codes
from sample.model import APPLICANTS, Agency, Place

Cells = dict[tuple[str, str], Decimal]


def broken_identities(form: str, cells: Cells, applicants: tuple[str, ...]) -> list[str]:
    """Every identity of spec/forms.md that fails, by name."""
    broken = []
    outcomes = form_to_outcome_codes(form)
    for applicant in applicants:
        open_requests = cells["requests.received", applicant] + cells["requests.carried_in", applicant]
        if open_requests != cells["requests.concluded", applicant] + cells["requests.carried_out", applicant]:
            broken.append(f"flow:{applicant}")
        if cells["requests.concluded", applicant] != sum(cells[code, applicant] for code in outcomes):
            broken.append(f"concluded:{applicant}")
    if "total" in applicants:
        codes = {code for code, applicant in cells if applicant == "total"}
        sums = {code: sum(cells[code, applicant] for applicant in APPLICANTS) for code in codes}
        broken.extend(f"total:{code}" for code in codes if cells[code, "total"] != sums[code])
    for block in REVIEW_BLOCKS:
        parts = sum(cells[f"{block}.{name}", "all"] for name in ("upheld", "corrected", "other", "pending"))
        if cells[f"{block}.total", "all"] != parts:
            broken.append(f"reviews:{block}")
    return broken


def answer_to_cells(answer: dict[str, Any]) -> Cells:
    """The printed cells; what is blank or not applicable counts as the form reads it."""
    return {
        (fact["code"], fact["applicant"]): Decimal(fact["value"] or 0)
        for fact in answer["facts"]
        if fact["source"] == "table"
    }


def leaves_totals_blank(answer: dict[str, Any], cells: Cells) -> bool:
    return cells["requests.received", "total"] == 0 and any(cells["requests.received", each] for each in APPLICANTS)


@given(st.integers(0, 3000), st.integers(0, 10**6), st.sampled_from(["甲区财政局", "甲区人民政府"]))
def test_drawn_figures_satisfy_every_identity(volume: int, seed: int, name: str) -> None:
    agency = Agency("x", name, Place("甲区", "000000", "乙市", "丙省"), ("甲", "乙", "丙"), "SampleTRS", volume, "0")
    before = None
    for figures in agency_to_figures(agency, range(2019, 2024), seed):
        assert broken_identities(figures.form, dict(figures.cells), (*APPLICANTS, "total")) == []
        assert sum(figures.categories.values()) == figures.disclosed
        assert min(value for (code, _), value in figures.cells.items() if "items_change" not in code) >= 0
        if before is not None:
            for applicant in (*APPLICANTS, "total"):
                carried_in = figures.cells["requests.carried_in", applicant]
                assert carried_in == before.cells["requests.carried_out", applicant]
        before = figures


def test_undamaged_answers_satisfy_every_identity(sample_corpus: Corpus) -> None:
    checked = 0
    for document in sample_corpus.documents:
        answer = sample_corpus.read_answer(document)
        if answer["outcome"] != "report" or answer["damage"]:
            continue
        cells = answer_to_cells(answer)
        blank = leaves_totals_blank(answer, cells)
        assert broken_identities(answer["form"], cells, APPLICANTS if blank else (*APPLICANTS, "total")) == []
        checked += 1
    assert checked >= 60


def test_what_is_carried_out_is_carried_in(sample_corpus: Corpus) -> None:
    by_agency: dict[str, dict[int, Cells]] = defaultdict(dict)
    for document in sample_corpus.documents:
        if document.outcome == "report" and not document.damage:
            by_agency[document.agency][document.report_year] = answer_to_cells(sample_corpus.read_answer(document))
    pairs = [(years[y], years[y + 1]) for years in by_agency.values() for y in years if y + 1 in years]
    assert len(pairs) >= 45
    for before, after in pairs:
        for applicant in APPLICANTS:
            assert before["requests.carried_out", applicant] == after["requests.carried_in", applicant]


def test_one_wrong_cell_stands_where_a_row_and_a_column_fail(sample_corpus: Corpus) -> None:
    document = next(d for d in sample_corpus.documents if d.damage == "broken_identity")
    answer = sample_corpus.read_answer(document)
    cells = answer_to_cells(answer)
    ((code, applicant),) = [(each["code"], each["applicant"]) for each in answer["damaged"]]
    expected = {f"total:{code}", f"concluded:{applicant}"}
    assert set(broken_identities(answer["form"], cells, (*APPLICANTS, "total"))) == expected
    (finding,) = answer["findings_expected"]
    assert cells[code, applicant] == Decimal(finding["observed"])
    cells[code, applicant] = Decimal(finding["expected"])
    assert broken_identities(answer["form"], cells, (*APPLICANTS, "total")) == []


def test_a_cut_table_misses_its_last_rows(sample_corpus: Corpus) -> None:
    document = next(d for d in sample_corpus.documents if d.damage == "cut_table")
    answer = sample_corpus.read_answer(document)
    missing = {(f["code"], f["applicant"]) for f in answer["facts"] if f["state"] == "missing"}
    assert missing == {(each["code"], each["applicant"]) for each in answer["damaged"]}
    assert {("requests.concluded", "total"), ("requests.carried_out", "other")} <= missing
    assert ("requests.received", "total") not in missing
    assert "结转下年度" not in sample_corpus.read(document).decode().split("四、政府信息公开")[0].split("三、收到")[1]


@pytest.mark.parametrize("kind", ["website_report", "work_summary", "empty_report"])
def test_pages_that_are_no_reports(sample_corpus: Corpus, kind: str) -> None:
    (document,) = [d for d in sample_corpus.documents if d.id.endswith(kind)]
    answer = sample_corpus.read_answer(document)
    assert answer["outcome"] == "not_a_report"
    assert answer["facts"] == []
