"""What one count, or one negation, of the prose states."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from transform.narrative.clauses import Frame


@dataclass(slots=True, eq=False)
class Statement:
    """One count, or one zero by words, that the prose states about a metric."""

    code: str
    value: Decimal
    start: int
    end: int
    """Its clause, in the passage's folded text."""
    channel: str = "all"
    applicant: str = "all"
    label: str = ""
    state: str = "reported"
    measure: str = ""
    approximate: bool = False
    parent: Statement | None = None
    """The total that it is a part of."""
    has_others: bool = False
    """Whether among its parts stands a count that is no metric: then the others do not make it up."""


def frame_to_statement(code: str, frame: Frame) -> Statement:
    """A statement of a code with the frame's count and place."""
    quantity = frame.quantity
    return Statement(
        code, quantity.value, frame.start, frame.end, measure=quantity.measure, approximate=quantity.approximate
    )
