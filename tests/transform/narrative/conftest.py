"""Reading a passage of the tests: one paragraph a line, facts in the notation of the YAML's examples."""

from __future__ import annotations

import pytest

from extract.document import Locator, Paragraph
from transform.model import Fact, Finding
from transform.narrative import read_narrative


def fact_to_notation(fact: Fact) -> str:
    """`code@channel/applicant(label) ~value`, or `… zero` where words say so."""
    channel = f"@{fact.channel}" if fact.channel != "all" and fact.code != "disclosure.by_category" else ""
    applicant = f"/{fact.applicant}" if fact.applicant != "all" else ""
    label = f"({fact.label})" if fact.label else ""
    value = "zero" if fact.state == "zero_stated" else f"{'~' if fact.approximate else ''}{fact.value:f}"
    return f"{fact.code}{channel}{applicant}{label} {value}"


class Reader:
    """Reads text as the text reader gives it: a paragraph a line, with line numbers."""

    def paragraphs(self, text: str) -> list[Paragraph]:
        lines = text.split("\n")
        return [Paragraph(line, Locator(line=number)) for number, line in enumerate(lines, 1) if line.strip()]

    def read(self, text: str, year: int | None = None) -> tuple[list[Fact], list[Finding]]:
        return read_narrative(self.paragraphs(text), year)

    def notation(self, text: str, year: int | None = None) -> list[str]:
        return [fact_to_notation(fact) for fact in self.read(text, year)[0]]


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()
