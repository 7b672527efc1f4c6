"""The steps of a night and of a re-read as Airflow tasks: what the DAG files add to their DAGs.

Each task is one function of `gongkai.planning`, `gongkai.steps` or `gongkai.rereading`. Two pools of one slot each,
`portals` and `warehouse`, see to it that no portal is asked twice at once and that one task at a time writes to the
warehouse. What the network or a busy database spoils is tried again, later and later; all else fails at once, since it
would fail again.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Asset, RetryDecision, RetryPolicy, TriggerRule, get_current_context, task

from extract.errors import NetworkFailed
from gongkai import planning, rereading, steps

PUBLISHED = Asset(name="gongkai_published", uri="x-gongkai://published/gongkai.duckdb")
"""The published database: a DAG with `schedule=[Asset("gongkai_published")]` runs whenever it is replaced."""
RETRIES = 2
_MINUTES = {
    "open_run": 10,
    "plan_crawl": 10,
    # As many hosts as one crawl asks, at two seconds a request: the whole night, and no longer.
    "crawl": 12 * 60,
    "plan_batches": 30,
    # A batch of 200 documents that all hit their limit of 30 s in two processes takes 50 minutes.
    "read": 2 * 60,
    "compare": 2 * 60,
    "release": 10,
    "load_warehouse": 3 * 60,
    "build_marts": 2 * 60,
    "publish": 60,
    "summarise": 10,
}


class NetworkOnly(RetryPolicy):
    """Retry what may go well later: errors that say so themselves, and a database or a network that is away."""

    def evaluate(self, exception: BaseException, try_number: int, max_tries: int, context: Any = None) -> RetryDecision:
        """Leave it to the task's number of retries and its back-off, or fail at once."""
        del try_number, max_tries, context
        if getattr(exception, "retryable", False) or isinstance(exception, ConnectionError | TimeoutError):
            return RetryDecision.default()
        if type(exception).__name__ in {"OperationalError", "InterfaceError"}:  # the ledger's database is away
            return RetryDecision.default()
        return RetryDecision.fail(f"{type(exception).__name__} would fail again")

    def serialize(self) -> dict[str, Any]:
        """There is nothing to configure."""
        return {}


def default_args() -> dict[str, Any]:
    """What all tasks of our DAGs share; how long the first retry waits is Airflow's `default_task_retry_delay`."""
    return {
        "owner": "gongkai",
        "retries": RETRIES,
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": datetime.timedelta(minutes=30),
        "retry_policy": NetworkOnly(),
    }


def add_night(kind: str, sources: Any, report_years: Any, *, archive_only: Any = False) -> None:
    """Add a night to the DAG that is being defined; the arguments are templates of lists, and of a truth value.

    A crawl or a batch that crashed stops nothing: what it did is in the ledger, and the next run does the rest. What
    fails from loading on fails the run, and the published database stays as it is. The summary is a teardown: it always
    runs, and it never makes a failed run look well.
    """
    always = TriggerRule.ALL_DONE
    run_number: Any = _step("open_run")(planning.open_run)(kind, sources, report_years)
    hosts = _step("plan_crawl")(plan_crawl)(sources, report_years, archive_only)
    asked = {"run_number": run_number, "report_years": report_years}
    crawled = _step("crawl", pool="portals")(crawl).partial(**asked).expand(source_ids=hosts)
    batches = _step("plan_batches", trigger_rule=always)(plan_batches)(sources, report_years, archive_only)
    read = _step("read")(steps.read_batch).partial(run_number=run_number).expand(sha256s=batches)
    loaded = _step("load_warehouse", pool="warehouse", trigger_rule=always)(steps.load_staged)()
    run_number >> hosts >> crawled >> batches >> read >> loaded
    _publish_after(loaded, run_number)


def add_reprocess(kind: str, stop_above_percent: str) -> None:
    """Add a re-read of the archive to the DAG that is being defined; `stop_above_percent` is a template.

    What is read anew is held apart (`gongkai.rereading`), so that nothing of it is loaded before it was compared with
    what is published and, if too much changes, somebody has approved.
    """
    always = TriggerRule.ALL_DONE
    run_number: Any = _step("open_run")(rereading.open_reprocess)(kind)
    batches = _step("plan_batches")(planning.plan_batches)(again=True)
    read = _step("read")(rereading.reread_batch).partial(run_number=run_number).expand(sha256s=batches)
    compared = _step("compare", trigger_rule=always)(compare)()
    approved = ApproveChanges(
        task_id="approve",
        subject="gongkai: may what was read anew be published?",
        body="{{ ti.xcom_pull(task_ids='compare')['text'] }}",
        percent="{{ ti.xcom_pull(task_ids='compare')['percent'] }}",
        stop_above_percent=stop_above_percent,
    )
    released = _step("release", pool="warehouse")(rereading.release_held)()
    loaded = _step("load_warehouse", pool="warehouse")(steps.load_staged)()
    run_number >> batches >> read >> compared >> approved >> released >> loaded
    _publish_after(loaded, run_number)


class ApproveChanges(ApprovalOperator):
    """Waits for somebody to approve, in Airflow's UI under Required Actions, if more changes than is allowed."""

    template_fields = (*ApprovalOperator.template_fields, "percent", "stop_above_percent")

    def __init__(self, *, percent: str, stop_above_percent: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.percent, self.stop_above_percent = percent, stop_above_percent

    def execute(self, context: Any) -> Any:
        """Go on at once, or wait."""
        if float(self.percent) <= float(self.stop_above_percent):
            return None
        self.log.warning("%s %% of the facts change, more than %s %%", self.percent, self.stop_above_percent)
        return super().execute(context)


def plan_crawl(sources: Sequence[str], report_years: Sequence[int], archive_only: bool) -> list[list[str]]:
    """Which sources to crawl together; none where the archive alone is asked."""
    return [] if archive_only else planning.plan_crawl(sources, report_years)


def crawl(run_number: int, source_ids: Sequence[str], report_years: Sequence[int]) -> list[dict[str, Any]]:
    """Crawl those of the sources that this run has not reached yet, and once more later if some cannot be reached.

    Raises `NetworkFailed` as long as an attempt is left; the last attempt ends well whatever came of it, since a portal
    that is down is an outcome and no failure of the night.
    """
    outcomes = steps.crawl(run_number, planning.unreached_sources(run_number, source_ids), report_years)
    attempt: Any = get_current_context()["ti"]
    unreached = planning.unreached_sources(run_number, source_ids)
    if unreached and attempt.try_number <= attempt.max_tries:
        raise NetworkFailed(
            f"{len(unreached)} sources could not be reached and are tried again: {', '.join(unreached)}"
        )
    return outcomes


def plan_batches(sources: Sequence[str], report_years: Sequence[int], archive_only: bool) -> list[list[str]]:
    """What to read together; out of the archive alone also what an older version has read, of these sources alone."""
    return planning.plan_batches(report_years, sources if archive_only else (), again=archive_only)


def compare() -> dict[str, Any]:
    """What is held against what is published, in counts and as text."""
    difference = rereading.compare_held()
    return {**difference.to_json(), "text": "\n\n".join(difference.to_lines())}


def summarise(run_number: int) -> dict[str, Any]:
    """Close the run; what failed in Airflow is said in its summary, and so is what a re-read changes."""
    context = get_current_context()
    attempt: Any = context["ti"]
    states: Mapping[str, str] = attempt.get_task_states(attempt.dag_id, run_ids=[attempt.run_id])[attempt.run_id]
    difference = attempt.xcom_pull(task_ids="compare") if "compare" in context["dag"].task_ids else None
    extra = {} if difference is None else {"difference": {k: v for k, v in difference.items() if k != "text"}}
    return steps.summarise(run_number, states_to_reason(states), **extra)


def states_to_reason(states: Mapping[str, str | None]) -> str | None:
    """Why a run did not do all of it, by the states of its tasks; None if it did.

    >>> states_to_reason({"crawl_0": "success", "read_1": "failed", "publish": "success", "summarise": "running"})
    'failed: read_1'
    >>> states_to_reason({"approve": "success", "release": "skipped", "publish": "skipped"})
    'what changes was not approved; it is held, and `gongkai reprocess` publishes it'
    """
    if states.get("release") == "skipped" and states.get("approve") == "success":
        return "what changes was not approved; it is held, and `gongkai reprocess` publishes it"
    failed = sorted(name for name, state in states.items() if state == "failed")
    return f"failed: {', '.join(failed)}" if failed else None


def _step(task_id: str, **arguments: Any) -> Any:
    return task(task_id=task_id, execution_timeout=datetime.timedelta(minutes=_MINUTES[task_id]), **arguments)


def _publish_after(loaded: Any, run_number: Any) -> None:
    built = _step("build_marts", pool="warehouse")(steps.build)()
    published = _step("publish", pool="warehouse", outlets=[PUBLISHED])(steps.publish_snapshot)()
    summary = _step("summarise", trigger_rule=TriggerRule.ALL_DONE)(summarise)(run_number)
    loaded >> built >> published >> summary.as_teardown(on_failure_fail_dagrun=True)
