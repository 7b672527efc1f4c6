"""A staging folder of any size: reports of the sample, read by gongkai, and their like for other counties."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa

from extract.read import read_document
from load.manifest import table_file
from load.schema import STAGED_TABLES
from load.staging import StagedDocument, staged_to_frames, write_frames
from sample.generate import generate
from transform.facts import document_to_reading
from transform.gazetteer import Region, load_gazetteer
from transform.model import Hints

YEARS = range(2016, 2024)
AGENCIES = 50
"""Of which the reports are made and read; all others repeat their numbers, times a factor of their own."""
DOCUMENTS_PER_BATCH = 200

Frames = Mapping[str, pd.DataFrame]


def write_staging(folder: Path, facts: int) -> int:
    """Write batches until they hold at least so many facts; returns how many they hold."""
    base = [staged_to_frames(documents) for documents in _in_batches(read_sample())]
    counties = _counties()
    written = 0
    for number, frames in enumerate(itertools.cycle(base)):
        if written >= facts:
            break
        write_frames(folder, f"bench-{number:05}", repeat_batch(frames, number // len(base) + 1, counties))
        written += len(frames["fact"])
    return written


def replace_documents(folder: Path, share: int) -> int:
    """Stage one document of `share` again, all of them in one further batch; returns how many they are."""
    taken: dict[str, list[pd.DataFrame]] = {table.name: [] for table in STAGED_TABLES}
    replaced = 0
    for batch in sorted(path for path in folder.iterdir() if path.is_dir()):
        frames = {
            table.name: pd.read_parquet(table_file(batch, table), dtype_backend="pyarrow") for table in STAGED_TABLES
        }
        chosen = range(0, len(frames["document"]), share)
        positions = {old: replaced + new for new, old in enumerate(chosen)}
        for name, frame in frames.items():
            rows = frame[frame["document_id"].isin(chosen)].copy()
            rows["document_id"] = rows["document_id"].map(positions).astype("int32[pyarrow]")
            taken[name].append(rows)
        replaced += len(positions)
    write_frames(folder, "bench-replaced", {name: pd.concat(rows, ignore_index=True) for name, rows in taken.items()})
    return replaced


def read_sample() -> Iterator[StagedDocument]:
    """The reports of the sample's agencies over eight years and two vintages, as the reader gives them."""
    with tempfile.TemporaryDirectory() as folder:
        count = AGENCIES * len(YEARS)
        corpus = generate(Path(folder), seed=13, count=count, years=YEARS, formats=("html",), damaged=0)
        for entry in corpus.documents:
            url = f"https://bench.example/{entry.path}"
            fetched_at = datetime.datetime.fromisoformat(f"{entry.published_on}T02:00:00+08:00")
            hints = Hints(url=url, title=entry.title, agency=entry.agency, region_code=entry.region_code)
            reading = document_to_reading(read_document(corpus.read(entry), name=entry.file), hints)
            if reading.outcome == "report":
                yield StagedDocument(
                    entry.sha256, entry.media_type, url, entry.source, entry.title, fetched_at, reading
                )


def repeat_batch(frames: Frames, factor: int, counties: Sequence[Region]) -> Frames:
    """The batch as other agencies' reports: each agency in another county, each value times `factor`."""
    documents = frames["document"].copy()
    places = [
        _move(agency, region, counties, factor)
        for agency, region in zip(documents["agency"], documents["region_name"], strict=True)
    ]
    documents["sha256"] = _to_texts([_rehash(sha256, factor) for sha256 in documents["sha256"]])
    documents["url"] = _to_texts([f"{url}?{factor}" for url in documents["url"]])
    documents["source_id"] = _to_texts([f"Bench{county.code}" for _, county in places])
    for column in ("agency", "agency_key"):
        documents[column] = _to_texts([county.name + office for office, county in places])
    documents["region_code"] = _to_texts([county.code for _, county in places])
    documents["region_name"] = _to_texts([county.name for _, county in places])
    facts = frames["fact"].copy()
    facts["value"] = (facts["value"] * factor).astype(facts["value"].dtype)
    return {**frames, "document": documents, "fact": facts}


def _in_batches(documents: Iterator[StagedDocument]) -> Iterator[list[StagedDocument]]:
    while batch := list(itertools.islice(documents, DOCUMENTS_PER_BATCH)):
        yield batch


def _counties() -> list[Region]:
    regions = load_gazetteer(2020).by_code.values()
    return sorted((region for region in regions if region.level == "county"), key=lambda region: region.code)


def _move(agency: str, region_name: str, counties: Sequence[Region], factor: int) -> tuple[str, Region]:
    """An agency's name without its place, and the county in which it is to stand."""
    place = int.from_bytes(hashlib.sha256(agency.encode()).digest()[:4])
    own_name = region_name[-3:]
    return agency.rpartition(own_name)[2], counties[(place + factor) % len(counties)]


def _rehash(sha256: str, factor: int) -> str:
    return hashlib.sha256(f"{sha256} {factor}".encode()).hexdigest()


def _to_texts(values: Sequence[str]) -> pd.Series:
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.array(values, type=pa.string())))
