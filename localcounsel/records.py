"""Every noun of LocalCounsel on one page: frozen, without I/O, without behaviour beyond derived values.

Coordinates: `start` and `end` are offsets in characters (not bytes) into one page's clean text,
half-open; page numbers are counted from 1 in reading order, labels are what is printed on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class PageState(StrEnum):
    """How a page's text came to be, or why there is none."""

    TEXT = "text"
    """The file carried the text."""
    RECOGNISED = "recognised"
    """Read from an image by OCR."""
    UNREAD = "unread"
    """There is something on the page that could not be read; `Page.reason` says why."""
    BLANK = "blank"
    """Nothing is on the page: no text, no image, no drawing."""


class DocumentState(StrEnum):
    """How far a document has come."""

    READ = "read"
    """Words are searchable; vectors are still missing."""
    INDEXED = "indexed"
    """Words and meaning are searchable."""
    FAILED = "failed"
    """Nothing of it could be read; `Document.reason` says why."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One client matter: a directory that shares nothing with any other."""

    id: str
    name: str
    folder: Path
    created: str
    """ISO 8601 in UTC."""
    archived: str = ""
    """When it was put away, ISO 8601 in UTC; empty while it is worked on."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something on a page that the eye would not see, or that asks for a second look."""

    kind: str
    """`hidden text`, `text under a box`, `garbled text`, `text outside the page`."""
    start: int
    end: int
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page's clean text. Never changed once stored: citations are offsets into it."""

    number: int
    label: str
    text: str
    state: PageState = PageState.TEXT
    reason: str = ""
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading or a numbered clause's opening."""

    page: int
    start: int
    end: int
    number: str
    """As printed, without trailing punctuation: `4.2`, `IV`, `(a)`, `第3条`; empty where there is none."""
    title: str
    level: int
    """1 is outermost."""


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A term and where the document defines it."""

    term: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A reference such as "Section 4.2" in running text; `target` is an index into the outline's headings, or None."""

    text: str
    page: int
    start: int
    end: int
    target: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A printed coordinate: a Bates number, or a transcript's or pleading's line number."""

    kind: str
    """`bates`, `line` or `transcript page`."""
    page: int
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """A running header, footer or page number: on the page, not in its sentences."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What the structure pass found in one document."""

    title: str = ""
    parties: tuple[str, ...] = ()
    date: str = ""
    kind: str = ""
    """`agreement`, `amendment`, `transcript`, `e-mail`, `pleading`, … or empty."""
    headings: tuple[Heading, ...] = ()
    terms: tuple[DefinedTerm, ...] = ()
    references: tuple[CrossReference, ...] = ()
    marks: tuple[Mark, ...] = ()
    furniture: tuple[Furniture, ...] = ()


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """Where in a document, in every coordinate the document itself offers."""

    page: int
    page_label: str
    clause: str = ""
    """The innermost numbered heading, e.g. `4.2(a)`."""
    bates: str = ""
    lines: str = ""
    """Transcript or pleading lines: `12:3-14` (printed page 12, lines 3 to 14) or `3-14`."""

    def __str__(self) -> str:
        where = f"p. {self.page_label or self.page}"
        parts = [where]
        if self.clause:
            parts.append(self.clause if self.clause.startswith("第") else f"cl. {self.clause}")
        if self.lines:
            parts.append(self.lines if ":" in self.lines else f"ll. {self.lines}")
        if self.bates:
            parts.append(self.bates)
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause, or as many whole sentences of it as fit; `page.text[start:end] == text`, always."""

    id: int
    """Positive 63-bit number derived from document, page, offsets and text: the same on every run."""
    document_id: str
    page: int
    start: int
    end: int
    text: str
    heading: str
    """Path of headings above it, outermost first, joined by ` › `; not part of `text`."""
    pinpoint: Pinpoint


@dataclass(frozen=True, slots=True)
class Copy:
    """One name under which a text stands in the matter. Identical files are one text with several copies."""

    name: str
    """What people call it: the path relative to the folder that was added, with `/`, unique in the matter."""
    path: str
    """Where it was read, absolute; for an attachment, the parent's path, `!` and its own name."""
    size: int
    """Bytes."""
    modified_ns: int
    root: str = ""
    """The folder whose synchronisation brought it, absolute, or empty."""
    parent: str = ""
    """For an attachment: the name of the copy it came with."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text: what stands in a file, whatever the file's names are. Its id is the SHA-256 of the bytes."""

    id: str
    media: str
    """`pdf`, `docx`, `txt`, `html`, `rtf`, `eml`, `msg`."""
    state: DocumentState
    page_count: int
    """Pages in the file, read or not."""
    copies: tuple[Copy, ...] = ()
    reason: str = ""
    """For a failed document: what is wrong and what to do."""
    outline: Outline = field(default_factory=Outline)
    metadata: tuple[tuple[str, str], ...] = ()
    """Facts the file states about itself (author, sent, to, …), untrusted, cleaned."""

    @property
    def name(self) -> str:
        """The name it is cited under: that of its first copy."""
        return self.copies[0].name if self.copies else self.id[:12]


@dataclass(frozen=True, slots=True)
class Marking:
    """What the people who work on a matter say about one of its documents. It holds whatever the file's name is."""

    labels: tuple[str, ...] = ()
    """Short words in small letters, in alphabetical order."""
    excluded: bool = False
    """No question and no search goes to it."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the people who work on a matter call a conversation; its answers bear the id."""

    id: str
    title: str
    """Empty: it goes by its first question."""
    pinned: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a file, to be read as a document of its own."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of one file, checked and cleaned: pages in order, nothing stored yet."""

    document_id: str
    media: str
    pages: tuple[Page, ...]
    metadata: tuple[tuple[str, str], ...] = ()
    headings: tuple[Heading, ...] = ()
    """Headings the format itself declares (DOCX styles, HTML h1–h6, PDF outline); offsets into the pages."""
    attachments: tuple[Attachment, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents a question is put to. No ids: the whole matter."""

    document_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    recognised: str = ""
    """The words of the question that narrowed it, when the application did so by itself."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, of which documents, and in what conversation."""

    text: str
    scope: Scope = field(default_factory=Scope)
    earlier: tuple[tuple[str, str], ...] = ()
    """Earlier questions of the same conversation with the answers' text, oldest first."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, how well and how."""

    passage: Passage
    score: float
    """Comparable within one search only."""
    found_by: str
    """`words`, `meaning` or `both`."""
    document_name: str
    also_as: tuple[str, ...] = ()
    """Other names of the same text in this matter."""
    brought: str = ""
    """Why it comes along though the question did not find it: `definition of “Net Sales”`; empty when it was found."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a prompt. Text from documents or people is foreign: it can never become a control token."""

    text: str
    foreign: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the prompt, before a family's chat template is put around it."""

    role: str
    """`system`, `user` or `assistant`."""
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model reads. `hits` is the closed set of what can be cited, numbered from 1."""

    messages: tuple[Message, ...]
    hits: tuple[Hit, ...]
    left_out: tuple[str, ...] = ()
    """What did not fit, in words a person understands."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the model wrote: unproven."""

    text: str
    stopped: str
    """`end`, `length`, `cancelled` or `died`."""


class Verdict(StrEnum):
    """Whether quoted words stand on a page."""

    EXACT = "exact"
    FOLDED = "folded"
    """Found once line breaks, hyphenation, ligatures, quotation marks and furniture are set aside."""
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Citation:
    """Words in quotation marks and where they stand. Page and offsets come from the match, never from the model."""

    quote: str
    verdict: Verdict
    document_id: str = ""
    document: str = ""
    page: int = 0
    page_label: str = ""
    start: int = 0
    end: int = 0
    pinpoint: str = ""
    hit: int = 0
    """Number of the passage it was found in, from 1; 0 when found elsewhere or nowhere."""


class Support(StrEnum):
    """How far the passages that a statement cites bear it out."""

    SUPPORTED = "supported"
    CHECK = "check this"
    """Nothing contradicts it, and not everything in it was found in the passages."""
    UNSUPPORTED = "not supported"


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer, with its citations and what came of checking it against them."""

    text: str
    citations: tuple[Citation, ...]
    support: Support | None = None
    """None in answers that were stored before statements were checked."""
    reasons: tuple[str, ...] = ()
    """Why it is not simply supported, in words: `the passage says 60 days, the statement 90 days`."""


class Standing(StrEnum):
    """What an answer as a whole rests on."""

    SUPPORTED = "supported"
    """Every statement carries at least one located quotation."""
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """What was searched: the ground on which "not found" stands."""

    terms: tuple[str, ...]
    documents: int
    pages: int
    unread: tuple[tuple[str, int, str], ...]
    """Pages that could not be read, as (document name, page, reason)."""
    not_indexed: int
    """Passages in scope whose meaning was not yet indexed."""
    unknown: tuple[str, ...] = ()
    """Terms of the question that occur nowhere in what was searched."""
    likelihood: float = -1.0
    """Calibrated probability that what was asked for stands in what was searched; negative where nobody judged."""
    needed: float = 0.0
    """The least likelihood at which it counts as found."""
    judged_by: str = ""
    """What the likelihood rests on: `words and meaning` or the ranker's name."""
    excluded: tuple[str, ...] = ()
    """Documents of the matter that were excluded from questions: nothing was looked for there."""
    similar: tuple[tuple[str, str], ...] = ()
    """Of the unknown terms those that look like a word that occurs, each with that word; it was not searched for."""


class Coverage(StrEnum):
    """What came of looking into one document for a question put to the whole collection."""

    FOUND = "found"
    NOT_FOUND = "not found"
    NOT_COVERED = "not covered"
    """It could not be read, or not wholly, or the question was stopped before its turn."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One document of a collection that a question was put to."""

    document_id: str
    document: str
    coverage: Coverage
    note: str = ""
    """Why it was not covered, or what of it was not."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds since the question was asked."""

    find: float
    first_token: float
    total: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """How much the model read and wrote."""

    prompt: int
    reused: int
    written: int


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """An earlier question of the conversation, as the model saw it again with this one."""

    question: str
    shown: tuple[Hit, ...]
    """Passages that were first shown with it."""
    reply: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an answer was made from besides its passages: with it the prompt and the model's locks are made again."""

    documents_sha256: str
    """Over the sorted ids of the documents that could be asked then."""
    count: int = 0
    """Passages that were searched for."""
    prompt_sha256: str = ""
    """Over the messages as `flows.provenance.prompt_digest` writes them; empty where no model was asked."""
    locks_sha256: str = ""
    turns: tuple[ShownTurn, ...] = ()
    shown: tuple[int, ...] = ()
    """Numbers, from 1, of the answer's passages that were shown with the question, in the prompt's order."""
    quotable: tuple[tuple[int, int], ...] = ()
    """What might be quoted: the passage's number in the prompt, and the character of its text from which on."""
    most_quotations: int = 0
    opening: int = 0
    from_its_start: bool = False
    ellipsis: bool = False
    machine: tuple[tuple[str, str], ...] = ()
    """How the model ran: backend, threads, context, layers on the GPU. Another way may round otherwise."""


QUOTING = ("writes", "quotations only")
"""The setting recorded with the answer of a model that may only quote."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's stored answer, with everything needed to replay it."""

    id: str
    question: Question
    claims: tuple[Claim, ...]
    standing: Standing
    hits: tuple[Hit, ...]
    record: SearchRecord
    draft: Draft
    left_out: tuple[str, ...]
    model: str
    model_sha256: str
    settings: tuple[tuple[str, str], ...]
    timing: Timing
    tokens: Tokens
    asked: str
    """ISO 8601 in UTC."""
    conversation: str = ""
    covered: tuple[Covered, ...] = ()
    """For a question over the whole collection: every document in scope, in order of name; empty otherwise."""
    recipe: Recipe | None = None
    """None in answers that were stored before it was kept."""

    @property
    def quotes_only(self) -> bool:
        """Its model was locked to the passages: it copied words and claimed nothing of its own."""
        return QUOTING in self.settings and self.standing is Standing.SUPPORTED


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model."""

    name: str
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What the manifest says about a model."""

    name: str
    role: str
    """`chat`, `embedder`, `ranker` or `adapter`."""
    family: str
    """Chat-template family for role chat (`chatml`, `llama3`, …); architecture otherwise."""
    licence: str
    parameters: int
    context: int
    """Tokens."""
    files: tuple[ModelFile, ...]
    template_sha256: str = ""
    """Of the template embedded in the file, which is compared and never rendered."""
    dimensions: int = 0
    approved_by: str = ""
    approved_on: str = ""
    grounds: str = ""
    architecture: str = ""
    """As the file calls it: `llama`, `qwen3`, `gemma3`, …"""
    quantisation: str = ""
    """As the file calls it: `Q4_K - Medium`, …"""
    shape: tuple[tuple[str, int], ...] = ()
    """Numbers of a chat model from which `core.fit` works out the memory it needs."""
    base: str = ""
    """For an adapter: the fingerprint of the model that it belongs to."""
    origin: str = ""
    """What proves where the files come from, in words; empty when nothing does."""
    minimum_version: str = ""
    """The oldest LocalCounsel that may load it; empty: any."""


@dataclass(frozen=True, slots=True)
class ApprovedModel:
    """A model whose files were approved; only `store.models` makes one. Loading takes nothing else."""

    card: ModelCard
    folder: Path
    fingerprint: str
    """SHA-256 over the sorted file digests: the model's identity in answers and indexes; with an adapter, of both."""
    adapter: ApprovedModel | None = None
    """What is loaded on top of it."""
    known: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Files that an administrator hashed and that no user can have written since, see `store.hashed`: by name, what
    the system said of each then (device, inode, size, times of writing and of change)."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One link of the audit chain. It never holds document text."""

    sequence: int
    time: str
    what: str
    details: tuple[tuple[str, str], ...]
    previous: str
    digest: str
