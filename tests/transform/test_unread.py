"""A report whose tables nobody could read says so; one that never had any does not."""

from __future__ import annotations

from extract.document import Cell, Document, Paragraph, Table
from transform.facts import document_to_reading

LINES = (
    "绿城区民政局2022年政府信息公开工作年度报告",
    "一、总体情况",
    "全年主动公开政府信息120条，收到申请5件。",
)
TABLE = (
    "一、本年新收政府信息公开申请数量：自然人见附件",
    "2.其他法律行政法规禁止公开：见附件",
    "4.保护第三方合法权益：见附件",
    "1.信访举报投诉类申请：见附件",
)


def rules(*lines: str) -> list[str]:
    reading = document_to_reading(Document("0" * 64, "text/plain", blocks=tuple(map(Paragraph, lines))))
    assert reading.outcome == "report"
    return [finding.rule for finding in reading.findings if finding.rule == "table.unread"]


def test_labels_of_the_form_without_a_table_are_reported_with_every_code() -> None:
    assert rules(*LINES, *TABLE) == ["table.unread"]
    blocks = tuple(map(Paragraph, (*LINES, *TABLE)))
    (finding,) = (
        finding
        for finding in document_to_reading(Document("0" * 64, "text/plain", blocks=blocks)).findings
        if finding.rule == "table.unread"
    )
    assert {"requests.received", "requests.other.other", "rules.issued", "reconsideration.total"} <= set(finding.codes)


def test_a_report_of_prose_has_nothing_unread() -> None:
    assert rules(*LINES) == []
    assert rules(*LINES, "二、主动公开情况", "三、依申请公开情况", "四、行政复议情况", "五、机构建设情况") == []


def findings(lines: tuple[str, ...], **meta: str) -> dict[str, tuple[str, ...]]:
    document = Document("0" * 64, "text/html", meta=meta, blocks=tuple(map(Paragraph, lines)))
    return {finding.rule: finding.codes for finding in document_to_reading(document).findings}


def test_a_picture_that_is_not_there_may_hold_every_number_of_the_form_of_the_year() -> None:
    found = findings(LINES, **{"unread:https://a.gov.cn/b.png": "is a picture that did not come with the page"})
    assert {"requests.received", "rules.in_force"} <= set(found["document.part_unread"])
    early = (LINES[0].replace("2022", "2016"), *LINES[1:])
    assert "staffing.staff" in findings(early, **{"unread:b.png": "is damaged"})["document.part_unread"]


def test_tables_that_every_agency_has_to_publish_are_missed() -> None:
    assert findings(LINES)["table.absent"] == ()
    assert "table.absent" not in findings((LINES[0].replace("2022", "2016"), *LINES[1:]))


def test_a_table_of_figures_without_a_label_of_any_form_is_reported() -> None:
    cells = [Cell("□□" if column == 0 else str(row), row, column) for row in range(7) for column in range(3)]
    blocks = (*map(Paragraph, LINES), Table(tuple(cells), grid_proven=True, recognised=True))
    found = document_to_reading(Document("0" * 64, "application/pdf", blocks=blocks)).findings
    assert [finding.rule for finding in found if "requests.received" in finding.codes] == ["table.unread"]
