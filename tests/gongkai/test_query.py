"""What `gongkai query` shows: tables that can be read on their screen, and one statement at a time."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import GongkaiError
from gongkai import show
from gongkai.query import Answer, query_published


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    duckdb.connect(str(folder / "gongkai.duckdb")).close()
    return folder


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    out = io.StringIO()
    monkeypatch.setattr(show, "console", show.Console(file=out, width=60))
    return out


@pytest.mark.parametrize(
    "sql", ["SELECT 1; SELECT 2", "SELECT 1; PIVOT (SELECT 1 AS a, 2 AS b) ON a USING sum(b)", " ", "-- no"]
)
def test_anything_but_one_statement_is_refused(published: Path, sql: str) -> None:
    with pytest.raises(GongkaiError, match="one statement at a time"):
        query_published(published, sql)


@pytest.mark.parametrize("sql", ["SELECT 2;", "SELECT 2; -- 1; 2", "PIVOT (SELECT 1 AS a, 2 AS b) ON a USING sum(b)"])
def test_one_statement_is_answered(published: Path, sql: str) -> None:
    assert query_published(published, sql).rows == [(2,)]


def test_columns_that_fit_are_a_table(screen: io.StringIO) -> None:
    show.show_answer(Answer(("district", "value"), [("绿园区", 3), ("[red]南关区[/red]", None)]))
    assert "│ [red]南关区[/red] │" in screen.getvalue()


def test_columns_that_do_not_fit_are_shown_one_below_the_other(screen: io.StringIO) -> None:
    columns = tuple(f"column_{number}" for number in range(8))
    show.show_answer(Answer(columns, [("[b]first", 2, None, "x" * 90, "two\nlines", 6, 7, 8), tuple(range(8))]))
    lines = screen.getvalue().splitlines()
    assert lines[1] == "column_0  [b]first"
    assert not [line for line in lines[:9] if line.startswith("column_2")], "an empty cell takes no line"
    assert "column_3  " + "x" * 90 in lines, "nothing is folded"
    assert lines[lines.index("column_4  two") + 1] == "          lines"
    assert "column_7  7" in lines


def test_a_wide_answer_without_rows_names_its_columns(screen: io.StringIO) -> None:
    show.show_answer(Answer(tuple(f"column_{number}" for number in range(8)), []))
    assert screen.getvalue().startswith("no rows of column_0, column_1")


@given(st.text())
def test_a_cell_holds_nothing_that_a_terminal_would_obey(text: str) -> None:
    assert all(
        character in "\t\n" or character.isprintable() or ord(character) > 0x9F for character in show.cell_to_text(text)
    )
