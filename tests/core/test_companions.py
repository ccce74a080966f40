"""What changes a clause, what it depends on, and where companions are put."""

from __future__ import annotations

import pytest

from localcounsel.core.amending import Recital, changes, ordinal, plain_number, same_agreement, touches
from localcounsel.core.companions import (
    Clauses,
    arranged,
    attached,
    cited,
    clauses_at,
    concerned,
    is_short_name,
    pointers,
    points_on,
    terms_used,
)
from localcounsel.core.passages import passages
from localcounsel.core.structure import outline
from localcounsel.records import Hit, Outline, Page, Passage, Pinpoint, Reading

SUPPLY = """SUPPLY AGREEMENT

This Supply Agreement (the "Agreement") is made as of March 3, 2020 between Acme Widgets, Inc. ("Acme") and Borough
Trading Ltd. ("Buyer").

1. DEFINITIONS

1.1 "Business Day" means a day on which banks in London are open for business with the general public.

1.2 "Net Sales" has the meaning set forth in Section 3.2 and in no other place of this Agreement at all.

2. PAYMENT

2.1 Price. Subject to Section 3.1, Buyer shall pay the price within ten Business Days, as listed in Schedule A.

2.2 Reports. Buyer shall report all Net Sales to Acme within one month after the end of each calendar quarter.

3. LIABILITY

3.1 Cap. Neither party is liable for more than the price paid in the year before the claim first arose here.

3.2 Royalty. Buyer pays a royalty on all amounts invoiced for widgets that were resold (the "Net Sales"), less tax.

SCHEDULE A – PRICES

A widget costs five dollars, and a crate of one hundred widgets costs four hundred dollars without the freight.
"""


def hit(number: int, brought: str = "") -> Hit:
    where = Pinpoint(1, "1", str(number))
    return Hit(Passage(number, "d", 1, number, number + 1, "x", "", where), 1.0, "words", "d.txt", (), brought)


def read(text: str) -> tuple[Outline, tuple[Passage, ...]]:
    pages = (Page(1, "1", text),)
    found = outline(Reading("d", "txt", pages), "supply.txt")
    return found, passages("d", pages, found)


def clause(number: str) -> Passage:
    return next(each for each in read(SUPPLY)[1] if each.pinpoint.clause == number)


@pytest.mark.parametrize(
    ("text", "numbers", "whole"),
    [
        ("Section 4.2 of the Agreement is deleted and replaced by the following:", ["4.2"], True),
        ("Sections 3.1 and 3.2 are hereby amended to read in their entirety as follows:", ["3.1", "3.2"], True),
        ("In Section 6.1 of the Agreement, “fifteen (15) days” is replaced by “twenty (20) days”.", ["6.1"], False),
        ("The parties agree to amend Article IV of the Lease as follows: rent is due monthly.", ["4"], True),
        ("The following sentence is added at the end of Section 9(b).", ["9(b)"], False),
        ("In Schedule A of the Agreement, the date is changed to April 15, 2024.", ["schedulea"], False),
        ("The new Section 11.2 applies to every claim that arises later.", ["11.2"], False),
        ("Sections 11.1 and 11.3 of the Agreement are not changed.", [], False),
        ("Section 2.1 of this Amendment is deleted.", [], False),
        ("Exhibit B may be amended from time to time by the parties.", [], False),
        ("Payment under Section 4.2 is due within thirty days.", [], False),
    ],
)
def test_what_an_amendment_changes(text: str, numbers: list[str], whole: bool) -> None:
    found = changes(text, amendment=True)
    assert [each.number for each in found] == numbers
    assert all(each.whole is whole for each in found)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Section 25.6 of the Agreement shall be deleted in its entirety.", ["25.6"]),
        ("Section 6.5 is hereby replaced with the text below.", ["6.5"]),
        ("If Section 5 applies, the fee is increased by three percent.", []),
        ("The new Section 11.2 applies to every claim.", []),
        ("Minn. Rev. Code § 19.100 is hereby amended by the legislature.", []),
    ],
)
def test_an_agreement_changes_itself_only_in_so_many_words(text: str, numbers: list[str]) -> None:
    assert [each.number for each in changes(text, amendment=False)] == numbers


def test_numbers_are_compared_by_what_they_contain() -> None:
    assert plain_number("Section 4.2 (a)") == "4.2(a)"
    assert plain_number("ARTICLE IV") == plain_number("Article 4") == "4"
    assert touches("4", "4.2")
    assert touches("4.2", "4.2(a)")
    assert touches("4.2(a)", "4.2")
    assert not touches("4.2", "4.20")
    assert not touches("4.2(a)", "4.2(b)")
    assert not touches("4.3", "4")
    assert concerned("4", ("3.1", "4.2")) == "4.2"
    assert concerned("5", ("3.1", "4.2")) == ""


BASE = Outline(
    "MASTER SERVICES AGREEMENT", ("Brightwater Clinics LLC", "Tessellate Systems, Inc"), "September 14, 2022"
)


@pytest.mark.parametrize(
    ("opening", "amends"),
    [
        ("This Amendment between Brightwater Clinics and Tessellate amends the Master Services Agreement.", True),
        ("This letter amends the agreement of Brightwater Clinics dated September 14, 2022.", True),
        ("This letter amends the agreement of Brightwater Clinics dated October 14, 2022.", False),
        ("This Amendment between Northwind LLC and Contoso amends the Master Services Agreement.", False),
        ("This Amendment between Brightwater Clinics and Contoso amends the Supply Agreement.", False),
    ],
)
def test_an_amendment_is_recognised_by_title_date_and_parties(opening: str, amends: bool) -> None:
    assert bool(Recital("AMENDMENT", opening).kinship(BASE)) is amends


def test_the_agreement_named_in_full_is_closer_than_one_of_a_like_title() -> None:
    recital = Recital(
        "AMENDMENT NO. 2",
        "This Amendment, made on October 30, 2023 between Brightwater Clinics LLC and Tessellate Systems, Inc., amends "
        "the Master Services Agreement between them dated September 14, 2022.",
    )
    other = Outline("MASTER SERVICES AGREEMENT", ("Brightwater Clinics LLC", "Contoso Ltd"), "May 1, 2021")
    assert recital.kinship(BASE) > recital.kinship(other) > 0
    assert recital.latest == (2023, 10, 30)


def test_a_common_title_alone_is_not_enough() -> None:
    recital = Recital("SECOND AMENDMENT TO SERVICES AGREEMENT", "This Amendment is made as of March 1, 2016.")
    assert recital.kinship(Outline("SERVICE AGREEMENT", (), "1 October 2019")) == 0
    assert recital.kinship(Outline("SERVICE AGREEMENT", (), "March 1, 2016")) > 0


def test_amendments_count() -> None:
    assert [ordinal(title) for title in ("SECOND AMENDMENT", "Amendment No. 3", "Amendment")] == [2, 3, 0]


def test_a_section_of_another_agreement_is_not_ours() -> None:
    assert same_agreement("Distributor Agreement", "DISTRIBUTION AGREEMENT")
    assert same_agreement("Original Agreement", "LEASE")
    assert not same_agreement("Credit Agreement", "GUARANTY")


def test_terms_that_a_passage_uses_and_does_not_define() -> None:
    found, _ = read(SUPPLY)
    assert terms_used(clause("2.1"), found, "When is the price paid?") == ["Business Day"]
    assert terms_used(clause("2.2"), found, "") == ["Net Sales"]
    assert terms_used(clause("1.1"), found, "") == []
    assert "Buyer" in terms_used(clause("2.1"), found, "Who is the Buyer?")


def test_what_only_points_on_or_shortens_a_name() -> None:
    assert points_on("” has the meaning set forth in Section 1.4")
    assert points_on('" shall have the meaning given in the Lease')
    assert not points_on("” means the price")
    assert is_short_name("Heritage", "between Stremicks Heritage Foods, LLC (“", "”)")
    assert not is_short_name("Net Sales", "all amounts invoiced (the “", "”), less tax")


def test_references_weigh_by_what_stands_before_them() -> None:
    found, _ = read(SUPPLY)
    assert [(each.number, each.weight) for each in pointers(clause("2.1"), found)] == [
        ("3.1", 2.0),
        ("Schedule A", 1.0),
    ]


def test_a_reference_says_whose_section_it_is() -> None:
    found, cut = read(
        "NOTE\n\n1. Default. See Section 7 of the Credit Agreement and Section 2 of this Note.\n\n2. Law. None.\n"
    )
    first, second = pointers(cut[0], found)
    assert (first.named, first.own, first.means("NOTE")) == ("Credit Agreement", False, False)
    assert (second.named, second.own, second.means("NOTE")) == ("", True, True)


def test_clauses_are_found_by_number_and_in_titles() -> None:
    clauses = Clauses(read(SUPPLY)[0])
    for number, opening in (("3.1", "3.1"), ("3.1(a)", "3.1"), ("3", "3"), ("Schedule A", "SCHEDULE A")):
        heading = clauses.find(number)
        assert heading is not None and SUPPLY.startswith(opening, heading.start)
    assert clauses.find("9.9") is None
    assert clauses.standing(clause("2.1")) == ("2.1", "2")


def test_how_a_clause_is_called() -> None:
    assert [cited(each) for each in ("4.2", "Schedule A", "第4条", "")] == ["cl. 4.2", "Schedule A", "第4条", ""]
    assert attached("SCHEDULE A – FEES") == "Schedule A"
    assert clauses_at(Passage(1, "d", 1, 0, 1, "x", "SCHEDULE B – FEES", Pinpoint(1, "1"))) == ("Schedule B",)


def test_companions_stand_around_their_hit_and_nothing_is_lost() -> None:
    hits = [hit(1), hit(2), hit(3)]
    before = {1: [hit(7, "amends"), hit(3, "amends")]}
    after = {1: [hit(8, "definition")], 2: [hit(8, "definition"), hit(7, "definition")]}
    found = arranged(hits, before, after)
    assert [each.passage.id for each in found] == [7, 3, 1, 8, 2]
    assert [each.brought for each in found] == ["amends", "amends", "", "definition", ""]


def test_an_amendment_that_already_stands_above_is_only_marked() -> None:
    found = arranged([hit(3), hit(1)], {1: [hit(3, "amends")]}, {})
    assert [(each.passage.id, each.brought) for each in found] == [(3, "amends"), (1, "")]
