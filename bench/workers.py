"""Reader processes under load: what a second one brings, and whether the memory of one stays flat."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from gongkai.work import Limits, Payload
from gongkai.worker import Readers
from sample.corpus import Corpus, DocumentEntry

_SCALING_TARGET = 1.7
_ROUNDS = 3
_MEMORY_DOCUMENTS = 10_000
_SAMPLED_EVERY = 1_000
_FLAT_MB = 16.0
"""By so much may a process grow from its thousandth document to its last: its caches of labels fill up."""

Fetch = Callable[[], Payload]


def corpus_to_items(corpus: Corpus) -> list[Fetch]:
    """Every document of a corpus, fetched from disk when its turn comes."""
    return [partial(_fetch, corpus, entry) for entry in corpus.documents]


def _fetch(corpus: Corpus, entry: DocumentEntry) -> Payload:
    return Payload(corpus.read(entry), name=Path(entry.file).name, media_type=entry.media_type)


def print_scaling(corpus: Corpus) -> bool:
    """Documents per second with one and two processes that are warm; whether two are worth it."""
    items = corpus_to_items(corpus)
    rates: dict[int, list[float]] = {1: [], 2: []}
    with Readers(1, Limits()) as one, Readers(2, Limits()) as two:
        for readers in (one, two):
            _rate(readers, items)
        for _ in range(_ROUNDS):  # in turns, as above
            rates[1].append(_rate(one, items))
            rates[2].append(_rate(two, items))
    single, double = median(rates[1]), median(rates[2])
    ratio = median(after / before for before, after in zip(rates[1], rates[2], strict=True))
    held = ratio >= _SCALING_TARGET
    print(
        f"\n{len(items)} documents of all formats: {single:.0f}/s in one process, {double:.0f}/s in two,"
        f" ratio {ratio:.2f} (target {_SCALING_TARGET}) {'' if held else 'missed'}"
    )
    return held


def _rate(readers: Readers, items: Sequence[Fetch]) -> float:
    started = time.perf_counter()
    count = sum(1 for _ in readers.read(items))
    return count / (time.perf_counter() - started)


def print_memory(corpus: Corpus) -> bool:
    """Resident memory of one process over 10,000 documents; whether it is flat after the first thousand."""
    items = corpus_to_items(corpus)
    sampled: list[float] = []
    with Readers(1, Limits()) as readers:
        for batch in _batches(items):
            for _ in readers.read(batch):
                pass
            sampled.append(_resident_megabytes(_only_child()))
    first, last = sampled[0], sampled[-1]
    slope = (last - first) / (len(sampled) - 1)
    held = last - first <= _FLAT_MB
    print(
        f"memory of one process over {_MEMORY_DOCUMENTS:,} documents: {first:.0f} MB after {_SAMPLED_EVERY:,},"
        f" {last:.0f} MB at the end, {slope:+.2f} MB a thousand {'' if held else 'not flat'}"
    )
    return held


def _only_child() -> int:
    """The reader process: the one child that this process has while it reads with one."""
    (child,) = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    return int(child)


def _resident_megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text("ascii", errors="replace")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _batches(items: Sequence[Fetch]) -> Iterator[list[Fetch]]:
    endless = itertools.cycle(items)
    for _ in range(_MEMORY_DOCUMENTS // _SAMPLED_EVERY):
        yield list(itertools.islice(endless, _SAMPLED_EVERY))
