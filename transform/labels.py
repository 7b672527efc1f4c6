"""Printed labels folded for matching: spacing, width, numbering, page numbers and padding make no difference."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What word processors leave behind in flattened text.
_ARTIFACT = re.compile(r"\[bookmark:[^\]]*\]")
# A page number that a page break left inside a word: `无 -4- 法提供`, `无第4页法提供`.
_PAGE_NUMBER = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:\s*共\s*\d{1,3}\s*页)?")
_NUMBERING = re.compile(r"^(?:\(?[一二三四五六七八九十]{1,3}[).、,:]|\(?\d{1,2}[).、,:]|[①-⑳])+")
_NOT_LETTER = re.compile(r"[\W\d_]+")


@lru_cache(maxsize=65536)
def printed_to_plain(text: str) -> str:
    """Normal width, no white space, no zero-width characters and no artifacts; punctuation and digits kept.

    >>> printed_to_plain("（四）无 -4- 法提供")
    '(四)无法提供'
    >>> printed_to_plain("[bookmark: _GoBack]０ ")
    '0'
    """
    text = unicodedata.normalize("NFKC", _ARTIFACT.sub("", text))
    text = _PAGE_NUMBER.sub("", text) if len(text) > 6 else text
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cf")


@lru_cache(maxsize=65536)
def fold_label(text: str) -> str:
    """The letters of a label alone, without its numbering.

    >>> fold_label("3.危及“三安全一稳定”")
    '危及三安全一稳定'
    >>> fold_label("商 业 企 业"), fold_label("（一） 予以公开"), fold_label("一、本年新收政府信息公开申请数量")
    ('商业企业', '予以公开', '本年新收政府信息公开申请数量')
    """
    return _NOT_LETTER.sub("", _NUMBERING.sub("", printed_to_plain(text)))


def is_truncated(folded: str, label: str) -> bool:
    """Whether the printed label is the beginning of the form's and breaks off.

    >>> is_truncated("补正后申请内", "补正后申请内容仍不明确")
    True
    """
    return 3 <= len(folded) < len(label) and label.startswith(folded)


@lru_cache(maxsize=65536)
def similarity(folded: str, label: str) -> float:
    """How surely a folded printed text is a form's folded label: 1.0 the same, 0.0 nothing in common.

    >>> similarity("属于国家秘密", "属于国家秘密"), similarity("补正后申请内", "补正后申请内容仍不明确")
    (1.0, 0.9)
    >>> similarity("其他", "其他处理") < 0.6
    True
    """
    if folded == label:
        return 1.0
    if not folded or not label:
        return 0.0
    if is_truncated(folded, label) and len(folded) >= 4:
        return 0.9
    if len(label) >= 4 and label in folded:
        return 0.85
    ours, theirs = _bigrams(folded), _bigrams(label)
    if not ours or not theirs:
        return 0.0
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) * 0.95


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
