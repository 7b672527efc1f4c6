"""What a corpus holds, that it is the same every time, and that it knows nothing of the code it judges."""

from __future__ import annotations

import ast
import doctest
import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

import sample.answers
import sample.generate
import sample.labels
import sample.lists
from extract.source import load_sources
from sample.corpus import Corpus, load_corpus
from sample.generate import generate
from sample.places import default_agencies
from sample.plan import FORMATS


def folder_to_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()


def test_the_default_corpus_has_the_variety_it_promises(sample_corpus: Corpus) -> None:
    reports = [d for d in sample_corpus.documents if d.outcome == "report"]
    assert 60 <= len(sample_corpus.documents) <= 80
    assert len({d.agency for d in reports}) >= 8
    assert len({d.region_code for d in reports}) >= 5
    assert len({d.region_code[:2] for d in reports}) >= 2
    assert {d.report_year for d in reports} == set(range(2019, 2024))
    assert {d.format for d in reports} == set(FORMATS)
    assert {d.family for d in reports} == {"trs", "hanweb"}
    assert {"220106", "440103"} <= {d.region_code for d in reports}
    forms = Counter(sample_corpus.read_answer(d)["form"] for d in reports)
    assert min(forms["2019"], forms["2021"]) >= 20
    damages = Counter(d.damage for d in sample_corpus.documents)
    assert damages["broken_identity"] == damages["cut_table"] == 1


def test_facts_have_every_state_and_source(sample_corpus: Corpus) -> None:
    facts = [fact for d in sample_corpus.documents for fact in sample_corpus.read_answer(d)["facts"]]
    states = {"reported", "zero_stated", "blank", "not_applicable", "missing"}
    assert {fact["state"] for fact in facts} == states
    assert {fact["source"] for fact in facts} == {"table", "table_note", "narrative"}
    assert {fact["value"] is None for fact in facts if fact["state"] in ("blank", "not_applicable")} == {True}
    assert any(fact["approximate"] for fact in facts)


def test_a_document_states_each_fact_once(sample_corpus: Corpus) -> None:
    for document in sample_corpus.documents:
        facts = sample_corpus.read_answer(document)["facts"]
        keys = [tuple(fact[k] for k in ("code", "applicant", "channel", "label", "source")) for fact in facts]
        assert len(keys) == len(set(keys)), document.id


def test_one_name_is_told_apart_by_its_source_alone(sample_corpus: Corpus) -> None:
    ambiguous = [d for d in sample_corpus.documents if sample_corpus.read_answer(d)["region_from"] == "source"]
    assert {d.region_code for d in ambiguous} == {"320106"}
    for document in ambiguous:
        if document.format.startswith("text"):
            text = sample_corpus.read(document).decode()
            assert "鼓楼区" in text
            assert not any(name in text for name in ("南京", "福州", "徐州", "开封", "江苏"))


def test_the_manifest_tells_the_truth(sample_corpus: Corpus) -> None:
    assert load_corpus(sample_corpus.folder) == sample_corpus
    assert len({d.path for d in sample_corpus.documents}) == len(sample_corpus.documents)
    for document in sample_corpus.documents:
        data = sample_corpus.read(document)
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (document.sha256, document.size)


def test_the_same_seed_gives_the_same_bytes_in_another_process(sample_corpus: Corpus, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sample.generate", "--out", str(tmp_path / "again"), "--seed", "7"]
    environment = {**os.environ, "PYTHONHASHSEED": "4242", "PYTHONPATH": str(Path(sample.__file__).parents[1])}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert done.stdout.startswith("67 documents")
    assert folder_to_digest(tmp_path / "again") == folder_to_digest(sample_corpus.folder)


def test_another_seed_gives_other_documents(sample_corpus: Corpus, tmp_path: Path) -> None:
    other = generate(tmp_path, seed=8)
    assert {d.path for d in other.documents} == {d.path for d in sample_corpus.documents}
    assert {d.sha256 for d in other.documents}.isdisjoint(
        {d.sha256 for d in sample_corpus.documents if d.outcome == "report"}
    )


def test_a_count_gives_that_many_documents_of_the_whole_country(tmp_path: Path) -> None:
    corpus = generate(tmp_path, seed=3, count=203, formats=("html", "text_tabs"))
    assert len(corpus.documents) == len({d.id for d in corpus.documents}) == 203
    assert len({d.region_code[:2] for d in corpus.documents}) >= 10
    assert all(source.region_code is None for source in corpus.sources)


def test_years_and_formats_can_be_chosen(tmp_path: Path) -> None:
    corpus = generate(tmp_path, years=range(2021, 2022), formats=("html",))
    assert {d.report_year for d in corpus.documents} == {2021}
    assert {d.format for d in corpus.documents} == {"html"}


def test_families_can_be_chosen(tmp_path: Path) -> None:
    chosen = ("vsb", "nfcms", "openness", "lonsun", "shandong", "plain")
    corpus = generate(tmp_path, years=range(2021, 2022), formats=("html", "pdf"), families=chosen)
    assert [source.family for source in corpus.sources] == list(chosen)
    assert {d.family for d in corpus.documents} == set(chosen)
    assert len({d.path for d in corpus.documents}) == len(corpus.documents) == len(default_agencies()) + 1
    (vsb, *_) = (corpus.read(d) for d in corpus.documents if d.family == "vsb" and d.format == "html")
    assert b'class="v_news_content"' in vsb
    catalogue = load_sources(tmp_path / "sources", sample_portal="http://127.0.0.1:8000")
    assert [catalogue[source.id].family for source in corpus.sources] == list(chosen)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"formats": ("odt",)}, "odt"), ({"years": range(2005, 2016)}, "2005"), ({"families": ("wix",)}, "wix")],
)
def test_what_it_cannot_make_it_refuses(tmp_path: Path, arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        generate(tmp_path, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("module", [sample.answers, sample.generate, sample.labels, sample.lists])
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


def test_the_sample_imports_nothing_of_the_code_under_test() -> None:
    modules = sorted(Path(sample.__file__).parent.glob("*.py"))
    assert len(modules) > 10
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not {name.split(".")[0] for name in names} & {"extract", "transform", "load", "gongkai", "cnloc"}
