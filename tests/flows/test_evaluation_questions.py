"""A firm's own questions: read in every common form of CSV, and every mistake named with its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcounsel.errors import BadCall, Unreachable
from localcounsel.flows.evaluation.questions import Place, built_in, digest, from_csv


def _file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "ours.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "text",
    [
        'question,document,page,quote,answerable\nWho pays?,lease.txt,1,"the Tenant, monthly",yes\nWho sings?,,,,no\n',
        "answerable;quote;page;document;question\nyes;the Tenant, monthly;1;lease.txt;Who pays?\nno;;;;Who sings?\n",
        '\ufeffQuestion,Quote,Document,Answerable,Page\r\nWho pays?,"the Tenant, monthly",lease.txt,,1\r\n'
        "Who sings?,,,No,\r\n",
    ],
)
def test_order_separator_and_mark_do_not_matter(tmp_path: Path, text: str) -> None:
    pays, sings = from_csv(_file(tmp_path, text))
    assert (pays.text, pays.answerable) == ("Who pays?", True)
    assert pays.places == (Place("lease.txt", 1, "the Tenant, monthly", "ours.csv, line 2"),)
    assert (sings.text, sings.answerable) == ("Who sings?", False)


def test_lines_of_one_question_are_its_places(tmp_path: Path) -> None:
    (asked,) = from_csv(_file(tmp_path, "question,document,page\nWho pays?,a.pdf,1\nWho pays?,b.pdf,4\n"))
    assert [(place.document, place.page) for place in asked.places] == [("a.pdf", 1), ("b.pdf", 4)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("question,documnt\nx,y\n", "line 1.*documnt"),
        ("document,page\na,1\n", "line 1.*question"),
        ("question,question\na,b\n", "line 1.*twice"),
        ("question,document,page\nWho?,a.pdf,one\n", "line 2.*page.*one"),
        ("question,document,page\nWho?,a.pdf,0\n", "line 2.*page"),
        ("question,document,page\n,a.pdf,1\n", "line 2.*question.*empty"),
        ("question,document,page\nWho?,,1\n", "line 2.*document.*empty"),
        ("question,document\nWho?,a.pdf\n", "line 2.*page.*words"),
        ("question,answerable\nWho?,perhaps\n", "line 2.*answerable.*perhaps"),
        ("question,document,page\nWho?,a.pdf,1,2\n", "line 2.*4 columns"),
        ("question,document,page,answerable\nWho?,a.pdf,1,\nWho?,,,no\n", "line 3.*answerable"),
        ("question\n", "no questions"),
        ("", "no questions"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadCall, match=says):
        from_csv(_file(tmp_path, text))


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadCall, match=r"line 2 is not in UTF-8"):
        from_csv(_file(tmp_path, "question,answerable\nWer zahlt für Schäden?,no\n", "latin-1"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"none\.csv"):
        from_csv(tmp_path / "none.csv")


def test_control_characters_in_a_question_are_made_visible(tmp_path: Path) -> None:
    (asked,) = from_csv(_file(tmp_path, "question,answerable\nWho \x1b]52;c;x\x07 pays?,no\n"))
    assert "\x1b" not in asked.text


def test_the_built_in_ones_are_known() -> None:
    asked = built_in()
    assert {question.answerable for question in asked} == {True, False}
    assert any(question.japanese for question in asked)
    assert len({question.id for question in asked}) == len(asked)
    assert digest(asked) != digest(asked[1:])
