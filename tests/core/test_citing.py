"""The firm's citation format: what is filled in, what is left out, and that values are never templates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.authorities import decisions, statutes
from localcounsel.core.citing import FIELDS, STYLES, Format, Source, quotation, source, unknown, written_date

WHOLE = Source(
    "contracts/Services Agreement.pdf",
    "p. 4, cl. 7.2, ACME00012",
    "Services Agreement",
    "March 1, 2024",
    "4",
    "7.2",
    "12:3-14",
    "ACME00012",
)
BARE = Source("a/NDA.pdf", "p. 1")


@pytest.mark.parametrize(
    ("style", "whole", "bare"),
    [
        ("short", "contracts/Services Agreement.pdf, p. 4, cl. 7.2, ACME00012", "a/NDA.pdf, p. 1"),
        (
            "full",
            "Services Agreement, 1 March 2024, Services Agreement.pdf, p. 4, cl. 7.2, ACME00012",
            "NDA.pdf, p. 1",
        ),
        ("bates", "ACME00012", "a/NDA.pdf, p. 1"),
    ],
)
def test_the_styles_say_what_a_document_offers(style: str, whole: str, bare: str) -> None:
    how = Format(source=STYLES[style], date="day")
    assert source(WHOLE, how) == whole
    assert source(BARE, how) == bare
    assert quotation("the\n  words", WHOLE, how) == f"“the words” ({whole})"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("“{quote}” ({document}, {date}, {pinpoint})", "“q” (a/NDA.pdf, p. 1)"),
        ("{quote} ({date}; {bates})", "q"),
        ("{date}, {document}: {quote}", "a/NDA.pdf: q"),
        ("({bates}) {quote}", "q"),
        ("{quote} [{clause}] ({lines}).", "q."),
        ("{file} at {page}: {quote}", "NDA.pdf at: q"),
        ("no place", "no place"),
    ],
)
def test_what_is_missing_takes_its_comma_along(template: str, said: str) -> None:
    assert quotation("q", BARE, Format(template)) == said


def test_values_are_never_read_as_templates_nor_lose_their_brackets() -> None:
    place = Source("{quote} ().pdf", "p. {bates}")
    assert quotation("{document} ()", place, Format()) == "“{document} ()” ({quote} ().pdf, p. {bates})"


@given(st.text(alphabet="{}()[], abquote", max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_any_template_and_any_words_make_a_text(template: str, words: str, name: str) -> None:
    said = quotation(words, Source(name, "p. 1"), Format(template))
    assert said == said.strip()


@pytest.mark.parametrize(
    ("printed", "how", "said"),
    [
        ("March 1, 2024", "iso", "2024-03-01"),
        ("1st day of March, 2024", "month", "March 1, 2024"),
        ("令和6年3月1日", "day", "1 March 2024"),
        ("March 1, 2024", "japanese", "2024年3月1日"),
        ("March 2024", "iso", "March 2024"),
        ("03/04/2024", "iso", "03/04/2024"),
        ("", "iso", ""),
    ],
)
def test_dates_are_written_as_the_firm_does_and_never_guessed(printed: str, how: str, said: str) -> None:
    assert written_date(printed, how) == said


def test_a_name_that_stands_for_nothing_is_found() -> None:
    assert unknown("{quote} ({dokument})", "quote") == "dokument"
    assert unknown("".join(f"{{{name}}}" for name in FIELDS)) == ""


CITED = (
    "Under 11 U.S.C. § 365(n), 17 C.F.R. § 240.10b-5 and Section 5 of the Securities Act of 1933. See Smith v. Jones & "
    "Co., 123 F.3d 456, 460 (2d Cir. 1997); Arnold v Britton [2015] UKSC 36. 民法第709条 applies. Section 7.2 of this "
    "Agreement, dated 12 Jan. 2020, for 5 Co. 17."
)


def test_authorities_are_told_from_clauses_dates_and_companies() -> None:
    assert list(statutes(CITED)) == [
        "11 U.S.C. § 365(n)",
        "17 C.F.R. § 240.10b-5",
        "Section 5 of the Securities Act of 1933",
        "民法第709条",
    ]
    assert list(decisions(CITED)) == [
        "Smith v. Jones & Co., 123 F.3d 456, 460 (2d Cir. 1997)",
        "Arnold v Britton [2015] UKSC 36",
    ]
