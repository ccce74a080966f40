"""From a lawyer's question to the phrases of drafting: by name, by wording, and not at all."""

from __future__ import annotations

import pytest

from localcounsel.core.thesaurus import CONCEPTS_AT_MOST, concepts, drafted, recognised

ABOUT_SOMETHING_ELSE = """
At what hour did the hearing begin?
Who wrote the Jagels decision?
What did the appellant contend on appeal?
How many copies of the memorandum were delivered to the minister?
When was the shipment of rifles delivered to the port?
Who paid for the flight to Chicago?
Why was the delivery of the aircraft delayed?
How late did the train arrive on the day of the collision?
What was deposited in the account in June 1994?
Which witnesses were called by the prosecution?
On what ground did the trial judge exclude the letter?
What sentence did the lower court impose?
Did the circuit court affirm the summary judgment?
What was the vote of the justices?
Who delivered the opinion of the court?
How did the Supreme Court distinguish the earlier precedent?
What burden of proof applies to a motion to dismiss?
Which exhibits were admitted into evidence?
What did Mrs Alvarez say about the noise?
What colour was the hat of the man who ran away?
How old was the boy at the time?
What medication was the patient given?
When did the surgeon notice the bleeding?
Who notified the family of the death?
What is the median household income in table 4?
Which month had the lowest sales of cars?
How many barrels were imported in 1975?
By what percentage did employment fall?
What does the footnote to table 2 say?
Which region reported the most cases of measles?
What was the population of Nevada in 1980?
How many licences to fish were issued in that county?
What is the rate of inflation for food?
Which offences carry imprisonment for life?
What is the punishment for perjury?
Who may be appointed as an inspector under the Act?
What does the statute mean by dwelling?
When does the ordinance enter into force?
Which agency enforces the regulation?
How many days does the taxpayer have to appeal the assessment?
What must the notice to the taxpayer contain under section 12 of the statute?
Is a written confession admissible against a co-defendant?
Is the ordinance unconstitutional?
Who bears the burden of showing prejudice?
What did Congress intend by the amendment?
When was the bill introduced in parliament?
Who moved to amend the motion in the committee hearing?
What did the senator ask about the budget?
Which airline employed the pilot?
What was the altitude when the engine failed?
What do the tapes of 20 June contain?
Who erased the recording?
When did the president learn of the break-in?
Who hired the burglars?
To which bank was the ransom transferred?
What was written on the back of the photograph?
Who took the minutes?
What is the address of the crime scene?
How tall is the tower?
Which species are listed as endangered?
Where was the body found?
What were the findings of the medical examiner?
Did the jury find the driver negligent?
Was the tenant evicted by the sheriff?
Who sold the house to Mr Becker?
When did the insurer learn of the fire?
How much did the plaintiff recover at trial?
What was the reason for the strike of the miners?
Who was the governor during the flood?
What is the capital of the province?
What happened to the cargo after the storm?
Which newspaper published the article?
Who translated the diary?
How many pages are missing from the transcript?
What time is stamped on the fax?
""".strip().splitlines()
"""Facts, proceedings, statutes and tables: none of them stands in the known wordings."""


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("Which state's law governs?", "governed by"),
        ("What law applies to this contract, i.e. what is the governing law?", "laws of the State of"),
        ("Can either side walk away without cause?", "may terminate this Agreement"),
        ("How much can we be liable for at most? Is there a liability cap?", "shall not exceed"),
        ("May the tenant assign the lease?", "may not assign"),
        ("When does the licence expire?", "shall expire"),
        ("Who has to keep the premises in repair?", "keep in good repair"),
        ("Is poaching our employees forbidden?", "shall not solicit"),
        ("severability", "remaining provisions"),
        ("Is there a jury waiver?", "trial by jury"),
        ("Are the books audited?", "right to audit"),
    ],
)
def test_a_question_finds_its_drafting(question: str, phrase: str) -> None:
    assert phrase in drafted(question)


@pytest.mark.parametrize(
    ("question", "concept"),
    [
        ("Can they walk away whenever they like?", "termination for convenience"),
        ("What if somebody takes over our supplier?", "change of control"),
        ("Are they allowed to hire away our engineers?", "no-solicit of employees"),
        ("Could a flood or a strike excuse the vendor?", "force majeure"),
        ("Will the deal simply roll over for another year?", "renewal term"),
        ("Do we have to shred what they sent us?", "return or destruction of confidential information"),
        ("If the vendor goes bust, can we obtain the code?", "source code escrow"),
        ("Can they charge more next year?", "price restrictions"),
    ],
)
def test_other_words_for_it_are_recognised(question: str, concept: str) -> None:
    assert concept in [each.name for each in recognised(question)]


@pytest.mark.parametrize("question", ["", "What did Ms Ito eat?", "Who is Jane Miller?", "?!", "...", "12.3(a)"])
def test_most_words_bring_nothing_up(question: str) -> None:
    assert drafted(question) == ()


@pytest.mark.parametrize("question", ABOUT_SOMETHING_ELSE)
def test_what_no_contract_answers_brings_nothing_up(question: str) -> None:
    assert drafted(question) == ()


@pytest.mark.parametrize(
    ("bare", "of_a_contract"),
    [
        ("Which deposit is missing?", "Which deposit must the customer leave?"),
        ("Late again!", "May we be late?"),
        ("Repair log of the aircraft", "Shall either side repair it?"),
    ],
)
def test_common_words_need_a_contract_around_them(bare: str, of_a_contract: str) -> None:
    assert drafted(bare) == ()
    assert drafted(of_a_contract) != ()


def test_a_named_concept_comes_before_a_likeness() -> None:
    assert recognised("Is there a most favored nation clause?")[0].name == "most favored nation"


def test_japanese_goes_its_own_way() -> None:
    assert drafted("第3条の趣旨は何ですか") == ()
    assert "いつでも" in drafted("中途解約できますか")


def test_a_question_about_everything_stays_bounded() -> None:
    everything = " ".join(each.asked.pattern for each in concepts() if each.asked) + " renewal expiry audit insurance"
    longest = sorted((len(concept.drafted) for concept in concepts()), reverse=True)[:CONCEPTS_AT_MOST]
    assert 0 < len(drafted(everything)) <= sum(longest)


def test_the_table_was_read_whole() -> None:
    known = concepts()
    assert len(known) > 150
    assert len({concept.name for concept in known}) == len(known)
    for concept in known:
        assert len(concept.drafted) >= 3 and all(concept.drafted), concept.name
        assert len(set(concept.drafted)) == len(concept.drafted), concept.name
        assert not any(mark in phrase for phrase in concept.drafted for mark in "|?~="), concept.name
