"""One report year per run: crawl, read, load and publish the reports of that year.

Started by `gongkai airflow backfill create --dag-id backfill_years --from-date 2019-01-01 --to-date 2023-12-31`, or
from the backfill form of the UI: one run for each report year in the range, each of which touches its own year only;
the run's partition key is the year. `--reprocess-behavior completed` does finished years again, and that changes
nothing that has not changed on the portals. Nothing of it starts by itself. `--dag-run-conf` takes the parameters as
JSON.

- `sources`: catalogue ids; empty for the whole catalogue.
- `archive_only`: true to ask no portal, and to read anew what is archived of these sources and the year and what an
  older version of the extractor has read; false to ask the portals, which send again what has changed.
"""

import datetime

from airflow.sdk import CronPartitionTimetable, Param, dag

from gongkai.pipeline import add_night, default_args


@dag(
    schedule=CronPartitionTimetable("0 0 1 4 *", timezone="Asia/Shanghai", run_offset=-1, key_format="%Y"),
    catchup=False,
    # Long over, so that no run starts by itself; a backfill asks for its years and is not bound by it.
    end_date=datetime.datetime(2003, 1, 1, tzinfo=datetime.UTC),
    is_paused_upon_creation=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["gongkai"],
    default_args=default_args(),
    params={
        "sources": Param([], type="array", items={"type": "string"}, description="Catalogue ids; empty for all"),
        "archive_only": Param(False, type="boolean", description="Ask no portal"),
    },
    render_template_as_native_obj=True,
)
def backfill_years() -> None:
    """One report year."""
    add_night(
        "backfill_years",
        "{{ params.sources }}",
        "{{ [dag_run.partition_key | int] }}",
        archive_only="{{ params.archive_only }}",
    )


backfill_years()
