"""Re-reading the archive with a newer extractor: apart from the warehouse until it may be published.

What is read anew is staged in a folder of its own, `Settings.held`. It is compared with what is published, and only
then released into the staging folder, from where it is loaded. A night that runs meanwhile loads nothing of it, and
what is not approved harms nobody: it stays held, is not read again, and may be released later.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.errors import GongkaiError
from extract.ledger import Ledger
from gongkai.settings import Settings, environment_to_settings
from gongkai.steps import settings_to_readers
from transform.model import EXTRACTOR_VERSION

if TYPE_CHECKING:
    from gongkai.difference import Difference

# Airflow imports this for every task: pandas and DuckDB are imported by the step that needs them.
# ruff: noqa: PLC0415

logger = logging.getLogger(__name__)
STOP_ABOVE_PERCENT = 5.0
"""Of the facts; more than that is not published unless somebody has looked at it."""


class NotApproved(GongkaiError):
    """The operator must look at what changes before it is published."""

    def __init__(self, difference: Difference, stop_above_percent: float) -> None:
        super().__init__(
            f"not published: {difference.percent:.2f} % of the facts change, and more than {stop_above_percent:g} %"
            " are to be approved; what was read is held: run `gongkai reprocess --stop-above 100` to publish it"
        )


def open_reprocess(kind: str = "reprocess") -> int:
    """Open a run of this kind in the ledger; gives its number.

    What this version has read into batches that are gone, or that another release has staged, counts as not read.
    """
    from load.batches import remove_foreign_batches

    settings = environment_to_settings()
    staged = [name for each in (settings, settings_to_held(settings)) for name in remove_foreign_batches(each.staging)]
    with Ledger(settings.ledger_url) as ledger:
        if lost := ledger.forget_lost_batches(EXTRACTOR_VERSION, staged):
            logger.warning("%d documents are read again: their staged batches are gone", lost)
        return ledger.open_run(kind, {"extractor_version": EXTRACTOR_VERSION})


def settings_to_held(settings: Settings) -> Settings:
    """Settings that stage what is read in the held folder of this version of the extractor."""
    return settings.model_copy(update={"staging": settings.held / EXTRACTOR_VERSION})


def reread_batch(run_number: int, sha256s: Sequence[str]) -> dict[str, int]:
    """Read one batch of archived documents, and hold it; gives how many ended in each outcome."""
    from gongkai.batches import read_documents

    settings = settings_to_held(environment_to_settings())
    with settings_to_readers(settings) as readers:
        return read_documents(run_number, sha256s, settings, readers)


def compare_held() -> Difference:
    """Compare what is held with what is published, and log it line by line."""
    from gongkai.difference import compare_readings
    from load.publish import PUBLISHED_NAME

    settings = environment_to_settings()
    held = settings_to_held(settings).staging
    difference = compare_readings(held, settings.published / PUBLISHED_NAME, EXTRACTOR_VERSION)
    for line in difference.to_lines():
        logger.info("%s", line)
    return difference


def release_held() -> int:
    """Move what is held to where it is loaded from, batch by batch; gives how many batches there were.

    A batch has one name in its life, so doing this again, also after a crash, moves the rest.
    """
    settings = environment_to_settings()
    settings.staging.mkdir(parents=True, exist_ok=True)
    held = settings_to_held(settings).staging
    batches = sorted(path for path in held.glob("*") if not path.name.startswith(".")) if held.is_dir() else []
    for batch in batches:
        batch.rename(settings.staging / batch.name)
    logger.info("%d batches released", len(batches))
    return len(batches)
