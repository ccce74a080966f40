"""A matter's documents as a lawyer goes through them: what is the matter with each, and a filter over all.

A filter is words and `key:value` pairs, all of which must hold: `lease state:unread label:exhibit -label:draft`.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from localcounsel.records import Copy, Document, DocumentState, Marking


class OnDisk(StrEnum):
    """How a file compares with what was read of it."""

    AS_READ = "as read"
    CHANGED = "changed"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    """The folder it came from is not there: a disk or share that is not connected."""


STATES = ("indexed", "read", "failed", "unread", "excluded", "changed", "gone", "unreachable", "copy", "attachment")
UNMARKED = Marking()
KEYS = ("state", "label", "type", "party", "file", "date")


def folded(text: str) -> str:
    """The form in which names and filters are compared: composed, without regard to case."""
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True, slots=True)
class Filed:
    """One file of the matter: a text under one of its names, and what is to be said of it."""

    copy: Copy
    document: Document
    unread: int = 0
    """Pages that could not be read."""
    marking: Marking = UNMARKED
    on_disk: OnDisk = OnDisk.AS_READ
    key: str = field(default="", compare=False)
    """The name as `folded`; made when it is empty."""

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", folded(self.copy.name))

    @property
    def name(self) -> str:
        return self.copy.name

    @property
    def same_as(self) -> str:
        """The name under which the same text is cited, when that is another one."""
        return "" if self.document.name == self.copy.name else self.document.name

    @property
    def states(self) -> frozenset[str]:
        """What `state:` finds it by."""
        found = {self.document.state.value}
        if self.unread and self.document.state is not DocumentState.FAILED:
            found.add("unread")
        if self.marking.excluded:
            found.add("excluded")
        if self.on_disk is not OnDisk.AS_READ:
            found.add(self.on_disk.value)
        if self.same_as:
            found.add("copy")
        if self.copy.parent:
            found.add("attachment")
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Term:
    key: str
    """One of KEYS, or empty for a word of the name."""
    values: tuple[str, ...]
    """Any of them will do; folded."""
    wanted: bool = True

    def holds(self, filed: Filed) -> bool:
        return self._found(filed) == self.wanted

    def _found(self, filed: Filed) -> bool:
        if self.key == "state":
            states = filed.states
            return any(value in states for value in self.values)
        if self.key == "label":
            return any(label.startswith(value) for value in self.values for label in filed.marking.labels)
        outline = filed.document.outline
        if self.key == "type":
            return any(folded(outline.kind).startswith(value) for value in self.values)
        if self.key == "party":
            return any(value in folded(party) for value in self.values for party in outline.parties)
        if self.key == "file":
            return filed.document.media in self.values
        if self.key == "date":
            return any(outline.date.startswith(value) for value in self.values)
        return all(value in filed.key or value in folded(outline.title) for value in self.values)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person typed to narrow the list."""

    terms: tuple[_Term, ...] = ()
    trouble: str = ""
    """What of it is not understood, with a suggestion; foreign. The rest holds all the same."""

    def __bool__(self) -> bool:
        return bool(self.terms)

    def holds(self, filed: Filed) -> bool:
        """Whether the file is one of those meant."""
        return all(term.holds(filed) for term in self.terms)

    def of(self, files: Iterable[Filed]) -> list[Filed]:
        """The files that are meant, in their order."""
        return [each for each in files if self.holds(each)]


_TOKEN = re.compile(r'(?P<no>-?)(?:(?P<key>\w+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))|(?P<bare>\S+)')


def parse(text: str) -> Filter:
    """The filter in `text`. What is being typed (`state:`) does not narrow yet."""
    terms: list[_Term] = []
    trouble = ""
    for token in _TOKEN.finditer(text):
        key = (token["key"] or "").casefold()
        value = token["quoted"] if token["quoted"] is not None else token["plain"] or token["bare"] or ""
        if key and key not in KEYS:
            trouble = f"`{key}:` is not known. {_suggested(key, KEYS)}"
            continue
        if not key and value.endswith(":") and value.rstrip(":").lstrip("-").casefold() in KEYS:
            continue
        values = tuple(filter(None, (folded(part) for part in (value.split(",") if key else [value]))))
        if key == "state":
            values, wrong = _states(values)
            trouble = trouble or wrong
        if values:
            terms.append(_Term(key, values, not token["no"]))
    return Filter(tuple(terms), trouble)


def _states(values: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The states that are meant by beginnings of their names, and what means none."""
    found: list[str] = []
    trouble = ""
    for value in values:
        exact = [value] if value in STATES else [state for state in STATES if state.startswith(value)]
        found += exact
        if not exact:
            trouble = f"`state:{value}` is not known. {_suggested(value, STATES)}"
    return tuple(found), trouble


def _suggested(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean {close[0]}?" if close else f"Known are {', '.join(known)}."
