"""One default corpus for all tests of the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from sample.corpus import Corpus
from sample.generate import generate


@pytest.fixture(scope="session")
def sample_corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder: Path = tmp_path_factory.mktemp("sample") / "corpus"
    return generate(folder, seed=7)
