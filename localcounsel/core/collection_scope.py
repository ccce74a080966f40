"""Which documents does a collective question speak of? "Our leases" are the leases; "contracts" are no e-mails."""

from __future__ import annotations

import re
from collections.abc import Sequence

from localcounsel.core.collection import Collective
from localcounsel.core.naming import KINDS
from localcounsel.records import Document

AGREEMENTS = frozenset({"agreement", "lease", "nda", "licence", "amendment", "契約"})
"""What "agreements" and "contracts" mean."""
_SURELY_NOT = frozenset(
    {"transcript", "memo", "brief", "minutes", "e-mail", "letter", "policy", "invoice", "complaint"}
)
"""A file that is named so is no agreement, whatever its text begins with."""
_TITLE_WORDS = 8
"""Longer titles are sentences that were taken for one."""
_STEM = 5
"""Letters in which "distribution" and "distributor" agree."""
_WORD_KINDS = {word: kind for kind, words in KINDS.items() for word in words}
_OWN_KINDS = {"pleading": "brief"}


def called(collective: Collective, documents: Sequence[Document]) -> list[Document]:
    """The documents that the question's words for them fit; none when it names no kind, or none is of it.

    Leaving out too few costs seconds, leaving out too many hides a document: what cannot be told stays in.
    """
    chosen = [each for each in documents if _is_one(collective.kinds, each)] if collective.kinds else list(documents)
    described = [each for each in chosen if all(_mentions(word, each) for word in collective.described)]
    if collective.described and described:
        return described
    return chosen if collective.kinds else []


def surely_called(collective: Collective, document: Document) -> bool:
    """Whether the document's own name or title says that it is what the question asks for."""
    wanted = _wanted(collective.kinds)
    return not wanted or bool(_kinds(_stem(document.name)) & wanted) or _titled(document, wanted)


def _is_one(kinds: Sequence[str], document: Document) -> bool:
    wanted = _wanted(kinds)
    by_name = _kinds(_stem(document.name))
    if by_name & wanted:
        return True
    if by_name & _SURELY_NOT or document.media in ("eml", "msg"):
        return "e-mail" in wanted and document.media in ("eml", "msg")
    own = _OWN_KINDS.get(document.outline.kind, document.outline.kind)
    return _titled(document, wanted) or own in wanted or (not own and "agreement" in wanted)


def _wanted(kinds: Sequence[str]) -> frozenset[str]:
    return AGREEMENTS.union(kinds) if {"agreement", "契約"} & set(kinds) else frozenset(kinds)


def _titled(document: Document, wanted: frozenset[str]) -> bool:
    title = document.outline.title
    if document.media in ("eml", "msg") or _kinds(_stem(document.name)) & _SURELY_NOT:
        return False
    return len(title.split()) <= _TITLE_WORDS and bool(_kinds(title) & wanted)


def _kinds(name: str) -> set[str]:
    """Kinds whose words stand in a name."""
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", _apart(name).casefold())
    found = {_WORD_KINDS[each] for word in words for each in (word, word.removesuffix("s")) if each in _WORD_KINDS}
    return found | ({"契約"} if "契約" in name else set())


def _mentions(word: str, document: Document) -> bool:
    spoken = _apart(f"{_stem(document.name)} {document.outline.title}").casefold()
    return re.search(rf"\b{re.escape(word[:_STEM])}", spoken) is not None


def _stem(name: str) -> str:
    return re.sub(r"\.[A-Za-z]{2,5}$", "", name.rsplit("/", 1)[-1])


def _apart(name: str) -> str:
    """Words that a file name writes together."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_.,]", " ", name)
