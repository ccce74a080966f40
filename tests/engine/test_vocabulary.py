"""Whole characters and stop strings, whatever the pieces are they arrive in."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from localcounsel.engine.llama.vocabulary import Spelling, Stops


def pieces_of(content: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted(cut % (len(content) + 1) for cut in cuts), len(content)]
    return [content[start:end] for start, end in itertools.pairwise(places)]


@given(
    st.text(alphabet=st.characters(codec="utf-8")) | st.just("賃料は👩🏽‍⚖️月額4,000ドル"), st.lists(st.integers(0, 200))
)
def test_characters_come_whole(text: str, cuts: list[int]) -> None:
    spelling = Spelling()
    shown = [spelling.add(piece) for piece in pieces_of(text.encode(), cuts)]
    assert "".join(shown) + spelling.rest() == text
    assert all("\ufffd" not in part for part in shown) or "\ufffd" in text


def test_half_a_character_at_the_end_is_marked() -> None:
    spelling = Spelling()
    assert spelling.add("契".encode()[:2]) == ""
    assert spelling.rest() == "\ufffd"


@given(st.text(alphabet="ab\n", max_size=40), st.lists(st.text(alphabet="ab\n", min_size=1, max_size=4), max_size=3))
def test_stop_strings_across_pieces(text: str, strings: list[str]) -> None:
    stops = Stops(strings)
    shown = "".join(stops.add(character) for character in text) + stops.rest()
    places = [text.find(string) for string in strings if string in text]
    ends = [text.find(string) + len(string) for string in strings if string in text]
    assert stops.met == bool(places)
    if not places:
        assert shown == text
    else:  # the first stop to be complete ends the text, and none of it is shown
        assert text.startswith(shown) and len(shown) <= min(ends)
        assert not any(string in shown for string in strings)


def test_text_that_only_began_like_a_stop_is_shown() -> None:
    stops = Stops(["###"])
    assert [stops.add(piece) for piece in ("a#", "#", "b", "##")] == ["a", "", "##b", ""]
    assert stops.rest() == "##"
