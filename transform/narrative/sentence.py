"""What the statements of one sentence say about each other: sums of a list, counts taken back, cases told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from transform.narrative.clauses import Frame
from transform.narrative.statement import Statement, frame_to_statement

_SUM = re.compile(r"^(?!.*项)(?:.*(?:合计|共计|总计|总共|相加|合起来)|共|一共)(?:为|达|有|是)?$")
# 这些案件属本职业务, 不在统计之内: the count just told is not the report's.
_TAKEN_BACK = re.compile(
    r"不(?:属于?|在)(?:此列|本(?:项|报告)|[^，]{0,6}(?:统计|范围))|不(?:计入|列入|计在内|纳入|含在内|包含在内|作为本)"
    r"|另(?:行|作|外)统计|未(?:列入|计入)|属[^，]{0,10}业务|与[^，]{0,6}公开(?:工作)?(?:无关|无涉)|为民事案件|(?:系|属)业务投诉"
)
_MAY_BE_FOREIGN = ("reconsideration.total", "litigation.total", "complaints.received", "requests.received")
_ABOUT_DISCLOSURE = re.compile(r"信息公开|政务公开|公开工作|院务公开|校务公开")


def frame_to_sum(frame: Frame, listed: Sequence[Statement]) -> Statement | None:
    """The total behind a list of items published (…，共285条), where it is what the list adds up to."""
    if not _SUM.match(frame.left) or frame.right:
        return None
    channels = [statement for statement in listed if statement.code == "disclosure.total"]
    categories = [statement for statement in listed if statement.code != "disclosure.total"]
    for parts in (channels, categories):
        if len(parts) >= 2 and sum((part.value for part in parts), Decimal(0)) == frame.quantity.value:
            return frame_to_statement("disclosure.total", frame)
    return None


def is_taken_back(clause: str) -> bool:
    """Whether a clause says that the count before it belongs elsewhere.

    >>> is_taken_back("不在本项统计之内"), is_taken_back("不属于本机关职责的")
    (True, False)
    """
    return _TAKEN_BACK.search(clause) is not None


def take_back(statements: list[Statement]) -> None:
    """Drop the last statement of a sentence if it may be about the agency's other business."""
    if statements and statements[-1].code in _MAY_BE_FOREIGN:
        statements.pop()


def keep_about_disclosure(statements: list[Statement], text: str) -> list[Statement]:
    """Of several counts of the same kind of case, those from the first on that is said to be about disclosure.

    `text` is the passage. 行政复议23宗，…涉及政府信息公开的4宗: the 23 are about the agency's decisions.
    """
    if len(statements) < 2:
        return statements
    kept = list(statements)
    for code in _MAY_BE_FOREIGN[:3]:
        same = [statement for statement in statements if statement.code == code]
        about = next((s for s in same if _ABOUT_DISCLOSURE.search(text, s.start, s.end)), None)
        if about is not None:
            others = same[: same.index(about)]
            kept = [statement for statement in kept if statement not in others]
    return kept
