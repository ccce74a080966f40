"""Every quotation of a draft is located or marked absent; the page comes from the match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from localcounsel.core.citations import PageText, claims, copied, standing
from localcounsel.core.prompts import NOT_FOUND
from localcounsel.records import Claim, Draft, Hit, Page, Passage, Pinpoint, Standing, Support, Verdict

LEASE = (
    "12. Rent. The rent is payable on the first day of\neach month.\n"
    "13. Repairs. The Tenant shall keep the roof in repair."
)
MSA = "7.2 The aggregate liability of either party shall not exceed $2,000,000 in any year."


def hit(document: str, page: int, text: str, start: int, end: int) -> Hit:
    passage = Passage(start + 1, document, page, start, end, text[start:end], "", Pinpoint(page, str(page)))
    return Hit(passage, 1.0, "both", f"{document}.pdf")


HITS = (hit("lease", 3, LEASE, 0, 62), hit("msa", 5, MSA, 0, len(MSA)))
PAGES = {("lease", 3): PageText(Page(3, "3", LEASE)), ("msa", 5): PageText(Page(5, "5", MSA))}


def made(text: str) -> tuple[Claim, ...]:
    return claims(Draft(text, "end"), HITS, PAGES)


def test_a_quotation_across_a_line_break_is_folded_and_has_its_offsets() -> None:
    (claim,) = made("Rent is monthly: “payable on the first day of each month” [1].")
    (citation,) = claim.citations
    assert citation.verdict is Verdict.FOLDED
    assert LEASE[citation.start : citation.end] == "payable on the first day of\neach month"
    assert (citation.document, citation.page, citation.hit) == ("lease.pdf", 3, 1)


def test_the_number_the_model_gives_does_not_decide_the_page() -> None:
    (claim,) = made("The cap is “shall not exceed $2,000,000 in any year” [1].")
    assert (claim.citations[0].document, claim.citations[0].page) == ("msa.pdf", 5)
    assert claim.citations[0].verdict is Verdict.EXACT


def test_words_on_the_page_outside_the_passage_are_found_there() -> None:
    (claim,) = made("The tenant repairs: “shall keep the roof in repair” [1].")
    citation = claim.citations[0]
    assert (citation.page, citation.hit, citation.verdict) == (3, 0, Verdict.EXACT)


def test_altered_words_are_absent_and_stay_visible() -> None:
    (claim,) = made("The cap is “shall not exceed $3,000,000 in any year” [2].")
    assert claim.citations[0].verdict is Verdict.ABSENT
    assert claim.citations[0].document == ""


def test_a_quotation_of_several_sentences_is_not_cut() -> None:
    found = made("It says: “The rent is payable on the first day of each month. 13. Repairs.” [1] That is all.")
    assert len(found) == 2
    assert found[0].citations[0].verdict is Verdict.FOLDED


def test_a_quotation_over_a_page_break_is_found_where_it_begins() -> None:
    first, second = "The Supplier shall deliver the", "units within thirty days of the order."
    pages = {("a", 1): PageText(Page(1, "i", first)), ("a", 2): PageText(Page(2, "ii", second))}
    found = claims(Draft("“deliver the units within thirty days”", "end"), (hit("a", 1, first, 0, 12),), pages)
    citation = found[0].citations[0]
    assert (citation.page, citation.page_label, citation.verdict) == (1, "i", Verdict.FOLDED)
    assert first[citation.start : citation.end] == "deliver the"


def test_a_number_after_a_full_stop_stays_with_its_quotation() -> None:
    found = made("“The Tenant shall keep the roof in repair.” [1] “shall not exceed $2,000,000 in any year” [2].")
    assert [claim.text[-4:].strip(" .") for claim in found] == ["[1]", "[2]"]
    assert [claim.citations[0].document for claim in found] == ["lease.pdf", "msa.pdf"]


def test_a_quotation_within_a_quotation_is_one() -> None:
    text = "The receiving party (the “Recipient”) shall keep it secret."
    hits, pages = (hit("nda", 1, text, 0, len(text)),), {("nda", 1): PageText(Page(1, "1", text))}
    for read in (claims, copied):
        (claim,) = read(Draft(f"“{text}” [1]", "end"), hits, pages)
        assert [citation.quote for citation in claim.citations] == [text]
        assert claim.citations[0].verdict is Verdict.EXACT


def test_copied_lines_are_statements_each() -> None:
    text = "“The rent is payable on the first day of\neach month.” [1]\n“shall not exceed $2,000,000 in any year” [2]\n"
    found = copied(Draft(text, "end"), HITS, PAGES)
    assert [claim.citations[0].verdict for claim in found] == [Verdict.EXACT, Verdict.EXACT]
    assert standing(found, Draft(text, "end")) is Standing.SUPPORTED


def test_unclosed_marks_are_no_quotation() -> None:
    (claim,) = made("The “Tenant shall pay")
    assert claim.citations == ()


def test_standing() -> None:
    good = "Rent is monthly: “payable on the first day of each month” [1]."
    bad = "The lease ends in 2030."
    invented = "The cap is “shall not exceed $9 in any year” [2]."
    for text, expected in [
        (good, Standing.SUPPORTED),
        (f"{good} {bad}", Standing.PARTLY),
        (f"{good} {invented}", Standing.PARTLY),
        (bad, Standing.UNSUPPORTED),
        (invented, Standing.UNSUPPORTED),
        (NOT_FOUND, Standing.NOT_FOUND),
        ("", Standing.UNSUPPORTED),
    ]:
        assert standing(made(text), Draft(text, "end")) is expected, text


def test_one_located_word_does_not_support_a_statement() -> None:
    text = "The “rent” doubles every year [1]."
    assert standing(made(text), Draft(text, "end")) is Standing.UNSUPPORTED


def supported(text: str) -> tuple[Support | None, tuple[str, ...]]:
    (claim,) = made(text)
    return claim.support, claim.reasons


def test_what_stands_outside_the_quotation_is_checked() -> None:
    quoted = "“The aggregate liability of either party shall not exceed $2,000,000 in any year” [2]."
    assert supported(f"The liability of either party is capped at $2 million in any year: {quoted}") == (
        Support.SUPPORTED,
        (),
    )
    assert supported(f"The liability of either party is capped at $3 million in any year: {quoted}") == (
        Support.UNSUPPORTED,
        ("the passage says $2,000,000, the statement $3 million",),
    )


def test_a_quotation_with_nothing_outside_is_supported() -> None:
    assert supported("“The rent is payable on the first day of each month” [1].") == (Support.SUPPORTED, ())
    assert supported("The agreement says: “The rent is payable on the first day of each month” [1].")[0] is (
        Support.SUPPORTED
    )


def test_a_denial_that_runs_into_a_quotation_is_seen() -> None:
    support, reasons = supported("The Tenant shall not “keep the roof in repair” [1].")
    assert support is Support.UNSUPPORTED
    assert reasons == ("the passage says “shall keep”, the statement “shall not keep”",)


def test_a_statement_without_a_located_quotation_says_why_it_is_not_supported() -> None:
    assert supported("The lease ends in 2030.") == (Support.UNSUPPORTED, ("cites nothing",))
    assert supported("The “rent” doubles every year [1].") == (Support.UNSUPPORTED, ("cites nothing",))
    invented = supported("The cap is “shall not exceed $9 in any year” [2].")
    assert invented == (Support.UNSUPPORTED, ("“shall not exceed $9 in any year” does not stand in the documents",))


def test_words_that_only_announce_are_no_statement() -> None:
    found = made("The agreement contains the following.\n\n“The rent is payable on the first day of each month” [1].")
    assert [claim.support for claim in found] == [Support.SUPPORTED, Support.SUPPORTED]
    assert standing(made("The agreement contains the following."), Draft("", "end")) is Standing.UNSUPPORTED


def test_yes_and_no_deny_nothing() -> None:
    quoted = "“The Tenant shall keep the roof in repair” [1]."
    assert supported(f"No, the Tenant shall keep the roof in repair: {quoted}")[0] is Support.SUPPORTED


def test_copied_lines_are_supported_where_they_are_located() -> None:
    found = copied(
        Draft("“The Tenant shall keep the roof in repair.” [1]\n“It is not there at all.” [1]\n", "end"), HITS, PAGES
    )
    assert [claim.support for claim in found] == [Support.SUPPORTED, Support.UNSUPPORTED]


def test_a_statement_to_be_checked_makes_an_answer_partly_supported() -> None:
    claim = made("“The rent is payable on the first day of each month” [1].")[0]
    doubtful = replace(claim, support=Support.CHECK)
    refuted = replace(claim, support=Support.UNSUPPORTED)
    draft = Draft("", "end")
    assert standing([claim, doubtful], draft) is Standing.PARTLY
    assert standing([doubtful], draft) is Standing.PARTLY
    assert standing([claim, refuted], draft) is Standing.PARTLY
    assert standing([refuted], draft) is Standing.UNSUPPORTED


def test_the_question_bears_the_names_it_used() -> None:
    quoted = "“The Tenant shall keep the roof in repair” [1]."
    text = f"Under Section 99, the Tenant shall keep the roof in repair: {quoted}"
    (unasked,) = claims(Draft(text, "end"), HITS, PAGES)
    (asked,) = claims(Draft(text, "end"), HITS, PAGES, question="What does Section 99 oblige the tenant to?")
    assert (unasked.support, asked.support) == (Support.CHECK, Support.SUPPORTED)


def test_the_embedder_is_asked_with_the_words_outside() -> None:
    asked: list[tuple[str, int]] = []

    def likeness(statement: str, passages: Sequence[str]) -> float | None:
        asked.append((statement, len(passages)))
        return 0.9

    claims(Draft("Rent is monthly: “payable on the first day of each month” [1].", "end"), HITS, PAGES, "", likeness)
    assert asked == [("Rent is monthly:.", 1)]
