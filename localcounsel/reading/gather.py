"""What a reader sent becomes a `Reading`: every value checked, every string cleaned, every limit held.

A reader has parsed a hostile file and is no longer believed. Whatever is out of range ends the reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from localcounsel import records
from localcounsel.core.text import clean
from localcounsel.reading import sentences
from localcounsel.reading.order import Limits

LONGEST_FACT = 2_000
"""Characters of a metadata value, a label or a title."""
MOST_FACTS = 100
MOST_HEADINGS = 20_000
MOST_FLAGS = 2_000
"""On one page."""
MOST_WARNINGS = 50
HARDLY_PAGES = 20
"""A file that announces this many times the page limit is refused instead of listed page by page."""


class Malformed(Exception):
    """The reader sent something that a sound reader does not send."""


class Full(Exception):
    """A limit was reached: `reason` says which. What was gathered so far is good."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Gathering:
    """The pages, headings, facts and attachments of one file, as they arrive."""

    def __init__(self, limits: Limits, paged: bool) -> None:
        """`paged`: the format itself has pages, and the limit of one page holds."""
        self._limits = limits
        self._page_limit = limits.page_characters if paged else limits.document_characters
        self.announced = 0
        """Pages the file says it has; 0 before it is opened."""
        self.pages: list[records.Page] = []
        self.characters = 0
        self.headings: list[records.Heading] = []
        self.metadata: tuple[tuple[str, str], ...] = ()
        self.attachments: list[records.Attachment] = []
        self.attachment_bytes = 0
        self.warnings: list[str] = []
        self._reopened = False
        """Another reader goes on with the file and opens it again."""
        self._lost = 0
        self._replaced: set[int] = set()
        """Pages whose text is not the reader's any more: its offsets mean nothing there."""

    def opened(self, untrusted: dict[str, Any]) -> None:
        """How many pages there are, and what the file says about itself."""
        pages = whole(untrusted.get("pages"), 1, 2**31)
        if self.announced and not (self._reopened and pages == self.announced):
            raise Malformed("opened twice")
        self.announced, self._reopened = pages, False
        if self.announced > self._limits.pages * HARDLY_PAGES:
            raise Full(f"it announces {self.announced:,} pages")
        facts = []
        for untrusted_pair in several(untrusted.get("metadata", []), MOST_FACTS):
            key, value = several(untrusted_pair, 2, exactly=True)
            facts.append((one_line(string(key, 100)), one_line(string(value, LONGEST_FACT))))
        self.metadata = tuple(facts)

    def reopened(self) -> None:
        """Another reader goes on where the last one stopped; it must find as many pages."""
        self._reopened = True

    def page(self, untrusted: dict[str, Any]) -> records.Page:
        """The next page, in order. Raises Full when the document's characters are over the limit."""
        number = whole(untrusted.get("number"), 1, self.announced)
        if number != len(self.pages) + 1:
            raise Malformed(f"page {number} out of order")
        text = string(untrusted.get("text"), self._limits.document_characters + 1)
        if len(text) > self._page_limit:
            reason = sentences.filled(sentences.REASONS["page_characters"], len(text))
            return self.keep(records.Page(number, str(number), "", records.PageState.UNREAD, reason))
        self.characters += len(text)
        if self.characters > self._limits.document_characters:
            raise Full(f"the document has more than {self._limits.document_characters:,} characters")
        return self.keep(self._checked(untrusted, number, clean(text)))

    def keep(self, page: records.Page) -> records.Page:
        """Add a page as the next one, or put it in the place of the one with its number."""
        if page.number == len(self.pages) + 1:
            self.pages.append(page)
        else:
            self._replaced.update({page.number} if page.text != self.pages[page.number - 1].text else ())
            self.pages[page.number - 1] = page
        return page

    def heading(self, untrusted: dict[str, Any]) -> None:
        """A heading the format declares, on a page already sent."""
        page = self.pages[whole(untrusted.get("page"), 1, len(self.pages)) - 1]
        if len(self.headings) >= MOST_HEADINGS or page.number in self._replaced:
            return
        start, end = span(untrusted, page.text)
        self.headings.append(
            records.Heading(
                page=page.number,
                start=start,
                end=end,
                number=one_line(string(untrusted.get("of", ""), 100)),
                title=one_line(string(untrusted.get("title"), LONGEST_FACT)),
                level=whole(untrusted.get("level"), 1, 20),
            )
        )

    def attachment(self, untrusted: dict[str, Any], untrusted_content: bytes) -> None:
        """A file inside the file. Over the limit it is counted and said, not kept."""
        too_many = len(self.attachments) >= self._limits.attachments
        self.attachment_bytes += len(untrusted_content)
        if too_many or self.attachment_bytes > self._limits.attachment_bytes:
            self._lost += 1
            return
        name = file_name(string(untrusted.get("name"), LONGEST_FACT)) or f"attachment {len(self.attachments) + 1}"
        self.attachments.append(records.Attachment(name, untrusted_content))

    def warning(self, untrusted: dict[str, Any]) -> None:
        """One of the sentences a reader may say."""
        sentence = sentences.WARNINGS.get(string(untrusted.get("code"), 40))
        if sentence is None:
            raise Malformed("an unknown warning")
        said = sentences.filled(sentence, whole(untrusted.get("count", 0), 0, 2**31))
        if said not in self.warnings and len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(said)

    def unread_from(self, number: int, reason: str) -> None:
        """List every page from `number` on as unread, for this reason."""
        for missing in range(number, self.announced + 1):
            self.keep(records.Page(missing, str(missing), "", records.PageState.UNREAD, reason))

    def reading(self, document_id: str, media: str) -> records.Reading:
        """The finished reading."""
        warnings = list(self.warnings)
        if self._lost:
            warnings.append(sentences.filled(sentences.WARNINGS["attachments"], self._lost))
        return records.Reading(
            document_id=document_id,
            media=media,
            pages=tuple(self.pages),
            metadata=self.metadata,
            headings=tuple(sorted(self.headings, key=lambda heading: (heading.page, heading.start))),
            attachments=tuple(self.attachments),
            warnings=tuple(warnings),
        )

    def _checked(self, untrusted: dict[str, Any], number: int, text: str) -> records.Page:
        try:
            state = records.PageState(string(untrusted.get("state"), 20))
        except ValueError as error:
            raise Malformed("an unknown page state") from error
        code = string(untrusted.get("reason", ""), 40)
        if code and code not in sentences.REASONS:
            raise Malformed("an unknown reason")
        reason = sentences.filled(sentences.REASONS[code], whole(untrusted.get("count", 0), 0, 2**31)) if code else ""
        if state is records.PageState.BLANK and text.strip():
            raise Malformed("a blank page with text")
        if state is records.PageState.UNREAD and not reason:
            raise Malformed("an unread page without a reason")
        label = one_line(string(untrusted.get("label", ""), LONGEST_FACT))[:40].strip() or str(number)
        return records.Page(number, label, text, state, reason, self._flags(untrusted, text))

    def _flags(self, untrusted: dict[str, Any], text: str) -> tuple[records.Flag, ...]:
        flags = []
        for untrusted_flag in several(untrusted.get("flags", []), MOST_FLAGS):
            code, start, end = several(untrusted_flag, 3, exactly=True)
            kind, note = sentences.FLAGS.get(string(code, 40), ("", ""))
            if not kind:
                raise Malformed("an unknown flag")
            checked = span({"start": start, "end": end}, text)
            flags.append(records.Flag(kind, checked[0], checked[1], note))
        return tuple(flags)


def whole(untrusted: object, least: int, most: int) -> int:
    """An int within a range."""
    if type(untrusted) is not int or not least <= untrusted <= most:
        raise Malformed("a number out of range")
    return untrusted


def string(untrusted: object, longest: int) -> str:
    """A str of at most `longest` characters."""
    if not isinstance(untrusted, str) or len(untrusted) > longest:
        raise Malformed("a string out of range")
    return untrusted


def several(untrusted: object, most: int, exactly: bool = False) -> Sequence[Any]:
    """A list of at most (or exactly) `most` things."""
    if not isinstance(untrusted, list) or len(untrusted) > most or (exactly and len(untrusted) != most):
        raise Malformed("a list out of range")
    return untrusted


def span(untrusted: dict[str, Any], text: str) -> tuple[int, int]:
    """Half-open offsets within `text`."""
    start = whole(untrusted.get("start"), 0, len(text))
    return start, whole(untrusted.get("end"), start, len(text))


def one_line(text: str) -> str:
    """Cleaned, with white space in runs as one space."""
    return " ".join(clean(text).split())


def file_name(text: str) -> str:
    """An attachment's own name without any folder: what comes after the last separator, or nothing."""
    name = one_line(text).replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    return "".join("_" if character in ':*?"<>|' else character for character in name)[-120:]
