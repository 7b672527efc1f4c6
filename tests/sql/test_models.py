"""Every model says what a row of it is, and tests it; every column that its YAML names says what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from load.dbt import PROJECT_DIR

Model = Mapping[str, Any]

FILES = sorted((PROJECT_DIR / "models").rglob("*.sql"))


def _described(folder: Path) -> dict[str, Model]:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in folder.glob("*.yml")]
    return {model["name"]: model for file in files for model in file.get("models", [])}


def _text(entry: Model) -> str:
    return str(entry.get("description") or "").strip()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_model_is_described_and_its_grain_tested(file: Path) -> None:
    model = _described(file.parent).get(file.stem)
    assert model is not None, f"{file.name} has no entry in the YAML of its folder"
    assert "Grain, one row per" in _text(model)
    tests = [test for test in model.get("data_tests", []) if isinstance(test, dict)]
    assert any(test.get("unique_combination", {}).get("arguments", {}).get("columns") for test in tests)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_model_names_each_column_once_with_a_description(file: Path) -> None:
    columns = _described(file.parent)[file.stem].get("columns", [])
    names = [column["name"] for column in columns]
    assert len(set(names)) == len(names)
    assert [column["name"] for column in columns if not _text(column)] == []


@pytest.mark.parametrize("folder", sorted({file.parent for file in FILES}), ids=lambda folder: folder.name)
def test_the_yaml_describes_no_model_that_is_gone(folder: Path) -> None:
    assert set(_described(folder)) == {file.stem for file in folder.glob("*.sql")}
