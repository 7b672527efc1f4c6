"""Breakdowns in prose against their stated total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from transform.model import Finding
from transform.narrative.prose import Passage
from transform.narrative.statement import Statement

_CHECKED = ("disclosure.total", "disclosure.by_category", "requests.received", "requests.concluded")


def statements_to_findings(statements: Sequence[Statement], passage: Passage) -> Iterator[Finding]:
    """Findings where the parts of a passage's total add up to less, or categories and outcomes to more.

    Channels may lawfully exceed their total: one item may go out on several. `observed` is the stated total,
    `expected` the sum of its parts. The verdict is `undecidable`: the prose cannot say which of them is wrong.
    """
    for total in statements:
        parts = [part for part in statements if part.parent is total]
        if total.code not in _CHECKED or total.approximate or any(part.approximate for part in parts):
            continue
        for group in _breakdowns(total, parts):
            finding = _compare(total, group, passage)
            if finding is not None:
                yield finding


def _breakdowns(total: Statement, parts: Sequence[Statement]) -> Iterator[list[Statement]]:
    """The groups of parts that each should make up the total."""
    if total.code.startswith("disclosure."):
        yield [part for part in parts if part.code.startswith(("disclosure.", "response.interpretations"))]
    elif total.code == "requests.received":
        yield [part for part in parts if part.code == total.code and part.channel != "all"]
    else:
        yield [part for part in parts if part.code.startswith("requests.") and part.code != total.code]


def _compare(total: Statement, parts: Sequence[Statement], passage: Passage) -> Finding | None:
    if len(parts) < 2:
        return None
    expected = sum((part.value for part in parts), Decimal(0))
    by_channel = any(part.channel != "all" and part.code != "disclosure.by_category" for part in parts)
    if expected == total.value or (expected > total.value and by_channel):
        return None
    below = expected < total.value
    if below and total.has_others:
        return None
    listed = "、".join(f"{part.value:f}" for part in parts)
    relation = "少于" if below else "多于"
    return Finding(
        rule="narrative.parts_below_total" if below else "narrative.parts_above_total",
        severity="warning",
        codes=(total.code,),
        message=f"正文所列各分项（{listed}）合计 {expected:f}，{relation}所述总数 {total.value:f}",
        verdict="undecidable",
        observed=total.value,
        expected=expected,
        locator=passage.locate(total.start),
    )
