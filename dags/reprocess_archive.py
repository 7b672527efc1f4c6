"""Read anew what an older version of the extractor has read, and publish it once it is known what changes by that.

Started by hand after an upgrade: `gongkai airflow dags trigger reprocess_archive`. No portal is asked. What is read is
held apart, and compared with what is published: the task `compare` logs the facts added, gone and changed by source,
metric and document. If a larger share of them changes than is allowed, the run waits in the UI under Required Actions;
nights go on meanwhile. What is rejected stays held, and the next run of this DAG need not read it again. A run that was
stopped is gone on with by the next.

- `stop_above_percent`: the share of facts, of those in either reading, above which the run waits to be approved.
"""

from airflow.sdk import Param, dag

from gongkai.pipeline import add_reprocess, default_args


@dag(
    schedule=None,
    catchup=False,
    is_paused_upon_creation=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["gongkai"],
    default_args=default_args(),
    params={
        "stop_above_percent": Param(
            5, type="number", minimum=0, maximum=100, description="Share of facts above which the run waits"
        ),
    },
    render_template_as_native_obj=True,
)
def reprocess_archive() -> None:
    """One re-read of the archive."""
    add_reprocess("reprocess_archive", "{{ params.stop_above_percent }}")


reprocess_archive()
