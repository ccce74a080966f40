"""Found passages come with the amendment that changes them, the terms they use and the clauses they point to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from localcounsel.flows import ingest
from localcounsel.flows.companions import bring, clause_passages, stamped_passages
from localcounsel.flows.desk import Desk
from localcounsel.records import Hit
from tests.flows.conftest import OpenDesk

AGREEMENT = """MASTER SUPPLY AGREEMENT

This Master Supply Agreement (the "Agreement") is made as of March 3, 2020 between Acme Widgets, Inc. ("Acme") and
Borough Trading Ltd. ("Buyer").

1. DEFINITIONS

1.1 "Business Day" means a day on which banks in London are open for business with the general public.

1.2 "Net Sales" has the meaning set forth in Section 3.2 and in no other place of this Agreement at all.

2. PAYMENT

2.1 Price. Subject to Section 3.1, Buyer shall pay the price within ten Business Days after the delivery of the goods.

2.2 Reports. Buyer shall report all Net Sales to Acme within one month after the end of each calendar quarter.

3. LIABILITY

3.1 Cap. Neither party is liable for more than the price paid in the year before the claim first arose.

3.2 Royalty. Buyer pays a royalty on all amounts invoiced for widgets that were resold (the "Net Sales"), less tax.
"""
FIRST = """AMENDMENT NO. 1 TO MASTER SUPPLY AGREEMENT

This Amendment is made as of May 1, 2021 between Acme Widgets, Inc. and Borough Trading Ltd. and amends the Master
Supply Agreement between them dated March 3, 2020.

1. Price. In Section 2.1 of the Agreement, “ten Business Days” is replaced by “twelve Business Days”.
"""
SECOND = """AMENDMENT NO. 2 TO MASTER SUPPLY AGREEMENT

This Amendment is made as of June 1, 2022 between Acme Widgets, Inc. and Borough Trading Ltd. and amends the Master
Supply Agreement between them dated March 3, 2020.

1. Price. Section 2.1 of the Agreement is deleted and replaced by the following: “2.1 Price. Buyer shall pay at once.”
"""
STRANGER = """AMENDMENT NO. 1 TO MASTER SUPPLY AGREEMENT

This Amendment is made as of June 1, 2023 between Northwind LLC and Contoso Ltd. and amends the Master Supply
Agreement between them dated April 4, 2021.

1. Price. Section 2.1 of the Agreement is deleted.
"""
BATES = "Memo on the order.\n\nIt is late.\n\nACME-0000123\n\fMore of it.\n\nIt is very late.\n\nACME-0000124\n"


@pytest.fixture
def desk(scripted: OpenDesk, tmp_path: Path) -> Iterator[Desk]:
    """A matter with an agreement, its two amendments, and somebody else's."""
    case = tmp_path / "supply"
    case.mkdir()
    texts = {"msa": AGREEMENT, "first": FIRST, "second": SECOND, "other": STRANGER, "bates": BATES}
    for name, text in texts.items():
        (case / f"{name}.txt").write_text(text, encoding="utf-8")
    opened = scripted()
    list(ingest.add(opened, [case]))
    yield opened


def found(desk: Desk, document: str, clause: str, score: float = 1.0) -> Hit:
    known = desk.store.named(document)
    passages = desk.store.document_passages(known.id)
    passage = next(each for each in passages if each.pinpoint.clause == clause)
    return Hit(passage, score, "words", known.name)


def told(hits: tuple[Hit, ...]) -> list[tuple[str, str, str]]:
    return [(each.document_name.rsplit("/", 1)[-1], each.passage.pinpoint.clause, each.brought) for each in hits]


def test_what_amends_a_clause_comes_before_it_the_latest_first(desk: Desk) -> None:
    shown = told(bring(desk, [found(desk, "msa.txt", "2.1")]))
    assert shown[:3] == [
        ("second.txt", "1", "amends cl. 2.1 of msa.txt"),
        ("first.txt", "1", "amends cl. 2.1 of msa.txt"),
        ("msa.txt", "2.1", ""),
    ]
    assert not any(name == "other.txt" for name, _, _ in shown)


def test_an_amendment_that_was_found_is_moved_and_marked_and_no_hit_is_lost(desk: Desk) -> None:
    hits = [found(desk, "msa.txt", "2.1"), found(desk, "msa.txt", "3.1"), found(desk, "second.txt", "1", 0.5)]
    shown = bring(desk, hits, most=1)
    assert {hit.passage.id for hit in hits} <= {hit.passage.id for hit in shown}
    assert told(shown)[0] == ("second.txt", "1", "amends cl. 2.1 of msa.txt")
    assert shown[0].score == 0.5
    assert len(shown) == len(hits) + 1


def test_a_later_amendment_comes_with_an_earlier_one(desk: Desk) -> None:
    shown = told(bring(desk, [found(desk, "first.txt", "1")]))
    assert shown[0] == ("second.txt", "1", "amends cl. 2.1 of msa.txt")
    assert told(bring(desk, [found(desk, "second.txt", "1")]))[0][2] == ""


def test_the_clause_it_depends_on_and_the_terms_it_uses_come_after(desk: Desk) -> None:
    shown = told(bring(desk, [found(desk, "msa.txt", "2.1")]))[3:]
    assert ("msa.txt", "3.1", "cl. 3.1, to which cl. 2.1 refers") in shown
    assert ("msa.txt", "1.1", "definition of “Business Day”") in shown


def test_a_definition_elsewhere_is_followed_to_where_it_stands(desk: Desk) -> None:
    shown = told(bring(desk, [found(desk, "msa.txt", "2.2")]))
    assert ("msa.txt", "3.2", "definition of “Net Sales”") in shown
    assert not any(clause == "1.2" for _, clause, _ in shown)


def test_terms_of_an_amendment_are_those_of_its_agreement(desk: Desk) -> None:
    shown = told(bring(desk, [found(desk, "first.txt", "1")], question="What is a Business Day?"))
    assert ("msa.txt", "1.1", "definition of “Business Day”") in shown
    assert ("msa.txt", "2.1", "cl. 2.1 of msa.txt, to which cl. 1 refers") in shown


def test_companions_are_bounded_and_none_is_brought_for_nothing(desk: Desk) -> None:
    hit = found(desk, "msa.txt", "2.1")
    for most in range(5):
        assert len(bring(desk, [hit], most=most)) <= 1 + most
    assert bring(desk, [], most=4) == ()
    assert all(each.score <= hit.score for each in bring(desk, [hit]))


def test_the_passages_of_a_clause(desk: Desk) -> None:
    msa = desk.store.named("msa.txt").id
    (first, *_) = desk.store.passages(clause_passages(desk, ["3.1"], [msa]))
    assert first.text.startswith(("3. LIABILITY", "3.1 Cap"))
    clauses = {each.pinpoint.clause for each in desk.store.passages(clause_passages(desk, ["2"], [msa]))}
    assert {"2.1", "2.2"} <= clauses
    assert not any(each.startswith("3") for each in clauses)
    assert clause_passages(desk, ["9.9"]) == []
    assert set(clause_passages(desk, ["2.1"], [msa])) <= set(clause_passages(desk, ["2.1"]))


def test_the_passages_on_a_stamped_sheet(desk: Desk) -> None:
    (passage,) = desk.store.passages(stamped_passages(desk, ["ACME-0000124"]))
    assert "very late" in passage.text
    assert stamped_passages(desk, ["ACME-0000999"]) == []
