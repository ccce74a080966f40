"""The figures in docs/models.md are those of the formula that decides, and its templates are there."""

from __future__ import annotations

import pytest

from localcounsel.engine.templates import FAMILIES
from scripts import model_table
from scripts.model_table import BEGIN, END, PAGE, ROWS


def test_the_page_has_the_table_that_the_script_writes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    written = page.partition(BEGIN)[2].partition(END)[0].strip()
    assert written == model_table.table(), "run scripts/model_table.py --write"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_names_a_template_of_ours_and_whom_it_is_from(row: model_table.Row) -> None:
    assert row.template in FAMILIES
    assert row.origin
    assert (row.shape is None) == (row.origin == "memory"), "a shape from memory would look like knowledge"


def test_a_longer_window_and_finer_weights_need_more() -> None:
    row = ROWS[0]
    assert model_table.needs(row, "Q4_K_M", 4096) < model_table.needs(row, "Q6_K", 4096)
    assert model_table.needs(row, "Q4_K_M", 4096) < model_table.needs(row, "Q4_K_M", 8192)
