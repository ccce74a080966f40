"""The list of documents: what a filter finds, how folders are laid out, which Bates numbers are missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core import tree
from localcounsel.core.filing import Filed, OnDisk, parse
from localcounsel.core.stamps import StampRange, stamp_ranges
from localcounsel.records import Copy, Document, DocumentState, Mark, Marking, Outline

NOTHING = Outline()


def filed(
    name: str,
    *,
    state: DocumentState = DocumentState.INDEXED,
    parent: str = "",
    outline: Outline = NOTHING,
    **said: object,
) -> Filed:
    copy = Copy(name, f"/files/{name}", 1, 1, "", parent)
    return Filed(copy, Document(f"id {name}", "pdf", state, 3, (copy,), outline=outline), **said)  # type: ignore[arg-type]


FILES = [
    filed("leases/Lease 10.pdf", unread=2, marking=Marking(("exhibit", "exhibit-4"))),
    filed("leases/Lease 2.pdf", outline=Outline("Commercial Lease", ("Müller GmbH",), "2024-03-01", "lease")),
    filed("memo.docx", marking=Marking(("privileged",), True), on_disk=OnDisk.CHANGED),
    filed("locked.pdf", state=DocumentState.FAILED),
    filed("mail.eml", state=DocumentState.READ),
    filed("mail.eml!Ｎｏｔｉｃｅ.pdf", parent="mail.eml"),
]


def names(text: str) -> list[str]:
    return [each.name for each in parse(text).of(FILES)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", 6),
        ("lease", 2),
        ("LEASE 10", 1),
        ("commercial", 1),
        ("state:unread", 1),
        ("state:unread label:exhibit", 1),
        ("state:failed,changed", 2),
        ("state:excl", 1),
        ("-state:excluded", 5),
        ("label:exhibit-4", 1),
        ("-label:privileged -state:failed", 4),
        ("type:lease party:müller", 1),
        ('party:"müller gmbh"', 1),
        ("date:2024", 1),
        ("file:pdf lease", 2),
        ("state:attachment", 1),
        ("notice", 1),
        ('"lease 2"', 1),
        ("state:read", 1),
        ("nothing of the kind", 0),
        ("state:", 6),
        ("lab", 0),
    ],
)
def test_a_filter_finds(text: str, found: int) -> None:
    assert len(names(text)) == found
    assert parse(text).trouble == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [("stat:read", "Did you mean state?"), ("state:unreadd", "Did you mean unread?"), ("size:1", "Known are state,")],
)
def test_what_is_not_understood_is_said(text: str, words: str) -> None:
    assert words in parse(text).trouble


@given(st.text(max_size=40))
def test_any_filter_can_be_typed(text: str) -> None:
    assert len(parse(text).of(FILES)) <= len(FILES)


def rows(root: tree.Node, opened: set[str] | None = None) -> list[str]:
    return [f"{'  ' * node.depth}{node.label}" for node in tree.shown(root, opened)]


def test_folders_come_first_and_two_before_ten() -> None:
    assert rows(tree.grown(FILES)) == [
        "leases",
        "  Lease 2.pdf",
        "  Lease 10.pdf",
        "locked.pdf",
        "mail.eml",
        "  Ｎｏｔｉｃｅ.pdf",
        "memo.docx",
    ]


def test_what_is_closed_is_not_shown() -> None:
    root = tree.grown(FILES)
    assert rows(root, set()) == ["leases", "locked.pdf", "mail.eml", "memo.docx"]
    assert rows(root, {"dleases"})[1] == "  Lease 2.pdf"


def test_folders_that_hold_one_folder_only_are_one_row() -> None:
    root = tree.grown([filed("a/b/c/one.pdf"), filed("a/b/c/two.pdf"), filed("a/b/d/three.pdf")])
    assert rows(root) == ["a/b", "  c", "    one.pdf", "    two.pdf", "  d", "    three.pdf"]


def test_a_folder_counts_all_that_is_below_it() -> None:
    root = tree.grown(FILES)
    leases = root.children[0]
    assert (leases.tally.files, leases.tally.unread, leases.tally.pages) == (2, 2, 6)
    whole = root.tally
    assert (whole.files, whole.failed, whole.changed, whole.excluded) == (6, 1, 1, 1)
    assert next(each.name for each in root.files()) == "leases/Lease 2.pdf"


@pytest.mark.parametrize("name", ["/absolute.pdf", "//a", "a//b.pdf", "a/", "", "x!y", "!", "a/!b", "a" * 500])
def test_odd_names_stand_somewhere(name: str) -> None:
    root = tree.grown([filed(name), filed("other.pdf")])
    assert {each.name for each in root.files()} == {name, "other.pdf"}


def test_an_attachment_whose_mail_is_not_shown_stands_by_itself() -> None:
    root = tree.grown([FILES[5]])
    assert [each.name for each in root.files()] == ["mail.eml!Ｎｏｔｉｃｅ.pdf"]


def test_attachments_of_attachments_are_below_them() -> None:
    inner = filed("m.eml!n.eml!deep.pdf", parent="m.eml!n.eml")
    assert rows(tree.grown([filed("m.eml"), filed("m.eml!n.eml", parent="m.eml"), inner])) == [
        "m.eml",
        "  n.eml",
        "    deep.pdf",
    ]


@given(st.lists(st.text("ab/!.2 ", min_size=1, max_size=8), unique=True, max_size=20))
def test_every_file_is_in_the_tree_once(given_names: list[str]) -> None:
    root = tree.grown([filed(name) for name in given_names])
    assert sorted(each.name for each in root.files()) == sorted(given_names)
    assert root.tally.files == len(given_names)


def stamp(value: str, page: int = 1) -> Mark:
    return Mark("bates", page, 0, 5, value)


def test_a_bates_range_is_from_first_to_last_with_what_is_missing() -> None:
    marks = [stamp("ACME 000003"), stamp("ACME 000001"), stamp("ACME 000001"), stamp("ACME 000007"), stamp("BETA-9")]
    assert stamp_ranges([*marks, Mark("line", 1, 0, 1, "14")]) == [
        StampRange("ACME 000001", "ACME 000007", 3, 4),
        StampRange("BETA-9", "BETA-9", 1, 0),
    ]


def test_no_stamps_no_range() -> None:
    assert stamp_ranges([]) == []
    assert stamp_ranges([stamp("CONFIDENTIAL")]) == [StampRange("CONFIDENTIAL", "CONFIDENTIAL", 1, 0)]


def test_a_gap_that_is_no_gap_is_not_counted() -> None:
    assert stamp_ranges([stamp("A 1"), stamp("A 99999999")])[0].missing == 0
