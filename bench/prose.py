"""The narrative step: from the paragraphs of a report to facts, beside `jieba.lcut` of the same text."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean, median

import jieba

from extract.document import Paragraph
from extract.read import read_document
from sample.corpus import Corpus
from sample.generate import generate
from transform.narrative import read_narrative

CHARACTERS = 7_000
TARGET_MS = 3.0
_REPORTS = 8
_ROUNDS = 7
_PLAIN, _DENSE = "prose as reports have it", "prose full of numbers"
# One report is taken whole. Of the others, one in so many lends its paragraphs with counts, all lend those without;
# their headings and signatures stay out, so that the paragraphs are as long as a report of this length has them.
_EVERY = {_PLAIN: 3, _DENSE: 1}
_LEAST_LENT = 45


def print_prose(folder: Path) -> bool:
    """Milliseconds for a report of 7,000 characters; whether plain prose takes few enough."""
    corpus = generate(folder, seed=3, count=240, years=range(2019, 2024), formats=("html",), damaged=0.0)
    read_narrative([Paragraph("全年公开政府信息3条。")], 2022)
    jieba.setLogLevel(logging.ERROR)
    jieba.lcut("全年公开政府信息")  # both have their dictionaries by now
    gc.collect()
    held = True
    print(f"\n{f'{CHARACTERS:,} characters':26} {'ms':>6} {'counts':>7} {'jieba.lcut':>11} {'ratio':>6}")
    for name, every in _EVERY.items():
        reports = _lengthen(corpus, every)
        counts = fmean(len(read_narrative(report, None)[0]) for report in reports)
        ours, theirs = _time(reports)
        missed = name == _PLAIN and ours > TARGET_MS
        held &= not missed
        print(
            f"{name:26} {ours:6.1f} {counts:7.0f} {theirs:8.1f} ms {theirs / ours:5.1f}× {'missed' if missed else ''}"
        )
    return held


def _lengthen(corpus: Corpus, every: int) -> list[list[Paragraph]]:
    """Reports of the length wanted, each out of several short ones."""
    reports: list[list[Paragraph]] = []
    report: list[Paragraph] = []
    for number, entry in enumerate(corpus.documents):
        paragraphs = list(read_document(corpus.read(entry), name="report.html").paragraphs())
        report += [paragraph for paragraph in paragraphs if not report or _is_lent(paragraph, number % every == 0)]
        if sum(len(paragraph.text) for paragraph in report) >= CHARACTERS:
            reports.append(report)
            report = []
    return reports[:_REPORTS]


def _is_lent(paragraph: Paragraph, counts: bool) -> bool:
    return len(paragraph.text) >= _LEAST_LENT and (counts or not read_narrative([paragraph], None)[0])


def _time(reports: Sequence[Sequence[Paragraph]]) -> tuple[float, float]:
    """CPU milliseconds of ours and of jieba's, in turns: medians over the rounds, their mean over the reports."""
    ours: list[list[float]] = [[] for _ in reports]
    theirs: list[list[float]] = [[] for _ in reports]
    for _ in range(_ROUNDS):
        for report, mine, other in zip(reports, ours, theirs, strict=True):
            text = "\n".join(paragraph.text for paragraph in report)
            mine.append(_milliseconds(partial(read_narrative, report, None)))
            other.append(_milliseconds(partial(jieba.lcut, text)))
    return fmean(map(median, ours)), fmean(map(median, theirs))


def _milliseconds(function: Callable[[], object]) -> float:
    started = time.process_time()
    function()
    return 1000 * (time.process_time() - started)
