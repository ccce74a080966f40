"""A query's characters → words, quoted phrases, operators and brackets, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from localcounsel.core.operators.nodes import Reach, Unit
from localcounsel.errors import BadCall

FARTHEST = 255
"""Words that `w/n` may reach, as in the legal services."""
LONGEST = 2_000
"""Characters of a query."""
USUAL = 10
"""Words that `near` without a number reaches."""

_OPEN, _CLOSE = '“”„«»"', '“”„«»"'
_CHUNK = re.compile(r"[“”„«»\"]|[()（）]|\s+|[^\s“”„«»\"()（）]+(?:\([0-9a-zA-Z]{1,4}\))*[^\s“”„«»\"()（）]*")
_REACH = re.compile(
    r"""(?P<before>pre|\+|w|within|near|)  /?  (?:(?P<count>[0-9]{1,9})|(?P<sentence>s|sent|sentence)|
        (?P<paragraph>p|para|paragraph))$""",
    re.VERBOSE | re.IGNORECASE,
)
_WORDY = re.compile(
    r"within\s+([0-9]{1,9})\s+words?(?:\s+of\b)?|same\s+(sentence|paragraph)(?:\s+as\b)?", re.IGNORECASE
)


class QueryMistake(BadCall):
    """A query that cannot be read; `start` and `end` are the place in it, in characters."""

    title = "The search cannot be read as written"
    default_advice = "docs/cli.md lists the operators; quotation marks make any words a phrase."

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = max(end, start + 1)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query. `kind`: `word`, `phrase`, `and`, `or`, `not`, `but not`, `minus`, `reach`, `(`, `)`."""

    kind: str
    text: str
    start: int
    end: int
    reach: Reach | None = None


def tokens(query: str) -> list[Token]:
    """The pieces in order. Raises QueryMistake."""
    if len(query) > LONGEST:
        raise QueryMistake(f"The search is longer than {LONGEST:,} characters.", LONGEST, len(query))
    return list(_tokens(query))


def _tokens(query: str) -> Iterator[Token]:
    at = 0
    while at < len(query):
        wordy = _WORDY.match(query, at) if at == 0 or query[at - 1].isspace() else None
        if wordy:
            yield Token("reach", wordy[0], at, wordy.end(), _wordy(wordy))
            at = wordy.end()
            continue
        found = _CHUNK.match(query, at)
        assert found is not None
        chunk, end = found[0], found.end()
        if chunk in _OPEN:
            end = _closing(query, at)
            yield Token("phrase", query[at + 1 : end - 1], at, end)
        elif chunk in "(（":
            yield Token("(", chunk, at, end)
        elif chunk in ")）":
            yield Token(")", chunk, at, end)
        elif chunk == "-" and query[end : end + 1].strip():
            yield Token("minus", chunk, at, end)
        elif not chunk.isspace():
            yield from _chunk(chunk, at)
        at = end


def _closing(query: str, start: int) -> int:
    for index in range(start + 1, len(query)):
        if query[index] in _CLOSE:
            return index + 1
    raise QueryMistake("This quotation mark is not closed: write a second one where the phrase ends.", start, start + 1)


def _wordy(found: re.Match[str]) -> Reach:
    if found[2]:
        return Reach(Unit(found[2].lower()))
    return _words(int(found[1]), found.start(1), found.end(1))


def _chunk(chunk: str, at: int) -> Iterator[Token]:
    """One piece without white space."""
    end = at + len(chunk)
    lower = chunk.lower()
    if lower in ("and", "&", "&&"):
        yield Token("and", chunk, at, end)
    elif lower in ("or", "|", "||"):
        yield Token("or", chunk, at, end)
    elif chunk == "NOT":
        yield Token("not", chunk, at, end)
    elif chunk == "%":
        yield Token("but not", chunk, at, end)
    elif lower == "near" and chunk.isupper():
        yield Token("reach", chunk, at, end, Reach(Unit.WORDS, USUAL))
    elif (reach := _reach(chunk, at)) is not None:
        yield Token("reach", chunk, at, end, reach)
    elif chunk[0] == "-" and len(chunk) > 1 and (chunk[1].isalnum()):
        yield Token("minus", "-", at, at + 1)
        yield Token("word", chunk[1:], at + 1, end)
    else:
        yield Token("word", chunk, at, end)


def _reach(chunk: str, at: int) -> Reach | None:
    """`w/5`, `/5`, `NEAR/5`, `pre/5`, `+5`, `/s`, `w/s`, `/p`, `+s`; None for an ordinary word."""
    found = _REACH.match(chunk)
    if found is None or not ("/" in chunk or chunk[0] == "+"):
        return None
    before = found["before"].lower()
    ordered = before in ("pre", "+")
    if found["count"]:
        return _words(int(found["count"]), at, at + len(chunk), ordered=ordered)
    return Reach(Unit.SENTENCE if found["sentence"] else Unit.PARAGRAPH, 0, ordered)


def _words(count: int, start: int, end: int, *, ordered: bool = False) -> Reach:
    if not 1 <= count <= FARTHEST:
        raise QueryMistake(f"Words can be within 1 to {FARTHEST} of each other, not {count}.", start, end)
    return Reach(Unit.WORDS, count, ordered)
