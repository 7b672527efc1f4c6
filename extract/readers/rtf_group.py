"""What holds inside a group of rich text until it ends, and the words that change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

# Groups that hold nothing of the text flow.
_LEFT_OUT = frozenset(
    {
        *(
            "colortbl",
            "stylesheet",
            "filetbl",
            "listtable",
            "listoverridetable",
            "info",
            "pict",
            "nonshppict",
            "objdata",
        ),
        *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
        *("footnote", "annotation", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc"),
        *("fldinst", "shprslt", "tc", "xe", "nonesttables", "upr"),
    }
)
# Groups marked as dispensable (`\*`) that are looked into; all others are left out.
_ENTERED = frozenset({"shpinst", "nesttableprops", "ud"})
NUMBERING = ("listtext", "pntext")
_OF_A_KIND = frozenset({"shpinst", "nesttableprops", "fonttbl", *NUMBERING})
_BACK_IN_FLOW = {"shptxt": "shpinst", "ud": "upr"}


@dataclass(frozen=True, slots=True)
class Group:
    """The state of the text that is being read."""

    kind: str = ""
    """The word that opened it where it holds no ordinary text."""
    silent: bool = False
    """Nothing in it is printed or structures what is."""
    fallback: int = 1
    """How many bytes after a `\\u` stand for the same character."""
    font: int | None = None
    unprinted: frozenset[str] = frozenset()
    """Why text is not printed: `v` (hidden), `strike`, `deleted`."""
    raised: bool = False
    in_table: bool = False
    depth: int = 0
    """How deep in tables the paragraph says that it stands, 0 where it does not say."""

    def entered_by(self, word: str, *, starred: bool) -> Group | None:
        """The state in a group that begins with that word; None where the word says nothing of the group's kind."""
        if word == "title" and self.kind == "info":
            return replace(self, kind="title")
        if _BACK_IN_FLOW.get(word, "") == self.kind != "":
            return replace(self, kind="", silent=False, in_table=False, depth=0)
        if word in _LEFT_OUT or (starred and word not in _ENTERED):
            return replace(self, kind=word, silent=True)
        return replace(self, kind=word) if word in _OF_A_KIND else None

    def changed_by(self, word: str, number: int | None) -> Group | None:
        """The state after a word that changes it; None for any other word."""
        change = _CHANGES.get(word)
        return None if change is None else change(self, number)


def _unprinted(word: str) -> Callable[[Group, int | None], Group]:
    def switch(group: Group, number: int | None) -> Group:
        reasons = group.unprinted - {word} if number == 0 else group.unprinted | {word}
        return replace(group, unprinted=reasons)

    return switch


def _raised(group: Group, number: int | None) -> Group:
    return replace(group, raised=number != 0)


_CHANGES: dict[str, Callable[[Group, int | None], Group]] = {
    "uc": lambda group, number: replace(group, fallback=max(number or 0, 0)),
    "f": lambda group, number: replace(group, font=number),
    "plain": lambda group, _: replace(group, font=None, unprinted=frozenset(), raised=False),
    "pard": lambda group, _: replace(group, in_table=False, depth=0),
    "intbl": lambda group, _: replace(group, in_table=True),
    "itap": lambda group, number: replace(group, depth=max(number or 0, 0)),
    "v": _unprinted("v"),
    "strike": _unprinted("strike"),
    "striked": _unprinted("striked"),
    "deleted": _unprinted("deleted"),
    "super": _raised,
    "sub": _raised,
    "nosupersub": lambda group, _: replace(group, raised=False),
}
