"""A scripted desk and flows for the interface's tests: what happens is written down before it happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from localcounsel.engine.door import LoadedModel, Reading, Wrote
from localcounsel.errors import NoSuchDocument
from localcounsel.flows.events import Answered, AskEvent, Found, IngestEvent, LoadingModel
from localcounsel.records import (
    Answer,
    Citation,
    Claim,
    Conversation,
    Copy,
    Document,
    DocumentState,
    Draft,
    Flag,
    Hit,
    Matter,
    Outline,
    Page,
    PageState,
    Passage,
    Pinpoint,
    Question,
    Scope,
    SearchRecord,
    Standing,
    Timing,
    Tokens,
    Verdict,
)
from localcounsel.tui.ports import Ports
from tests.tui.scripted_asking import ScriptedAsking, ScriptedAudit
from tests.tui.scripted_filing import ScriptedFiling
from tests.tui.scripted_reading import ScriptedReading
from tests.tui.scripted_sealing import ScriptedSealing
from tests.tui.scripted_shell import ScriptedShell

HOSTILE = (
    "said [sic] [/b] <Client Name> \x1b]52;c;cm0gLXJm\x07 \x1b[31m \u202egnp.exe \U000e0041 1. 1. [@click=app.quit]x[/]"
)
"""Terminal sequences, markup, direction overrides, tags: must be drawn literally, control characters visibly."""

SHOWN = "said [sic] [/b] <Client Name> ␛]52;c;cm0gLXJm␇ ␛[31m \ufffdgnp.exe \ufffd 1. 1. [@click=app.quit]x[/]"
"""HOSTILE as it has to appear."""

CLAUSE = (
    "7.2 Termination for convenience. Either party may terminate this Agreement upon sixty (60) days’ prior "
    "written notice to the other party. The notice shall be sent by registered mail."
)
PAGE = (
    "SERVICES AGREEMENT\n\n7. TERM AND TERMINATION\n\n7.1 Term. This Agreement begins on the Effective Date and "
    "continues for three (3) years unless terminated earlier under this Section 7.\n\n"
    f"{CLAUSE}\n\n7.3 Effect. Upon termination the Client [sic] shall pay all fees accrued for <Services> performed.\n"
)


def page_of(number: int, text: str, **facts: Any) -> Page:
    return Page(number, str(number), text, **facts)


def document_of(name: str, pages: int = 1, **facts: Any) -> Document:
    copy = Copy(name, f"/files/{name}", 12_345, 0)
    state = facts.pop("state", DocumentState.INDEXED)
    return Document(f"id-{name}", "pdf", state, pages, (copy,), **facts)


def hit_in(document: Document, page: Page, words: str, found_by: str = "both", clause: str = "7.2") -> Hit:
    start = page.text.index(words)
    pinpoint = Pinpoint(page.number, page.label, clause)
    heading = "7. Term and Termination › 7.2 Termination for convenience"
    passage = Passage(
        start + page.number, document.id, page.number, start, start + len(words), words, heading, pinpoint
    )
    return Hit(passage, 0.7, found_by, document.name)


def citation_in(hit: Hit, page: Page, quote: str, verdict: Verdict = Verdict.EXACT) -> Citation:
    start = page.text.find(quote, hit.passage.start) if verdict is Verdict.EXACT else hit.passage.start
    return Citation(
        quote,
        verdict,
        hit.passage.document_id,
        hit.document_name,
        page.number,
        page.label,
        start,
        start + len(quote),
        str(hit.passage.pinpoint),
        1,
    )


@dataclass
class Line:
    id: str
    conversation: str
    asked: str
    question: str
    standing: Standing


@dataclass
class Row:
    name: str
    documents: int = 0
    pages: int = 0
    unread: int = 0
    size_bytes: int = 0
    opened: str = ""
    note: str = ""
    archived: str = ""


@dataclass
class ScriptedStore:
    """Documents, pages and answers in memory."""

    held: dict[str, Document] = field(default_factory=dict)
    texts: dict[tuple[str, int], Page] = field(default_factory=dict)
    kept: list[Answer] = field(default_factory=list)
    indexed: tuple[int, int] = (10, 10)
    titled: dict[str, Conversation] = field(default_factory=dict)

    def put(self, document: Document, *pages: Page) -> Document:
        self.held[document.id] = document
        self.texts.update({(document.id, page.number): page for page in pages})
        return document

    def documents(self) -> list[Document]:
        return list(self.held.values())

    def document(self, document_id: str, /) -> Document:
        return self.held[document_id]

    def page(self, document_id: str, number: int, /) -> Page:
        try:
            return self.texts[(document_id, number)]
        except KeyError:
            raise NoSuchDocument(f"no page {number}") from None

    def pages(self, document_id: str, /) -> list[Page]:
        return [page for (key, _), page in sorted(self.texts.items()) if key == document_id]

    def labels(self, document_id: str, /) -> list[tuple[int, str]]:
        return [(page.number, page.label) for page in self.pages(document_id)]

    def unread(self, document_id: str, /) -> list[Page]:
        return [page for page in self.pages(document_id) if page.state is PageState.UNREAD]

    def document_passages(self, document_id: str, /) -> list[Passage]:
        document = self.held[document_id]
        return [
            hit_in(document, page, page.text.strip()[:80]).passage
            for page in self.pages(document_id)
            if page.text.strip()
        ]

    def index_counts(self) -> tuple[int, int]:
        return self.indexed

    def answers(self) -> list[Line]:
        return [Line(a.id, a.conversation, a.asked, a.question.text, a.standing) for a in self.kept]

    def answer(self, answer_id: str, /) -> Answer:
        return next(answer for answer in self.kept if answer.id == answer_id)

    def delete_answer(self, answer_id: str, /) -> None:
        self.kept = [answer for answer in self.kept if answer.id != answer_id]

    def conversations(self) -> dict[str, Conversation]:
        return self.titled

    def name_conversation(self, id: str, title: str, /) -> None:
        before = self.titled.get(id, Conversation(id, "", False))
        self.titled[id] = replace(before, title=title)

    def pin(self, id: str, pinned: bool, /) -> None:
        before = self.titled.get(id, Conversation(id, "", False))
        self.titled[id] = replace(before, pinned=pinned)

    def delete_conversation(self, id: str, /) -> int:
        gone = [answer for answer in self.kept if answer.conversation == id]
        self.kept = [answer for answer in self.kept if answer.conversation != id]
        return len(gone)


class ScriptedDesk:
    """An open matter; remembers what was done to it."""

    def __init__(self, folder: Path, name: str = "Acme v. Beta") -> None:
        self.matter = Matter("m1", name, folder, "2026-11-01T00:00:00+00:00")
        self.store = ScriptedStore()
        self.closed = threading.Event()
        self.resumed: list[Answer] = []
        self.audit = ScriptedAudit()
        self.conversation = ""
        self.conversations = 0

    def new_conversation(self) -> None:
        self.conversations += 1

    def resume(self, answers: Sequence[Answer], /) -> None:
        self.resumed = list(answers)

    def health(self) -> list[str]:
        return ["meaning indexed for 10 of 10 passages", HOSTILE]

    def close(self) -> None:
        self.closed.set()


@dataclass
class Script:
    """What the flows will do, and what they were asked."""

    desk: ScriptedDesk
    rows: list[Row] = field(default_factory=list)
    asking: Callable[[str, bool], Iterator[AskEvent]] = lambda text, wide: iter(())
    adding: Callable[[Sequence[Path], str | None], Iterator[IngestEvent]] = lambda paths, password: iter(())
    indexing: Callable[[], Iterator[IngestEvent]] = lambda: iter(())
    opening: Callable[[str], ScriptedDesk] | None = None
    suggestions: list[str] = field(default_factory=list)
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    @cached_property
    def reading(self) -> ScriptedReading:
        """Searches and pictures."""
        return ScriptedReading(self.calls)

    @cached_property
    def shell(self) -> ScriptedShell:
        """The application's own screens; settings are a file beside the matter."""
        return ScriptedShell(self.desk.matter.folder / "home")

    @cached_property
    def conversing(self) -> ScriptedAsking:
        """Answers again, copies, papers, conversations."""
        return ScriptedAsking(self.calls, lambda desk, text, ids, wide: self.asking(text, wide))

    @cached_property
    def filing(self) -> ScriptedFiling:
        """What was said of the documents, and what the disk holds."""
        return ScriptedFiling(self.calls)

    @cached_property
    def sealing(self) -> ScriptedSealing:
        """Which matters are sealed, and with what."""
        return ScriptedSealing(self.calls)

    def ports(self) -> Ports:
        return Ports(
            matters=lambda: list(self.rows),
            create=self.sealing.create,
            rename=lambda name, new: self._call("rename", name, new),
            delete=lambda name: self._call("delete", name),
            open_desk=self._open,
            add=self._add,
            index=lambda desk: self.indexing(),
            ask=self._ask,
            suggested=lambda desk: self.suggestions,
            certificate=self._certificate,
            containment=lambda: "no network: enforced by the kernel",
            asking=self.conversing.ports(),
            reading=self.reading.ports(),
            shell=self.shell.ports(),
            filing=self.filing.ports(),
            sealing=self.sealing.ports(),
        )

    def _call(self, *call: Any) -> None:
        self.calls.append(call)

    def _certificate(self, desk: Any, answer: str, path: Path) -> Path:
        self._call("certificate", answer, path)
        return path

    def _open(self, name: str) -> Any:
        self.sealing.refuse(name)
        self._call("open", name)
        return self.opening(name) if self.opening is not None else self.desk

    def _add(self, desk: Any, paths: Sequence[Path], password: str | None) -> Iterator[IngestEvent]:
        self._call("add", [str(path) for path in paths], password)
        return self.adding(paths, password)

    def _ask(self, desk: Any, text: str, document_ids: Sequence[str], wide: bool) -> Iterator[AskEvent]:
        self._call("ask", text, tuple(document_ids), wide)
        return self.asking(text, wide)


def record_of(desk: ScriptedDesk, unread: tuple[tuple[str, int, str], ...] = ()) -> SearchRecord:
    return SearchRecord(("terminate", "notice", "convenience"), len(desk.store.held), 212, unread, 0)


def answer_of(
    question: str, hits: Sequence[Hit], claims: Sequence[Claim], record: SearchRecord, **facts: Any
) -> Answer:
    answer = Answer(
        id=f"answer-{question}",
        question=Question(question),
        claims=tuple(claims),
        standing=Standing.SUPPORTED,
        hits=tuple(hits),
        record=record,
        draft=Draft(" ".join(claim.text for claim in claims), "end"),
        left_out=(),
        model="SmolLM2-135M-Instruct",
        model_sha256="ab" * 32,
        settings=(),
        timing=Timing(0.08, 5.1, 12.4),
        tokens=Tokens(1300, 512, 96),
        asked="2026-11-20T10:00:00+00:00",
        conversation="c1",
    )
    return replace(answer, **facts)


def case(folder: Path) -> Script:
    """A matter with a few documents and one question that is answered well, one that is not."""
    desk = ScriptedDesk(folder)
    store = desk.store
    page = page_of(4, PAGE, flags=(Flag("hidden text", 0, 8, "white on white"),))
    others = [page_of(n, f"Page {n} of the agreement.\n\nIntentionally short.") for n in (1, 2, 3, 5)]
    agreement = store.put(
        document_of(
            "contracts/Services Agreement.pdf",
            5,
            outline=Outline("Services Agreement", ("Acme Corp.", "Beta LLC"), "2024-03-01", "agreement"),
        ),
        page,
        *others,
    )
    amended = page_of(2, "AMENDMENT No. 1\n\n3. Section 7.2 is amended by replacing “sixty (60)” with “ninety (90)”.\n")
    amendment = store.put(document_of("contracts/Amendment No. 1.docx", 3), page_of(1, "Recitals"), amended)
    store.put(
        document_of("letters/Scan of 12 May.pdf", 2),
        page_of(1, "Dear Sir,"),
        page_of(2, "", state=PageState.UNREAD, reason="an image without text; no OCR program is installed"),
    )
    store.put(document_of("NDA.pdf", 6, state=DocumentState.READ), *(page_of(n, f"NDA {n}") for n in range(1, 7)))
    store.put(
        document_of("locked.pdf", 0, state=DocumentState.FAILED, reason="The file is encrypted. Give its password.")
    )
    hits = [
        hit_in(agreement, page, CLAUSE),
        hit_in(amendment, amended, amended.text.split("\n\n")[1].strip(), "words", "3"),
        hit_in(agreement, page, "7.1 Term. This Agreement begins on the Effective Date", "meaning", "7.1"),
        hit_in(agreement, page, "7.3 Effect. Upon termination the Client [sic] shall pay", "words", "7.3"),
    ]
    quote = "upon sixty (60) days’ prior written notice to the other party"
    claims = [
        Claim(
            f"Either party may end the agreement without cause: “{quote}” [1].", (citation_in(hits[0], page, quote),)
        ),
        Claim(
            "Amendment No. 1 makes it ninety days: "
            "“Section 7.2 is amended by replacing sixty (60) with ninety (90)” [2].",
            (
                citation_in(
                    hits[1],
                    amended,
                    "Section 7.2 is amended by replacing sixty (60) with ninety (90)",
                    Verdict.FOLDED,
                ),
            ),
        ),
        Claim(
            "The fee is “waived in full” on termination.",
            (Citation("waived in full", Verdict.ABSENT),),
        ),
    ]
    record = record_of(desk, (("letters/Scan of 12 May.pdf", 2, "an image without text"),))
    script = Script(desk, rows=[Row("Acme v. Beta", 5, 16, 1, 3_400_000, "2026-11-20T10:00:00+00:00")])
    script.suggestions = [
        "What notice must be given to terminate the services agreement?",
        "Which amendments change the termination clause?",
        "Who signed the lease?",
    ]

    def asking(text: str, wide: bool) -> Iterator[AskEvent]:
        named = not wide and "services agreement" in text.casefold()
        scope = Scope((agreement.id,), (agreement.name,), "services agreement") if named else Scope()
        yield Found(tuple(hits), scope, record, 0.08)
        yield LoadingModel("SmolLM2-135M-Instruct")
        yield LoadedModel("SmolLM2-135M-Instruct", 4096, 30, 0, 2, 1.2, "cpu")
        yield Reading(512, 1300, 0)
        for word in ("Either party may end ", "the agreement without cause: ", f"“{quote}” [1]."):
            yield Wrote(word)
        answer = answer_of(text, hits, claims, record, standing=Standing.PARTLY)
        answer = replace(answer, question=Question(text, scope), id=f"answer-{len(store.kept)}")
        store.kept.append(answer)
        yield Answered(answer)

    script.asking = asking
    return script
