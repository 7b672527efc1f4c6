"""Rosters: which agencies of a region must publish a report each year, one YAML file per region."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract.errors import ConfigurationError
from extract.source import Years

ROSTERS_FOLDER = Path(__file__).with_name("rosters")
_Name = Annotated[str, Field(min_length=2)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RosterAgency(_Frozen):
    """An agency that must report."""

    name: _Name
    """As its titles have it, with the district's name before it."""
    aliases: tuple[_Name, ...] = ()
    years: Years | None = None
    """The report years in which it existed; null for all."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and aliases."""
        return (self.name, *self.aliases)


class Roster(_Frozen):
    """The agencies of a region; a sample's roster holds for sample sources alone."""

    region_code: Annotated[str, Field(pattern=r"^\d{6}$")]
    region_name: str
    sample: bool = False
    agencies: Annotated[tuple[RosterAgency, ...], Field(min_length=1)]


def load_rosters(folder: Path | None = None) -> dict[tuple[str, bool], Roster]:
    """All rosters by region code, and by whether they are a sample's.

    Raises `ConfigurationError` naming the file and key of one that is wrong. A file is named after its region code, a
    sample's with `Sample` before it.
    """
    rosters = {}
    for path in sorted((folder or ROSTERS_FOLDER).glob("*.yml")):
        roster = _file_to_roster(path)
        expected = ("Sample" if roster.sample else "") + roster.region_code
        if path.stem != expected:
            raise ConfigurationError(f"{path.name}: region_code: the file's name would be {expected}.yml")
        rosters[roster.region_code, roster.sample] = roster
    return rosters


def _file_to_roster(path: Path) -> Roster:
    try:
        return Roster.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name}: {error}") from error
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, item['loc'])) or 'roster'}: {item['msg']}" for item in error.errors())
        raise ConfigurationError(f"{path.name}: " + "; ".join(problems)) from error
