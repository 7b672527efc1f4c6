"""What the structure and the cells of tables leave in doubt, as findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from extract.document import CERTAIN, Locator
from transform.align import Match
from transform.form import Form
from transform.form_table import FormTable
from transform.metrics import key_to_name
from transform.model import Fact, Finding, Verdict
from transform.table_reading import Copies, TableReading

JOINED = "cell.joined"
NOTED = "cell.noted"
MERGED = "cell.merged"
PROVABLE = (JOINED, NOTED)
"""Doubts that an identity settles."""
UNCERTAIN = "cell.uncertain"
_MANY = 20
"""So many blank cells are no small table with nothing to report."""
_CELL_MESSAGES = {
    "cell.illegible": "单元格“{raw}”不是数字",
    "cell.implausible": "单元格“{raw}”不合该项指标的取值或单位，按原数保留",
    "cell.unit_unknown": "金额“{raw}”未注明单位，按原数保留",
    "cell.unit_assumed": "金额“{raw}”及表头均未注明单位，按表式规定的单位换算",
    UNCERTAIN: "单元格“{raw}”由图片识别，把握不足，请与原件核对",
    JOINED: "单元格“{raw}”的数字之间有空格或换行，按一个数读取",
    MERGED: "单元格“{raw}”跨几行合并，不知各行为多少，未予采用",
    NOTED: "单元格“{raw}”带有注释标记，按标记前的数读取",
}


def doubt_to_finding(fact: Fact, rule: str, verdict: Verdict) -> Finding:
    """The finding about one cell; what was recognised in a picture (`verdict` is `parse`) may be our misreading."""
    message = _CELL_MESSAGES[rule].format(raw=fact.raw.strip())
    blamed: Verdict = "parse" if verdict == "parse" else "source"
    return Finding(
        rule, "warning", (fact.code,), message, blamed, fact.value, applicant=fact.applicant, locator=fact.locator
    )


def prose_to_findings(facts: Iterable[Fact]) -> Iterator[Finding]:
    """What prose or a note under a table states in a picture where it could not be read with certainty."""
    for fact in facts:
        if fact.confidence < CERTAIN:
            message = f"正文“{fact.raw.strip()}”由图片识别，把握不足，请与原件核对"
            yield Finding(
                "narrative.uncertain",
                "warning",
                (fact.code,),
                message,
                "parse",
                fact.value,
                applicant=fact.applicant,
                locator=fact.locator,
            )


def unread_pages_to_findings(meta: Mapping[str, str]) -> Iterator[Finding]:
    """Pages of a scan of which anything was left unread."""
    if pages := meta.get("pages_not_recognised"):
        message = f"第 {pages} 页为图片，篇幅过长，未全部识别"
        yield Finding("document.pages_not_recognised", "warning", (), message, "parse")


def blank_findings(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Tables of which every cell is blank: nobody filled them in, or a script shows what stands there."""
    if len(facts) >= _MANY and all(fact.state == "blank" for fact in facts):
        codes = tuple(dict.fromkeys(fact.code for fact in facts))
        message = f"{len(facts)} 个单元格全部空白：未填写，或数字由网页脚本显示，请与原件核对"
        yield Finding("table.blank", "warning", codes, message, "undecidable", locator=facts[0].locator)


def structure_findings(reading: TableReading, form: Form, verdict: Verdict) -> Iterator[Finding]:
    """What is odd about rows, columns and whole blocks."""
    yield from _missing_findings(reading, form)
    yield from _row_findings(reading, verdict)
    yield from _column_findings(reading)
    for copies in reading.copies:
        yield _copies_finding(copies, verdict)
    for row in reading.unknown:
        label = "".join(cell.text for cell in row.labels).strip()
        message = f"表式中没有“{label}”这一行，按原文保留"
        yield Finding("row.unknown", "note", (), message, verdict, locator=row.cells[0].locator)


def _row_findings(reading: TableReading, verdict: Verdict) -> Iterator[Finding]:
    for match in reading.matches:
        printed = match.row.labels[-1].text.strip() if match.row.labels else ""
        if match.truncated:
            message = f"行标题“{printed}”不完整，按“{match.name}”读取"
            yield _row_finding("row.label_truncated", match, message, "undecidable")
        if match.similar:
            message = f"行标题“{printed}”与表式不同，按相近的“{match.name}”读取"
            yield _row_finding("row.label_similar", match, message, "undecidable")
        if match.out_of_order:
            message = f"“{match.name}”不在表式规定的位置，按行标题读取"
            yield _row_finding("row.out_of_order", match, message, verdict)
    for match, same in reading.doubled:
        how = "数值相同" if same else "数值不同，仅采用前一行"
        yield _row_finding("row.doubled", match, f"“{match.name}”重复出现，{how}", verdict)
    for undecided in reading.undecided:
        names = "、".join(dict.fromkeys(key_to_name(key.code) for row in undecided.rivals for key in row.keys))
        codes = tuple(dict.fromkeys(key.code for row in undecided.rivals for key in row.keys))
        message = f"行标题“{undecided.row.labels[-1].text.strip()}”可能是{names}，未予对应"
        place = undecided.row.cells[0].locator
        yield Finding("row.ambiguous", "warning", codes, message, "undecidable", locator=place)
    read = {cell.key for cell in reading.cells}
    for match in reading.misfits:
        message = f"“{match.name}”一行的数值个数与表头不符，未予对应"
        if read.issuperset(match.keys):  # another table, which only has a word in common with the form's
            yield Finding("row.values_do_not_fit", "note", (), message, verdict, locator=match.row.cells[0].locator)
        else:
            yield _row_finding("row.values_do_not_fit", match, message, "parse")
    if reading.placed:
        names = "、".join(match.name for match in reading.placed)
        codes = tuple(dict.fromkeys(code for match in reading.placed for code in match.codes))
        message = f"这些行夹有空格，数值按表头位置对应，未经合计验证：{names}"
        place = reading.placed[0].row.cells[0].locator
        yield Finding("row.placed_by_header", "warning", codes, message, "undecidable", locator=place)


def _row_finding(rule: str, match: Match, message: str, verdict: Verdict) -> Finding:
    return Finding(rule, "warning", match.codes, message, verdict, locator=match.row.cells[0].locator)


def _column_findings(reading: TableReading) -> Iterator[Finding]:
    for block_id, cell in reading.crossed.items():
        message = f"表格（{block_id}）的行列排列与表式不同，按行、列标题逐格读取"
        yield Finding("table.crossed", "note", (), message, "source", locator=cell.locator)
    for block_id, block in reading.tables.items():
        cells = [cell for cell in reading.cells if cell.by_position and cell.key.code in block.codes]
        if cells:
            codes = tuple(dict.fromkeys(cell.key.code for cell in cells))
            message = f"表头缺失或无法辨认（{block_id}），{len(cells)} 个单元格按位置读取"
            yield Finding("table.by_position", "warning", codes, message, "undecidable", locator=cells[0].cell.locator)
        for key, printed in reading.columns[block_id].similar.items():
            yield _similar_column(block, key, printed)


def _similar_column(block: FormTable, key: str, printed: str) -> Finding:
    column = next(leaf for leaf in block.column_leaves if leaf.key == key)
    cells = [block.key_of(row, column) for row in block.row_leaves]
    applicants = {key.applicant for key in cells}
    message = f"列标题“{printed.strip()}”与表式不同，按相近的“{column.node.label}”读取"
    codes = tuple(dict.fromkeys(key.code for key in cells))
    return Finding("column.label_similar", "warning", codes, message, "undecidable", applicant=applicants.pop())


def _copies_finding(copies: Copies, verdict: Verdict) -> Finding:
    place: Locator = copies.first.locator
    if not copies.differing:
        message = f"同一表格（{copies.table.id}）出现 {copies.number} 次，内容相同"
        return Finding("table.doubled", "note", (), message, verdict, locator=place)
    message = f"同一表格（{copies.table.id}）出现 {copies.number} 次且数值不同，采用填写较全的一份"
    return Finding("table.doubled", "warning", copies.differing, message, "undecidable", locator=place)


def _missing_findings(reading: TableReading, form: Form) -> Iterator[Finding]:
    """Whole blocks that are not there, and rows that are missing from blocks that are."""
    if not reading.tables:
        return
    found = {cell.key for cell in reading.cells} | reading.unclear_keys
    absent = [table for table in form.tables if table.id not in reading.tables]
    for table in form.tables:
        gone = tuple(key for key in table.cell_keys if key not in found)
        if gone and table not in absent:
            codes = tuple(dict.fromkeys(key.code for key in gone))
            rows = tuple(dict.fromkeys(key_to_name(key.code, channel=key.channel) for key in gone))
            end = "，表格在此中断" if table.cell_keys[-len(gone) :] == gone else ""
            message = f"缺少 {len(rows)} 项{end}：{'、'.join(rows)}"
            yield Finding("table.rows_missing", "warning", codes, message, "undecidable")
    if absent:
        codes = tuple(code for table in absent for code in table.codes)
        names = "、".join(heading for table in absent for heading in (table.heading or (table.columns[0].label,)))
        yield Finding("table.block_missing", "warning", codes, f"没有这些表格：{names}", "undecidable")
