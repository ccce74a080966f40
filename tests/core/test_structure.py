"""Headings, furniture, printed coordinates, terms, references and facts, from the text alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcounsel.core.structure import outline
from localcounsel.core.structure.clauses import clause_at_each
from localcounsel.records import Heading, Outline, Page, Reading

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"

FLOWING = (
    'Exhibit 10.3   MASTER SUPPLY AGREEMENT   This Master Supply Agreement (this "Agreement") is made as of '
    'March 3, 2020 by and between Acme Widgets, Inc., a Delaware corporation ("Acme"), and Borough Ltd., a company '
    'located at 1 High Street ("Buyer").   1. DEFINITIONS 1.1 "Affiliate" means any entity under common control. '
    '1.2 "Term" has the meaning set forth in Section 3.1.   2. SUPPLY 2.1 Orders. Buyer shall order in writing. '
    "2.2 Prices. Prices are fixed pursuant to Section 2.1 for 3.5 Years, and (a) include tax, and (b) exclude freight. "
    "3. TERM AND TERMINATION 3.1 Initial Term. This Agreement runs for two years.     1\n\n\n\n\n\n"
    "3.2 Termination. Either party may terminate: (a) for breach, or (b) for insolvency.     2\n\n\n\n\n\n"
    "4. GENERAL 4.1 Law. New York law governs. See Exhibit A and Section 9.9.     3\n\n\n\n\n\n"
    "IN WITNESS WHEREOF the parties have signed.   EXHIBIT A   PRICE LIST   1. Widgets cost $5."
)


def read(*texts: str, media: str = "txt", name: str = "folder/file.txt", headings: tuple[Heading, ...] = ()) -> Outline:
    pages = tuple(Page(number, str(number), text) for number, text in enumerate(texts, 1))
    return outline(Reading("d", media, pages, headings=headings), name)


def numbers(found: Outline) -> list[tuple[str, str]]:
    return [(heading.number, heading.title) for heading in found.headings]


def test_a_contract_in_flowing_text() -> None:
    found = read(FLOWING)
    assert numbers(found) == [
        ("1", "DEFINITIONS"),
        ("1.1", "Affiliate"),
        ("1.2", "Term"),
        ("2", "SUPPLY"),
        ("2.1", "Orders"),
        ("2.2", "Prices"),
        ("(a)", ""),
        ("(b)", ""),
        ("3", "TERM AND TERMINATION"),
        ("3.1", "Initial Term"),
        ("3.2", "Termination"),
        ("(a)", ""),
        ("(b)", ""),
        ("4", "GENERAL"),
        ("4.1", "Law"),
        ("", "Signatures"),
        ("Exhibit A", "PRICE LIST"),
        ("1", ""),
    ]
    assert [FLOWING[each.start : each.end] for each in found.furniture] == ["1", "2", "3"]
    assert found.title == "MASTER SUPPLY AGREEMENT"
    assert found.parties == ("Acme Widgets, Inc", "Borough Ltd")
    assert (found.date, found.kind) == ("March 3, 2020", "agreement")
    assert [term.term for term in found.terms] == ["Agreement", "Acme", "Buyer", "Affiliate", "Term"]
    targets = {each.text: found.headings[each.target].title for each in found.references if each.target is not None}
    assert targets == {"Section 3.1": "Initial Term", "Section 2.1": "Orders", "Exhibit A": "PRICE LIST"}
    assert [each.text for each in found.references if each.target is None] == ["Exhibit 10.3", "Section 9.9"]
    assert clause_at_each(found.headings)[11:13] == ["3.2(a)", "3.2(b)"]
    assert clause_at_each(found.headings)[-1] == "Exhibit A, 1"


def test_offsets_point_at_what_was_found() -> None:
    found = read(FLOWING)
    assert all(FLOWING[term.start : term.end] == term.term for term in found.terms)
    assert all(FLOWING[each.start : each.end] == each.text for each in found.references)
    for heading in found.headings:
        shown = FLOWING[heading.start : heading.end]
        assert heading.number.upper() in shown.upper()


def test_clauses_that_wrap_over_lines_and_references_at_a_line_s_beginning() -> None:
    found = read(
        "LEASE AGREEMENT\n\nARTICLE I\nDEFINITIONS\n\nSection 1.1 Terms. Words are used as in\n"
        "Section 9.2 of the Code and in\n"
        "1.5 million other places. The rent under\nArticle II is due.\n\nARTICLE II\nRENT\n\n"
        "Section 2.1 Payment. Tenant shall pay (i) monthly, and\n(ii) in advance.\n",
    )
    assert numbers(found)[:5] == [
        ("", "LEASE AGREEMENT"),
        ("I", "DEFINITIONS"),
        ("1.1", "Terms"),
        ("II", "RENT"),
        ("2.1", "Payment"),
    ]
    assert found.kind == "lease"
    article = next(each for each in found.references if each.text == "Article II")
    assert article.target is not None and found.headings[article.target].title == "RENT"
    assert next(each for each in found.references if each.text == "Section 9.2").target is None


def test_a_table_of_contents_is_no_heading() -> None:
    table = (
        "TABLE OF CONTENTS\n\n1. Definitions ........ 1\n1.1 Terms ........ 1\n2. Rent ........ 2\n3. Law ........ 3\n"
    )
    body = (
        "1. Definitions\nWords mean what they say in this agreement.\n2. Rent\nRent is due.\n3. Law\nThe law governs.\n"
    )
    found = read(table, body)
    assert [(heading.page, heading.number, heading.title) for heading in found.headings] == [
        (1, "", "Contents"),
        (2, "1", "Definitions"),
        (2, "2", "Rent"),
        (2, "3", "Law"),
    ]


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ('"Update(s)" means error corrections.', ["Update"]),
        ('"Standard Operating Procedure (SOP)" means a procedure.', ["Standard Operating Procedure"]),
        ('"Affiliates" of a person means any other person.', ["Affiliates"]),
        (
            "1.5. Business Plan shall mean the plan.\n2.1.22 Effective Capacity: means the maximum.",
            ["Business Plan", "Effective Capacity"],
        ),
        ('the bank (in such capacity, the "Trustee") and (any such occasion, a "Meeting")', ["Trustee", "Meeting"]),
        ('Acme, hereinafter referred to as "Supplier", agrees.', ["Supplier"]),
        ("This means that nothing is due. Payment by means of cheque.", []),
    ],
)
def test_definitions_in_other_words(text: str, defined: list[str]) -> None:
    found = read(text)
    assert [term.term for term in found.terms] == defined
    assert all(text[term.start : term.end] == term.term for term in found.terms)


def test_several_references_in_a_row() -> None:
    found = read(f"{FLOWING} See Sections 2.1, 2.2 and 3.1, or Section 3.2 or 4.1, and Articles 2 through 4.")
    targets = {each.text: found.headings[each.target].title for each in found.references if each.target is not None}
    assert [targets[each] for each in ("Sections 2.1", "2.2", "3.1", "Section 3.2", "4.1")] == [
        "Orders",
        "Prices",
        "Initial Term",
        "Termination",
        "Law",
    ]
    assert "Section 2, 30 days" not in targets


def test_references_in_and_out_of_an_exhibit() -> None:
    main = "SALE AGREEMENT\n\n1. Price\nThe price is five.\n\n2. Law\nNew York law, see Section 1 and Section 3.\n\n"
    found = read(
        f"{main}3. Form\nIn writing, see Schedule A.\n\nEXHIBIT A\nLICENCE\n\n1. Grant\nGranted under Section 2 and "
        "Section 2 of the Agreement.\n\n2. Term\nFive years.\n\nSCHEDULE A\nPRICES\n\nFive.\n"
    )
    named = [
        (each.text, found.headings[each.target].title if each.target is not None else "") for each in found.references
    ]
    assert named == [
        ("Section 1", "Price"),
        ("Section 3", "Form"),
        ("Schedule A", "PRICES"),
        ("Section 2", "Term"),
        ("Section 2", "Law"),
    ]


def test_capital_letters_count_within_their_clause_and_not_within_the_filing() -> None:
    text = (
        "Certain information has been omitted.\n\nCONFIDENTIAL TREATMENT REQUESTED\n\nEXHIBIT 10.16\n\n"
        "DISTRIBUTOR AGREEMENT\n\nThis Agreement is made by Acme Inc. and Beta Ltd. as of the date below.\n\n"
        "1. ORDERS\n\nA. Distributor may order. It must specify:\n(a) quantities;\n(b) prices.\n\n"
        "B. MINIMUM LOTS. Orders must be for whole lots.\n\n2. TERM AND TERMINATION\n\n"
        "A. TERM. This Agreement continues for a year.\n\nB. TERMINATION. Either party may terminate it.\n\n"
        "EXHIBIT A\n\n1. PRICES\n\nA. List prices hold.\n\nB. Discounts are agreed.\n"
    )
    composed = [each for each in clause_at_each(read(text).headings) if each]
    wanted = ["1", "1.A", "1.A(a)", "1.A(b)", "1.B", "2", "2.A", "2.B", "Exhibit A"]
    assert composed == [*wanted, "Exhibit A, 1", "Exhibit A, 1.A", "Exhibit A, 1.B"]


def test_articles_and_subparts_are_no_items_of_a_part() -> None:
    part = (Heading(1, 0, 6, "1", "", 1), Heading(1, 10, 20, "II", "", 2), Heading(1, 30, 40, "4", "", 3))
    assert clause_at_each(part) == ["1", "II", "4"]
    rules = "PART 11\n\nSubpart A\n\nGeneral rules.\n\nSubpart B\n\nParticular rules.\n"
    assert [number for number, _title in numbers(read(rules))] == ["11", "Subpart A", "Subpart B"]


def test_articles_in_words_and_numbers_of_statutes() -> None:
    found = read(
        "LEASE\n\nARTICLE ONE\n\nThe rent is set out in Article Two.\n\nARTICLE TWO\n\nRent is due. Section 31512 and "
        "Section 51-19-09 of another law are nothing here.\n"
    )
    targets = [found.headings[each.target].title for each in found.references if each.target is not None]
    assert targets == ["ARTICLE TWO"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "AMENDMENT NO. 1\nTO MASTER SERVICES AGREEMENT\n\nThe parties agree.",
            "AMENDMENT NO. 1 TO MASTER SERVICES AGREEMENT",
        ),
        (
            "FIRST AMENDMENT TO\n\n\nDISTRIBUTOR AGREEMENT\n\nThe parties agree.",
            "FIRST AMENDMENT TO DISTRIBUTOR AGREEMENT",
        ),
        ("SUPPLY AGREEMENT\n\nThis agreement replaces the First Amendment to Credit Agreement.", "SUPPLY AGREEMENT"),
    ],
)
def test_an_amendment_is_called_by_what_it_amends(text: str, title: str) -> None:
    assert read(text).title == title


WORDS = ["The pump failed.", "Nobody was told of it.", "The tenant left.", "A claim was filed."]


def test_running_headers_and_page_numbers() -> None:
    pages = [
        f"ACME v. DOE\nOpinion of the Court\n\n{words}\n\nCite as 569 U. S. ____ (2013) {n}\nPage {n} of 9"
        for n, words in enumerate(WORDS, 1)
    ]
    found = read(*pages, media="pdf")
    for number, page in enumerate(pages, 1):
        shown = [page[each.start : each.end] for each in found.furniture if each.page == number]
        cite = f"Cite as 569 U. S. ____ (2013) {number}"
        assert shown == ["ACME v. DOE", "Opinion of the Court", cite, f"Page {number} of 9"]


def test_signature_blocks_are_no_furniture() -> None:
    pages = [f"{words}\n\nBy: /s/ A. Doe\nName: A. Doe\nTitle: Director" for words in WORDS]
    assert read(*pages, media="pdf").furniture == ()


TESTIMONY = ["Q.  Please state your name.", "A.  Jane Roe.", "Q.  Where do you work?", "A.  At Harbor Logistics."]


def transcript(page: int, *, at_foot: bool) -> str:
    body = "\n".join(f"{line:2d}      {TESTIMONY[(line - 1) % 4]}" for line in range(1, 26))
    return f"{body}\n            {page}\n" if at_foot else f"            {page}\n\n{body}\n"


@pytest.mark.parametrize("at_foot", [True, False])
@pytest.mark.parametrize("one_page", [True, False])
def test_transcript_lines_and_pages(at_foot: bool, one_page: bool) -> None:
    sheets = [transcript(page, at_foot=at_foot) for page in (11, 12, 13)]
    found = read(*(["\n".join(sheets)] if one_page else sheets))
    assert [mark.value for mark in found.marks if mark.kind == "transcript page"] == ["11", "12", "13"]
    assert [mark.value for mark in found.marks if mark.kind == "line"] == [str(line) for line in range(1, 26)] * 3
    assert found.kind == "transcript"
    assert not any(heading.number for heading in found.headings)


def test_line_numbers_read_as_a_block_are_set_aside() -> None:
    block = "\n".join(str(line) for line in range(1, 29))
    found = read(f"{block}\nWO\nIN THE UNITED STATES DISTRICT COURT\nThis order concerns the motion.\n", media="pdf")
    assert len(found.furniture) >= 1 and not [mark for mark in found.marks if mark.kind == "line"]
    assert found.headings[0].title == "IN THE UNITED STATES DISTRICT COURT"


def test_a_long_list_is_no_line_numbering() -> None:
    items = "\n".join(f"{number} Item of the schedule" for number in range(1, 25))
    pages = [f"{words} It was said at some length, and on a page of its own." for words in WORDS * 2]
    assert read(*pages, items, media="pdf").marks == ()


@pytest.mark.parametrize(("prefix", "gap"), [("HARBOR-", ""), ("HL", ""), ("ACME_", ""), ("ABC", " ")])
def test_bates_numbers(prefix: str, gap: str) -> None:
    pages = [f"Memo {n} about order 4567.\n\nCONFIDENTIAL\n{prefix}{gap}{122 + n:07d}" for n in range(1, 4)]
    found = read(*pages, media="pdf")
    assert [mark.value for mark in found.marks] == [f"{prefix}{gap}{122 + n:07d}" for n in range(1, 4)]
    assert all(page.endswith(mark.value) for page, mark in zip(pages, found.marks, strict=True))


def test_japanese() -> None:
    text = (
        "業務委託契約書\n\n株式会社青空（以下「甲」という。）と合同会社緑（以下「乙」という。）は、次のとおり契約する。\n"
        "第１条（目的）\n甲は乙に業務（以下「本業務」という。）を委託する。\n第２条（秘密）\n"
        "１　「秘密情報」とは、開示された情報をいう。\n（１）図面\n（２）仕様\n"
        "２　乙は、第一条及び民法第９０条に従う。"
    )
    found = read(text)
    assert clause_at_each(found.headings) == [
        "第１条",
        "第２条",
        "第２条第１項",
        "第２条第１項（１）",
        "第２条第１項（２）",
        "第２条第２項",
    ]
    assert [term.term for term in found.terms] == ["甲", "乙", "本業務", "秘密情報"]
    assert found.parties == ("株式会社青空", "合同会社緑")
    assert [(each.text, each.target) for each in found.references] == [("第一条", 0), ("第９０条", None)]


@pytest.mark.parametrize(
    ("text", "media", "kind"),
    [
        ("From: A <a@x.example>\nTo: B\nSubject: Pump\n\nIt failed.", "txt", "e-mail"),
        ("It failed.", "eml", "e-mail"),
        ("MEMORANDUM\n\nTO: File\nRE: Indemnity\n\nIt is clear.", "txt", "memo"),
        ("FIRST AMENDMENT TO LEASE\n\nThe lease is amended.", "txt", "amendment"),
        ("March 1, 2020\n\nDear Sir,\n\nThe pump failed.\n\nSincerely,", "txt", "letter"),
        ("SUPERIOR COURT OF CALIFORNIA\n\nCOMPLAINT FOR DAMAGES\n\nPlaintiff alleges:", "txt", "pleading"),
    ],
)
def test_kinds(text: str, media: str, kind: str) -> None:
    assert read(text, media=media).kind == kind


def test_declared_headings_win() -> None:
    text = "Overview of the deal\nThe deal is simple and short.\n1. Price\nThe price is five."
    declared = (Heading(1, 0, 20, "", "Overview of the deal", 1),)
    found = read(text, headings=declared)
    assert found.headings[0] == declared[0]
    assert ("1", "Price") in numbers(found)


def test_the_name_stands_in_for_a_missing_title() -> None:
    assert read("Nothing to see here.", name="box 3/scan 17.pdf").title == "scan 17"
    assert read("").headings == ()


SLOW = 'a |((((|1.1.|1.1.1 A|1\n|(a) |AB CD |"A |(the "|. . |x.... 3\n|\n|Section 1.1 |第一条|（以下「'.split("|")
SLOW += "between A and |March |\xa0|ARTICLE I |-|A.B.|_|\t1\t|From: \n|1 Q. x\n|§ 1. A\n".split("|")
SLOW += "a\n\n\n\n\n\n|CAPS\n|“A” means |(A) (i) 1. ".split("|")


@pytest.mark.parametrize("piece", SLOW)
def test_text_built_to_be_slow_comes_to_an_end(piece: str) -> None:
    assert read(piece * (100_000 // len(piece))).title == "file"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from(list('aB1(.)\n §“”"第条「」ABC:-Page of')), max_size=200), max_size=4))
def test_every_offset_lies_on_its_page(texts: list[str]) -> None:
    found = read(*texts)
    places = [(h.page, h.start, h.end) for h in found.headings] + [(t.page, t.start, t.end) for t in found.terms]
    places += [(r.page, r.start, r.end) for r in found.references] + [(m.page, m.start, m.end) for m in found.marks]
    places += [(f.page, f.start, f.end) for f in found.furniture]
    assert all(0 <= start <= end <= len(texts[page - 1]) for page, start, end in places)
    assert [(h.page, h.start) for h in found.headings] == sorted((h.page, h.start) for h in found.headings)
    assert all(each.target is None or each.target < len(found.headings) for each in found.references)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation documents are not beside the repository")
def test_real_contracts_have_an_outline() -> None:
    files = sorted((SHARED / "cuad" / "txt").glob("*.txt"))[::40]
    for file in files:
        text = file.read_text(encoding="utf-8")
        found = read(text, name=file.name)
        assert found.title and found.kind
        if len(text) > 20_000:
            assert len(found.headings) >= 10, file.name
