"""Words that the eye would not see, in every format: flagged where they stand, and nothing else is."""

from __future__ import annotations

import pytest

from scripts.evaluation.hidden import held
from scripts.hostile.hidden import documents
from scripts.hostile.loop import Loop
from tests.reading.making import docx, paragraph

SEED = 4


def test_every_way_of_hiding_is_found_and_nothing_else_is_flagged() -> None:
    with Loop() as loop:
        readings = [(each, loop.read(each.ending[1:], each.content).reading) for each in documents(SEED)]
    assert len(readings) >= 60
    assert [each.way for each, reading in readings if reading is None or not held(each, reading)] == []


@pytest.mark.parametrize(
    "table",
    [
        '<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>{}</w:tc></w:tr></w:tbl>',
        '<w:tbl><w:tblPr><w:tblStyle w:val="GridTable4"/></w:tblPr><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>',
    ],
)
def test_white_words_on_a_dark_table_are_seen(table: str) -> None:
    white = paragraph("Purchase price", run='<w:color w:val="FFFFFF"/>')
    with Loop() as loop:
        reading = loop.read("docx", docx(table.format(white))).reading
    assert reading is not None
    assert reading.pages[0].flags == ()
    assert "Purchase price" in reading.pages[0].text
