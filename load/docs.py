"""dbt's documentation of the warehouse as one page that needs no server."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from extract.errors import GongkaiError
from load.dbt import run_dbt
from load.lock import warehouse_lock

PAGE = "static_index.html"


def write_docs(database: Path, folder: Path, *, wait_seconds: float = 600.0) -> Path:
    """Write the page into a folder and return its path; the marts have to be built for their columns to be in it.

    Raises WarehouseBusy, ConfigurationError without a warehouse, GongkaiError with what dbt says if it fails.
    """
    with (
        tempfile.TemporaryDirectory(prefix="gongkai-docs-") as logs,
        warehouse_lock(database, wait_seconds=wait_seconds) as lock,
    ):
        finished = run_dbt(("docs", "generate", "--static"), database, Path(logs), lock=lock)
        page = Path(logs, "target", PAGE)
        if finished.returncode or not page.is_file():
            raise GongkaiError(f"dbt wrote no documentation: {(finished.stdout + finished.stderr).strip()[-2000:]}")
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(page, folder / "index.html"))
