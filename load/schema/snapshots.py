"""What the ledger knows today: the tables that are replaced as a whole each night."""

from __future__ import annotations

from sqlalchemy import ARRAY, TIMESTAMP, BigInteger, Boolean, Date, Integer, String, Table

from load.schema.columns import METADATA, TEXTS, VALUE, column

current_document = Table(
    "current_document",
    METADATA,
    column("source_id", String, "Entry of the source catalogue, or Import"),
    column("url", String, "Address; NULL for a file imported by hand without one", required=False),
    column("sha256", String, "SHA-256 of the bytes that the address has now"),
    column("since", TIMESTAMP(timezone=True), "Since when it has them", required=False),
    comment="One row per link of the ledger that has bytes, as of the last load; key: source_id, url, sha256",
)

link = Table(
    "link",
    METADATA,
    column("link_id", BigInteger, "Number of the link in the ledger"),
    column("source_id", String, "Entry of the source catalogue, or Import"),
    column("url", String, "Address; NULL for a file imported by hand without one", required=False),
    column("title", String, "Title in the list, as printed; the name of a file imported by hand"),
    column("list_url", String, "List page that first showed it; NULL where none did", required=False),
    column("kind", String, "By the title: report, other or unknown"),
    column("report_year", Integer, "Report year by the title or its column; NULL where they say none", required=False),
    column("agency", String, "Who publishes, as the list, the importer or the catalogue says", required=False),
    column("published_on", Date, "Date in the list", required=False),
    column("is_attachment", Boolean, "True for what belongs to a page: no list shows it"),
    column("is_listed", Boolean, "False where the last good crawl of the whole list did not find it any more"),
    column("first_seen", TIMESTAMP(timezone=True), "When a list first had it"),
    column("last_seen", TIMESTAMP(timezone=True), "When a list last had it"),
    column(
        "outcome",
        String,
        "How it ended: new, changed, unchanged, refused, failed or gone when last asked for; not_a_report for one never"
        " asked for, by its title; NULL for one that waits",
        required=False,
    ),
    column("status", Integer, "HTTP status of the last answer; NULL where there was none", required=False),
    column("reason", String, "Why, where the outcome is not new, changed or unchanged", required=False),
    column("asked_at", TIMESTAMP(timezone=True), "When it was last asked for", required=False),
    column("sha256", String, "SHA-256 of the bytes that it has now, kept when the page goes", required=False),
    column("fetched_at", TIMESTAMP(timezone=True), "When those bytes were first had", required=False),
    comment="One row per link of the ledger, pictures excepted, as of the last load; key: link_id",
)

crawl_run = Table(
    "crawl_run",
    METADATA,
    column("run_id", BigInteger, "Number of the run"),
    column("kind", String, "What ran: nightly_crawl, backfill_years, reprocess, import …"),
    column("started_at", TIMESTAMP(timezone=True), "When it began"),
    column(
        "ended_at", TIMESTAMP(timezone=True), "When it ended; NULL while it runs, or if it was killed", required=False
    ),
    column("sources", TEXTS, "Sources that it was asked for; empty for all that were due"),
    column("report_years", ARRAY(Integer), "Report years that it was asked for; empty for all"),
    *(
        column(name, Integer, f"{what}; NULL for a run that has not ended", required=False)
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
    column("source_id", String, "Entry of the source catalogue"),
    column("family", String, "CMS family"),
    column("url", String, "First list page of the column"),
    column("agency", String, "Who publishes; NULL where the column holds several agencies", required=False),
    column("region_code", String, "Six-digit division code as of 2024; NULL for ministries", required=False),
    column("region_name", String, "Name that belongs to the code", required=False),
    column("first_year", Integer, "First report year that the column holds"),
    column("last_year", Integer, "Last one; NULL where it goes on", required=False),
    column("expected_minimum", Integer, "Links that the whole list has at least"),
    column("expected_maximum", Integer, "Links that the whole list has at most"),
    column(
        "verified_on", Date, "When somebody last looked at the column and its crawl; NULL for never", required=False
    ),
    comment="One row per entry of the source catalogue, as of the last load; key: source_id",
)

last_crawl = Table(
    "last_crawl",
    METADATA,
    column("source_id", String, "Entry of the source catalogue, or Import for files fetched by hand"),
    column("family", String, "CMS family when last crawled"),
    column("url", String, "First list page when last crawled"),
    column("agency", String, "Who publishes; NULL where the column holds several agencies", required=False),
    column("region_code", String, "Six-digit division code; NULL for ministries", required=False),
    column("run_id", BigInteger, "Run of the last crawl; NULL for a source never crawled", required=False),
    column("crawled_at", TIMESTAMP(timezone=True), "When the last crawl ended", required=False),
    column("outcome", String, "How its list ended: crawled, refused, changed, failed or postponed", required=False),
    column("reason", String, "Why it is not crawled, or what is odd about it", required=False),
    column("listed", Integer, "Links in its list", required=False),
    column("left_over", Integer, "Links that wait for the next run", required=False),
    column("last_good_at", TIMESTAMP(timezone=True), "When its whole list was last read as expected", required=False),
    comment="One row per source that the ledger knows, with its latest crawl, as of the last load; key: source_id",
)

roster_agency = Table(
    "roster_agency",
    METADATA,
    column("region_code", String, "Region of the roster, six digits"),
    column("region_name", String, "Name of the region"),
    column("agency", String, "Agency that owes a report every year"),
    column("names", TEXTS, "Names by which titles call it, its own first"),
    column("first_year", Integer, "First report year in which it existed; NULL for all", required=False),
    column("last_year", Integer, "Last one; NULL where it goes on", required=False),
    comment="One row per agency of a region's roster, as of the last load; key: region_code, agency",
)

review = Table(
    "review",
    METADATA,
    column("review_id", BigInteger, "Number of the review; the higher one of two on the same number counts"),
    column("sha256", String, "SHA-256 of the document that prints the number"),
    column("code", String, "Metric"),
    column("applicant", String, "Kind of applicant; all for every applicant"),
    column("channel", String, "Channel of publication or request; all where not split"),
    column("label", String, "Category as printed, else empty"),
    column("locator", String, "Where the reviewer looked; NULL where not said", required=False),
    column("verdict", String, "confirmed: the number as read is right; corrected: value is right instead"),
    column("value", VALUE, "Exact value by the reviewer, in the metric's stored unit; NULL: none is", required=False),
    column("reviewed_by", String, "Name of the reviewer"),
    column("reason", String, "Why, in the reviewer's words"),
    column("reviewed_at", TIMESTAMP(timezone=True), "When it was said"),
    comment="One row per review of a number by a person, superseded ones included; key: review_id",
)

SNAPSHOT_TABLES: tuple[Table, ...] = (current_document, link, crawl_run, source, last_crawl, roster_agency, review)
"""The tables that are staged as a whole beside the batches (`load.snapshots`), and replaced as a whole."""
