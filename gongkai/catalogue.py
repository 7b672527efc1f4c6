"""The catalogue checked as a whole, as far as that goes without visiting a portal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from extract.crawl_process import family_to_spider
from extract.errors import ConfigurationError
from extract.source import SOURCES_FOLDER, Source, load_source, source_files
from transform.gazetteer import LAST_YEAR, load_gazetteer

#: Nothing is asked there: a sample's address only has to be one.
ANY_PORTAL = "http://127.0.0.1:9"


def check_catalogue(folder: Path | None = None) -> tuple[list[Source], list[str]]:
    """The entries that are well-formed, and one line per mistake of any entry, with its file and key.

    Beyond what loading checks: `params` against the family's, the region against cnloc, an address that two entries
    have, and a file that loading would pass over for its name.
    """
    sources: list[Source] = []
    problems = [f"{path.name}: the name of an entry ends in .yml" for path in _other_files(folder or SOURCES_FOLDER)]
    by_url: dict[str, str] = {}
    for path in source_files(folder):
        try:
            source = load_source(path, sample_portal=ANY_PORTAL)
        except ConfigurationError as error:
            problems.append(str(error))
            continue
        mistakes = [*_params_to_mistakes(source), *_region_to_mistakes(source)]
        if by_url.setdefault(source.url, source.id) != source.id:
            mistakes.append(f"url: {by_url[source.url]} has the same")
        problems += (f"{path.name}: {mistake}" for mistake in mistakes)
        if not mistakes:
            sources.append(source)
    return sources, problems


def _other_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in {".yaml", ".json"})


def _params_to_mistakes(source: Source) -> Iterator[str]:
    try:
        family_to_spider(source.family).Params.model_validate(dict(source.params))
    except ConfigurationError as error:
        yield f"family: {error}"
    except ValidationError as error:
        for item in error.errors():
            yield f"{'.'.join(map(str, ('params', *item['loc'])))}: {item['msg']}"


def _region_to_mistakes(source: Source) -> Iterator[str]:
    if source.region_code is None:
        return
    gazetteer = load_gazetteer(LAST_YEAR)
    region = gazetteer.by_code.get(source.region_code)
    if region is None:
        named = gazetteer.by_name.get(source.region_name or "", ())
        hint = "; " + ", ".join(f"{each.name} is {each.code}" for each in named) if named else ""
        yield f"region_code: {source.region_code} is no region of {LAST_YEAR}{hint}"
    elif source.region_name not in {region.own_name, region.name}:
        yield f"region_name: {source.region_code} is {region.name}, not {source.region_name}"
