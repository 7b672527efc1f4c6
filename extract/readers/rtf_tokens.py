"""Rich text → tokens: braces, control words with their number, and the bytes that are text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])"
    rb"|(?P<line>[\r\n\0]+)"
    rb"|(?P<text>[^\\{}\r\n\0]+)"
)
_ESCAPED = b"\\{}"


class Token(NamedTuple):
    """`word` with its number (None where none is written), an opening or closing brace, or `text` in bytes."""

    kind: Literal["word", "open", "close", "text"]
    word: str = ""
    number: int | None = None
    text: bytes = b""


def bytes_to_tokens(data: bytes) -> Iterator[Token]:
    """The tokens in order; a control symbol is a word of one sign, raw data after `\\bin` is passed over.

    >>> [token.word or token.text for token in bytes_to_tokens(rb"{\\b1 a\\'d5\\~\\u-5}")]
    [b'', 'b', b'a', b'\\xd5', '~', 'u', b'']
    """
    at = 0
    while found := _TOKEN.search(data, at):
        at = found.end()
        match found.lastgroup:
            case "text":
                yield Token("text", text=found["text"])
            case "hex":
                yield Token("text", text=bytes.fromhex(found["hex"].decode()))
            case "brace":
                yield Token("open" if found["brace"] == b"{" else "close")
            case "symbol":
                sign = found["symbol"]
                yield Token("text", text=sign) if sign in _ESCAPED else Token("word", sign.decode("latin-1"))
            case "word" | "number":
                number = None if found["number"] is None else int(found["number"])
                yield Token("word", found["word"].decode(), number)
                if found["word"] == b"bin":
                    at += max(number or 0, 0)
