"""How fast documents are read and portals crawled: `python -m bench.speed [--memory]`; figures in bench/README.md.

gongkai and the alternative take turns on each document in one process. Times are CPU time, which is what all of them
spend and which other work on the machine disturbs least: medians over the rounds, a document's first reading among
them, and their mean over the documents.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from bench.alternatives import COMPARISONS, Comparison
from bench.crawl import print_crawls
from bench.prose import print_prose
from bench.scans import print_scans
from bench.workers import print_memory, print_scaling
from gongkai.reader import GARBAGE_THRESHOLD
from sample.corpus import Corpus
from sample.generate import generate

YEARS = range(2019, 2024)


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds per document."""

    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """How many times as fast as the alternative."""
        return self.theirs / self.ours


def compare(comparison: Comparison, documents: Sequence[bytes], rounds: int) -> Timing:
    """Read every document in turns with the alternative, `rounds` times."""
    taken: list[tuple[list[float], list[float]]] = [([], []) for _ in documents]
    for _ in range(rounds):
        for data, (ours, theirs) in zip(documents, taken, strict=True):
            ours.append(_seconds(comparison.facts, data))
            theirs.append(_seconds(comparison.tables, data))
    return Timing(1000 * fmean(median(ours) for ours, _ in taken), 1000 * fmean(median(theirs) for _, theirs in taken))


def _seconds(function: Callable[[bytes], object], data: bytes) -> float:
    started = time.process_time()
    function(data)
    return time.process_time() - started


def corpus_to_documents(corpus: Corpus, comparison: Comparison) -> list[bytes]:
    """The reports with tables of a comparison's format, at most as many as it takes."""
    found = []
    for entry in corpus.documents:
        if entry.format not in comparison.formats or entry.outcome != "report" or entry.size < comparison.least_bytes:
            continue
        data = corpus.read(entry)
        if len(comparison.facts(data).facts) >= 100:
            found.append(data)
    return found[: comparison.documents]


def print_comparisons(folder: Path, rounds: int) -> bool:
    """One line a format; whether all targets hold."""
    print(f"{'':18} {'ms':>7}  {'alternative':28} {'ms':>8} {'ratio':>7} {'target':>7}")
    held = True
    for comparison in COMPARISONS:
        corpus = generate(folder / comparison.suffix[1:], seed=11, count=160, years=YEARS, formats=comparison.formats)
        documents = corpus_to_documents(corpus, comparison)
        # Forms, words, gazetteers and the alternative's modules are loaded by now, as in a process that reads on.
        comparison.tables(documents[0])
        gc.collect()
        gc.set_threshold(GARBAGE_THRESHOLD)  # as a reader process has it, and of use to both
        timing = compare(comparison, documents, rounds)
        held &= timing.ratio >= comparison.target
        print(
            f"{comparison.name:18} {timing.ours:7.1f}  {comparison.against:28} {timing.theirs:8.1f}"
            f" {timing.ratio:6.2f}× {comparison.target:6.0f}× {'' if timing.ratio >= comparison.target else 'missed'}"
        )
    return held


def main() -> int:
    """Print the tables; exit 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="bench.speed", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="also read 10,000 documents and watch the memory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        held = print_comparisons(Path(folder), options.rounds)
        held &= print_prose(Path(folder, "prose"))
        mixed = generate(Path(folder, "mixed"), seed=5, count=200, years=YEARS)
        held &= print_scaling(mixed)
        held &= print_scans(Path(folder, "scans"))
        held &= print_crawls(Path(folder, "crawls"))
        if options.memory:
            held &= print_memory(mixed)
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
