"""Say in the reader's language what was written in English: find the template a text was made from, keep its values.

What lies below the interface words its messages in English, and what is stored or logged stays so. Here a finished
text is compared with every template a catalogue holds; where one fits, its translation is said with the same values.
Values are foreign text: they are put in as they are, read as no template and no format. A text that no template
fits is returned unchanged, so that nothing can get lost. There are no patterns that could run long: a text is cut
at the fixed words of a template, from left to right, each looked for once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import merge

_HOLE = re.compile(r"\{(\d)(:said)?\}")
"""`{0}` stands for a value; `{0:said}`, in a translation, for a value that is one of our own texts itself."""
_COUNTS = re.compile(r"\{0\}(?: more)? [a-z]+")
"""`{0} pages`: what stands there can only be a number."""
_NUMBER = re.compile(r"[\d.,]+(?: million| billion)?")
_LETTERS = re.compile(r"[^\W\d_]")
LEAST_LETTERS, LEAST_BETWEEN = 4, 8
"""A template with fewer letters of its own fits almost anything, and is none; more are wanted of one that neither
begins nor ends with words of its own."""
DEEPEST = 4
"""Texts within texts; what lies deeper is said as it is."""
CERTAIN = 0.5
"""Share of a text's characters that are a template's own letters, from which on it is not looked at otherwise."""
MOST_IN_A_ROW, MOST_COLONS = 16, 4
"""Texts in one, and colons at which it is tried whether one of ours follows."""
_BETWEEN = {"; ": "。", ". ": "。", ", ": "、"}
"""What parts texts in a row, and what stands there in a language that is written without blanks."""
_ENDS = ("。", "、", "；", ";", "（")
REMEMBERED = 500
"""Characters up to which a text and its translation are remembered; longer ones are rare, and large."""


@dataclass(frozen=True, slots=True)
class Template:
    """An English text with holes: `{0} ends within {1}.` has the pieces `''`, ` ends within ` and `.`."""

    text: str
    pieces: tuple[str, ...]
    """Its fixed words; one more than it has holes."""
    letters: int
    """How many letters are its own."""
    holes: tuple[int, ...] = ()
    """Numbers of its holes, in their order."""

    @classmethod
    def of(cls, text: str) -> Template:
        """The template that a text of a catalogue is."""
        parts = _HOLE.split(text)
        pieces = tuple(parts[::3])
        return cls(text, pieces, len(_LETTERS.findall("".join(pieces))), tuple(map(int, parts[1::3])))

    @property
    def is_telling(self) -> bool:
        """Whether enough of it is its own that a text can be told by it."""
        between = not self.pieces[0].strip() and not _LETTERS.search(self.pieces[-1])
        return self.letters >= (LEAST_BETWEEN if between else LEAST_LETTERS)

    def values(self, said: str) -> tuple[str, ...] | None:
        """What stands in the holes if `said` was made from it; a hole between others holds as little as it can."""
        first, last = self.pieces[0], self.pieces[-1]
        if len(self.pieces) == 1:
            return () if said == first else None
        end = len(said) - len(last)
        if not said.startswith(first) or not said.endswith(last) or end < len(first):
            return None
        found: list[str] = []
        at, empty = len(first), 0
        for piece in self.pieces[1:-1]:
            if not piece:
                empty += 1  # of holes that touch the first takes all
                continue
            stop = said.find(piece, at, end)
            if stop < 0:
                return None
            found += [said[at:stop], *[""] * empty]
            at, empty = stop + len(piece), 0
        found += [said[at:end], *[""] * empty]
        if _COUNTS.fullmatch(self.text) and not _NUMBER.fullmatch(found[0]):
            return None
        values = dict(zip(self.holes, found, strict=True))
        return tuple(values.get(number, "") for number in range(max(self.holes) + 1))


class Sayings:
    """The translations of one language, by their English templates."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        holding = [Template.of(text) for text in texts if _HOLE.search(text)]
        able = [template for template in holding if template.is_telling]
        self._begun: dict[str, list[Template]] = {}
        self._open: list[Template] = []
        for template in sorted(able, key=_rank):
            first = template.pieces[0][:1]
            (self._begun.setdefault(first, []) if first else self._open).append(template)
        self._remembered = lru_cache(maxsize=512)(self._translated)

    def said(self, text: str) -> str:
        """The text in the reader's language; unchanged where it is none of ours."""
        if not self._texts:
            return text
        return self._remembered(text, 0) if len(text) <= REMEMBERED else self._translated(text, 0)

    def filled(self, template: str, values: Sequence[str]) -> str:
        """A template's translation, or where there is none the template, with these values in its holes."""
        said = ""
        for words, number, is_ours in _holes(self._texts.get(template, template)):
            value = values[number] if 0 <= number < len(values) else ""
            said += words + (self._translated(value, 1) if is_ours else value)
        return said

    def template(self, text: str) -> Template | None:
        """What the text was made from: of several that fit, the one with most letters of its own."""
        if text in self._texts:
            return Template(text, (text,), len(text))
        ways = merge(self._begun.get(text[:1], ()), self._open, key=_rank)
        return next((template for template in ways if template.values(text) is not None), None)

    def _translated(self, text: str, depth: int) -> str:
        known = self._known(text, depth)
        return text if known is None else known.words

    def _known(self, text: str, depth: int) -> _Said | None:
        """What explains most of the text: one template, several of our texts in a row, or one behind a name."""
        template = self.template(text)
        whole = None if template is None else self._filled(template, text, depth)
        if depth >= DEEPEST or (whole is not None and whole.letters >= CERTAIN * len(text)):
            return whole
        rows = (self._in_a_row(text, mark, depth) for mark in _BETWEEN)
        ways = (way for way in (whole, *rows, self._named(text, depth)) if way is not None)
        return max(ways, key=lambda way: way.letters, default=None)

    def _filled(self, template: Template, text: str, depth: int) -> _Said:
        letters = template.letters
        words = ""
        values = template.values(text) or ()
        for words_before, number, is_ours in _holes(self._texts[template.text]):
            words += words_before
            value = values[number] if 0 <= number < len(values) else ""
            known = self._known(value, depth + 1) if is_ours and depth < DEEPEST else None
            words += value if known is None else known.words
            letters += 0 if known is None else known.letters
        return _Said(words, letters)

    def _in_a_row(self, text: str, mark: str, depth: int) -> _Said | None:
        """Several texts, parted by `mark`; None unless every one of them is ours."""
        parts = text.split(mark, MOST_IN_A_ROW)
        if not 1 < len(parts) <= MOST_IN_A_ROW:
            return None
        words, letters = "", 0
        for number, part in enumerate(parts):
            if not part and not number:
                continue  # what is added to a text begins with its mark
            last = mark != ". " or number == len(parts) - 1
            known = None
            if number and mark == "; ":
                known = self._known(mark + part, DEEPEST)  # an addition, kept with the mark before it
            known = known or self._known(part if last else f"{part}.", depth + 1)
            if known is None:
                return None
            apart = "" if not words or words[-1] in _ENDS or known.words[:1] in _ENDS else _BETWEEN[mark]
            words, letters = words + apart + known.words, letters + known.letters
        return _Said(words, letters)

    def _named(self, text: str, depth: int) -> _Said | None:
        """`scan.pdf: it cannot be parsed.`: a name, which may itself hold anything, and one of our texts."""
        at = len(text)
        for _ in range(MOST_COLONS):
            at = text.rfind(": ", 0, at)
            if at <= 0:
                return None
            rest = text[at + 2 :]
            known, stop = self._known(rest, depth + 1), ""
            if rest.endswith(".") and (plain := self._known(rest[:-1], depth + 1)) is not None:
                known, stop = plain, "。"
            if known is not None:
                return _Said(f"{text[:at]}: {known.words}{stop}", known.letters)
        return None


def _rank(template: Template) -> tuple[int, int]:
    """What is most its own comes first."""
    return -template.letters, -sum(map(len, template.pieces))


@dataclass(frozen=True, slots=True)
class _Said:
    """A translation, and how many letters of the text were words of ours."""

    words: str
    letters: int


def _holes(words: str) -> Iterator[tuple[str, int, bool]]:
    """A translation in parts: the words before a hole, its number, whether its value is a text of ours."""
    at = 0
    for hole in _HOLE.finditer(words):
        yield words[at : hole.start()], int(hole[1]), bool(hole[2])
        at = hole.end()
    yield words[at:], -1, False
