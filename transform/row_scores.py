"""How much the labels of a printed row resemble each row of the form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from transform.columns import node_similarity
from transform.form import Form
from transform.form_table import FormRow, Leaf, Node
from transform.labels import is_truncated, similarity

Labels = tuple[str, ...]
"""The folded labels of a printed row."""

THRESHOLD = 0.6
_AS_SIMILAR = 0.05
_LONG = 5
_ONE_CHARACTER = 0.7
"""About the similarity of two labels of ten characters of which one differs."""
_PARENT_SEEN = 0.2
_PARENT_OTHER = -0.5


def row_to_scores(folded: Labels, bare: FormRow | None, form: Form) -> Sequence[float]:
    """The similarity of one printed row to each row of the form."""
    if not folded:
        return [1.0 if form_row is bare else 0.0 for form_row in form.rows]
    return _label_scores(folded, form)


@lru_cache(maxsize=4096)
def _label_scores(folded: Labels, form: Form) -> Sequence[float]:
    """The similarity of a row's labels to each row of the form; reports print the same labels again and again."""
    *above, label = folded
    if label in form.spanning_labels and label not in form.row_labels:
        return [0.0] * len(form.rows)
    resembles = _list_similarity if form.is_list else node_similarity
    similar = [resembles(label, form_row.leaf.node) if form_row.leaf.path else 0.0 for form_row in form.rows]
    # Rows of the form resemble one another (本年新收…数量, 上年结转…数量): only the most similar are meant.
    least = max(THRESHOLD, 1.0 if max(similar) == 1.0 else max(similar) - _AS_SIMILAR)
    spanning = [
        nodes
        for parent in above
        if (nodes := {id(node) for node in form.spanning if node_similarity(parent, node) >= THRESHOLD})
    ]
    # A span that reaches too far does not make another row of one whose label stands in the form once.
    contrary = 0.0 if similar.count(1.0) == 1 else _PARENT_OTHER
    return [
        score + _context(spanning, form_row.leaf, contrary) if score >= least else 0.0
        for score, form_row in zip(similar, form.rows, strict=True)
    ]


def _list_similarity(folded: str, node: Node) -> float:
    """The indicators of a list differ in a word (政务微博…数, 政务微信…数) and provinces add more of them.

    So only a label that breaks off, goes on or has a character wrong is taken for the form's.
    """
    return max(_indicator_similarity(folded, label) for label in node.folded)


def _indicator_similarity(folded: str, label: str) -> float:
    score = similarity(folded, label)
    if is_truncated(folded, label) or (len(label) >= _LONG and folded.startswith(label)):
        return score
    return score if abs(len(folded) - len(label)) <= 1 and score >= _ONE_CHARACTER else 0.0


def _context(spanning: Sequence[set[int]], leaf: Leaf, contrary: float) -> float:
    """Whether the labels that span a printed row are those that span the form's; `contrary` where they are others."""
    parents = {id(node) for node in leaf.path[:-1]}
    return sum(_PARENT_SEEN if nodes & parents else contrary for nodes in spanning)
