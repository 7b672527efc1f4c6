"""What reading a document gives: the tables that a staging batch carries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import TIMESTAMP, Boolean, Column, Date, Double, Integer, String, Table

from load.schema.columns import LOCATOR, LOCATOR_COMMENT, METADATA, SUGGESTION, TEXTS, VALUE, column


def _document_id() -> Column[Any]:
    return column("document_id", Integer, "The document, see raw.document")


document = Table(
    "document",
    METADATA,
    column(
        "document_id", Integer, "Number that the loader gave the document; it changes when the batch is loaded again"
    ),
    column("sha256", String, "SHA-256 of the document's bytes, its name in the archive"),
    column("extractor_version", String, "Version of the reading code that read the document"),
    column("batch_id", String, "Staging batch that the row was loaded from"),
    column("media_type", String, "Media type of the bytes, as detected"),
    column("url", String, "URL that the bytes were fetched from; NULL for a file imported by hand", required=False),
    column("source_id", String, "Entry of the source catalogue; NULL if imported by hand", required=False),
    column("link_title", String, "Text of the link that led to the document", required=False),
    column("fetched_at", TIMESTAMP(timezone=True), "When the bytes were fetched", required=False),
    column("outcome", String, "What reading ended in: report, not_a_report, unreadable, refused or failed"),
    column("reason", String, "Why the outcome is not report", required=False),
    column("title", String, "Title of the report as printed", required=False),
    column("report_year", Integer, "Year that the report is about; NULL where the text leaves it open", required=False),
    column(
        "form", String, "Vintage of the statutory form: 2008, 2014, 2019, 2021; NULL without tables", required=False
    ),
    column("agency", String, "Name of the reporting agency as resolved", required=False),
    column(
        "agency_key", String, "Agency by which reports are joined: its folded name, with its region", required=False
    ),
    column("region_code", String, "Six-digit administrative division code as of region_year", required=False),
    column("region_name", String, "Name of the region as of region_year", required=False),
    column(
        "region_year", Integer, "Year whose boundaries region_code follows: the report year, to 2024", required=False
    ),
    column("scope", String, "own: the agency's own office; region: the whole region under it", required=False),
    column("published_on", Date, "Day of publication", required=False),
    column("parts", TEXTS, "SHA-256 of each part of the report, the page itself first"),
    comment="One row per document and version of the reading code; keys: document_id; sha256, extractor_version",
)

fact = Table(
    "fact",
    METADATA,
    _document_id(),
    column("fact_no", Integer, "Position among the document's facts, from 0"),
    column("code", String, "Metric, see raw.metric"),
    column("applicant", String, "Kind of applicant; total is the printed total column, all where nothing is split"),
    column("channel", String, "Channel of publication or of request; all where nothing is split"),
    column("label", String, "Category as printed (disclosure.by_category only), else empty"),
    column("value", VALUE, "Exact value in the metric's stored unit; NULL unless a number was stated", required=False),
    column("unit", String, "Stored unit of the metric"),
    column("raw", String, "What was printed: the cell's text or the clause"),
    column("raw_unit", String, "Unit as printed, empty where none is"),
    column("state", String, "reported, zero_stated, blank, not_applicable, illegible or missing"),
    column("source", String, "table, table_note or narrative"),
    column("approximate", Boolean, "True where the text says 余, 多, 约, 近, 超 or 以上"),
    column("by_position", Boolean, "True where no label was left and the cell was read by its position"),
    column("confidence", Double, "1.0 for text of the file itself, less where it was recognised in a picture"),
    column("locator", LOCATOR, LOCATOR_COMMENT, required=False),
    column("suggestion", VALUE, "What the form's identities would have here, never instead of value", required=False),
    comment=(
        "One row per number that a document states, as printed; keys: document_id, fact_no and"
        " document_id, code, applicant, channel, label, source, locator"
    ),
)

raw_row = Table(
    "raw_row",
    METADATA,
    _document_id(),
    column("row_no", Integer, "Position among the document's unknown rows, from 0"),
    column("labels", TEXTS, "Row labels as printed"),
    column("texts", TEXTS, "The other cells of the row as printed"),
    column("locator", LOCATOR, LOCATOR_COMMENT, required=False),
    comment="One row per table row that no form knows, kept as printed; key: document_id, row_no",
)

finding = Table(
    "finding",
    METADATA,
    _document_id(),
    column("finding_no", Integer, "Position among the document's findings, from 0"),
    column("rule", String, "Rule that raised the finding"),
    column("severity", String, "error, warning or note"),
    column("codes", TEXTS, "Metrics concerned"),
    column("applicant", String, "Kind of applicant concerned, where it is one", required=False),
    column("message", String, "What an analyst must know"),
    column("verdict", String, "source: the original says so; parse: our reading is in doubt; undecidable"),
    column("observed", VALUE, "Value found", required=False),
    column("expected", VALUE, "Value that the rule expects", required=False),
    column("locator", LOCATOR, LOCATOR_COMMENT, required=False),
    column("suggestion", SUGGESTION, "The one change of one cell that satisfies every identity", required=False),
    comment="One row per finding that reading raised; key: document_id, finding_no",
)

STAGED_TABLES: tuple[Table, ...] = (document, fact, raw_row, finding)
"""The tables that a staging batch carries, one Parquet file each."""
