"""Finding words in a document, following what leads elsewhere, and pages as pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcounsel.errors import TooLarge, Unreachable, Unsupported
from localcounsel.flows import ingest, picturing
from localcounsel.flows.desk import Desk
from localcounsel.flows.picturing import Wanted, picture
from localcounsel.flows.viewing import Finder, NoSuchPlace, go, links
from localcounsel.records import CrossReference, DefinedTerm, Document, DocumentState, Furniture, Heading, Outline, Page
from tests.flows.conftest import OpenDesk
from tests.reading import making

PAGES = (
    Page(1, "i", "The quick termi-\nnation of “Net Sales” by\nPage 1\nthe Buyer."),
    Page(2, "1", "See Section 2. NET  SALES are counted; Net Sales too."),
    Page(3, "2", "Caf\u00e9 and \ufb01nal notice."),
)
OUTLINE = Outline(
    headings=(Heading(2, 0, 3, "2", "Payment", 1),),
    terms=(DefinedTerm("Net Sales", 1, 28, 37), DefinedTerm("Sales", 1, 32, 37)),
    references=(CrossReference("Section 2", 2, 4, 13, 0), CrossReference("Section 9", 2, 4, 13, None)),
    furniture=(Furniture(1, PAGES[0].text.index("Page"), PAGES[0].text.index("Page") + 6),),
)


class Shelf:
    """One document in memory, counting how often its pages are read."""

    def __init__(self) -> None:
        self.read: list[int] = []

    def document(self, document_id: str, /) -> Document:
        return Document(document_id, "pdf", DocumentState.READ, 3, outline=OUTLINE)

    def page(self, document_id: str, number: int, /) -> Page:
        self.read.append(number)
        return PAGES[number - 1]

    def labels(self, document_id: str, /) -> list[tuple[int, str]]:
        return [(page.number, page.label) for page in PAGES]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("TERMINATION", ["termi-\nnation"]),
        ("termin", ["termi-\nn"]),
        ("sales by the", ["Sales” by\nPage 1\nthe"]),
        ("net sales", ["Net Sales", "NET  SALES", "Net Sales"]),
        ("cafe", ["Caf\u00e9"]),
        ("final", ["\ufb01nal"]),
        ("q", []),
        ("", []),
        ("\x1b[31m", []),
        ("nowhere", []),
    ],
)
def test_found_as_the_product_compares_words(typed: str, found: list[str]) -> None:
    spots = Finder(Shelf(), "d").find(typed).spots
    assert [PAGES[spot.page - 1].text[spot.words[0][1] : spot.words[0][2]] for spot in spots] == found


def test_the_next_letter_only_looks_where_the_one_before_was_found() -> None:
    shelf = Shelf()
    finder = Finder(shelf, "d")
    finder.find("cou")
    assert shelf.read == [1, 2, 3]
    finder.find("count")
    assert shelf.read == [1, 2, 3, 2]
    finder.find("quick")
    assert shelf.read == [1, 2, 3, 2, 1, 2, 3]


def test_a_search_nobody_waits_for_stops() -> None:
    found = Finder(Shelf(), "d").find("sales", stopped=lambda: True)
    assert (found.spots, found.complete) == ((), False)


def test_where_a_page_leads() -> None:
    found = links(OUTLINE, PAGES[1])
    assert [(link.kind, link.text, link.goal.said if link.goal else None) for link in found] == [
        ("reference", "Section 2", "2 Payment"),
        ("reference", "Section 9", None),
        ("term", "Net Sales", "definition of “Net Sales”"),
    ]
    assert links(OUTLINE, PAGES[0]) == ()


def test_going_nowhere_says_what_can_be_typed() -> None:
    assert go(Shelf(), "d", "1", 1)[0].page == 2
    with pytest.raises(NoSuchPlace, match="no page") as caught:
        go(Shelf(), "d", "zzz", 1)
    assert "12:3" in caught.value.advice


@pytest.fixture
def pictured(scripted: OpenDesk, tmp_path: Path) -> tuple[Desk, Path]:
    path = tmp_path / "a.pdf"
    path.write_bytes(making.pdf([making.text_at(72, 700, "Hello there, this is page one.")]))
    (tmp_path / "b.txt").write_text("Only text.", "utf-8")
    desk = scripted()
    for _event in ingest.add(desk, [path, tmp_path / "b.txt"]):
        pass
    return desk, path


def test_a_page_of_the_original_as_a_picture(pictured: tuple[Desk, Path]) -> None:
    desk, _path = pictured
    raster = picture(desk.store, desk.store.named("a.pdf").id, Wanted(1, 200))
    assert (raster.width, len(raster.colours)) == (200, 3 * 200 * raster.height)
    assert min(raster.colours) < 200 < max(raster.colours)


def test_only_the_file_that_was_read_is_shown(pictured: tuple[Desk, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    desk, path = pictured
    document = desk.store.named("a.pdf").id
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    with pytest.raises(Unreachable, match="changed since it was read"):
        picture(desk.store, document, Wanted(1, 200))
    path.unlink()
    with pytest.raises(Unreachable, match="no longer at"):
        picture(desk.store, document, Wanted(1, 200))
    path.write_bytes(content)
    monkeypatch.setattr(picturing, "LARGEST", 10)
    with pytest.raises(TooLarge):
        picture(desk.store, document, Wanted(1, 200))
    with pytest.raises(Unsupported, match="only PDFs"):
        picture(desk.store, desk.store.named("b.txt").id, Wanted(1, 200))
