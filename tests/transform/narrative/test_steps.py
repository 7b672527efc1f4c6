"""The steps of the reader by themselves."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extract.document import Locator, Paragraph
from transform.narrative.clauses import Clause, clause_to_frames, sentence_to_clauses
from transform.narrative.fold import fold
from transform.narrative.prose import is_prose, paragraphs_to_passages
from transform.narrative.quantities import han_to_number, text_to_quantities


def clauses(text: str) -> list[Clause]:
    return sentence_to_clauses(0, text, list(text_to_quantities(text)))


def frames(text: str) -> list[tuple[str, str, str]]:
    return [
        (frame.left, str(frame.quantity.value), frame.right)
        for clause in clauses(text)
        if clause.quantities
        for frame in clause_to_frames(clause)
    ]


def test_counts_dealt_out_to_their_names():
    assert frames("微博、微信分别发布信息12条、30条") == [("微博发布信息", "12", ""), ("微信发布信息", "30", "")]
    assert frames("行政复议和行政诉讼各1件") == [("行政复议", "1", ""), ("行政诉讼", "1", "")]
    assert frames("各科室各1名") == []


def test_list_marks_between_counts_do_not_split_labels():
    assert frames("安全、环保类103条、其他5条") == [("安全、环保类", "103", ""), ("其他", "5", "")]


def test_marks_inside_titles_do_not_split_clauses():
    assert [clause.text for clause in clauses("转发《关于a，b的通知》，公开3条")] == [
        "转发《关于a，b的通知》",
        "公开3条",
    ]


def test_numbers_that_count_nothing():
    for text in (
        "第20条",
        "2022年",
        "20个工作日",
        "占85%",
        "10件以下",
        "11—30件",
        "电话83446290-1",
        "〔2022〕3号",
        "每件100元",
        "10元/页",
        "“稳增长22条”",
        "一件事一次办",
        "第5名",
    ):
        assert not [count for count in text_to_quantities(text) if count.measure], text


def test_digits_fused_with_the_year_behind_them():
    (count,) = [count for count in text_to_quantities("不予处理42024年涉及") if not count.measure]
    assert (int(count.value), count.start, count.end) == (4, 4, 5)


@given(st.integers(min_value=1, max_value=99_999))
def test_chinese_numerals_round_trip(number: int):
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千", "万"]
    printed, zero = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            zero = bool(printed)
            continue
        printed += ("零" if zero else "") + digits[digit] + units[place]
        zero = False
    assert han_to_number(printed) == number


@given(st.text(alphabet="公開信息，,（）()1２ 3\t\u200b規guī其中條-4", max_size=40))
def test_folding_keeps_the_place_of_every_character(text: str):
    folded, offsets = fold(text)
    assert len(folded) == len(offsets)
    assert all(first < second for first, second in pairwise(offsets))


def test_lines_of_one_sentence_are_joined_and_located():
    first = "全年本街道通过各类载体及时向社会公开政府信息，政务公开工作有序推进，总"
    lines = [Paragraph(first, Locator(line=7)), Paragraph("数达到120条。", Locator(line=8))]
    (passage,) = paragraphs_to_passages(lines)
    assert passage.text.endswith("总数达到120条。")
    assert passage.locate(passage.text.index("120")).line == 8
    assert passage.locate(passage.text.index("120")).column == 4


def test_paragraphs_of_markup_are_never_joined():
    lines = [Paragraph("全年公开信息，总", Locator(path="/p[1]")), Paragraph("数120条", Locator(path="/p[2]"))]
    assert len(list(paragraphs_to_passages(lines))) == 2


def test_rows_and_note_lines_are_no_prose():
    assert not is_prose("规章\t0\t0\t0")
    assert not is_prose("2020年本行政区域（或本部门）政府信息公开发布总数量：0")
    assert is_prose("全年公开信息12条。")
