"""Small documents and answers, made the same from the same arguments, for tests of what is on disk."""

from __future__ import annotations

import hashlib

from localcounsel.records import (
    Answer,
    Citation,
    Claim,
    Copy,
    Draft,
    Flag,
    Heading,
    Hit,
    Mark,
    Outline,
    Page,
    PageState,
    Passage,
    Pinpoint,
    Question,
    Reading,
    Scope,
    SearchRecord,
    Standing,
    Timing,
    Tokens,
    Verdict,
)


def document_id(seed: str) -> str:
    return hashlib.sha256(seed.encode("utf-8")).hexdigest()


def passage_id(document: str, page: int, start: int, text: str) -> int:
    digest = hashlib.sha256(f"{document} {page} {start} {text}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def reading(*texts: str, seed: str = "") -> Reading:
    """A text of these pages; an empty one is unread."""
    pages = tuple(
        Page(number, f"{number}", text, PageState.TEXT if text else PageState.UNREAD, "" if text else "no OCR")
        for number, text in enumerate(texts, start=1)
    )
    return Reading(document_id(seed or "\f".join(texts)), "txt", pages, (("author", "A. Mori"),))


def cut(given: Reading, size: int = 40, heading: str = "ARTICLE IV › 4.2 Payment") -> tuple[Passage, ...]:
    """Every page in pieces of `size` characters."""
    made = []
    for page in given.pages:
        for start in range(0, len(page.text), size):
            text = page.text[start : start + size]
            number = passage_id(given.document_id, page.number, start, text)
            where = Pinpoint(page.number, page.label, "4.2", "ABC 001", "3-14")
            made.append(Passage(number, given.document_id, page.number, start, start + len(text), text, heading, where))
    return tuple(made)


def copy(name: str, root: str = "") -> Copy:
    return Copy(name, f"/client/{name}", 12, 1_700_000_000_000_000_001, root)


def outline() -> Outline:
    return Outline(
        "Services Agreement",
        ("Acme", "Brightwater"),
        "2020-05-01",
        "agreement",
        headings=(Heading(1, 0, 4, "4.2", "Payment", 2),),
        marks=(Mark("bates", 1, 2, 5, "ABC 001"),),
    )


def answer(number: int, conversation: str = "one") -> Answer:
    given = reading(f"The fee is ${number},000 — due at once. 契約書 \U0001f600", seed=f"answer {number}")
    (passage,) = cut(given, 1000)
    quoted = Citation("due at once", Verdict.FOLDED, given.document_id, "fee.txt", 1, "1", 20, 31, "p. 1", 1)
    return Answer(
        id=f"{number:032x}",
        question=Question("What is the fee?", Scope((given.document_id,), ("fee.txt",)), (("earlier", "said"),)),
        claims=(Claim("It is due at once.", (quoted,)),),
        standing=Standing.SUPPORTED,
        hits=(Hit(passage, 0.5, "both", "fee.txt", ("copy of fee.txt",)),),
        record=SearchRecord(("fee",), 1, 1, (("scan.pdf", 2, "no OCR"),), 3),
        draft=Draft("It is due “at once”.", "end"),
        left_out=("one passage",),
        model="tiny",
        model_sha256="0" * 64,
        settings=(("temperature", "0"),),
        timing=Timing(0.1, 1.0, 2.5),
        tokens=Tokens(100, 50, 20),
        asked="2026-11-22T10:00:00+00:00",
        conversation=conversation,
    )


FLAGGED = Page(1, "i", "seen and hidden", PageState.RECOGNISED, "", (Flag("hidden text", 9, 15, "white on white"),))
