"""What the checks say of a statement is said in the reader's language, and none of their sentences is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from localcounsel.tui import language, reasons
from tests.house.package import ROOT

TELLING = ("the passage ", "the statement ", "leaves out ", "does not stand in ", "cites nothing")


@pytest.fixture
def japanese() -> Iterator[None]:
    language.use("ja")
    yield
    language.use("en")


def _sentences() -> list[str]:
    """Every reason in the checks' source, `X` for what is put in."""
    core = ROOT / "localcounsel" / "core"
    found: list[str] = []
    for path in (*sorted((core / "checks").glob("*.py")), core / "citations.py", core / "addressed.py"):
        tree = ast.parse(path.read_text("utf-8"))
        inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [str(each.value) if isinstance(each, ast.Constant) else "X" for each in node.values]
                found.append("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
                found += [] if id(node) in documented else [node.value]
    return [each for each in found if any(words in each for words in TELLING)]


def test_every_reason_has_a_shape() -> None:
    sentences = _sentences()
    assert len(sentences) > 12
    assert [each for each in sentences if reasons.shape_of(each) is None] == []


def test_a_reason_is_said_in_japanese_with_its_words_as_they_are(japanese: None) -> None:
    assert reasons.said("the passage says “sixty (60) days” here, the statement “30 days”") == (
        "原文ではここは“sixty (60) days”ですが、記述では“30 days”です"
    )
    assert reasons.said("the passage has no “{what} …”") == "原文に“{what} …”はありません"


def test_what_is_not_known_stays_as_it_is(japanese: None) -> None:
    assert reasons.said("some other reason") == "some other reason"


@pytest.mark.parametrize("words", ["A, the statement B", "does not stand in the passage", "{0} {theirs}", "%s\n"])
def test_no_word_is_lost_whatever_they_are(words: str) -> None:
    for shape in reasons.SHAPES:
        reason = shape.replace("{theirs}", words).replace("{mine}", words).replace("{what}", words)
        assert reasons.said(reason) == reason
