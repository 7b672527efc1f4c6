"""Files that a user names: reading them at once, and taking them into the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from extract.errors import GongkaiError, RefusedFile, UnreadableFile
from gongkai.settings import Settings, environment_to_settings
from gongkai.work import Limits, Payload
from gongkai.worker import read_many
from transform.model import Reading

MAX_BYTES = 128 * 2**20
"""Beyond the largest that any reader takes: a file above it is not even brought into memory."""


def read_files(files: Sequence[str]) -> Iterator[tuple[str, Reading]]:
    """Read files in reader processes; gives (file as named, reading) in their order."""
    settings = environment_to_settings()
    limits = Limits(settings.document_seconds, settings.document_megabytes)
    readings = read_many([_file_to_fetch(file) for file in files], workers=settings.workers, limits=limits)
    return zip(files, readings, strict=True)


def _file_to_fetch(file: str) -> Callable[[], Payload]:
    return lambda: Payload(file_to_bytes(file), name=Path(file).name)


def file_to_bytes(file: str) -> bytes:
    """The bytes of a file that a user named.

    Raises `UnreadableFile` where there is no such regular file or it may not be read, `RefusedFile` above 128 MB.
    """
    path = Path(file)
    try:
        if path.exists() and not path.is_file():
            raise UnreadableFile("is no regular file")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise RefusedFile(f"is {size / 2**20:.0f} MB large, more than the {MAX_BYTES // 2**20} MB allowed")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile("no such file") from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"cannot be opened: {error}") from error


def import_files(
    files: Sequence[str], *, url: str | None, agency: str | None, report_year: int | None, source_id: str | None
) -> Iterator[tuple[str, str, str | None]]:
    """Archive files that were fetched by hand; gives (file, outcome, reason if it failed) for each as it is done.

    Raises `ConfigurationError` for an unknown source, before anything is stored.
    """
    from extract.archive import Archive  # noqa: PLC0415 (fsspec and SQLAlchemy, which `extract` does without)
    from extract.ledger import Ledger  # noqa: PLC0415

    settings = environment_to_settings()
    region_code, agency = _source_to_place(settings, source_id, agency)
    archive = Archive(settings.archive_url)
    with Ledger(settings.ledger_url) as ledger:
        run_id = ledger.open_run("import", {"files": list(files), "url": url, "source": source_id})
        counts = {"archived": 0, "failed": 0}
        for file in files:
            try:
                data = file_to_bytes(file)
                sha256 = archive.put(data)
            except GongkaiError as error:
                counts["failed"] += 1
                yield file, error.outcome, str(error)
                continue
            ledger.import_file(
                run_id,
                sha256,
                len(data),
                name=Path(file).name,
                url=url,
                agency=agency,
                region_code=region_code,
                report_year=report_year,
            )
            counts["archived"] += 1
            yield file, f"archived as {sha256}", None
        ledger.close_run(run_id, counts)


def _source_to_place(settings: Settings, source_id: str | None, agency: str | None) -> tuple[str | None, str | None]:
    if source_id is None:
        return None, agency
    from extract.source import select_sources  # noqa: PLC0415

    (source,) = select_sources([source_id], settings.sources, sample_portal=settings.sample_portal)
    return source.region_code, agency or source.agency
