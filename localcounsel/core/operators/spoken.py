"""How a query was understood, in words, so that a person sees what is searched before trusting what is found."""

from __future__ import annotations

from functools import reduce

from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.operators.nodes import And, Close, Form, Node, Or, Phrase, Reach, Unit, Without, Word

OTHER_FORMS = "(unquoted words in any form)"
NEAR = {
    (Unit.WORDS, False): ("{0} within {1} of {2}", "{0} not within {1} of {2}"),
    (Unit.WORDS, True): ("{0} within {1} before {2}", "{0} not within {1} before {2}"),
    (Unit.SENTENCE, False): ("{0} in one sentence with {2}", "{0} not in one sentence with {2}"),
    (Unit.SENTENCE, True): ("{0} before, in one sentence with, {2}", "{0} not before, in one sentence with, {2}"),
    (Unit.PARAGRAPH, False): ("{0} in one paragraph with {2}", "{0} not in one paragraph with {2}"),
    (Unit.PARAGRAPH, True): ("{0} before, in one paragraph with, {2}", "{0} not before, in one paragraph with, {2}"),
}
"""How two parts stand to each other and how they do not, by the unit and by whether their order counts."""


def spoken(node: Node, language: Language = ENGLISH) -> str:
    """`(notice or “demand”) within 5 words of “terminat…”, leaving out documents with “draft” (unquoted …)`."""
    other_forms = language.blank + language.say(OTHER_FORMS) if _stemmed(node) else ""
    return _said(node, language) + other_forms


def _stemmed(node: Node) -> bool:
    match node:
        case Word(_, form):
            return form is Form.STEM
        case Phrase():
            return False
        case Or(parts) | And(parts):
            return any(map(_stemmed, parts))
        case Close(left, right) | Without(left, right):
            return _stemmed(left) or _stemmed(right)


def _said(node: Node, language: Language, *, inner: bool = False) -> str:
    match node:
        case Word(text, form):
            return text if form is Form.STEM else f"“{_shown(text)}”"
        case Phrase(words):
            return f"“{' '.join(_shown(word.text) for word in words)}”"
        case Or(parts):
            each = [_said(part, language, inner=True) for part in parts]
            return _bracketed(reduce(lambda one, other: language.say("{0} or {1}", one, other), each), inner)
        case And(parts):
            each = [_said(part, language, inner=True) for part in parts]
            return _bracketed(reduce(lambda one, other: language.say("{0} and {1}", one, other), each), inner)
        case Close(left, right, reach, negated):
            near = _said(left, language, inner=True), _said(right, language, inner=True)
            return _bracketed(_close(*near, reach, negated, language), inner)
        case Without(left, right):
            kept, left_out = _said(left, language, inner=True), _said(right, language, inner=True)
            return _bracketed(language.say("{0}, leaving out documents with {1}", kept, left_out), inner)


def _bracketed(words: str, inner: bool) -> str:
    return f"({words})" if inner else words


def _shown(text: str) -> str:
    return text.replace("*", "…")


def _close(left: str, right: str, reach: Reach, negated: bool, language: Language) -> str:
    """`left` near `right`, or where it is not."""
    far = language.count(reach.count, "{0} word", "{0} words") if reach.unit is Unit.WORDS else ""
    return language.say(NEAR[reach.unit, reach.ordered][negated], left, far, right)
