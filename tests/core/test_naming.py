"""Which document a question names, and when it names none."""

from __future__ import annotations

import pytest

from localcounsel.core.naming import Label, Register

LABELS = [
    Label(
        "lease", ("contracts/Acme Lease.pdf",), "Commercial Lease", ("Acme Holdings LLC", "Beta Foods Inc."), "lease"
    ),
    Label("msa", ("Services Agreement.pdf",), "Master Services Agreement", ("Harbor LLC", "Orion Inc."), "agreement"),
    Label("first", ("First Amendment.pdf",), "First Amendment to Master Services Agreement", (), "amendment"),
    Label("nda", ("NDA.docx",), "Mutual Non-Disclosure Agreement", ("Harbor LLC", "Zed Inc."), "nda"),
    Label("miller", ("x.pdf",), "Deposition of Jane Miller", ("Jane Miller",), "transcript"),
    Label("mail", ("y.eml",), "Re: delivery", (), "e-mail"),
    Label("licence", ("Roster Engine License Agreement.pdf",), "Software License", ("Corvid Inc.",), "agreement"),
    Label("letter", ("2024-01-19 Corvid.rtf",), "Roster Engine License", ("Corvid Inc.", "Zed Inc."), "letter"),
]


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(LABELS)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("In the Acme lease, who pays for repairs?", {"lease"}),
        ("What does the NDA say about return of documents?", {"nda"}),
        ("Under the First Amendment, what is the cap?", {"first"}),
        ("Is there a cap in the Master Services Agreement?", {"msa", "first"}),
        ("Consider the agreement between Harbor LLC; Zed Inc.; What is the governing law?", {"nda"}),
        ("In the mutual non-disclosure, who may see it?", {"nda"}),
        ("In the Roster Engine License Agreement, who may sublicense?", {"licence"}),
        ("In the Roster Engine license, who may sublicense?", {"licence", "letter"}),
        ("When did Harbor deliver?", set()),
        ("What did Jane Miller say about delivery?", set()),
        ("Is there a limitation of liability?", set()),
        ("", set()),
    ],
)
def test_named(register: Register, question: str, named: set[str]) -> None:
    assert set(register.named(question).document_ids) == named


def test_the_words_that_name_are_not_searched_for(register: Register) -> None:
    found = register.named("In the Acme lease, who pays for repairs?")
    assert (found.words, found.rest) == ("the Acme lease", "who pays for repairs?")


def test_a_name_that_fits_most_documents_names_none() -> None:
    labels = [Label(str(n), (f"{n}.pdf",), "Supply Agreement", ("Harbor LLC",), "agreement") for n in range(8)]
    assert Register(labels).named("In the Harbor supply agreement, who pays?").document_ids == ()


def test_the_one_between_these_two_is_not_the_one_between_one_of_them_and_another() -> None:
    register = Register(
        (
            Label(
                "a", ("EX-99.txt",), "Hosting Agreement", ("Arden Systems Corp", "Quillon Group Inc"), "agreement", ""
            ),
            Label(
                "b",
                ("EX-10.txt",),
                "e-business Hosting Agreement",
                ("Bluebell Inc", "Arden Systems Corp"),
                "agreement",
                "",
            ),
            Label("c", ("EX-11.txt",), "Lease", ("Corvid LLC", "Dray Ltd"), "agreement", ""),
            Label("d", ("EX-12.txt",), "Licence", ("Eider LLC", "Finch Ltd"), "agreement", ""),
        )
    )
    asked = (
        "What insurance does the e-business Hosting Agreement between Arden Systems Corp and Quillon Group Inc require?"
    )
    assert register.named(asked).document_ids == ("a",)
