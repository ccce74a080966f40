"""Everything known about one file, in lines: what it is, what is missing, what asks for a second look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textual.content import Content

from localcounsel.core.filing import Filed, OnDisk
from localcounsel.core.stamps import stamp_ranges
from localcounsel.records import Document, Outline, Page, PageState
from localcounsel.tui import show, states, wording
from localcounsel.tui.language import _, ngettext, said

NAME_WIDTH = 14
"""Cells for what a fact is called."""


def lines(filed: Filed, document: Document, noted: Sequence[Page], most: int) -> list[Content]:
    """The facts, at most so many of a kind; `document` with its whole outline, `noted` the pages with something."""
    return [
        *_itself(filed, document),
        *_pages(noted, most),
        *_structure(document.outline, most),
        *_file(document, most),
    ]


def _fact(name: str, untrusted: str) -> Content:
    return show.words((wording.padded(name, NAME_WIDTH) + " ", "$soft"), show.one_line(untrusted))


def _title(text: str) -> Content:
    return show.words(("\n" + text, "bold $primary"))


def _itself(filed: Filed, document: Document) -> Iterator[Content]:
    outline = document.outline
    sign = states.state(filed)
    state = show.words((wording.padded(_("State"), NAME_WIDTH) + " ", "$soft"), (f"{sign.shape} ", sign.style))
    yield show.words(state, show.one_line(sign.words))
    if filed.on_disk is OnDisk.GONE:
        yield _fact("", _("What was read is kept. Adding its folder again takes it out."))
    if filed.marking.labels:
        yield show.words(
            (wording.padded(_("Labels"), NAME_WIDTH) + " ", "$soft"),
            (" ".join(f"#{each}" for each in filed.marking.labels), "$secondary"),
        )
    for name, value in ((_("Title"), outline.title), (_("Type"), outline.kind), (_("Date"), outline.date)):
        if value:
            yield _fact(name, value)
    for number, party in enumerate(outline.parties):
        yield _fact("" if number else _("Parties"), party)
    yield _fact(_("Pages"), f"{document.page_count:,}")
    for number, stamps in enumerate(stamp_ranges(outline.marks)):
        whole = stamps.first if stamps.first == stamps.last else f"{stamps.first} – {stamps.last}"
        yield _fact("" if number else _("Bates"), wording.joined((whole, _missing(stamps.missing))))


def _missing(number: int) -> str:
    if not number:
        return ""
    return ngettext("{count} number missing", "{count} numbers missing", number).format(count=f"{number:,}")


def _pages(noted: Sequence[Page], most: int) -> Iterator[Content]:
    unread = [page for page in noted if page.state is PageState.UNREAD]
    flags = [(page, flag) for page in noted for flag in page.flags]
    if unread:
        yield _title(_("Pages that could not be read ({count})").format(count=len(unread)))
        yield from _some(
            (_fact(_page(page), said(page.reason) or _("no reason given")) for page in unread), len(unread), most
        )
    if flags:
        yield _title(_("Asks for a second look ({count})").format(count=len(flags)))
        told = (
            show.words(
                (wording.padded(_page(page), NAME_WIDTH) + " ", "$soft"),
                ("▲ ", "$warning"),
                show.one_line(wording.joined((said(flag.kind), said(flag.note)))),
            )
            for page, flag in flags
        )
        yield from _some(told, len(flags), most)


def _page(page: Page) -> str:
    return _("p. {label}").format(label=show.safe(page.label or str(page.number)))


def _structure(outline: Outline, most: int) -> Iterator[Content]:
    astray = [reference for reference in outline.references if reference.target is None]
    if astray:
        yield _title(_("Cross-references that lead nowhere in it ({count})").format(count=len(astray)))
        yield from _some((_at(each.page, each.text) for each in astray), len(astray), most)
    if outline.terms:
        yield _title(_("Defined terms ({count})").format(count=len(outline.terms)))
        yield from _some((_at(each.page, each.term) for each in outline.terms), len(outline.terms), most)
    if outline.headings:
        yield _title(_("Outline"))
        told = (
            _at(each.page, f"{'  ' * (each.level - 1)}{each.number} {each.title}".rstrip()) for each in outline.headings
        )
        yield from _some(told, len(outline.headings), most)


def _at(page: int, untrusted: str) -> Content:
    return _fact(_("p. {label}").format(label=page), untrusted)


def _file(document: Document, most: int) -> Iterator[Content]:
    yield _title(_("The file"))
    yield _fact(_("Kind"), document.media)
    for copy in document.copies[:most]:
        yield _fact(_("Name"), copy.name)
        if copy.parent:
            yield _fact(_("Came with"), copy.parent)
        else:
            yield _fact(_("Read from"), f"{copy.path}  ({wording.size(copy.size)})")
    yield _fact(_("SHA-256"), document.id)
    for name, value in document.metadata[:most]:
        yield _fact(show.safe(name.replace("\n", " ")).capitalize()[:NAME_WIDTH], value)


def _some(told: Iterable[Content], count: int, most: int) -> Iterator[Content]:
    for number, line in enumerate(told):
        if number == most:
            break
        yield line
    if count > most:
        yield show.words(
            (" " * (NAME_WIDTH + 1), ""), (_("and {count} more").format(count=f"{count - most:,}"), "$soft")
        )
