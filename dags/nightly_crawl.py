"""Every night: crawl what is due, read what is new, load it, publish it.

02:00 in Shanghai, when portals are idle. A source or a document that fails is in the summary and in the ledger with its
reason, and never stops the night. Portals that cannot be reached are tried twice more, later. Every task may be cleared
and run again: nothing is fetched, read or loaded twice. Publishing updates the asset `gongkai_published`.

- `sources`: catalogue ids; empty for all that are due: daily from 25 December to 10 February, weekly to 10 April,
  otherwise monthly, and all of them in July and in October.
- `report_years`: only reports of these years; empty for all.
"""

from airflow.sdk import CronTriggerTimetable, Param, dag

from gongkai.pipeline import add_night, default_args

YEAR = {"type": "integer", "minimum": 2003, "maximum": 2100}


@dag(
    schedule=CronTriggerTimetable("0 2 * * *", timezone="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["gongkai"],
    default_args=default_args(),
    params={
        "sources": Param([], type="array", items={"type": "string"}, description="Catalogue ids; empty for all due"),
        "report_years": Param([], type="array", items=YEAR, description="Report years; empty for all"),
    },
    render_template_as_native_obj=True,
)
def nightly_crawl() -> None:
    """One night."""
    add_night("nightly_crawl", "{{ params.sources }}", "{{ params.report_years }}")


nightly_crawl()
