"""Which questions go to the whole collection, and how they are taken apart. High precision is the point."""

from __future__ import annotations

import pytest

from localcounsel.core.collection import Collective, asks_for_all, every
from localcounsel.core.collection_scope import called, surely_called
from localcounsel.core.collection_words import Tally, counted
from localcounsel.records import Copy, Document, DocumentState, Outline

TO_ALL = """
Which agreements have a non-compete clause?
Which of our supply agreements are governed by New York law?
Which contracts can be terminated for convenience?
Which contracts mention earn-outs?
Which contract contains an exclusivity clause?
Which leases expire before 2026?
Which NDAs last longer than 3 years?
What contracts do we have with Acme?
What agreements include a most favoured nation clause?
In which agreements is there a cap on liability?
Which agreements with Acme Holdings LLC have an audit right?
Which license agreements are exclusive?
Which distribution agreements contain a minimum purchase commitment?
Which documents mention Jane Miller?
Which emails discuss the delivery delay?
Which amendments change the liability cap?
Which letters refer to a breach?
Which contracts do not have a limitation of liability?
Which agreements lack an assignment clause?
Which agreements are silent on assignment?
Which contracts were signed after 2019?
Which contracts renew automatically?
Which agreements require more than 30 days' notice of termination?
Which agreements are still in force?
How many agreements have a change of control clause?
How many of our contracts are governed by Delaware law?
How many leases are there?
How many documents do we have?
How many NDAs are in this matter?
How many contracts provide for arbitration?
In how many agreements is there a non-solicit?
What is the number of contracts with a termination fee?
Count the agreements with an insurance requirement.
List all contracts with a non-compete.
List every agreement that can be assigned without consent.
List all leases.
List all agreements governed by English law.
Please list the contracts that contain an indemnity.
Show me all NDAs that survive termination.
Give me a list of all agreements with Acme.
Find all contracts that mention “source code escrow”.
Find any agreement with an unlimited licence.
Identify each contract that has liquidated damages.
Show me every document that mentions the Corvid settlement.
Can you list all supply agreements with a price adjustment?
Compare the termination clauses across all contracts.
Compare the liability caps in our agreements.
Compare the leases on rent and term.
What is the governing law in each contract?
What is the governing law of each agreement?
For each contract, what is the notice period?
In all agreements, who bears the risk of loss?
Across all contracts, what are the payment terms?
List the governing law of every contract.
Summarise the indemnities across all agreements.
How do the agreements differ on liability?
What are the differences between the leases as to repairs?
Extract the term from all leases.
Do all contracts have an assignment clause?
Does every agreement contain a confidentiality clause?
Do any of the agreements contain a non-compete?
Does any contract allow termination for convenience?
Are all leases governed by New York law?
Are any of our contracts exclusive?
Is every NDA mutual?
Do our contracts contain arbitration clauses?
Are there any agreements with a most favored nation clause?
Do we have any contracts with Acme?
Is there any contract without a limitation of liability?
All agreements that expire in 2025
Contracts with a change of control clause
agreements governed by German law
Have all leases expired?
Which agreements cap liability at less than $1,000,000?
どの契約書に競業避止義務がありますか
どの契約が日本法に準拠していますか。
すべての契約に秘密保持条項はありますか
すべての契約書の準拠法を一覧にしてください
いくつの契約に自動更新条項がありますか
自動更新条項のある契約はいくつありますか
各契約の解除条項を比較してください
全契約書で損害賠償の上限は定められていますか
秘密保持契約をすべて挙げてください
東京地方裁判所を管轄とする契約書を列挙してください
それぞれの契約の有効期間は？
どの文書に「反社会的勢力」の記載がありますか
"""

NOT_TO_ALL = """
Which party pays?
How many days' notice must Tessellate give under the lease?
List the events of default in the Acme lease.
Which law governs this agreement?
What is the governing law of the agreement?
Who may terminate the contract?
How many days does the tenant have to cure?
How many renewals are permitted under the lease?
How many employees does Acme have?
How many shares were issued?
How many invoices were unpaid?
How many copies must be delivered?
List the parties to the agreement.
List all events of default.
List every payment due in 2024.
List all notices given by Corvid.
List the conditions precedent to closing.
Which documents must the Seller deliver at closing?
What documents must be returned on termination?
Which documents are considered Confidential Information?
List the documents to be delivered at closing.
Must all documents be returned?
Must the tenant return copies of all documents?
Which contracts did the Seller disclose?
Which contracts are assumed by the Buyer?
Which agreement terms survive?
Which contract price applies after the second year?
What agreement did the parties reach?
Are all prior agreements superseded?
Does this agreement supersede all agreements between the parties?
Does the assignment clause apply to all agreements?
What is the entire agreement clause?
Which licences are granted under this contract?
Which licenses are granted?
How many licenses were sold?
Which orders may be cancelled?
Which policies of insurance must the tenant maintain?
What insurance policies are required?
Which letters of credit are required?
List all orders placed in May.
Is there an agreement to arbitrate?
Is the contract exclusive?
Does the agreement contain a non-compete clause?
Do the parties agree to arbitrate all disputes?
What happens in the event of a change of control?
What does “all agreements” mean?
What is the definition of Material Contracts?
Compare clause 4 and clause 7.
Compare the rent in year one with the rent in year two.
Compare the lease and the NDA.
What did Jane Miller say about delivery?
Who signed the agreement?
When does the lease expire?
Can it be terminated for convenience?
Is there a cap on liability under this contract?
Show me the liability cap.
Find the indemnity clause.
Give me the termination date.
Which court has jurisdiction?
Which state's law applies?
Which section deals with notices?
Which clauses survive termination?
Which provisions of the agreement survive?
Which witnesses mentioned the delay?
How many times did Miller meet Okafor?
How many amendments were made to the services agreement?
What are the obligations of each party?
What are the rights of all parties on termination?
In the event of default, what are the remedies?
For each day of delay, what is payable?
Which agreements?
Does Acme have to disclose all contracts to the buyer?
What must the vendor do with all documents on expiry?
Under the lease, which documents contain the rules?
In the Master Services Agreement, which documents include the price list?
Which party terminates agreements?
Which parties signed agreements with competitors?
この契約はどの法律に準拠しますか
本契約のすべての条項は存続しますか
どの当事者が費用を負担しますか
契約の有効期間はいつまでですか
すべての契約違反について責任を負いますか
すべての費用は誰が負担しますか
いくつの通知が必要ですか
"""


@pytest.mark.parametrize("question", TO_ALL.strip().splitlines())
def test_a_question_to_all_documents_is_recognised(question: str) -> None:
    assert asks_for_all(question) is not None


@pytest.mark.parametrize("question", NOT_TO_ALL.strip().splitlines())
def test_any_other_question_is_left_alone(question: str) -> None:
    assert asks_for_all(question) is None


def taken(question: str) -> Collective:
    found = asks_for_all(question)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "form", "subject"),
    [
        ("Which of our supply agreements have a non-compete clause?", "which", "non-compete clause"),
        ("How many contracts provide for arbitration?", "how many", "arbitration"),
        ("List every agreement that can be assigned without consent.", "list", "can be assigned without consent"),
        ("What is the governing law in each contract?", "compare", "governing law"),
        ("Compare the liability caps in our agreements.", "compare", "liability caps"),
        ("Does every agreement contain a confidentiality clause?", "all", "confidentiality clause"),
        ("How many leases are there?", "how many", ""),
        ("どの契約書に競業避止義務がありますか", "which", "競業避止義務"),
        ("各契約の解除条項を比較してください", "compare", "解除条項"),
    ],
)
def test_the_form_is_parted_from_what_is_looked_for(question: str, form: str, subject: str) -> None:
    found = taken(question)
    assert (found.form, found.subject) == (form, subject)


def test_without_and_not_ask_for_the_others() -> None:
    assert taken("Which contracts do not have a limitation of liability?").negative
    assert taken("Is there any contract without a limitation of liability?").negative
    assert taken("Which agreements are silent on assignment?").negative
    assert not taken("List every agreement that can be assigned without consent.").negative


def test_conditions_are_taken_from_the_question() -> None:
    found = taken("Which supply agreements with Acme Holdings LLC run longer than 30 days?")
    assert found.condition is not None
    assert found.condition.parties == ("Acme Holdings LLC",)
    assert [(sign, value.shown) for sign, value in found.condition.measures] == [(">", "30 days")]
    assert found.described == ("supply",)


def test_a_person_may_put_any_question_to_every_document() -> None:
    found = every("Who pays for repairs?")
    assert (found.form, found.noun, found.subject) == ("every", "documents", "Who pays for repairs?")


def test_a_pasted_page_is_no_question() -> None:
    assert asks_for_all("Which agreements have a cap? " + "whereas " * 1000) is None


def test_a_question_built_to_be_slow_is_answered() -> None:
    assert asks_for_all("list " + "supply " * 280) is None
    assert asks_for_all("all of the " * 180) is None


def document(name: str, title: str = "", kind: str = "", media: str = "pdf") -> Document:
    outline = Outline(title=title, kind=kind)
    return Document(name, media, DocumentState.INDEXED, 1, (Copy(name, name, 1, 1),), outline=outline)


COLLECTION = (
    document("a/Office Lease.pdf", "OFFICE LEASE", "lease"),
    document("a/Acme Supply Agreement.pdf", "SUPPLY AGREEMENT", "agreement"),
    document("a/NDA with Zed.docx", "", "agreement"),
    document("a/First Amendment.pdf", "FIRST AMENDMENT", "amendment"),
    document("b/Miller Deposition.pdf", "Schedule A of the Services Agreement?", "agreement"),
    document("b/2024-04-02 delivery.eml", "Supply agreement", "e-mail", "eml"),
    document("b/scan 12.pdf"),
    document("業務委託契約書.txt", "業務委託契約書", "agreement", "txt"),
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which leases have a cap?", {"a/Office Lease.pdf"}),
        ("Which NDAs have a cap?", {"a/NDA with Zed.docx"}),
        ("Which supply agreements have a cap?", {"a/Acme Supply Agreement.pdf"}),
        (
            "Which agreements have a cap?",
            {
                "a/Office Lease.pdf",
                "a/Acme Supply Agreement.pdf",
                "a/NDA with Zed.docx",
                "a/First Amendment.pdf",
                "b/scan 12.pdf",
                "業務委託契約書.txt",
            },
        ),
        ("Which emails mention a cap?", {"b/2024-04-02 delivery.eml"}),
        ("Which documents mention a cap?", set()),
        ("Which transcripts mention a cap?", {"b/Miller Deposition.pdf"}),
    ],
)
def test_the_kind_that_is_asked_for_narrows_and_the_unknown_stays_in(question: str, names: set[str]) -> None:
    assert {each.name for each in called(taken(question), COLLECTION)} == names


def test_only_a_name_or_title_says_for_certain_what_a_document_is() -> None:
    asked = taken("How many agreements are there?")
    sure = {each.name for each in COLLECTION if surely_called(asked, each)}
    assert sure == {
        "a/Office Lease.pdf",
        "a/Acme Supply Agreement.pdf",
        "a/NDA with Zed.docx",
        "a/First Amendment.pdf",
        "業務委託契約書.txt",
    }


def test_the_count_is_never_a_bare_number() -> None:
    asked = taken("How many agreements have a cap on liability?")
    said = counted(asked, Tally(found=9, not_found=10, not_covered=2, outside=3))
    assert said.startswith("9 of 21 agreements:")
    assert "In 10 no passage was located" in said
    assert "2 could not be covered" in said
    assert "3 other documents were not asked" in said


def test_asked_for_those_without_it_the_count_is_of_those() -> None:
    asked = taken("Which agreements lack a cap on liability?")
    said = counted(asked, Tally(found=9, not_found=10, not_covered=0))
    assert said.startswith("10 of 19 agreements: no passage was located, which does not prove that there is none.")


def test_nothing_located_is_said_as_that() -> None:
    asked = taken("Which agreements have a cap on liability?")
    assert counted(asked, Tally(0, 5, 0)).startswith("0 of 5 agreements: no passage was located")


def test_what_was_not_decided_is_said() -> None:
    asked = taken("Which leases run longer than 5 years?")
    said = counted(asked, Tally(found=3, not_found=1, not_covered=0, unsure=2))
    assert "2 of those quoted are marked “check”" in said
