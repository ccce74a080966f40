"""A slip of the finger is told from another word."""

from __future__ import annotations

import pytest

from localcounsel.core.spelling import begins, nearest, slips

KNOWN = {"termination": 40, "determination": 9, "lease": 60, "release": 12, "receive": 300, "relieve": 20, "cover": 80}


@pytest.mark.parametrize(
    ("typed", "other", "expected"),
    [("lease", "lease", 0), ("leaase", "lease", 1), ("lesae", "lease", 1), ("lese", "lease", 1), ("leabe", "lease", 1),
     ("recieve", "receive", 1), ("terminatoin", "termination", 1), ("lessee", "lease", 2), ("lease", "rent", 3)],
)  # fmt: skip
def test_slips_are_counted(typed: str, other: str, expected: int) -> None:
    assert slips(typed, other, 2) == expected
    assert slips(other, typed, 2) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("terminatoin", "termination"), ("leaase", "lease"), ("recieve", "receive"), ("cyber", ""), ("rent", ""),
     ("lease", "")],
)  # fmt: skip
def test_the_nearest_word_is_found_or_none(typed: str, expected: str) -> None:
    assert nearest(typed, KNOWN) == expected


def test_a_stem_begins_what_may_be_a_form_of_its_word() -> None:
    assert begins("terminatoin", "termin")
    assert begins("recieve", "receiv")
    assert not begins("terminatoin", "confid")
    assert not begins("lease", "le")
