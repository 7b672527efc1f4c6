"""Rows and columns that an .xlsx hides, by hand or by a filter: they are not printed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW_OR_COLUMN = re.compile(rb"""<(?:\w+:)?(row|col)\s([^>]*\bhidden=["'](?:1|true)["'][^>]*)>""")
_NUMBER = re.compile(rb"""\b(r|min|max)=["'](\d{1,7})["']""")
_LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class Hidden:
    """Numbers from 0 of a sheet's hidden rows and columns."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


NOTHING = Hidden()


def parts_to_hidden(parts: Mapping[str, bytes]) -> dict[str, Hidden]:
    """What each sheet hides, by its name; nothing where the package is not as Excel writes it."""
    if _BOOK not in parts or _RELATIONS not in parts:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        book = etree.fromstring(parts[_BOOK], parser)
        relations = etree.fromstring(parts[_RELATIONS], parser)
    except etree.XMLSyntaxError:
        return {}  # the reader of the values says what is wrong
    targets = {each.get("Id"): posixpath.join("/xl", each.get("Target", "")).lstrip("/") for each in relations}
    return {
        name: _part_to_hidden(parts.get(targets.get(sheet.get(_RELATION_ID), ""), b""))
        for sheet in _named(book, "sheet")
        if (name := sheet.get("name"))
    }


def _part_to_hidden(part: bytes) -> Hidden:
    hidden = Hidden()
    for kind, attributes in _ROW_OR_COLUMN.findall(part):
        numbers = {name: int(number) for name, number in _NUMBER.findall(attributes)}
        if kind == b"row" and b"r" in numbers:
            hidden.rows.add(numbers[b"r"] - 1)
        elif kind == b"col" and b"min" in numbers and b"max" in numbers:
            hidden.columns.update(range(numbers[b"min"] - 1, min(numbers[b"max"], _LAST_COLUMN)))
    return hidden


def _named(root: _Element, name: str) -> list[_Element]:
    return list(root.iter(f"{{*}}{name}"))
