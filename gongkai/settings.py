"""Every setting of the application: one `GONGKAI_<NAME>` environment variable each, all defaults under `./var`."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from extract.errors import ConfigurationError
from extract.source import WINDOW

PREFIX = "GONGKAI_"
#: Read elsewhere, by the tests and by `extract.readers.scan_recogniser`: no mistake in a command's environment.
OTHER_VARIABLES = frozenset({"GONGKAI_SEEDS", "GONGKAI_OCR_THREADS"})
HOME = "var"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SAMPLE_HOME = "sample-night"
"""Folder under the home in which everything of the sample portal is kept: the sample's agencies have real names."""


class Settings(BaseModel):
    """Where things are kept and what a document may cost; `GONGKAI_HOME` moves all of it at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    """The folder under which everything below stands unless it is set by itself; `./var` by default, and
    `./var/sample-night` where a sample portal is given: invented numbers never meet real ones in one database."""
    archive_url: str
    """fsspec URL of the archive of raw bytes."""
    ledger_url: str
    """SQLAlchemy URL of the ledger; of a PostgreSQL also without a driver's name, `postgresql://…`."""
    warehouse: Path
    """The DuckDB file that one task at a time writes."""
    published: Path
    """Folder of the database that analysts read, `gongkai.duckdb`."""
    staging: Path
    """Folder of the Parquet batches between reading and loading."""
    logs: Path
    """Folder of log files."""
    sources: Path | None = None
    """Folder of the catalogue of sources; None for the one that comes with the package."""
    contact: str = ""
    """A URL or an e-mail address under which a portal's operator reaches ours; sent in the User-Agent."""
    requests_per_run: int | None = Field(None, ge=1)
    """Requests to portals that one run may make; what is left over waits for the next. None for any number."""
    window: str | None = Field(None, pattern=WINDOW)
    """The hours in which portals are crawled, in China's time, like 22:00-06:00; a source's own come first."""
    sample_portal: str | None = None
    """Base URL of a running sample portal, which the two sample sources crawl."""
    batch_size: int = Field(200, ge=1)
    """Documents per batch of reading: one Airflow task, one Parquet file."""
    workers: int = Field(2, ge=1)
    """Processes that read documents."""
    document_seconds: float = Field(30, gt=0)
    """Time limit of reading one document."""
    document_megabytes: int = Field(1024, ge=1)
    """Memory limit of reading one document, beyond what an idle reader holds."""
    data_tests: bool = True
    """Whether a build tests the data of the marts; without, it takes two thirds of the time. For trying things out:
    what is published without them may be wrong in itself."""
    notify: str = "log"
    """Who is told of a run that stopped or had failures: `log`, `smtp://…?from=…&to=…` or `https://…`."""

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, values: dict[str, Any]) -> dict[str, Any]:
        default = Path(HOME, SAMPLE_HOME) if values.get("sample_portal") else HOME
        home = Path(values.get("home", default)).absolute()
        return {
            "archive_url": str(home / "archive"),
            "ledger_url": f"sqlite:///{home / 'ledger.sqlite'}",
            "warehouse": home / "warehouse" / "gongkai.duckdb",
            "published": home / "published",
            "staging": home / "staging",
            "logs": home / "logs",
            **values,
            "home": home,
        }

    @field_validator("notify", mode="after")
    @classmethod
    def _reachable(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme in {"smtp", "smtps"} and parts.hostname and {"from", "to"} <= parse_qs(parts.query).keys():
            return address
        is_web = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if address == "log" or (is_web and parts.hostname):
            return address
        raise ValueError("neither log, smtp://host?from=…&to=…, nor https://… (http:// on this machine alone)")

    @property
    def held(self) -> Path:
        """Folder of what is read anew and not approved yet, beside `staging`."""
        return self.staging.with_name(f"{self.staging.name}-held")

    @field_validator("warehouse", "published", "staging", "logs", "sources", mode="after")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        # Airflow runs tasks in folders of its own choice.
        return path and path.absolute()


def environment_to_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the `GONGKAI_*` variables; an empty variable counts as unset.

    Raises `ConfigurationError` that names the variable if one is unknown or its value is not possible.
    """
    environment = os.environ if environment is None else environment
    given = {key: value for key, value in environment.items() if key.startswith(PREFIX) and value}
    values: dict[str, str] = {}
    for variable in sorted(given.keys() - OTHER_VARIABLES):
        name = variable.removeprefix(PREFIX).lower()
        if name not in Settings.model_fields or variable != variable.upper():
            known = ", ".join(f"{PREFIX}{field.upper()}" for field in Settings.model_fields)
            raise ConfigurationError(f"unknown environment variable {variable}; known are {known}")
        values[name] = given[variable]
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        variable = PREFIX + str(first["loc"][0]).upper()
        shown = re.sub(r"//[^/@]*@", "//…@", values[str(first["loc"][0])])
        raise ConfigurationError(f"{variable}={shown}: {first['msg']}") from None


def settings_to_sample(settings: Settings, sample_portal: str) -> Settings:
    """Settings that crawl this sample portal: the same limits, and everything kept in a home of the sample's own.

    >>> settings = environment_to_settings({"GONGKAI_HOME": "/srv", "GONGKAI_LEDGER_URL": "postgresql://db/ledger"})
    >>> settings_to_sample(settings, "http://127.0.0.1:8000").ledger_url
    'sqlite:////srv/sample-night/ledger.sqlite'
    """
    limits = settings.model_dump(include={"batch_size", "workers", "document_seconds", "document_megabytes"})
    own = {"home": sample_home(settings), "sources": settings.sources, "sample_portal": sample_portal}
    return Settings.model_validate({**limits, **own})


def sample_home(settings: Settings) -> Path:
    """The home of the sample beside these settings: theirs, if they are the sample's already."""
    return settings.home if settings.sample_portal else settings.home / SAMPLE_HOME


def published_to_prefix(settings: Settings) -> str:
    """The variable, ready to paste before a command, that leads it to the same published database; mostly none.

    >>> published_to_prefix(environment_to_settings({}))
    ''
    >>> published_to_prefix(environment_to_settings({"GONGKAI_HOME": "var/sample-night"}))
    'GONGKAI_HOME=var/sample-night '
    """
    is_by_home = settings.published == settings.home / "published"
    name, path = ("HOME", settings.home) if is_by_home else ("PUBLISHED", settings.published)
    return "" if path == Path(HOME).absolute() else f"{PREFIX}{name}={shlex.quote(shown_path(path))} "


def shown_path(path: Path) -> str:
    """A path as a person types it: relative where it lies under the current folder.

    >>> shown_path(Path("var/published").absolute()), shown_path(Path("/srv/published"))
    ('var/published', '/srv/published')
    """
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def settings_to_environment(settings: Settings) -> dict[str, str]:
    """The environment that gives another process exactly these settings.

    >>> settings = environment_to_settings({"GONGKAI_HOME": "/srv/gongkai", "GONGKAI_WORKERS": "4"})
    >>> environment_to_settings(settings_to_environment(settings)) == settings
    True
    """
    return {PREFIX + name.upper(): str(value) for name, value in settings if value is not None}
