"""Every fact of the sample corpus is right, or flagged where the document is damaged."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bench.accuracy import read_file
from bench.score import score_reading
from sample.corpus import Corpus
from sample.generate import generate
from transform.model import Hints, Reading


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return generate(tmp_path_factory.mktemp("corpus"), seed=11)


@pytest.fixture(scope="module")
def readings(corpus: Corpus) -> list[tuple[dict[str, Any], Reading]]:
    found = []
    for document in corpus.documents:
        answer = corpus.read_answer(document)
        found.append((answer, read_file(corpus.folder / document.file, Hints(region_code=document.region_code))))
    return found


def test_nothing_is_silently_wrong(readings) -> None:
    scores = [score_reading(answer, reading) for answer, reading in readings]
    assert sum(score.right for score in scores) > 10_000
    assert [line for score in scores for line in score.wrong if line.startswith("SILENT")] == []


def test_undamaged_documents_are_read_whole(readings) -> None:
    wrong = [
        line
        for answer, reading in readings
        if answer["damage"] is None
        for line in score_reading(answer, reading).wrong
    ]
    assert wrong == []


def test_undamaged_documents_raise_no_findings(readings) -> None:
    """But for rows of blanks in flattened text, whose place nothing proves."""
    raised = [
        (answer["id"], finding.rule)
        for answer, reading in readings
        if answer["damage"] is None
        for finding in reading.findings
        if finding.rule not in ("row.placed_by_header", "region.ambiguous")
    ]
    assert raised == []


def test_who_where_and_when(readings) -> None:
    for answer, reading in readings:
        if answer["outcome"] != "report":
            assert reading.outcome == answer["outcome"], answer["id"]
            assert reading.reason
            continue
        report = reading.report
        assert report is not None
        assert (report.report_year, report.form, report.agency, report.region_code) == (
            answer["report_year"],
            answer["form"],
            answer["agency"],
            answer["region_code"],
        ), answer["id"]
        assert str(report.published_on) == answer["published_on"], answer["id"]


def test_expected_findings_are_raised(readings) -> None:
    expected = 0
    for answer, reading in readings:
        for wanted in answer["findings_expected"]:
            expected += 1
            assert any(_is_meant(finding, wanted) for finding in reading.findings), (answer["id"], wanted)
    assert expected


def _is_meant(finding, wanted: dict[str, Any]) -> bool:
    numbers = [
        wanted[name] is None or getattr(finding, name) == Decimal(wanted[name]) for name in ("observed", "expected")
    ]
    return set(wanted["codes"]) <= set(finding.codes) and all(numbers)


def test_the_broken_identity_is_located_and_its_printed_value_kept(readings) -> None:
    ((answer, reading),) = [pair for pair in readings if pair[0]["damage"] == "broken_identity"]
    (cell,) = answer["damaged"]
    suggestions = {(f.suggestion.code, f.suggestion.applicant) for f in reading.findings if f.suggestion}
    assert suggestions == {(cell["code"], cell["applicant"])}
    (fact,) = [f for f in reading.facts if (f.code, f.applicant, f.source) == (*cell.values(), "table")]
    (printed,) = [f for f in answer["facts"] if (f["code"], f["applicant"], f["source"]) == (*cell.values(), "table")]
    assert fact.value == Decimal(printed["value"])
    assert fact.suggestion is not None
    assert fact.suggestion != fact.value
    assert fact.locator is not None


def test_locators_lead_back_to_what_was_read(corpus: Corpus, readings) -> None:
    """In flattened text the locator is a line and a column of the file."""
    by_id = {document.id: document for document in corpus.documents}
    checked = 0
    for answer, reading in readings:
        document = by_id[answer["id"]]
        if not document.format.startswith("text"):
            continue
        lines = Path(corpus.folder, document.file).read_text(encoding="utf-8").splitlines()
        for fact in reading.facts:
            if fact.source == "table" and fact.locator and fact.raw and fact.locator.line and fact.locator.column:
                line = lines[fact.locator.line - 1][fact.locator.column - 1 :]
                assert line.startswith(fact.raw.splitlines()[0]), (answer["id"], fact)
                checked += 1
    assert checked > 500


def test_the_answers_are_plain_json(corpus: Corpus) -> None:
    document = corpus.documents[0]
    assert json.loads((corpus.folder / document.answer).read_text(encoding="utf-8"))["id"] == document.id


@pytest.mark.parametrize("years", [range(2008, 2014), range(2014, 2019)])
def test_reports_of_before_2019_are_read_whole(tmp_path: Path, years: range) -> None:
    """Every number, every state, and every row without a code as a raw row."""
    corpus = generate(tmp_path, seed=5, count=52, years=years, damaged=0.0)
    for document in corpus.documents:
        answer = corpus.read_answer(document)
        if answer["damage"] is not None:
            continue
        reading = read_file(corpus.folder / document.file, Hints(region_code=document.region_code))
        assert score_reading(answer, reading).wrong == []
        if reading.report is not None:
            assert (reading.report.form, reading.report.report_year) == (answer["form"], answer["report_year"])
        kept = [(_squeeze(row.labels[-1]), [_squeeze(text) for text in row.texts]) for row in reading.raw_rows]
        wanted = [(_squeeze(row["label"]), [_squeeze(text) for text in row["texts"]]) for row in answer["raw_rows"]]
        assert sorted(kept) == sorted(wanted), answer["id"]
        # But for digits that a narrow column wrapped.
        assert {finding.rule for finding in reading.findings} <= {"row.unknown", "cell.joined", "region.ambiguous"}


def _squeeze(text: str) -> str:
    return "".join(text.split())
