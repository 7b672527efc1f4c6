"""The printed labels of the 2019 and the 2021 form (spec: forms), each row with the code it counts.

Notices: 国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A row of table 3: its labels from the outermost to its own, and its code."""

    labels: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Part:
    """A block of table 2: its article, its column heads and its rows, each a label with one code a column."""

    article: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def year_to_form(report_year: int) -> str:
    """The vintage in force for a report year from 2019 on.

    >>> year_to_form(2020), year_to_form(2021)
    ('2019', '2021')
    """
    return "2019" if report_year <= 2020 else "2021"


_RESULT = "三、本年度办理结果"
_DENIED = (
    ("1.属于国家秘密", "state_secret"),
    ("2.其他法律行政法规禁止公开", "prohibited_by_law"),
    ("3.危及“三安全一稳定”", "security_and_stability"),
    ("4.保护第三方合法权益", "third_party_rights"),
    ("5.属于三类内部事务信息", "internal_affairs"),
    ("6.属于四类过程性信息", "deliberative_process"),
    ("7.属于行政执法案卷", "enforcement_file"),
    ("8.属于行政查询事项", "administrative_inquiry"),
)
_UNAVAILABLE = (
    ("1.本机关不掌握相关政府信息", "not_held"),
    ("2.没有现成信息需要另行制作", "needs_creation"),
    ("3.补正后申请内容仍不明确", "unclear"),
)
_REJECTED = (
    ("1.信访举报投诉类申请", "petition"),
    ("2.重复申请", "repeated"),
    ("3.要求提供公开出版物", "published_material"),
    ("4.无正当理由大量反复申请", "excessive"),
    ("5.要求行政机关确认或重新出具已获取信息", "confirmation"),
)
_OTHER_2021 = (
    ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "not_corrected"),
    ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "fee_not_paid"),
    ("3.其他", "other"),
)


def _group(label: str, prefix: str, parts: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    return tuple(Row((_RESULT, label, own), f"requests.{prefix}.{code}") for own, code in parts)


_HEAD = (
    Row(("一、本年新收政府信息公开申请数量",), "requests.received"),
    Row(("二、上年结转政府信息公开申请数量",), "requests.carried_in"),
    Row((_RESULT, "（一）予以公开"), "requests.granted"),
    Row((_RESULT, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"), "requests.granted_in_part"),
    *_group("（三）不予公开", "denied", _DENIED),
    *_group("（四）无法提供", "unavailable", _UNAVAILABLE),
    *_group("（五）不予处理", "rejected", _REJECTED),
)
_TAIL = (
    Row((_RESULT, "（七）总计"), "requests.concluded"),
    Row(("四、结转下年度继续办理",), "requests.carried_out"),
)
REQUEST_ROWS: dict[str, tuple[Row, ...]] = {
    "2019": (*_HEAD, Row((_RESULT, "（六）其他处理"), "requests.other"), *_TAIL),
    "2021": (*_HEAD, *_group("（六）其他处理", "other", _OTHER_2021), *_TAIL),
}
REQUEST_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANT_LABELS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def form_to_outcome_codes(form: str) -> tuple[str, ...]:
    """The leaf rows of table 3 that add up to `requests.concluded`."""
    flow = {"requests.received", "requests.carried_in", "requests.concluded", "requests.carried_out"}
    return tuple(row.code for row in REQUEST_ROWS[form] if row.code not in flow)


REVIEW_BLOCKS = ("reconsideration", "litigation.direct", "litigation.after_reconsideration")
REVIEW_RESULTS = (
    ("结果维持", "upheld"),
    ("结果纠正", "corrected"),
    ("其他结果", "other"),
    ("尚未审结", "pending"),
    ("总计", "total"),
)


def _triple(code: str, *fields: str) -> tuple[str, ...]:
    return tuple(f"{code}.{name}" for name in fields)


_MADE = ("made", "disclosed", "disclosed_cumulative")
_STOCK = ("issued", "repealed", "in_force")
_ITEMS = ("items_previous_year", "items_change", "decisions")
_ITEM_HEADS = ("上一年项目数量", "本年增/减", "处理决定数量")

ACTION_PARTS: dict[str, tuple[Part, ...]] = {
    "2019": (
        Part(
            "第二十条第（一）项",
            ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
            (("规章", _triple("rules", *_MADE)), ("规范性文件", _triple("normative_documents", *_MADE))),
        ),
        Part(
            "第二十条第（五）项",
            _ITEM_HEADS,
            (
                ("行政许可", _triple("licensing", *_ITEMS)),
                ("其他对外管理服务事项", _triple("other_services", *_ITEMS)),
            ),
        ),
        Part(
            "第二十条第（六）项",
            _ITEM_HEADS,
            (("行政处罚", _triple("penalties", *_ITEMS)), ("行政强制", _triple("coercion", *_ITEMS))),
        ),
        Part("第二十条第（八）项", _ITEM_HEADS[:2], (("行政事业性收费", _triple("fees", *_ITEMS[:2])),)),
        Part(
            "第二十条第（九）项",
            ("采购项目数量", "采购总金额"),
            (("政府集中采购", _triple("procurement", "projects", "amount")),),
        ),
    ),
    "2021": (
        Part(
            "第二十条第（一）项",
            ("本年制发件数", "本年废止件数", "现行有效件数"),
            (("规章", _triple("rules", *_STOCK)), ("行政规范性文件", _triple("normative_documents", *_STOCK))),
        ),
        Part("第二十条第（五）项", ("本年处理决定数量",), (("行政许可", ("licensing.decisions",)),)),
        Part(
            "第二十条第（六）项",
            ("本年处理决定数量",),
            (("行政处罚", ("penalties.decisions",)), ("行政强制", ("coercion.decisions",))),
        ),
        Part("第二十条第（八）项", ("本年收费金额（单位：万元）",), (("行政事业性收费", ("fees.amount",)),)),
    ),
}
INFORMATION = "信息内容"
