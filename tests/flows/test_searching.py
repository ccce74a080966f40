"""Searching a matter by words: every place counted, whatever the index of words would say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localcounsel.core.operators import QueryMistake
from localcounsel.flows import ingest
from localcounsel.flows.desk import Desk
from localcounsel.flows.searching import Counted, Filters, Group, Progress, Searcher, Understood, iso_date
from localcounsel.records import Copy, Furniture, Outline, Page, PageState, Passage, Pinpoint, Reading
from tests.flows.conftest import OpenDesk

LONG = "\f".join(
    [
        "SUPPLY AGREEMENT\n\nThis Agreement is dated as of June 30, 2019. The supplier shall give no-\n"
        "tice of every de-\nfect. A change of",
        "control of the supplier ends it. 契約書は甲が保管する。\n\nNotice of termination must be given in writing.",
        "The parties terminated the earlier agreement. Nothing of 4.2(a) was notified.",
    ]
)


@pytest.fixture
def desk(scripted: OpenDesk, folder: Path) -> Desk:
    (folder / "supply.txt").write_text(LONG, encoding="utf-8")
    desk = scripted()
    for _event in ingest.add(desk, [folder]):
        pass
    return desk


def search(desk: Desk, text: str, filters: Filters | None = None) -> tuple[dict[str, int], Counted]:
    """Places by document, and what was counted."""
    events = list(Searcher(desk, filters).search(text))
    assert isinstance(events[0], Understood)
    groups: list[Group] = [group for event in events if isinstance(event, Progress) for group in event.groups]
    counted = events[-1]
    assert isinstance(counted, Counted)
    assert counted.hits == sum(group.count for group in groups)
    assert counted.documents == len(groups)
    return {group.name.rsplit("/", 1)[-1]: group.count for group in groups}, counted


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("notice", {"supply.txt": 2}),
        ('"notice"', {"supply.txt": 2}),
        ("terminate", {"supply.txt": 2}),
        ('"terminate"', {}),
        ("terminat!", {"supply.txt": 2}),
        ("ten*", {"lease.txt": 2}),
        ('"change of control"', {"supply.txt": 1}),
        ("change w/3 supplier", {}),
        ("defect", {"supply.txt": 1}),
        ("契約書", {"supply.txt": 1}),
        ("agreement", {"nda.txt": 2, "supply.txt": 3}),
        ("agreement NOT confidential", {"supply.txt": 3}),
        ("landlord AND tenant", {"lease.txt": 4}),
        ("rent /s tenant", {"lease.txt": 1}),
        ("4.2(a)", {"supply.txt": 1}),
        ("control pre/2 supplier", {}),
        ("control pre/3 supplier", {"supply.txt": 1}),
        ("party not w/3 receiving", {"supply.txt": 1}),
    ],
)
def test_every_place_is_counted(desk: Desk, query: str, found: dict[str, int]) -> None:
    groups, _counted = search(desk, query)
    assert groups == found


def test_places_can_be_stepped_through_and_are_on_their_pages(desk: Desk) -> None:
    document = desk.store.named("supply.txt")
    spots = Searcher(desk).places('"change of control"', document.id)
    ((words,),) = [spot.words for spot in spots]
    number, start, end = words
    assert desk.store.page(document.id, number).text[start:end] == "change of"
    for spot in Searcher(desk).places("terminat! OR notice", document.id):
        for number, start, end in spot.words:
            assert desk.store.page(document.id, number).text[start:end].casefold()[:3] in ("ter", "not", "no-")


def test_lines_show_the_words_and_mark_them(desk: Desk) -> None:
    events = list(Searcher(desk).search("termination"))
    (group,) = [group for event in events if isinstance(event, Progress) for group in event.groups]
    for line in group.lines:
        marked = [line.text[start:end] for start, end in line.marks]
        assert marked
        assert all(word.casefold().startswith("termin") for word in marked)
        assert "\n" not in line.text


def test_filters_and_what_could_not_be_searched(desk: Desk) -> None:
    lease = desk.store.named("lease.txt")
    assert search(desk, "agreement", Filters(document_ids=(lease.id,)))[0] == {}
    assert search(desk, "agreement", Filters(since="2019", until="2019-06"))[0] == {"supply.txt": 3}
    assert search(desk, "agreement", Filters(since="2020"))[0] == {}
    assert search(desk, "agreement", Filters(kinds=("txt",)))[0] == {"nda.txt": 2, "supply.txt": 3}
    assert search(desk, "agreement", Filters(kinds=("pdf",)))[1].searched == 0
    assert Searcher(desk, Filters(kinds=("pdf",))).document_ids() == ()
    assert Searcher(desk, Filters(document_ids=(lease.id,))).document_ids() == (lease.id,)
    desk.store.mark(lease.id, ("privileged",), excluded=False)
    assert search(desk, "rent", Filters(labels=("privileged",)))[1].searched == 1
    desk.store.mark(lease.id, (), excluded=True)
    groups, counted = search(desk, "tenant")
    assert groups == {}
    assert [name.rsplit("/", 1)[-1] for name in counted.excluded] == ["lease.txt"]


def test_it_stops_at_its_limit_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("localcounsel.flows.searching.MOST_PAGES", 1)
    _groups, counted = search(desk, "the OR agreement")
    assert counted.stopped.startswith("stopped after 1 pages")
    assert counted.documents < 3


def test_a_mistake_is_told_before_anything_is_looked_at(desk: Desk) -> None:
    with pytest.raises(QueryMistake, match="not closed"):
        list(Searcher(desk).search("(rent"))


def test_page_furniture_and_line_numbers_are_set_aside(desk: Desk) -> None:
    pages = (
        Page(1, "1", "1 Did you ever\n2 terminate the lease?\nPage 1 Confidential"),
        Page(2, "2", "Confidential draft\n1 before the first of\n2 May?", PageState.TEXT),
        Page(3, "3", "", PageState.UNREAD, "a scan"),
    )
    aside = tuple(
        Furniture(page.number, page.text.index(words), page.text.index(words) + len(words))
        for page in pages
        for words in ("1 ", "2 ", "Page 1 Confidential", "Confidential draft")
        if words in page.text
    )
    aside = tuple(sorted(aside, key=lambda each: (each.page, each.start)))
    passages = [_passage(1, 2, pages[0].text.index("\nPage")), _passage(2, 21, len(pages[1].text))]
    passages = [
        Passage(n, "t" * 64, p.page, p.start, p.end, pages[p.page - 1].text[p.start : p.end], "", p.pinpoint)
        for n, p in enumerate(passages, 1)
    ]
    reading = Reading("t" * 64, "pdf", pages)
    desk.store.put(reading, Outline(furniture=aside), passages, Copy("t.pdf", "/t.pdf", 1, 1))
    assert search(desk, '"ever terminate"')[0] == {"t.pdf": 1}
    assert search(desk, '"the lease before the first"')[0] == {"t.pdf": 1}
    assert search(desk, "lease w/2 before")[0] == {"t.pdf": 1}
    groups, counted = search(desk, "confidential")
    assert "t.pdf" not in groups
    assert counted.unread_pages == 1


def _passage(page: int, start: int, end: int) -> Passage:
    return Passage(page, "t" * 64, page, start, end, "", "", Pinpoint(page, str(page)))


@given(words=st.lists(st.sampled_from(["notice", "the", "terminat!", '"of the"', "supplier"]), min_size=1, max_size=3))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_index_only_says_where_to_look(desk: Desk, words: list[str]) -> None:
    """Every document in which all the words stand, as often as they stand there in its whole text."""
    from localcounsel.core.operators import Prepared, parse

    root = parse(" ".join(words)).root
    wanted = {}
    for document in desk.store.documents():
        text = "\n".join(page.text for page in desk.store.pages(document.id))
        places = Prepared(text).matches(root)
        if places:
            wanted[document.name.rsplit("/", 1)[-1]] = len(places)
    assert search(desk, " ".join(words))[0] == wanted


def test_dates_as_printed() -> None:
    assert iso_date("June 30, 2019") == "2019-06-30"
    assert iso_date("1 October 2019") == "2019-10-01"
    assert iso_date("03/04/2019") == ""
    assert iso_date("") == ""
