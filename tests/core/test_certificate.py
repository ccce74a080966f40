"""The certificate of a search that found nothing, and the Markdown it is written in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core import searched
from localcounsel.core.certificate import Circumstances, certificate, file_name
from localcounsel.core.language import ENGLISH
from localcounsel.core.markdown import escape, markdown
from localcounsel.core.paper import Heading, Items, NewPage, Paragraph, Run, Sheet, Table, plain
from localcounsel.records import (
    Answer,
    Coverage,
    Covered,
    Draft,
    Hit,
    Passage,
    Pinpoint,
    Question,
    Scope,
    SearchRecord,
    Standing,
    Timing,
    Tokens,
)

CLAUSE = "4.1 Indemnity. The Supplier shall indemnify the Customer against all losses. " * 4
ABOUT = Circumstances(
    matter="Acme v. Beta",
    made="2026-11-20T10:06:00Z",
    by="anna",
    application="LocalCounsel 0.3",
    audit="audit entry 17, digest ef",
    refusals="93 % (of 14) were refused",
)


def hit_of(number: int, brought: str = "") -> Hit:
    passage = Passage(number, "d" * 64, number, 0, len(CLAUSE), CLAUSE, "4. Liability", Pinpoint(number, "iv", "4.1"))
    return Hit(passage, 1 / number, "both", f"contract {number}.pdf", (), brought)


RECORD = SearchRecord(
    ("asbestos", "liable", "hold harmless", "from and against"),
    17,
    212,
    (("scan.pdf", 2, "an image without text"), ("locked.pdf", 0, "encrypted")),
    12,
    ("asbestos",),
    0.12,
    0.5,
    "cuad-ranker",
)
ANSWER = Answer(
    id="ab" * 16,
    question=Question("Who is liable for asbestos?"),
    claims=(),
    standing=Standing.NOT_FOUND,
    hits=(hit_of(1), hit_of(2, "definition of “Losses”"), hit_of(3)),
    record=RECORD,
    draft=Draft("Not found in these documents.", "end"),
    left_out=(),
    model="small",
    model_sha256="cd" * 32,
    settings=(("embedder", "minilm 12ab"),),
    timing=Timing(0.1, 0.0, 0.1),
    tokens=Tokens(0, 0, 0),
    asked="2026-11-20T10:05:00+00:00",
)


def text_of(answer: Answer) -> str:
    return markdown(certificate(answer, ABOUT))


@pytest.mark.parametrize(
    "words",
    [
        "Acme v. Beta",
        "**Who is liable for asbestos?**",
        "20 November 2026, 10:05 UTC",
        "by the account “anna”",
        "17 documents with 212 pages; 1 of these pages could not be read; 1 more document could not be read at all",
        "| asbestos, liable |",
        "| hold harmless, from and against |",
        "| **Of these nowhere** | asbestos |",
        "12 passages of the matter could be searched by words only",
        "Judged 12 % likely to be there; below 50 % it counts as not found.",
        "The search decided it (cuad-ranker)",
        "93 % (of 14) were refused",
        "1. **contract 1.pdf, p. iv, cl. 4.1**: “4.1 Indemnity. The Supplier shall indemnify",
        "- scan.pdf, p. 2: an image without text",
        "- locked.pdf: encrypted",
        "It does not prove that it is nowhere.",
        f"model small, SHA-256 {'cd' * 32}; embedder minilm 12ab; ranker cuad-ranker; answer {'ab' * 16}; "
        "audit entry 17, digest ef.",
    ],
)
def test_the_certificate_states(words: str) -> None:
    assert words in text_of(ANSWER)


def test_what_was_only_brought_along_is_no_near_miss() -> None:
    assert "contract 2.pdf" not in text_of(ANSWER)
    assert "2. **contract 3.pdf" in text_of(ANSWER)


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.NOT_FOUND])
def test_nothing_else_is_certified(standing: Standing) -> None:
    with pytest.raises(ValueError, match="not found"):
        certificate(replace(ANSWER, standing=standing), ABOUT)


def test_short_lists_need_no_annex() -> None:
    assert NewPage() not in certificate(ANSWER, ABOUT).parts


def test_long_lists_are_counted_on_the_page_and_whole_in_the_annex() -> None:
    unread = tuple((f"scan {number}.pdf", number, "no text") for number in range(1, 41))
    terms = ("asbestos", *(f"phrase {number}" for number in range(30)))
    scope = Scope(tuple("abcdefgh"), tuple(f"{name}.pdf" for name in "abcdefgh"), "the leases")
    record = replace(RECORD, unread=unread, terms=terms)
    first, annex = text_of(replace(ANSWER, record=record, question=Question("asbestos?", scope))).split("\n---\n")
    assert "35 more are listed in the annex." in first
    assert "phrase 15 and 14 more (annex)" in first
    assert "e.pdf and 3 more (annex) (recognised in the question: “the leases”)" in first
    assert "scan 40.pdf" not in first
    assert all(f"scan {number}.pdf, p. {number}: no text" in annex for number in range(1, 41))
    assert all(f"phrase {number}" in annex for number in range(30))
    assert all(f"- {name}.pdf" in annex for name in "abcdefgh")


def test_a_question_to_all_documents_lists_every_one() -> None:
    covered = (
        Covered("1", "a.pdf", Coverage.NOT_FOUND),
        Covered("2", "b.pdf", Coverage.NOT_COVERED, "page 3 could not be read"),
    )
    first, annex = text_of(replace(ANSWER, covered=covered)).split("\n---\n")
    assert "2 documents: found in 0, not found in 1, 1 not covered. All are listed in the annex." in first
    assert "- a.pdf" in annex
    assert "- b.pdf: page 3 could not be read" in annex


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (replace(ANSWER, hits=()), "no model was asked"),
        (replace(ANSWER, record=replace(RECORD, likelihood=-1.0)), "The model (small) read the nearest passages"),
        (replace(ANSWER, record=replace(RECORD, likelihood=0.8)), "held it likely enough to be there"),
        (
            replace(ANSWER, covered=(Covered("1", "a.pdf", Coverage.NOT_FOUND),)),
            "Every document was searched by itself",
        ),
    ],
)
def test_who_decided_is_told(changed: Answer, words: str) -> None:
    assert words in searched.who_decided(changed)


def test_own_words_and_variants_are_told_apart_in_any_width_and_case() -> None:
    record = replace(RECORD, terms=("NDA", "秘密保持", "confidential", "shall not disclose"))
    own, variants = searched.terms(record, Question("Is there an ｎｄａ?", earlier=(("秘密保持契約?", "…"),)))
    assert own == ("NDA", "秘密保持")
    assert variants == ("confidential", "shall not disclose")


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.004, "less than 1 %"), (0.12, "12 %"), (0.997, "more than 99 %"), (1.0, "100 %")],
)
def test_a_share_is_never_made_certain(share: float, words: str) -> None:
    assert searched.percent(share) == words


def test_first_words_end_between_words() -> None:
    assert searched.first_words("one two  three\nfour five", 15) == "one two three …"
    assert searched.first_words("契約" * 20, 10) == "契約" * 5 + " …"
    assert searched.first_words("short") == "short"


def test_a_damaged_time_is_shown_as_it_stands() -> None:
    assert ENGLISH.moment("yesterday") == "yesterday"
    assert file_name(ANSWER) == "not found 2026-11-20 10-05.docx"
    assert file_name(replace(ANSWER, asked="../../x")) == "not found ------x.docx"


# Markdown


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a *b* _c_ `d`", r"a \*b\* \_c\_ \`d\`"),
        ("<Client Name> & [x](y) | z", r"\<Client Name\> \& \[x\](y) \| z"),
        ("# no heading", r"\# no heading"),
        ("    no code", "no code"),
        ("1. no list", r"1\. no list"),
        ("(1) and 4.2. stay", "(1) and 4.2. stay"),
        ("- no list", r"\- no list"),
        ("https://x.example www.x.example", r"https\://x.example www\.x.example"),
        ("$1,500 and $2", r"\$1,500 and \$2"),
        ("one\ntwo", "one two"),
        ("\x1b[31m \u202e", "␛\\[31m \ufffd"),
    ],
)
def test_foreign_text_stays_text(text: str, written: str) -> None:
    assert escape(text) == written


@given(st.text(max_size=60))
def test_escaping_adds_backslashes_and_nothing_else(text: str) -> None:
    written = escape(text)
    assert "\n" not in written
    assert not any(ord(character) < 32 for character in written)
    unescaped = "".join(part for part in _unescaped(written))
    assert unescaped.split() == escape_free(text).split()


def _unescaped(written: str) -> list[str]:
    found, at = [], 0
    while at < len(written):
        at += written[at] == "\\"
        found.append(written[at])
        at += 1
    return found


def escape_free(text: str) -> str:
    from localcounsel.core.text import clean

    return clean(text).replace("\n", " ").replace("\t", " ")


def test_every_part_has_its_form() -> None:
    parts = (
        Heading("Inner", 2),
        Paragraph((Run("bold ", bold=True), Run("both", bold=True, italic=True, note="a [note]"), Run("\n- line"))),
        Items((plain("one"), plain("two")), numbered=True),
        Table(((plain("a|b"), plain("c\nd")),), ("x", "y")),
    )
    assert markdown(Sheet("T", parts)) == (
        "# T\n\n### Inner\n\n**bold** ***both***[^1]\\\n\\- line\n\n1. one\n2. two\n\n"
        "| x | y |\n|---|---|\n| a\\|b | c d |\n\n[^1]: a \\[note\\]\n"
    )
