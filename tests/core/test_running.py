"""Line ends of a page's column become blanks, those that mean something stay."""

from __future__ import annotations

from localcounsel.core.running import run_on

CLAUSE = (
    "1. PAYMENT TERM\n"
    "1.1 Section 4.2 of the Agreement is deleted and replaced by the\n"
    "following:\n"
    "4.2 Customer shall pay each undisputed invoice within forty-five\n"
    "(45) days after Customer receives it."
)


def test_a_sentence_runs_on_and_a_heading_stands_alone() -> None:
    assert run_on(CLAUSE).split("\n") == [
        "1. PAYMENT TERM",
        "1.1 Section 4.2 of the Agreement is deleted and replaced by the following:",
        "4.2 Customer shall pay each undisputed invoice within forty-five (45) days after Customer receives it.",
    ]


def test_items_of_a_list_keep_their_lines() -> None:
    listed = (
        "Either party may end this agreement at any time if the other party:\n"
        "(a) does not pay an amount that is due within thirty days; or\n"
        "(b) becomes insolvent."
    )
    assert run_on(listed) == listed


def test_paragraphs_short_lines_and_words_cut_at_the_end_stay() -> None:
    for kept in (
        "Seller\nBuyer\nWitness",
        "A paragraph that is long enough to be a column's width.\n\nAnother one.",
        "The long first line of this text ends in the middle of a confid-\nential word.",
        "one line",
        "",
    ):
        assert run_on(kept) == kept
