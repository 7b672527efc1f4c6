"""No name of a private person reaches the warehouse."""

from __future__ import annotations

import pytest

from transform.narrative.names import without_names


@pytest.mark.parametrize(
    ("printed", "stored"),
    [
        ("申请人李某提出申请1件", "申请人某某提出申请1件"),
        ("原告陈小平诉区政府信息公开案1件", "原告某某诉区政府信息公开案1件"),
        ("欧阳明女士递交申请2件", "某某女士递交申请2件"),
    ],
)
def test_names_of_persons_are_masked(printed: str, stored: str):
    assert without_names(printed) == stored


@pytest.mark.parametrize(
    "printed",
    [
        "申请人向本机关申请3件",
        "收到公民申请3件",
        "通过张贴公告3件",
        "自然人申请5件",
        "申请人为公民的3件",
        "居民方面申请2件",
    ],
)
def test_words_that_are_no_names_stay(printed: str):
    assert without_names(printed) == printed


def test_a_fact_holds_no_name(reader):
    (fact,) = reader.read("全年收到村民张三丰申请公开事项1件。", 2020)[0]
    assert fact.raw == "全年收到村民某某申请公开事项1件"
