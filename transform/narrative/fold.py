"""Prose to the one form that is matched: width, script and stray characters folded, each character's place kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transform.script import to_simplified

_SPACE = r"[ \t\r\u3000\xa0]"
_DELETED = re.compile(
    # The first characters of all that follows, as most characters are none of them.
    r"(?=[\u200b-\u200d\u2060\ufeff\u00ad(（ \t\r\u3000\xa0\-—－–\d〔])(?:"
    r"[\u200b-\u200d\u2060\ufeff\u00ad]+"  # zero-width characters
    # Pinyin that a converter left: 規(guī).
    rf"|(?<=[\u4e00-\u9fff]){_SPACE}*[（(]{_SPACE}*[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{{1,6}}{_SPACE}*[)）]"
    r"|[ \t\u3000\xa0]*[-—－–] ?\d{1,3} ?[-—－–][ \t\u3000\xa0]*(?=[\u4e00-\u9fff])"  # a page mark inside a line: -4-
    rf"|(?<=[其公申信复诉政]){_SPACE}*\d{{1,2}}{_SPACE}*(?=[中开请息议讼府])"  # a page number in a word
    rf"|(?<![A-Za-z0-9０-９]){_SPACE}+|{_SPACE}+(?![A-Za-z0-9０-９])"
    r"|(?<=(?<!\d)\d)[ \xa0](?=\d{3}(?!\d)(?![年月日]))|(?<=(?<!\d)\d\d)[ \xa0](?=\d{3}(?!\d)(?![年月日]))"
    r"|(?<=(?<!\d)\d\d\d)[ \xa0](?=\d{3}(?!\d)(?![年月日]))"  # 3 906人, 12 600个
    r"|(?<=(?<!\d)\d)[ \xa0](?=\d(?:[ \xa0]\d)*[ \xa0]?[余多条件份篇宗起例次期人名张])"  # 2 3 0余张
    r"|(?<=\d)〔[\d①-⑳*]{1,2}〕"  # a note mark behind a number, as readers give raised text: 52[1]
    r")"
)
# 主动公开信息（不同渠道公开相同信息计1条）共37条: how it was counted.
_COUNTING_RULE = re.compile(r"（[^（）]{0,40}(?:相同|同一|重复)[^（）]{0,12}计(?:为|作|算)?[1一][条次][^（）]{0,4}）")
_PARENTHESIS = re.compile(r"（(?![一二三四五六七八九十]{1,3}）)([^（）\d未无没零\x1e]{1,40})）")
# 政策法规类（35条）: the count of what stands before.
_COUNTED = re.compile(
    r"（(?<=[\u4e00-\u9fff]（)(?<![\d余多][人名件条篇份个次期宗]（)(?:共|计|合计)?[\d,]+(?:余|多)?[条篇件份宗次]）"
)
_AFTER_COUNT = re.compile(r"[\d余多][人名件条篇份个次期]$")
# Letters, digits and signs to half width; brackets, colons and semicolons to full width: one form of each to match.
_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDTH |= str.maketrans("．％／＋－＠:;()?!﹕︰[]", ".%/+-@：；（）？！：：〔〕")
_WIDE = re.compile(f"[{re.escape(''.join(map(chr, _WIDTH)))}]+")
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Fold width, script and stray characters; give the folded text and the offset of each of its characters.

    >>> fold("統(tǒng)計１２ 條,其3中")[0]
    '统计12条，其中'
    """
    # Few characters change, and to find them is much faster than to translate all.
    folded = _WIDE.sub(lambda found: found[0].translate(_WIDTH), text)
    folded, offsets = _drop(folded, [found.span() for found in _DELETED.finditer(folded)], range(len(text)))
    folded = to_simplified(folded)
    if "," in folded:
        folded = _COMMA.sub("，", folded)
    return _drop(folded, _parentheses_to_spans(folded), offsets) if "（" in folded else (folded, offsets)


def _parentheses_to_spans(text: str) -> list[tuple[int, int]]:
    """A parenthesis without a number goes; of one behind a count (3人（兼职）) or around one only the marks go."""
    spans = []
    for found in _COUNTED.finditer(text):
        spans += [(found.start(), found.start() + 1), (found.end() - 1, found.end())]
    spans += [found.span() for found in _COUNTING_RULE.finditer(text)]
    for found in _PARENTHESIS.finditer(text):
        if _AFTER_COUNT.search(text, max(found.start() - 2, 0), found.start()):
            spans += [(found.start(), found.start() + 1), (found.end() - 1, found.end())]
        else:
            spans.append(found.span())
    return sorted(spans)


def _drop(text: str, spans: list[tuple[int, int]], offsets: Sequence[int]) -> tuple[str, Sequence[int]]:
    if not spans:
        return text, offsets
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        pieces.append(text[at:start])
        kept += offsets[at:start]
        at = max(at, end)
    return "".join(pieces), kept
