"""What a portal serves at a path, and the pieces that CMS families share."""

from __future__ import annotations

import datetime
import hashlib
import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sample.corpus import Corpus, DocumentEntry, SourceEntry

PUBLISHED_AT = datetime.time(1, 30, tzinfo=datetime.UTC)
"""09:30 in China: when the sample's portals publish."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What stands at a path."""

    body: Callable[[Mapping[str, str]], bytes | None]
    """Query parameters to bytes; None where they name nothing."""
    media_type: str
    modified: datetime.datetime
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A source and what it lists, newest first."""

    corpus: Corpus
    source: SourceEntry
    documents: tuple[DocumentEntry, ...]

    @property
    def modified(self) -> datetime.datetime:
        """When its lists changed last: with its newest document."""
        return max((to_modified(document) for document in self.documents), default=_EPOCH)


_EPOCH = datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class PortalFamily:
    """How the sample portal serves a CMS family."""

    source: SourceEntry
    """The column that lists its documents."""
    to_path: Callable[[datetime.date, int, str], str]
    """Where it puts a document: day, serial number and suffix to URL path."""
    to_resources: Callable[[Column], dict[str, Resource]]
    """Everything that it serves for a column, by path."""
    params: Mapping[str, str] = field(default_factory=dict)
    """What a catalogue entry of the column has to say beyond its address."""


def corpus_to_columns(corpus: Corpus) -> Iterator[Column]:
    """The columns of a corpus."""
    for source in corpus.sources:
        listed = [document for document in corpus.documents if document.source == source.id]
        listed.sort(key=lambda document: (document.published_on, document.path), reverse=True)
        yield Column(corpus, source, tuple(listed))


def to_modified(document: DocumentEntry) -> datetime.datetime:
    """When a document was published."""
    return datetime.datetime.combine(datetime.date.fromisoformat(document.published_on), PUBLISHED_AT)


def column_to_articles(column: Column) -> dict[str, Resource]:
    """The documents themselves, by path."""
    return {document.path: _document_resource(column.corpus, document) for document in column.documents}


def _document_resource(corpus: Corpus, document: DocumentEntry) -> Resource:
    """A document, read from disk when asked for."""
    return Resource(lambda _query: corpus.read(document), document.media_type, to_modified(document), is_document=True)


def page_resource(text: str, modified: datetime.datetime, media_type: str = "text/html; charset=utf-8") -> Resource:
    """A page that is the same whatever the query."""
    data = text.encode()
    return Resource(lambda _query: data, media_type, modified)


def body_to_etag(body: bytes) -> str:
    """A strong entity tag."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def list_item(document: DocumentEntry, href: str) -> str:
    """One entry of a list."""
    title = html.escape(document.title)
    return f'<li><a href="{href}" target="_blank" title="{title}">{title}</a><span>{document.published_on}</span></li>'
