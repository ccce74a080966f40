"""Reading order, from geometry alone."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from localcounsel.reading.pdf_layout import Line, arrange, gutters


def line(text: str, left: float, top: float, width: float = 200, height: float = 10) -> Line:
    return Line(0, len(text), text, left, left + width, top, top + height)


def written(lines: Sequence[Line]) -> list[list[str]]:
    return [[each.text for each in row] for row in arrange(lines)]


def prose(name: str, left: float, count: int = 8, top: float = 100) -> list[Line]:
    return [line(f"{name} column, line number {number}", left, top + 14 * number) for number in range(count)]


def test_columns_written_one_after_another_stay_so() -> None:
    lines = [line("The heading over both columns", 50, 60, 450), *prose("left", 50), *prose("right", 300)]
    assert written(lines) == [[each.text] for each in lines]


def test_columns_written_across_are_parted() -> None:
    left, right = prose("left", 50), prose("right", 300)
    across = [each for pair in zip(left, right, strict=True) for each in pair]
    assert written(across) == [[each.text] for each in [*left, *right]]


def test_a_table_is_read_across() -> None:
    cells = [
        line(f"cell {row}{column}", 50 + 250 * column, 100 + 14 * row, 60) for row in range(8) for column in (0, 1)
    ]
    assert written(cells) == [[f"cell {row}0", f"cell {row}1"] for row in range(8)]


def test_cells_of_several_lines_stay_whole() -> None:
    cells = [
        line("Minimum", 50, 100, 60),
        line("purchase", 50, 114, 60),
        line("Development", 200, 100, 80),
        line("target", 200, 114, 60),
    ]
    assert written(cells) == [["Minimum"], ["purchase"], ["Development"], ["target"]]


def test_pieces_written_from_the_bottom_up_are_put_right() -> None:
    lines = [line(f"entry {number}", 50, 100 + 14 * number) for number in range(5)]
    assert written(lines[::-1]) == [[each.text] for each in lines]


def test_numbers_of_pleading_paper_stand_before_their_lines() -> None:
    numbers = [line(str(number), 40, 100 + 24 * number, 10) for number in range(1, 29)]
    body = [line(f"words of line {number}", 80, 100.5 + 24 * number) for number in (1, 2, 5)]
    rows = written([*numbers, *body])
    assert rows[:5] == [["1", "words of line 1"], ["2", "words of line 2"], ["3"], ["4"], ["5", "words of line 5"]]
    assert len(rows) == 28


def test_a_column_of_amounts_is_not_line_numbers() -> None:
    cells = [line(str(7 * row % 50), 300, 100 + 14 * row, 10) for row in range(12)]
    assert written(cells) == [[each.text] for each in cells]


@given(
    st.lists(
        st.builds(
            line,
            st.sampled_from(["1", "2", "12", "some words that are prose", "x"]),
            st.floats(-50, 600),
            st.floats(-50, 800),
            st.floats(0, 500),
            st.floats(0, 40),
        ),
        max_size=40,
    )
)
def test_nothing_is_lost_or_doubled(lines: list[Line]) -> None:
    assert sorted(map(id, lines)) == sorted(id(each) for row in arrange(lines) for each in row)


def test_gutters_are_where_no_line_goes_across() -> None:
    boxes = [(left, 700.0 - 14 * row, left + 220, 710.0 - 14 * row) for row in range(20) for left in (50.0, 300.0)]
    (strip,) = gutters(boxes)
    assert 270 < strip < 300
    assert gutters([(50.0, 700.0 - 14 * row, 500.0, 710.0 - 14 * row) for row in range(20)]) == []
