"""The code list: every metric with its names, stored unit and relations (transform/metrics.csv)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("metrics.csv")
APPLICANT_NAMES = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "public_interest": "社会公益组织",
    "legal_service": "法律服务机构",
    "other": "其他组织",
    "total": "总计",
}
"""How the form names its applicant columns, for messages; `all` has no name of its own."""
CHANNEL_NAMES = {
    "gazette": "政府公报",
    "website": "政府网站",
    "weibo": "政务微博",
    "wechat": "政务微信",
    "in_person": "当面",
    "fax": "传真",
    "email": "电子邮件",
    "online": "网络",
    "letter": "信函",
    "other": "其他方式",
}
"""The same for the channels of a form."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One quantity, whichever vintage or sentence it came from."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    dimensions: tuple[str, ...]
    forms: tuple[str, ...]
    relation: str
    """How it relates to `of`: `part`, `of_which`, `near` (compare with a note), `broken` (never compare) or empty."""
    of: str
    note: str


@cache
def load_metrics() -> dict[str, Metric]:
    """All metrics by code, in the order of the file."""
    with PATH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["code"]: _row_to_metric(row) for row in rows}


def key_to_name(code: str, applicant: str = "all", channel: str = "all") -> str:
    """A cell in the words of the form.

    >>> key_to_name("requests.granted", "business"), key_to_name("licensing.decisions")
    ('予以公开（同意公开）·商业企业', '行政许可处理决定数量')
    >>> key_to_name("disclosure.total", channel="weibo")
    '主动公开政府信息数·政务微博'
    """
    names = load_metrics()[code].name_zh, APPLICANT_NAMES.get(applicant), CHANNEL_NAMES.get(channel)
    return "·".join(name for name in names if name)


def _row_to_metric(row: dict[str, str]) -> Metric:
    return Metric(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        unit=row["unit"],
        dimensions=tuple(row["dimensions"].split()),
        forms=tuple(row["forms"].split()),
        relation=row["relation"],
        of=row["of"],
        note=row["note"],
    )
