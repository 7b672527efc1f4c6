"""Settings come from the environment, complete and checked."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from extract.errors import ConfigurationError
from gongkai.settings import (
    environment_to_settings,
    published_to_prefix,
    settings_to_environment,
    settings_to_sample,
)


def test_everything_lies_under_home_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = environment_to_settings({})
    assert settings.home == tmp_path / "var"
    for place in (settings.warehouse, settings.published, settings.staging, settings.logs):
        assert place.is_relative_to(tmp_path / "var")
    assert settings.archive_url.startswith(str(tmp_path / "var"))
    assert str(tmp_path / "var") in settings.ledger_url


def test_home_moves_all_of_it_but_what_is_set_by_itself(tmp_path: Path) -> None:
    settings = environment_to_settings(
        {"GONGKAI_HOME": str(tmp_path), "GONGKAI_ARCHIVE_URL": "memory://archive", "GONGKAI_STAGING": ""}
    )
    assert settings.archive_url == "memory://archive"
    assert settings.staging == tmp_path / "staging"


def test_an_unknown_variable_is_named_and_one_for_the_tests_is_not() -> None:
    environment_to_settings({"GONGKAI_SEEDS": "/nowhere", "PATH": "/bin"})
    with pytest.raises(ConfigurationError, match="GONGKAI_WORKRES"):
        environment_to_settings({"GONGKAI_WORKRES": "2"})


@pytest.mark.parametrize(("variable", "value"), [("GONGKAI_WORKERS", "two"), ("GONGKAI_DOCUMENT_SECONDS", "0")])
def test_an_impossible_value_is_named(variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{variable}={value}"):
        environment_to_settings({variable: value})


def test_another_process_gets_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = environment_to_settings({"GONGKAI_HOME": "here", "GONGKAI_SAMPLE_PORTAL": "http://127.0.0.1:1"})
    environment = settings_to_environment(settings)
    monkeypatch.chdir(tmp_path)
    assert environment_to_settings(environment) == settings


def test_a_sample_portal_has_a_home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    sample = environment_to_settings({"GONGKAI_SAMPLE_PORTAL": "http://127.0.0.1:1"})
    assert sample.home == tmp_path / "var" / "sample-night"
    real = environment_to_settings(
        {"GONGKAI_WORKERS": "7", "GONGKAI_PUBLISHED": "elsewhere", "GONGKAI_ARCHIVE_URL": "memory://archive"}
    )
    made = settings_to_sample(real, "http://127.0.0.1:1")
    assert made == sample.model_copy(update={"workers": 7}), "what is set by itself is the real night's"
    assert settings_to_sample(made, "http://127.0.0.1:1") == made


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"GONGKAI_HOME": "var/sample-night"},
        {"GONGKAI_HOME": "/srv/two words"},
        {"GONGKAI_HOME": "here", "GONGKAI_PUBLISHED": "there"},
        {"GONGKAI_PUBLISHED": "there"},
    ],
)
def test_the_prefix_to_paste_leads_to_the_same_database(environment: dict[str, str]) -> None:
    settings = environment_to_settings(environment)
    pasted = dict(word.split("=", 1) for word in shlex.split(published_to_prefix(settings)))
    assert environment_to_settings(pasted).published == settings.published
