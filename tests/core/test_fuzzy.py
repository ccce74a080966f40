"""Finding a name by some of its letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.fuzzy import fuzzy

NAMES = [
    "Johnson lease renewal",
    "Jolly Roger GmbH",
    "Estate of Doe",
    "Müller ./. Schmidt",
    "契約審査 株式会社サンプル",
    "Acme v. Beta",
]


def best(typed: str) -> str:
    found = [(at[0], name) for name in NAMES if (at := fuzzy(typed, name)) is not None]
    return max(found)[1] if found else ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jlr", "Johnson lease renewal"),
        ("jr", "Jolly Roger GmbH"),
        ("doe", "Estate of Doe"),
        ("muller", "Müller ./. Schmidt"),
        ("契約", "契約審査 株式会社サンプル"),
        ("サンフル", "契約審査 株式会社サンプル"),
        ("ab", "Acme v. Beta"),
        ("ACME", "Acme v. Beta"),
        ("a c m e", "Acme v. Beta"),
        ("zzz", ""),
        ("eod", "Estate of Doe"),
    ],
)
def test_the_best_name_is_found(typed: str, name: str) -> None:
    assert best(typed) == name


def test_places_are_those_of_the_letters() -> None:
    found = fuzzy("jlr", "Johnson lease renewal")
    assert found is not None
    assert found[1] == (0, 8, 14)


def test_nothing_typed_finds_everything() -> None:
    assert fuzzy(" ", "anything") == (0.0, ())


@given(st.text(max_size=30), st.text(max_size=60))
def test_what_is_found_is_there_in_order(typed: str, name: str) -> None:
    found = fuzzy(typed, name)
    if found is not None:
        assert list(found[1]) == sorted(set(found[1]))
        assert all(0 <= position < len(name) for position in found[1])


@given(st.text("ab", max_size=20))
def test_a_beginning_is_always_found(name: str) -> None:
    assert fuzzy(name[:5], name) is not None


def test_hostile_repetition_takes_no_time() -> None:
    assert fuzzy("a" * 256, "a" * 255 + "b") is None
