"""Printed labels folded for matching: spacing, width, script, numbering and page numbers make no difference."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from transform.script import label_to_simplified

# What word processors leave behind in flattened text.
_ARTIFACT = re.compile(r"\[bookmark:[^\]]*\]")
# A page number that a page break left inside a word: `无 -4- 法提供`, `无第4页法提供`.
_PAGE_NUMBER = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:\s*共\s*\d{1,3}\s*页)?")
_NUMBERING = re.compile(r"^(?:\(?[一二三四五六七八九十]{1,3}[).、,:]|\(?\d{1,2}[).、,:]|[①-⑳])+")
_DENIALS = ("不", "非", "未", "无")
_SUBSETS = ("其中", "网上", "线上", "当面", "信函")
_YEARS = ("本年", "上年", "上一年", "下年", "历年", "累计")
_NOT_LETTER = re.compile(r"[\W\d_]+")


def without_artifacts(text: str) -> str:
    """Without what word processors leave behind and without zero-width characters; all else as printed.

    >>> without_artifacts("[bookmark: _GoBack]０\u200b ")
    '０ '
    """
    if text.isprintable() and "[" not in text:  # nearly every text: no zero-width character is printable
        return text
    return "".join(char for char in _ARTIFACT.sub("", text) if unicodedata.category(char) != "Cf")


@lru_cache(maxsize=65536)
def printed_to_plain(text: str) -> str:
    """Words in normal width, without white space, artifacts and page numbers; punctuation and digits kept.

    >>> printed_to_plain("（四）无 -4- 法提供")
    '(四)无法提供'
    """
    text = unicodedata.normalize("NFKC", without_artifacts(text))
    text = _PAGE_NUMBER.sub("", text) if len(text) > 6 else text
    return "".join(text.split())


@lru_cache(maxsize=65536)
def fold_label(text: str) -> str:
    """The letters of a label alone, without its numbering.

    >>> fold_label("3.危及“三安全一稳定”")
    '危及三安全一稳定'
    >>> fold_label("商 业 企 业"), fold_label("（一） 予以公开"), fold_label("一、本年新收政府信息公开申请数量")
    ('商业企业', '予以公开', '本年新收政府信息公开申请数量')
    >>> fold_label("（三）不予公開"), fold_label("總(zǒng)計(jì)")
    ('不予公开', '总计')
    """
    return _NOT_LETTER.sub("", _NUMBERING.sub("", label_to_simplified(printed_to_plain(text))))


def is_truncated(folded: str, label: str) -> bool:
    """Whether the printed label is the beginning of the form's and breaks off.

    >>> is_truncated("补正后申请内", "补正后申请内容仍不明确")
    True
    """
    return 3 <= len(folded) < len(label) and label.startswith(folded)


@lru_cache(maxsize=65536)
def similarity(folded: str, label: str) -> float:
    """How surely a folded printed text is a form's folded label: 1.0 the same, 0.0 nothing in common or contrary.

    >>> similarity("属于国家秘密", "属于国家秘密"), similarity("补正后申请内", "补正后申请内容仍不明确")
    (1.0, 0.9)
    >>> similarity("不属于国家秘密", "属于国家秘密"), similarity("本年结转申请数量", "上年结转申请数量")
    (0.0, 0.0)
    >>> similarity("其他", "其他处理") < 0.6, similarity("予于公开", "予以公开")
    (True, 0.8)
    """
    if folded == label:
        return 1.0
    if is_truncated(folded, label) and len(folded) >= 4:
        return 0.9
    if min(len(folded), len(label)) < 2 or _is_contrary(folded, label):
        return 0.0
    if len(label) >= 4 and label in folded:
        return 0.85
    if len(label) == len(folded) >= 4 and sum(ours != theirs for ours, theirs in zip(folded, label, strict=True)) == 1:
        return 0.8  # 予于公开: a slip
    ours, theirs = _bigrams(folded), _bigrams(label)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) * 0.95


def _is_contrary(folded: str, label: str) -> bool:
    """Whether one text denies, narrows or dates what the other says: then they are alike and mean different things."""
    if any((word in folded) is not (word in label) for word in _DENIALS):
        return True
    if any(word in folded and word not in label for word in _SUBSETS):
        return True
    ours, theirs = ({year for year in _YEARS if year in text} for text in (folded, label))
    return bool(ours) and bool(theirs) and ours != theirs


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
