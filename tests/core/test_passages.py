"""Passages: every word once, whole sentences, and a pinpoint that says where."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcounsel.core.cutting import MOST
from localcounsel.core.passages import document_key, header, passages, pinpoint_at
from localcounsel.core.sentences import sentence_starts
from localcounsel.core.structure import outline
from localcounsel.records import Outline, Page, Passage, Reading

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
CONTRACT = (
    "ARTICLE IV\nTERM\n\n4.1 Initial Term. This Agreement begins on the Effective Date. It runs for two years, but "
    "Acme may end it under Section 4.2.\n\n4.2 Termination. Either party may terminate it: (a) on thirty days' notice "
    "if the other party is in material breach; or (b) at once, if the other party becomes insolvent.\n"
)


def make(*texts: str) -> tuple[tuple[Page, ...], Outline, tuple[Passage, ...]]:
    pages = tuple(Page(number, f"A-{number}", text) for number, text in enumerate(texts, 1))
    found = outline(Reading("d" * 64, "txt", pages), "file.txt")
    return pages, found, passages("d" * 64, pages, found)


def check(pages: tuple[Page, ...], found: Outline, made: tuple[Passage, ...]) -> None:
    """Text equals its place; no overlap; nothing that is not furniture or white space is left out."""
    for page in pages:
        own = [passage for passage in made if passage.page == page.number]
        aside = [(each.start, each.end) for each in found.furniture if each.page == page.number]
        covered = [0] * len(page.text)
        for passage in own:
            assert page.text[passage.start : passage.end] == passage.text
            assert passage.text == passage.text.strip() != ""
            covered[passage.start : passage.end] = [each + 1 for each in covered[passage.start : passage.end]]
        assert max(covered, default=0) <= 1
        for start, end in aside:
            covered[start:end] = [1] * (end - start)
        assert all(count or character.isspace() for count, character in zip(covered, page.text, strict=True))
        assert bool(own) == bool(page.text.strip())
    assert [(each.page, each.start) for each in made] == sorted((each.page, each.start) for each in made)
    assert len({each.id for each in made}) == len(made)
    assert all(0 < each.id < 2**63 for each in made)


def test_clauses_with_their_headings_and_pinpoints() -> None:
    pages, found, made = make(CONTRACT)
    check(pages, found, made)
    assert [(each.heading, str(each.pinpoint)) for each in made] == [
        ("IV TERM › 4.1 Initial Term", "p. A-1, cl. 4.1"),
        ("IV TERM › 4.2 Termination", "p. A-1, cl. 4.2"),
    ]
    assert made[0].text.startswith("ARTICLE IV\nTERM\n\n4.1 Initial Term. This Agreement")


def test_long_sentences_are_cut_at_their_items() -> None:
    items = " ".join(
        f"({letter}) the obligation of a party to {'do what was agreed ' * 12};" for letter in "abcdefghij"
    )
    pages, found, made = make(f"5.1 Covenants. The parties undertake {items} and nothing else.")
    check(pages, found, made)
    assert len(made) > 3
    assert all(len(each.text) <= MOST for each in made)
    assert sum(each.text.startswith("(") for each in made) >= 3
    assert any(each.pinpoint.clause.startswith("5.1(") for each in made)


def test_a_contents_table_is_recognisable() -> None:
    table = "TABLE OF CONTENTS\n" + "".join(f"{n}. Rent and Fees ........ {n}\n" for n in range(1, 9))
    pages, found, made = make(table, "1. Rent and Fees\nThe text of the clause is here.")
    check(pages, found, made)
    assert {each.heading for each in made if each.page == 1} == {"Contents"}
    assert made[-1].heading == "1 Rent and Fees"


def test_headings_go_on_over_pages() -> None:
    pages, found, made = make("2. Rent\nRent is due on the first day of", "each month. It is paid in advance.")
    check(pages, found, made)
    assert [each.heading for each in made] == ["2 Rent", "2 Rent"]


def test_transcript_lines_in_the_pinpoint() -> None:
    said = ["Q.  Please state your name.", "A.  Jane Roe.", "Q.  Where do you work?", "A.  At Harbor Logistics."]
    body = [f"{line:2d}   {said[(line - 1) % 4]}" for line in range(1, 26)]
    sheets = [f"      {page}\n" + "\n".join(body) for page in (12, 13)]
    pages, found, made = make(*sheets)
    check(pages, found, made)
    assert made[0].pinpoint.lines.startswith("12:1-")
    assert made[-1].pinpoint.lines.startswith("13:") and made[-1].pinpoint.lines.endswith("-25")
    assert all(each.text.startswith("Q.") and not each.text.endswith("?") for each in made[:-1])
    _, _, run_on = make("\n\n".join(sheets))
    assert run_on[0].pinpoint.lines.startswith("12:1-") and run_on[-1].pinpoint.lines.endswith("25")


def test_bates_in_the_pinpoint() -> None:
    pages, found, made = make(
        "The pump failed.\n\nHARBOR-000007", "It leaked.\n\nHARBOR-000008", "All left.\n\nHARBOR-000009"
    )
    check(pages, found, made)
    assert [each.pinpoint.bates for each in made] == ["HARBOR-000007", "HARBOR-000008", "HARBOR-000009"]
    assert not any("HARBOR" in each.text for each in made)


def test_a_page_of_nothing_but_furniture_is_still_shown() -> None:
    pages, found, made = make(
        "ACME v. DOE\n\nA sentence.", "ACME v. DOE\n\nB sentence.", "ACME v. DOE", "ACME v. DOE\n\nC sentence."
    )
    check(pages, found, made)
    assert [each.text for each in made if each.page == 3] == ["ACME v. DOE"]


def test_ids_are_stable_and_depend_on_everything() -> None:
    pages, found, made = make(CONTRACT)
    assert passages("d" * 64, pages, found) == made
    other = passages("e" * 64, pages, found)
    assert not {each.id for each in made} & {each.id for each in other}
    assert document_key("a") != document_key("b") and 0 < document_key("a") < 2**63


def test_the_pinpoint_of_a_quotation_is_its_own() -> None:
    pages, found, _ = make(CONTRACT)
    start = CONTRACT.index("becomes insolvent")
    assert str(pinpoint_at(pages[0], found, start, start + 17)) == "p. A-1, cl. 4.2(b)"
    assert str(pinpoint_at(pages[0], found, 0, 10)) == "p. A-1, cl. IV"


def test_header_is_one_line() -> None:
    _, found, made = make(CONTRACT)
    line = header("folder/lease.txt", found, made[0])
    assert "\n" not in line and line.endswith("IV TERM › 4.1 Initial Term")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("See Smith v. Jones, No. 12 of the Reports. It was held so by the court.", 2),
        ("Under 42 U.S.C. § 1983 a claim lies. Acme, Inc. paid 1.5 percent. Nothing else was due.", 3),
        ("甲は乙に「直ちに。必ず」通知する。乙は承諾する。以上", 3),
    ],
)
def test_sentences(text: str, sentences: int) -> None:
    starts = sentence_starts(text)
    assert len(starts) == sentences and starts[0] == 0 and starts == sorted(set(starts))


def test_japanese_articles() -> None:
    pages, found, made = make(
        "第１条（目的）\n甲は乙に業務を委託し、乙はこれを受託する。\n第２条（報酬）\n報酬は月額五十万円とし、翌月末日までに支払う。\n"
    )
    check(pages, found, made)
    assert [str(each.pinpoint) for each in made] == ["p. A-1, 第１条", "p. A-1, 第２条"]


PIECES = [
    "4.2 Term. ",
    "(a) ",
    "ARTICLE IV\n",
    "The Tenant shall pay rent. ",
    "\n\n",
    "\n",
    "  ",
    "word ",
    "x" * 90,
    "; ",
    ", ",
]
PIECES += [
    "Page 3 of 9\n",
    "“A” means b. ",
    "第３条（目的）",
    "甲は払う。",
    "「",
    "1. ",
    "\xa0",
    "\n\n\n\n\n\n",
    "ABC000123\n",
    "12\n",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), min_size=1, max_size=4))
def test_every_character_is_in_exactly_one_passage(texts: list[str]) -> None:
    check(*make(*texts))


@pytest.mark.parametrize("piece", ["a ", "x", "(", "A.\n\n", "(a) x\n", "契", "1.1 ", "\n", " ", "A. ", "word; "])
def test_no_text_makes_passages_too_long_or_never_ends(piece: str) -> None:
    pages, found, made = make(piece * (60_000 // len(piece)))
    check(pages, found, made)
    assert all(len(each.text) <= MOST for each in made)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation documents are not beside the repository")
def test_real_contracts() -> None:
    sizes: list[int] = []
    for file in sorted((SHARED / "cuad" / "txt").glob("*.txt"))[::60]:
        pages, found, made = make(file.read_text(encoding="utf-8"))
        check(pages, found, made)
        sizes += [len(each.text) for each in made]
    sizes.sort()
    assert 300 <= sizes[len(sizes) // 2] <= 600
    assert sizes[-1] <= MOST


def test_articles_of_a_japanese_law_do_not_share_a_passage() -> None:
    pages, found, made = make(
        "第三条　この法律は、公布の日から起算して六月を超えない範囲内において政令で定める日から施行する。\n\n"
        "第四条　国は、前条に規定する措置を円滑に実施するため、必要な財政上の措置を講ずるものとする。\n\n"
        "第五条　主務大臣は、前条の措置の実施の状況について、毎年度、これを公表しなければならない。\n"
    )
    check(pages, found, made)
    assert [passage.text[:3] for passage in made] == ["第三条", "第四条", "第五条"]
