"""The raw tables of the warehouse: one definition for DuckDB's DDL, its comments and the staged Parquet files.

DuckDB gets no primary keys: they triple the time of a load and double the file. The loader guarantees that the keys
named in the table comments are unique, and dbt tests it on every build.

A document's rows lie together, and the loader numbers documents in the order in which it loads them: DuckDB then finds
the rows of one `document_id` by the smallest and largest of each block of rows, without an index. In a staged file
`document_id` is the document's position in the batch.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from duckdb_sqlalchemy.datatypes import Struct
from sqlalchemy import (
    ARRAY,
    DECIMAL,
    TIMESTAMP,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
)
from sqlalchemy.types import TypeEngine

SCHEMA = "raw"
METADATA = MetaData(schema=SCHEMA)

VALUE_DIGITS = 18
VALUE_SCALE = 4
VALUE: DECIMAL[Decimal] = DECIMAL(VALUE_DIGITS, VALUE_SCALE)
"""Every stored number: exact, up to 99 999 999 999 999.9999 (the largest counts and yuan sums are below 10^13)."""

TEXTS = ARRAY(String)
_Fields = dict[str, type[TypeEngine[Any]] | TypeEngine[Any]]
_LOCATOR_FIELDS: _Fields = {
    "part": String,
    "page": Integer,
    "bbox": ARRAY(Double),
    "path": String,
    "cell": String,
    "line": Integer,
    "column": Integer,
}
_SUGGESTION_FIELDS: _Fields = {
    "code": String,
    "applicant": String,
    "channel": String,
    "value": VALUE,
    "identities": TEXTS,
}
LOCATOR = Struct(_LOCATOR_FIELDS)
SUGGESTION = Struct(_SUGGESTION_FIELDS)

LOCATOR_COMMENT = (
    "Where it stands in the original: part (member, sheet, picture; empty for the file itself), page and bbox in"
    " points from the top left (PDF), element path (HTML, DOCX), cell (sheet), line and column from 1 (text)"
)


def _column(name: str, type_: Any, comment: str, *, required: bool = True) -> Column[Any]:
    return Column(name, type_, nullable=not required, comment=comment)


def _document_id() -> Column[Any]:
    return _column("document_id", Integer, "The document, see raw.document")


document = Table(
    "document",
    METADATA,
    _column(
        "document_id", Integer, "Number that the loader gave the document; it changes when the batch is loaded again"
    ),
    _column("sha256", String, "SHA-256 of the document's bytes, its name in the archive"),
    _column("extractor_version", String, "Version of the reading code that read the document"),
    _column("batch_id", String, "Staging batch that the row was loaded from"),
    _column("media_type", String, "Media type of the bytes, as detected"),
    _column("url", String, "URL that the bytes were fetched from; NULL for a file imported by hand", required=False),
    _column("source_id", String, "Entry of the source catalogue; NULL if imported by hand", required=False),
    _column("link_title", String, "Text of the link that led to the document", required=False),
    _column("fetched_at", TIMESTAMP(timezone=True), "When the bytes were fetched", required=False),
    _column("outcome", String, "What reading ended in: report, not_a_report, unreadable, refused or failed"),
    _column("reason", String, "Why the outcome is not report", required=False),
    _column("title", String, "Title of the report as printed", required=False),
    _column(
        "report_year", Integer, "Year that the report is about; NULL where the text leaves it open", required=False
    ),
    _column(
        "form", String, "Vintage of the statutory form: 2008, 2014, 2019, 2021; NULL without tables", required=False
    ),
    _column("agency", String, "Name of the reporting agency as resolved", required=False),
    _column(
        "agency_key", String, "Agency by which reports are joined: its folded name, with its region", required=False
    ),
    _column("region_code", String, "Six-digit administrative division code as of region_year", required=False),
    _column("region_name", String, "Name of the region as of region_year", required=False),
    _column(
        "region_year", Integer, "Year whose boundaries region_code follows: the report year, to 2024", required=False
    ),
    _column("scope", String, "own: the agency's own office; region: the whole region under it", required=False),
    _column("published_on", Date, "Day of publication", required=False),
    _column("parts", TEXTS, "SHA-256 of each part of the report, the page itself first"),
    comment="One row per document and version of the reading code; keys: document_id; sha256, extractor_version",
)

fact = Table(
    "fact",
    METADATA,
    _document_id(),
    _column("fact_no", Integer, "Position among the document's facts, from 0"),
    _column("code", String, "Metric, see raw.metric"),
    _column("applicant", String, "Kind of applicant; total is the printed total column, all where nothing is split"),
    _column("channel", String, "Channel of publication or of request; all where nothing is split"),
    _column("label", String, "Category as printed (disclosure.by_category only), else empty"),
    _column("value", VALUE, "Exact value in the metric's stored unit; NULL unless a number was stated", required=False),
    _column("unit", String, "Stored unit of the metric"),
    _column("raw", String, "What was printed: the cell's text or the clause"),
    _column("raw_unit", String, "Unit as printed, empty where none is"),
    _column("state", String, "reported, zero_stated, blank, not_applicable, illegible or missing"),
    _column("source", String, "table, table_note or narrative"),
    _column("approximate", Boolean, "True where the text says 余, 多, 约, 近, 超 or 以上"),
    _column("by_position", Boolean, "True where no label was left and the cell was read by its position"),
    _column("confidence", Double, "1.0 for text of the file itself, less where it was recognised in a picture"),
    _column("locator", LOCATOR, LOCATOR_COMMENT, required=False),
    _column("suggestion", VALUE, "What the form's identities would have here, never instead of value", required=False),
    comment=(
        "One row per number that a document states, as printed; keys: document_id, fact_no and"
        " document_id, code, applicant, channel, label, source, locator"
    ),
)

raw_row = Table(
    "raw_row",
    METADATA,
    _document_id(),
    _column("row_no", Integer, "Position among the document's unknown rows, from 0"),
    _column("labels", TEXTS, "Row labels as printed"),
    _column("texts", TEXTS, "The other cells of the row as printed"),
    _column("locator", LOCATOR, LOCATOR_COMMENT, required=False),
    comment="One row per table row that no form knows, kept as printed; key: document_id, row_no",
)

finding = Table(
    "finding",
    METADATA,
    _document_id(),
    _column("finding_no", Integer, "Position among the document's findings, from 0"),
    _column("rule", String, "Rule that raised the finding"),
    _column("severity", String, "error, warning or note"),
    _column("codes", TEXTS, "Metrics concerned"),
    _column("applicant", String, "Kind of applicant concerned, where it is one", required=False),
    _column("message", String, "What an analyst must know"),
    _column("verdict", String, "source: the original says so; parse: our reading is in doubt; undecidable"),
    _column("observed", VALUE, "Value found", required=False),
    _column("expected", VALUE, "Value that the rule expects", required=False),
    _column("locator", LOCATOR, LOCATOR_COMMENT, required=False),
    _column("suggestion", SUGGESTION, "The one change of one cell that satisfies every identity", required=False),
    comment="One row per finding that reading raised; key: document_id, finding_no",
)

metric = Table(
    "metric",
    METADATA,
    _column("code", String, "Dotted code, general to specific"),
    _column("name_zh", String, "Chinese name, as the forms print it"),
    _column("name_en", String, "English name"),
    _column("unit", String, "Unit that values are stored in"),
    _column("dimensions", TEXTS, "Dimensions its facts may carry: applicant, channel, label"),
    _column("forms", TEXTS, "Vintages that print it, and narrative where prose states it"),
    _column("relation", String, "part, of_which, near (compare with a note) or broken (never compare)", required=False),
    _column("of", String, "The metric that relation refers to", required=False),
    _column("note", String, "What to know before comparing", required=False),
    comment="One row per metric; key: code",
)

identity_term = Table(
    "identity_term",
    METADATA,
    _column("vintage", String, "Vintage of the form that prints the terms"),
    _column("identity", String, "Identity as the form's file calls it"),
    _column("equation", String, "One instance of the identity, unique over all forms"),
    _column("severity", String, "Severity of a broken equation"),
    _column("relation", String, "equal, or at_most where the observed side is no more than the expected one"),
    _column("coefficient", SmallInteger, "1 (expected side) or -1 (observed side); equal, the terms add up to zero"),
    _column("code", String, "Metric of the term"),
    _column("applicant", String, "Kind of applicant of the term"),
    _column("channel", String, "Channel of the term"),
    _column("is_total", Boolean, "True for a printed total (in a balance, every term): blank, it breaks nothing"),
    comment="One row per term of the forms' identities (勾稽关系); key: equation, code, applicant, channel",
)

reader_rule = Table(
    "reader_rule",
    METADATA,
    _column("rule", String, "Rule, as findings name it"),
    _column("title_zh", String, "What it says, in a few Chinese words"),
    _column("severities", TEXTS, "Severities that its findings may have"),
    _column("says", String, "What is so where it is raised"),
    _column("verdict", String, "What its verdicts mean"),
    comment="One row per rule that reading a document may raise; key: rule",
)

region = Table(
    "region",
    METADATA,
    _column("region_code", String, "Six-digit administrative division code (GB/T 2260)"),
    _column("first_year", SmallInteger, "First year in which the code stood with this name, from 2003 on"),
    _column("last_year", SmallInteger, "Last year in which it did; the last year known where it still stands"),
    _column("region_name", String, "Name with its parents: 吉林省长春市绿园区"),
    _column("own_name", String, "Name without them: 绿园区"),
    _column("level", String, "province, prefecture or county"),
    _column(
        "prefecture_code",
        String,
        "Code of the prefecture; NULL for provinces and where a county has none",
        required=False,
    ),
    _column("prefecture_name", String, "Name of the prefecture, without the province's", required=False),
    _column("province_code", String, "Code of the province"),
    _column("province_name", String, "Name of the province"),
    _column(
        "region_id", String, "The place through renamings and changes of code or level; unique among those of a year"
    ),
    _column(
        "merged_into",
        String,
        "region_id of the region that it was merged into after it ended, as far as known; NULL where it goes on",
        required=False,
    ),
    _column("edition", String, "Edition of the codes and of their reading; equal, they are not read again"),
    comment="One row per region code and period of years with one name, 2003 on; key: region_code, first_year",
)

loaded_batch = Table(
    "loaded_batch",
    METADATA,
    _column("batch_id", String, "Name of the staging batch"),
    _column("content_hash", String, "SHA-256 over the batch's files: an unchanged batch is not loaded again"),
    _column("documents", Integer, "Documents in the batch"),
    _column("row_count", Integer, "Rows in all files of the batch"),
    _column("loaded_at", TIMESTAMP(timezone=True), "When the batch was last loaded"),
    comment="One row per staging batch as last loaded; key: batch_id",
)

current_document = Table(
    "current_document",
    METADATA,
    _column("source_id", String, "Entry of the source catalogue, or Import"),
    _column("url", String, "Address; NULL for a file imported by hand without one", required=False),
    _column("sha256", String, "SHA-256 of the bytes that the address has now"),
    _column("since", TIMESTAMP(timezone=True), "Since when it has them", required=False),
    comment="One row per link of the ledger that has bytes, as of the last load; key: source_id, url, sha256",
)

schema_stamp = Table(
    "schema_version",
    METADATA,
    _column("version", String, "SHA-256 over the names, types and comments of the raw tables"),
    comment="One row: the version of the raw schema that the file has, so that it is compared only when it changes",
)

link = Table(
    "link",
    METADATA,
    _column("link_id", BigInteger, "Number of the link in the ledger"),
    _column("source_id", String, "Entry of the source catalogue, or Import"),
    _column("url", String, "Address; NULL for a file imported by hand without one", required=False),
    _column("title", String, "Title in the list, as printed; the name of a file imported by hand"),
    _column("list_url", String, "List page that first showed it; NULL where none did", required=False),
    _column("kind", String, "By the title: report, other or unknown"),
    _column("report_year", Integer, "Report year by the title or its column; NULL where they say none", required=False),
    _column("agency", String, "Who publishes, as the list, the importer or the catalogue says", required=False),
    _column("published_on", Date, "Date in the list", required=False),
    _column("is_attachment", Boolean, "True for what belongs to a page: no list shows it"),
    _column("is_listed", Boolean, "False where the last good crawl of the whole list did not find it any more"),
    _column("first_seen", TIMESTAMP(timezone=True), "When a list first had it"),
    _column("last_seen", TIMESTAMP(timezone=True), "When a list last had it"),
    _column(
        "outcome",
        String,
        "How it ended: new, changed, unchanged, refused, failed or gone when last asked for; not_a_report for one never"
        " asked for, by its title; NULL for one that waits",
        required=False,
    ),
    _column("status", Integer, "HTTP status of the last answer; NULL where there was none", required=False),
    _column("reason", String, "Why, where the outcome is not new, changed or unchanged", required=False),
    _column("asked_at", TIMESTAMP(timezone=True), "When it was last asked for", required=False),
    _column("sha256", String, "SHA-256 of the bytes that it has now, kept when the page goes", required=False),
    _column("fetched_at", TIMESTAMP(timezone=True), "When those bytes were first had", required=False),
    comment="One row per link of the ledger, pictures excepted, as of the last load; key: link_id",
)

crawl_run = Table(
    "crawl_run",
    METADATA,
    _column("run_id", BigInteger, "Number of the run"),
    _column("kind", String, "What ran: nightly_crawl, backfill_years, reprocess, import …"),
    _column("started_at", TIMESTAMP(timezone=True), "When it began"),
    _column(
        "ended_at", TIMESTAMP(timezone=True), "When it ended; NULL while it runs, or if it was killed", required=False
    ),
    _column("sources", TEXTS, "Sources that it was asked for; empty for all that were due"),
    _column("report_years", ARRAY(Integer), "Report years that it was asked for; empty for all"),
    *(
        _column(name, Integer, f"{what}; NULL for a run that has not ended", required=False)
        for name, what in {
            "sources_crawled": "Sources whose whole list was read as expected",
            "sources_not_crawled": "Sources whose list was refused, had changed, failed or was postponed",
            "listed": "Links in the lists",
            "not_reports": "Links that were not fetched, because their title tells that they are no report",
            "left_over": "Links that wait for the next run",
            "fetched_new": "Links that gave bytes for the first time",
            "fetched_changed": "Links that gave other bytes than before",
            "fetched_unchanged": "Links that gave the same bytes as before",
            "fetched_refused": "Links that were refused",
            "fetched_failed": "Links that gave no answer or a server's error",
            "fetched_gone": "Links that are dead (404, 410)",
            "documents_read": "Documents read",
            "reports_read": "Documents read as reports",
        }.items()
    ),
    comment="One row per run of the application, as of the last load; key: run_id",
)

source = Table(
    "source",
    METADATA,
    _column("source_id", String, "Entry of the source catalogue"),
    _column("family", String, "CMS family"),
    _column("url", String, "First list page of the column"),
    _column("agency", String, "Who publishes; NULL where the column holds several agencies", required=False),
    _column("region_code", String, "Six-digit division code as of 2024; NULL for ministries", required=False),
    _column("region_name", String, "Name that belongs to the code", required=False),
    _column("first_year", Integer, "First report year that the column holds"),
    _column("last_year", Integer, "Last one; NULL where it goes on", required=False),
    _column("expected_minimum", Integer, "Links that the whole list has at least"),
    _column("expected_maximum", Integer, "Links that the whole list has at most"),
    _column(
        "verified_on", Date, "When somebody last looked at the column and its crawl; NULL for never", required=False
    ),
    comment="One row per entry of the source catalogue, as of the last load; key: source_id",
)

last_crawl = Table(
    "last_crawl",
    METADATA,
    _column("source_id", String, "Entry of the source catalogue, or Import for files fetched by hand"),
    _column("family", String, "CMS family when last crawled"),
    _column("url", String, "First list page when last crawled"),
    _column("agency", String, "Who publishes; NULL where the column holds several agencies", required=False),
    _column("region_code", String, "Six-digit division code; NULL for ministries", required=False),
    _column("run_id", BigInteger, "Run of the last crawl; NULL for a source never crawled", required=False),
    _column("crawled_at", TIMESTAMP(timezone=True), "When the last crawl ended", required=False),
    _column("outcome", String, "How its list ended: crawled, refused, changed, failed or postponed", required=False),
    _column("reason", String, "Why it is not crawled, or what is odd about it", required=False),
    _column("listed", Integer, "Links in its list", required=False),
    _column("left_over", Integer, "Links that wait for the next run", required=False),
    _column("last_good_at", TIMESTAMP(timezone=True), "When its whole list was last read as expected", required=False),
    comment="One row per source that the ledger knows, with its latest crawl, as of the last load; key: source_id",
)

roster_agency = Table(
    "roster_agency",
    METADATA,
    _column("region_code", String, "Region of the roster, six digits"),
    _column("region_name", String, "Name of the region"),
    _column("agency", String, "Agency that owes a report every year"),
    _column("names", TEXTS, "Names by which titles call it, its own first"),
    _column("first_year", Integer, "First report year in which it existed; NULL for all", required=False),
    _column("last_year", Integer, "Last one; NULL where it goes on", required=False),
    comment="One row per agency of a region's roster, as of the last load; key: region_code, agency",
)

review = Table(
    "review",
    METADATA,
    _column("review_id", BigInteger, "Number of the review; the higher one of two on the same number counts"),
    _column("sha256", String, "SHA-256 of the document that prints the number"),
    _column("code", String, "Metric"),
    _column("applicant", String, "Kind of applicant; all for every applicant"),
    _column("channel", String, "Channel of publication or request; all where not split"),
    _column("label", String, "Category as printed, else empty"),
    _column("locator", String, "Where the reviewer looked; NULL where not said", required=False),
    _column("verdict", String, "confirmed: the number as read is right; corrected: value is right instead"),
    _column("value", VALUE, "Exact value by the reviewer, in the metric's stored unit; NULL: none is", required=False),
    _column("reviewed_by", String, "Name of the reviewer"),
    _column("reason", String, "Why, in the reviewer's words"),
    _column("reviewed_at", TIMESTAMP(timezone=True), "When it was said"),
    comment="One row per review of a number by a person, superseded ones included; key: review_id",
)

build_stamp = Table(
    "build_stamp",
    METADATA,
    _column("batches_hash", String, "SHA-256 over raw.loaded_batch as it was when the marts were built"),
    _column("built_at", TIMESTAMP(timezone=True), "When the build ended"),
    _column("warnings", TEXTS, "Tests of severity warning that returned rows, each with what it says"),
    comment="One row if the marts are built from what is loaded and passed their tests, else none; needed to publish",
)

STAGED_TABLES: tuple[Table, ...] = (document, fact, raw_row, finding)
"""The tables that a staging batch carries, one Parquet file each."""

SNAPSHOT_TABLES: tuple[Table, ...] = (current_document, link, crawl_run, source, last_crawl, roster_agency, review)
"""The tables that are staged as a whole beside the batches (`load.snapshots`), and replaced as a whole."""
