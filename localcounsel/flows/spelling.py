"""A term that occurs nowhere, and the word there that may have been meant. It is said, never searched for instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from localcounsel.core.porter import stem
from localcounsel.core.spelling import allowed, begins, nearest
from localcounsel.store.matter import MatterStore

FIRST = 2
"""Letters that are taken to be right: hardly anybody gets them wrong, and the index is read from there."""
LOOKED_INTO = 30
"""Passages in which the word itself is looked for; the index keeps its stem."""
MOST = 6
"""Stems that are looked into, the most frequent ones."""
_ENDINGS = ("", "e", "s", "ion", "ing", "ed", "al", "ate")
_WORD = re.compile(r"[^\W\d_]+")


def similar(store: MatterStore, unknown: Sequence[str], document_ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Of terms that occur nowhere in scope, those that look like a word that does, each with that word."""
    return tuple(_similar(store, unknown, document_ids))


def _similar(store: MatterStore, unknown: Sequence[str], document_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    for term in unknown:
        typed = term.casefold()
        if not allowed(typed) or not _WORD.fullmatch(typed) or not typed.isascii():
            continue
        stems = sorted(
            (each for each in store.stems(typed[:FIRST]) if begins(typed, each[0])), key=lambda each: -each[1]
        )
        if word := nearest(typed, _printed(store, stems[:MOST], document_ids)) or _longer(store, typed, document_ids):
            yield term, word


def _longer(store: MatterStore, typed: str, document_ids: Sequence[str]) -> str:
    """The most frequent word that begins with what was typed and goes on (`cyber`, `cybersecurity`)."""
    stems = sorted((each for each in store.stems(typed) if len(each[0]) > len(typed)), key=lambda each: -each[1])
    printed = _printed(store, stems[:MOST], document_ids)
    return max((word for word in printed if word.startswith(typed)), key=lambda word: (printed[word], word), default="")


def _printed(store: MatterStore, stems: Sequence[tuple[str, int]], document_ids: Sequence[str]) -> dict[str, int]:
    """The words with these stems that the documents in scope print, each with its stem's number of passages.

    The plain form of a verb counts as printed where another form is: the passages looked into are a few of many.
    """
    forms: dict[str, int] = {}
    for wanted, passages in stems:
        found = store.words(f'"{_word_of(wanted)}"', LOOKED_INTO, document_ids)
        texts = [passage.text.lower() for passage in store.passages([id for id, _ in found])]
        printed = {word for text in texts for word in _WORD.findall(text) if stem(word) == wanted}
        forms.update((word, passages) for word in printed)
        if printed and wanted not in printed and stem(wanted + "e") == wanted:
            forms[wanted + "e"] = passages
    return forms


def _word_of(wanted: str) -> str:
    """A word with this stem: the index takes the stem of what it is asked for, and that of `leas` is `lea`."""
    made = (*(wanted + ending for ending in _ENDINGS), wanted[:-1] + "y")
    return next((word for word in made if stem(word) == wanted), wanted)
