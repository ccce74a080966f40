"""How a query was understood, in words, so that a person sees what is searched before trusting what is found."""

from __future__ import annotations

from localcounsel.core.operators.nodes import And, Close, Form, Node, Or, Phrase, Reach, Unit, Without, Word

OTHER_FORMS = " (unquoted words in any form)"


def spoken(node: Node) -> str:
    """`(notice or “demand”) within 5 words of “terminat…”, leaving out documents with “draft” (unquoted …)`."""
    return _said(node) + (OTHER_FORMS if _stemmed(node) else "")


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


def _said(node: Node, *, inner: bool = False) -> str:
    match node:
        case Word(text, form):
            return text if form is Form.STEM else f"“{_shown(text)}”"
        case Phrase(words):
            return f"“{' '.join(_shown(word.text) for word in words)}”"
        case Or(parts):
            return _bracketed(" or ".join(_said(part, inner=True) for part in parts), inner)
        case And(parts):
            return _bracketed(" and ".join(_said(part, inner=True) for part in parts), inner)
        case Close(left, right, reach, negated):
            link = f"{'not ' if negated else ''}{_reach(reach)}"
            return _bracketed(f"{_said(left, inner=True)} {link} {_said(right, inner=True)}", inner)
        case Without(left, right):
            said = f"{_said(left, inner=True)}, leaving out documents with {_said(right, inner=True)}"
            return _bracketed(said, inner)


def _bracketed(words: str, inner: bool) -> str:
    return f"({words})" if inner else words


def _shown(text: str) -> str:
    return text.replace("*", "…")


def _reach(reach: Reach) -> str:
    if reach.unit is Unit.WORDS:
        near = f"within {reach.count} {'word' if reach.count == 1 else 'words'}"
        return f"{near} before" if reach.ordered else f"{near} of"
    return f"before, in one {reach.unit.value} with," if reach.ordered else f"in one {reach.unit.value} with"
