"""Questions that analysts ask, each a file of sql/examples: what is asked, in English and Chinese, then the SQL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extract.errors import ConfigurationError
from load.dbt import PROJECT_DIR

FOLDER = PROJECT_DIR / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its answer in SQL."""

    name: str
    """The file's name without `.sql`."""
    question: str
    question_zh: str
    sql: str


def load_examples(folder: Path = FOLDER) -> list[Example]:
    """All examples, by name."""
    return [file_to_example(file) for file in sorted(folder.glob("*.sql"))]


def find_example(name: str) -> Example:
    """The example of that name, or of the number it begins with; raises ConfigurationError if there is none."""
    examples = load_examples()
    found = [each for each in examples if name in {each.name, each.name.partition("_")[0]}]
    if not found:
        raise ConfigurationError(f"{name}: no such example; `gongkai examples` lists the {len(examples)} there are")
    return found[0]


def file_to_example(file: Path) -> Example:
    """Read one file: its leading comment lines are the question, those with Chinese characters in Chinese.

    Raises ConfigurationError for a file that does not begin with its question in both languages.
    """
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    comments = [line.removeprefix("--").strip() for line in lines[: _count_comments(lines)]]
    english = " ".join(line for line in comments if line.isascii())
    chinese = "".join(line for line in comments if not line.isascii())
    if not english or not chinese:
        raise ConfigurationError(f"{file}: an example begins with its question in English and in Chinese, as comments")
    return Example(file.stem, english, chinese, text)


def _count_comments(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
