"""HTML to one page of visible text: blocks as lines, cells parted by tabs, h1 to h6 as headings. Loads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from localcounsel.reading.decode import declared, guess
from localcounsel.reading.html_hidden import WHITE, Colour, Hiding
from localcounsel.reading.outlet import Fault, Outlet, Request, Sheet

_DROPPED = frozenset(
    "script style head title meta link noscript template iframe object embed svg math canvas audio video "
    "select datalist base applet".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table "
    "tbody tfoot thead tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_SPACES = re.compile("[ \t\n\r\f]+")
DECLARED = 4096
"""Bytes in which a page declares its encoding."""
MOST_EMPTY = 100
"""Line ends in a row; more would be blank screens, or an attack by their number."""
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)


def read(content: bytes, request: Request, outlet: Outlet) -> None:
    """Send the text. Raises Fault when it cannot be parsed or is too long."""
    made, hidden = sheet(content)
    if len(made.text) > request.document_characters:
        raise Fault("characters")
    if hidden:
        outlet.warning("hidden_elements", hidden)
    outlet.opened(1)
    outlet.page(made if made.text.strip() else Sheet(state="blank"))


def sheet(content: bytes, charset: str = "") -> tuple[Sheet, int]:
    """The page, and how many elements of it a browser would not display."""
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    text = _decoded(content, charset)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        if not text.strip():
            return Sheet(state="blank"), 0
        raise Fault("damaged") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        return Sheet(text=_without_tags(text)), 0
    writer = _Writer(Hiding(root))
    writer.walk(root)
    return writer.sheet(), writer.hidden


def _without_tags(text: str) -> str:
    """What is left of a page that nests too deeply for a parser: every word, without structure."""
    return re.sub(r"\s*\n\s*", "\n", re.sub("<[^>]{0,10000}>", "\n", text)).strip()


def _decoded(content: bytes, charset: str) -> str:
    """By the mark, else what the page or its message declares, else by looking at the bytes."""
    encoding, skip, _ = guess(content)
    named = _CHARSET.search(content[:DECLARED])
    if charset and not skip and (text := declared(content, charset)) is not None:
        return text
    if named and not skip:
        text = declared(content, named[1].decode("ascii"))
        if text is not None and named[0].decode("ascii") in text[: 2 * DECLARED]:  # else it belies itself
            return text
    return content[skip:].decode(encoding, "replace")


@dataclass(frozen=True, slots=True)
class _Open:
    """An element whose end has not come."""

    children: Iterator[etree._Element]
    element: etree._Element
    start: int
    """Characters written before it."""
    pieces: int
    preformatted: bool
    ground: Colour | None
    """What its text stands on; None where that is not known."""


class _Writer:
    """Collects the visible text of a tree, with white space as a browser would show it."""

    def __init__(self, hiding: Hiding) -> None:
        self._hiding = hiding
        self._pieces: list[str] = []
        self._length = 0
        self._pending = ""
        """White space that is written only when a word follows."""
        self.hidden = 0
        self._flags: list[tuple[str, int, int]] = []
        self._headings: list[tuple[int, int, str, str, int]] = []

    def sheet(self) -> Sheet:
        return Sheet(text="".join(self._pieces), flags=self._flags, headings=self._headings)

    def walk(self, root: etree._Element) -> None:
        """Write the tree, without recursion: hostile pages nest deeply."""
        stack: list[_Open] = []
        self._enter(root, stack)
        while stack:
            top = stack[-1]
            child = next(top.children, None)
            if child is None:
                stack.pop()
                self._leave(top)
                if top.element is not root:
                    self._write(top.element.tail, bool(stack) and stack[-1].preformatted)
            elif not isinstance(child.tag, str) or child.tag in _DROPPED:
                self._write(child.tail, top.preformatted)
            else:
                self._enter(child, stack)

    def _enter(self, element: etree._Element, stack: list[_Open]) -> None:
        tag = str(element.tag)
        if tag in _BLOCKS:
            self._break("\n")
        elif tag == "br":
            self._break("\n", always=True)
        elif tag in _CELLS:
            self._break("\t")
        above = stack[-1] if stack else None
        preformatted = tag == "pre" or (above is not None and above.preformatted)
        ground = self._hiding.ground(element, above.ground if above else WHITE)
        opened = _Open(iter(element), element, self._length, len(self._pieces), preformatted, ground)
        self._write(element.text, preformatted)
        value = element.get("value") if tag == "input" and element.get("type") in (None, "text") else element.get("alt")
        if tag in ("input", "img") and value:
            self._write(f" {value} ", False)
        stack.append(opened)

    def _leave(self, left: _Open) -> None:
        element, start = left.element, left.start
        tag = str(element.tag)
        if self._length > start:
            written = "".join(self._pieces[left.pieces :]) if tag[:1] == "h" and tag[1:].isdecimal() else ""
            lead = len(written) - len(written.lstrip())
            if written.strip() and tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                title = " ".join(written.split())
                self._headings.append((start + lead, self._length, "", title, int(tag[1])))
            code = self._hiding.code(element, left.ground)
            if code:
                self.hidden += code != "html_aria"
                self._flags.append((code, start, self._length))
        if tag in _BLOCKS:
            self._break("\n")

    def _break(self, mark: str, always: bool = False) -> None:
        """A line end or a cell's end: written once a word follows, and never twice unless asked for."""
        if always and len(self._pending) < MOST_EMPTY:
            self._pending = self._pending.strip(" \t") + "\n"
        elif mark == "\n" and "\n" not in self._pending:
            self._pending = "\n"
        elif mark == "\t" and "\n" not in self._pending:
            self._pending = "\t"

    def _write(self, text: str | None, preformatted: bool) -> None:
        if not text:
            return
        if not preformatted:
            text = _SPACES.sub(" ", text)
            if text.startswith(" "):
                self._pending = self._pending or " "
            ends = text.endswith(" ")
            text = text.strip(" ")
        else:
            ends = False
        if text:
            lead = self._pending if self._length else ""
            self._pieces.append(lead + text)
            self._length += len(lead) + len(text)
            self._pending = ""
        if ends:
            self._pending = self._pending or " "
