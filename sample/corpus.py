"""A generated corpus on disk: `corpus.json`, the documents under `files/`, their answers under `answers/`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MANIFEST = "corpus.json"


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A column of the sample portal."""

    id: str
    family: str
    path: str
    """URL path of its first list page."""
    column: str
    """Name of the column as printed."""
    region_code: str | None
    """The region of everything listed there; None where the column holds several."""


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One document of the manifest."""

    id: str
    source: str
    family: str
    path: str
    """URL path under the portal's root."""
    file: str
    """Path under the corpus folder, as is `answer`."""
    answer: str
    title: str
    """As the list page shows it."""
    column: str
    format: str
    media_type: str
    agency: str
    organ_code: str
    region_code: str
    report_year: int
    published_on: str
    outcome: str
    damage: str | None
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus and where it lies."""

    folder: Path
    seed: int
    sources: tuple[SourceEntry, ...]
    documents: tuple[DocumentEntry, ...]

    def read(self, document: DocumentEntry) -> bytes:
        """The document's bytes."""
        return (self.folder / document.file).read_bytes()

    def read_answer(self, document: DocumentEntry) -> dict[str, Any]:
        """The document's answer, as `sample.answers` describes it."""
        answer: dict[str, Any] = json.loads((self.folder / document.answer).read_text(encoding="utf-8"))
        return answer

    def save(self) -> None:
        """Write the manifest."""
        content = {
            "seed": self.seed,
            "sources": [asdict(source) for source in self.sources],
            "documents": [asdict(document) for document in self.documents],
        }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (self.folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def load_corpus(folder: Path) -> Corpus:
    """A corpus generated before; raises FileNotFoundError where the folder holds none."""
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Corpus(
        folder,
        content["seed"],
        tuple(SourceEntry(**source) for source in content["sources"]),
        tuple(DocumentEntry(**document) for document in content["documents"]),
    )
