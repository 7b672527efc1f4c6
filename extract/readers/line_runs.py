"""Runs of paragraphs that may be the lines of one table, replaced by what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from extract.document import Block, Paragraph


def gather_runs(
    blocks: Iterable[Block],
    belongs: Callable[[str, Sequence[Paragraph]], bool],
    run_to_blocks: Callable[[Sequence[Paragraph]], Iterable[Block]],
) -> list[Block]:
    """The blocks with every longest run of paragraphs that belong together given to `run_to_blocks`.

    `belongs` judges a text by the run before it, which may be empty.
    """
    gathered: list[Block] = []
    run: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and belongs(block.text, run):
            run.append(block)
            continue
        if run:
            gathered.extend(run_to_blocks(run))
            run = []
        gathered.append(block)
    gathered.extend(run_to_blocks(run))
    return gathered
