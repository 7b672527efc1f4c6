"""The ledger's tables, and how a database becomes a ledger."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Date,
    DateTime,
    Dialect,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.schema import CreateColumn
from sqlalchemy.types import TypeDecorator

from extract.errors import ConfigurationError

IMPORT_SOURCE = "Import"
"""The source of files that were fetched by hand."""
LOCK_WAIT_SECONDS = 60
POSTGRESQL_DRIVER = "postgresql+psycopg"
_POSTGRESQL_LOCK = 6014_0711


class UtcDateTime(TypeDecorator[datetime.datetime]):
    """A moment in UTC, aware of its zone in Python whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        """Refuse naive moments, and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        value = value.astimezone(datetime.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        """Give back UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=datetime.UTC) if dialect.name == "sqlite" else value.astimezone(datetime.UTC)


metadata = MetaData()
_Id = BigInteger().with_variant(Integer(), "sqlite")
_Sha256 = String(64)


def _column(name: str, kind: Any, *args: Any, comment: str, nullable: bool = True, key: bool = False) -> Column[Any]:
    return Column(name, kind, *args, comment=comment, nullable=nullable and not key, primary_key=key)


run = Table(
    "run",
    metadata,
    _column("id", _Id, comment="Number of the run", key=True),
    _column("kind", String(40), comment="What ran: nightly_crawl, backfill_years, import …", nullable=False),
    _column("parameters", JSON, comment="What it was asked to do", nullable=False),
    _column("started_at", UtcDateTime, comment="When it began", nullable=False),
    _column("ended_at", UtcDateTime, comment="When it ended; null while it runs, or if it was killed"),
    _column("summary", JSON, comment="What its caller had to say at the end"),
    comment="One start of the application.",
)
source = Table(
    "source",
    metadata,
    _column("id", String(64), comment="Catalogue entry, or Import for files fetched by hand", key=True),
    _column("family", String(40), comment="CMS family", nullable=False),
    _column("url", Text, comment="Address of the column when last crawled", nullable=False),
    _column("agency", Text, comment="Who publishes; null where several agencies do"),
    _column("region_code", String(6), comment="Six-digit code; null for ministries"),
    _column("last_good_at", UtcDateTime, comment="When its whole list was last read as expected"),
    _column("last_good_run_id", _Id, ForeignKey("run.id"), comment="The run that did so"),
    comment="One column of one portal, as last crawled.",
)
link = Table(
    "link",
    metadata,
    _column("id", _Id, comment="Number of the link", key=True),
    _column("source_id", String(64), ForeignKey("source.id"), comment="Its source", nullable=False),
    _column("url", Text, comment="Absolute address, without fragment", nullable=False),
    _column("title", Text, comment="Title in the list, as printed", nullable=False),
    _column("published_on", Date, comment="Date in the list"),
    _column("agency", Text, comment="Who publishes, where the list or the importer says so; else the source's"),
    _column("region_code", String(6), comment="Region, where the importer says so; else the source's"),
    _column("report_year", Integer, comment="Report year by the title; null where it says none"),
    _column("kind", String(10), comment="By the title: report, other, unknown; or a page's picture", nullable=False),
    _column("list_url", Text, comment="The list that first showed it; null for what belongs to a page"),
    _column("first_seen", UtcDateTime, comment="When a list first had it", nullable=False),
    _column("last_seen", UtcDateTime, comment="When a list last had it", nullable=False),
    _column("outcome", String(16), comment="Last outcome, as in fetch; not_a_report by its title; null if never tried"),
    _column("status", Integer, comment="HTTP status of the last answer; null where there was none"),
    _column("reason", Text, comment="Why, for every outcome but new, changed and unchanged"),
    _column("sha256", _Sha256, comment="Its current bytes in the archive; kept when the page goes"),
    _column("media_type", String(100), comment="Content-Type of those bytes"),
    _column("fetched_at", UtcDateTime, comment="When those bytes were first had"),
    _column("asked_at", UtcDateTime, comment="When it was last asked for, whatever came of it"),
    _column("etag", Text, comment="ETag to ask with"),
    _column("last_modified", Text, comment="Last-Modified to ask with"),
    UniqueConstraint("source_id", "url"),
    Index("link_sha256", "sha256"),
    comment="One link of one list; its bytes may change, each version is a row of fetch.",
)
part = Table(
    "part",
    metadata,
    _column("page_id", _Id, ForeignKey("link.id"), comment="The page", key=True),
    _column("link_id", _Id, ForeignKey("link.id"), comment="What belongs to it", key=True),
    comment="The attachments and pictures of a page as it is now. An attachment is read by itself, a picture with it.",
)
fetch = Table(
    "fetch",
    metadata,
    _column("id", _Id, comment="Number of the fetch", key=True),
    _column("run_id", _Id, ForeignKey("run.id"), comment="The run it belongs to", nullable=False),
    _column("link_id", _Id, ForeignKey("link.id"), comment="What was fetched", nullable=False),
    _column("at", UtcDateTime, comment="When the answer was had", nullable=False),
    _column("status", Integer, comment="HTTP status; null where there was no answer"),
    _column("outcome", String(16), comment="new, changed, unchanged, refused, failed, gone", nullable=False),
    _column("reason", Text, comment="Why it is refused, failed or gone"),
    _column("sha256", _Sha256, comment="The bytes it gave, or confirmed; null if none"),
    _column("bytes", Integer, comment="Length of the body received, 0 for 304", nullable=False),
    Index("fetch_run", "run_id", "link_id"),
    comment="One attempt at one link, retries included.",
)
listing = Table(
    "listing",
    metadata,
    _column("run_id", _Id, ForeignKey("run.id"), comment="The run it belongs to", key=True),
    _column("source_id", String(64), ForeignKey("source.id"), comment="The source", key=True),
    _column("outcome", String(16), comment="crawled, refused, changed, failed, postponed", nullable=False),
    _column("reason", Text, comment="Why it is not crawled, or what is odd about it"),
    _column("listed", Integer, comment="Links in its list", nullable=False),
    _column("not_reports", Integer, comment="Those of them that their title tells to be no report", nullable=False),
    _column("left_over", Integer, comment="Links that were to be fetched and wait for the next run"),
    _column("requests", Integer, comment="Requests made, robots.txt and repetitions included"),
    _column("at", UtcDateTime, comment="When its crawl ended", nullable=False),
    comment="How reading a source's list ended in a run.",
)
extraction = Table(
    "extraction",
    metadata,
    _column("sha256", _Sha256, comment="The document read", key=True),
    _column("extractor_version", String(40), comment="By which version of the extractor", key=True),
    _column("run_id", _Id, ForeignKey("run.id"), comment="In which run"),
    _column("outcome", String(16), comment="report, not_a_report, unreadable, refused, failed", nullable=False),
    _column("reason", Text, comment="Why it is no report"),
    _column("batch_id", String(80), comment="The staging batch that holds its facts"),
    _column("attempts", Integer, comment="How often it hit its limits, where it did"),
    _column("limit_seconds", Float, comment="The time that was allowed; null where no limit was hit"),
    _column("limit_megabytes", Integer, comment="The memory that was allowed; null where no limit was hit"),
    _column("at", UtcDateTime, comment="When", nullable=False),
    Index("extraction_run", "run_id"),
    comment="A document is read once per version of the extractor; failed is no reading, and is tried again.",
)
review = Table(
    "review",
    metadata,
    _column("id", _Id, comment="Number of the review; of two on one number the higher one counts", key=True),
    _column("sha256", _Sha256, comment="The document that prints the number", nullable=False),
    _column("code", String(120), comment="Metric", nullable=False),
    _column("applicant", String(40), comment="Kind of applicant; all for every applicant", nullable=False),
    _column("channel", String(40), comment="Channel; all where not split", nullable=False),
    _column("label", Text, comment="Category as printed, else empty", nullable=False),
    _column("locator", Text, comment="Where the reviewer looked"),
    _column("verdict", String(10), comment="confirmed or corrected", nullable=False),
    # A text: SQLite has no exact decimals.
    _column("value", String(40), comment="Exact decimal by the reviewer; null where there is no number"),
    _column("reviewed_by", Text, comment="Name of the reviewer", nullable=False),
    _column("reason", Text, comment="Why", nullable=False),
    _column("reviewed_at", UtcDateTime, comment="When", nullable=False),
    comment="What a person says of a printed number; rows are only ever added.",
)


def open_engine(url: str) -> Engine:
    """An engine on the ledger at `url`, its tables and columns made where they are missing.

    Several processes may do this at once. Raises `ConfigurationError` for an address that SQLAlchemy does not
    understand.
    """
    try:
        address = make_url(url)
        is_sqlite = address.get_backend_name() == "sqlite"
        if is_sqlite and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        if address.drivername in {"postgres", "postgresql"}:
            address = address.set(drivername=POSTGRESQL_DRIVER)
        engine = create_engine(address, connect_args={"timeout": LOCK_WAIT_SECONDS} if is_sqlite else {})
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise ConfigurationError(f"ledger address: {error}") from error
    if is_sqlite:
        event.listen(engine, "connect", _tune_sqlite)
    with engine.begin() as connection:
        # Two processes that both find no tables would both create them: one waits for the other here.
        if is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})
        metadata.create_all(connection)
        _add_new_columns(connection)
    return engine


def _add_new_columns(connection: Connection) -> None:
    """Give a ledger of an earlier release the columns that came since; all of them may be null."""
    inspector = inspect(connection)
    for table in metadata.sorted_tables:
        present = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in present:
                definition = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {definition}")


def _tune_sqlite(connection: Any, _: Any) -> None:
    """Readers beside one writer, waiting instead of failing, and references that hold."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
