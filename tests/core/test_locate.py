"""Where quoted words stand, and where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.text import fold, locate, locate_all
from localcounsel.records import Verdict

PAGE = (
    "The Company shall not assign this agree-\nment within 112 days.  “Fees” of 1.5% are due; the ﬁrst\n\n"
    "Page 3 of 12\n\npayment is $1,000 (non-refundable) and the tenant is unable to pay.\n"
    "甲は乙に対し、１２０日以内に契約を解除することができる。"
)
HEADER = (PAGE.index("Page 3"), PAGE.index("Page 3") + len("Page 3 of 12"))


def found(quote: str) -> tuple[str, str] | None:
    place = locate(quote, PAGE, [HEADER])
    return (place.verdict.value, PAGE[place.start : place.end]) if place else None


@pytest.mark.parametrize(
    ("quote", "verdict", "words"),
    [
        ("112 days", "exact", "112 days"),
        ("  112 days ", "exact", "112 days"),
        ("assign this agreement", "folded", "assign this agree-\nment"),
        ('"fees" of 1.5%', "folded", "Fees” of 1.5%"),
        ("the first payment is $1,000", "folded", "the ﬁrst\n\nPage 3 of 12\n\npayment is $1,000"),
        ("[t]he company shall not", "folded", "The Company shall not"),
        ("assign this agreement [sic] within", "folded", "assign this agree-\nment within"),
        ("The Company … within 112 days", "folded", PAGE[: PAGE.index(".  “")]),
        ("Fees [...] are due", "folded", "Fees” of 1.5% are due"),
        ("契約", "exact", "契約"),
        ("120日以内に契約", "folded", "１２０日以内に契約"),
        ("甲は（中略）できる", "folded", "甲は乙に対し、１２０日以内に契約を解除することができる"),
    ],
)
def test_found(quote: str, verdict: str, words: str) -> None:
    assert found(quote) == (verdict, words)


@pytest.mark.parametrize(
    "quote",
    [
        "12 days",
        "fees of 15%",
        "able to pay",
        "refundable",
        "ment within",
        "20日以内",
        "000 (non",
        "5% are due",
        "shall assign this agreement",
        "within 112 days … The Company",
        "he",
        "。",
        "",
        "   ",
        "…",
        "[sic]",
        "x" * 30_000,
    ],
)
def test_not_there(quote: str) -> None:
    assert found(quote) is None


def test_the_passage_it_was_said_to_come_from_is_preferred() -> None:
    text = "Rent is due. Fees apply. Rent is due."
    later = text.rindex("Rent")
    near = locate("Rent is due", text, near=(later, len(text)))
    assert near is not None and near.start == later
    elsewhere = locate("Rent is due", text, near=(13, 24))
    assert elsewhere is not None and elsewhere.start == 0


def test_all_places() -> None:
    text = "Rent is due. Fees apply. Rent is\ndue. Rent is due."
    exact = locate_all("Rent is due", text)
    assert [place.verdict for place in exact] == [Verdict.EXACT, Verdict.EXACT]
    assert len(locate_all("RENT IS DUE", text)) == 3


def test_an_ellipsis_does_not_reach_across_a_whole_document() -> None:
    text = "Alpha begins here. " + "Filler words go on. " * 400 + "Omega ends here. Alpha begins here. Omega ends here."
    place = locate("Alpha begins … Omega ends", text)
    assert place is not None and place.end - place.start < 60


@given(st.text(st.sampled_from("abc 12.,-\n“é１契"), max_size=80), st.data())
def test_what_is_found_reads_as_quoted(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    place = locate(quote, text)
    if place is None:
        return
    words = text[place.start : place.end]
    assert words == quote.strip() if place.verdict is Verdict.EXACT else fold(words).text == fold(quote).text


@pytest.mark.parametrize("piece", ["a ", "aa ", "(", "1.1", "é ", " ", "x", "a-\n", "… "])
def test_pages_built_to_be_slow_come_to_an_end(piece: str) -> None:
    page = piece * (300_000 // len(piece))
    assert locate("not here … at all", page) is None
    assert locate("a" * 15_001 + "b", page) is None
    assert locate("aba " * 3_000, page) is None
