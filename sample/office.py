"""Files that Word wrote in its older formats, made by LibreOffice out of .docx, many in one run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

OFFICE_TARGETS = {"doc": "doc", "wps": "doc", "rtf_office": "rtf"}
"""Formats that are rendered as .docx first ↔ what LibreOffice calls them."""
_BATCH = 100
_SECONDS_PER_FILE, _SECONDS_TO_START = 20, 120


class NoLibreOffice(RuntimeError):
    """LibreOffice is not installed."""


def find_office() -> str | None:
    """LibreOffice's program, None where it is not installed."""
    return shutil.which("soffice")


def docx_to_office(files: Mapping[str, bytes], target: str) -> dict[str, bytes]:
    """The .docx files, by any name that can be a file's, as `doc` or `rtf`; a start takes seconds, a file a fraction.

    Raises NoLibreOffice where it is missing, RuntimeError where it leaves a file out.
    """
    program = find_office()
    if program is None:
        raise NoLibreOffice("soffice is not installed: apt-get install libreoffice-writer-nogui")
    converted: dict[str, bytes] = {}
    names = list(files)
    with TemporaryDirectory(prefix="sample-office-") as folder:
        for first in range(0, len(names), _BATCH):
            batch = names[first : first + _BATCH]
            converted.update(_convert(program, Path(folder), {name: files[name] for name in batch}, target))
    return converted


def _convert(program: str, folder: Path, files: Mapping[str, bytes], target: str) -> dict[str, bytes]:
    sources = [folder / f"{name}.docx" for name in files]
    for source, data in zip(sources, files.values(), strict=True):
        source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # its own: a running LibreOffice is not met
    command = [program, profile, "--headless", "--norestore", "--convert-to", target, "--outdir", str(folder)]
    seconds = _SECONDS_TO_START + _SECONDS_PER_FILE * len(files)
    ran = subprocess.run([*command, *map(str, sources)], capture_output=True, timeout=seconds, check=False)  # noqa: S603
    made = {name: folder / f"{name}.{target}" for name in files}
    if missing := [name for name, path in made.items() if not path.exists()]:
        said = ran.stderr.decode(errors="replace").strip()[-500:]
        raise RuntimeError(
            f"LibreOffice did not make {len(missing)} of {len(files)} files ({missing[0]} first): {said}"
        )
    return {name: path.read_bytes() for name, path in made.items()}
