"""Where quoted words stand on a page: verbatim, or once layout is set aside, or not at all.

A match never begins or ends inside a longer word or number: "12 days" is not in "112 days", nor "able to pay"
in "unable to pay", nor "5 years" in "1.5 years".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from localcounsel.core.folding import Folded, fold
from localcounsel.records import Verdict

Range = tuple[int, int]

SHORTEST = 3
"""Letters and digits a quotation needs; fewer stand on nearly every page. Two are enough in ideographs."""
LONGEST = 20_000
"""Characters; more is no quotation, and comparing it would cost more than it tells."""
WIDEST_GAP = 4_000
"""Characters that one ellipsis may stand for."""
_WORK = 20_000_000
"""Characters compared before a search through a page built to be slow is given up."""

_ELLIPSIS = re.compile(
    r"\[\s?(?:\.\s?\.\s?\.|…)[\s.…]{0,9}\]|\((?:\.\.\.|…|中略|略)\)|（(?:\.\.\.|…+|中略|略)）"
    r"|\.\s?\.\s?\.(?:\s?\.)?|…+|\*\s\*\s\*"
)
_EDITOR = re.compile(r"\[sic\.?\]|[\[(](?:emphasis|citations?) (?:added|omitted)[\])]", re.IGNORECASE)
_IDEOGRAPH = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
_HYPHENATED = re.compile(r"[^\W\d_][-‐\u00ad][ \t]*\n\s*\Z")
_NEGATED = re.compile(r"\b(?:non|un)[-‐‑–]\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Location:
    """Where a quotation was found: offsets into the page's text, and how exactly."""

    start: int
    end: int
    verdict: Verdict


def locate(quote: str, page_text: str, furniture: Sequence[Range] = (), near: Range | None = None) -> Location | None:
    """Find `quote` in `page_text`.

    Args:
        quote: the words as quoted. An ellipsis parts it into pieces that must follow each other; brackets of
            an editor ("[T]he", "[sic]") do not count.
        page_text: one page's clean text.
        furniture: ranges of running headers, page and line numbers, which a quotation may run across.
        near: the passage the words are said to come from; a match inside it is preferred to an earlier one.

    Returns:
        Where it stands, with verdict EXACT or FOLDED, or None: absent, or too short to mean anything.
    """
    if not _long_enough(quote):
        return None
    exact = _preferred(_exact(quote.strip(), page_text), near)
    return exact or locate_folded(quote, fold(page_text, furniture), near)


def locate_all(quote: str, page_text: str, furniture: Sequence[Range] = ()) -> list[Location]:
    """Every place of `quote` in `page_text`, in order: the verbatim ones, or else the folded ones."""
    if not _long_enough(quote):
        return []
    exact = list(_exact(quote.strip(), page_text))
    return exact or list(_folded(quote, fold(page_text, furniture)))


def locate_folded(quote: str, page: Folded, near: Range | None = None) -> Location | None:
    """As `locate`, for a page that is folded already; never EXACT."""
    return _preferred(_folded(quote, page), near) if _long_enough(quote) else None


def _long_enough(quote: str) -> bool:
    if not quote or len(quote) > LONGEST:
        return False
    letters = len(fold(_EDITOR.sub(" ", quote)).text)
    return letters >= SHORTEST or (letters == SHORTEST - 1 and len(_IDEOGRAPH.findall(quote)) == letters)


def _preferred(places: Iterator[Location], near: Range | None) -> Location | None:
    """The first place inside `near`, else the first that touches it, else the first."""
    first = touching = None
    for place in places:
        if near is None or near[0] <= place.start < place.end <= near[1]:
            return place
        if first is None:
            first = place
        if touching is None and place.start < near[1] and place.end > near[0]:
            touching = place
    return touching or first


def _exact(quote: str, text: str) -> Iterator[Location]:
    tries = _WORK // (len(quote) + 1)
    start = text.find(quote)
    while start >= 0 and tries:
        end = start + len(quote)
        fits = not inside_word(text, start) and not inside_word(text, end)
        if fits:
            yield Location(start, end, Verdict.EXACT)
        tries -= 1
        start = text.find(quote, end if fits else start + 1)


def _folded(quote: str, page: Folded) -> Iterator[Location]:
    plain = _EDITOR.sub(" ", quote)
    found = False
    for start, end in _occurrences(fold(plain).text, page, 0):
        found = True
        yield Location(*page.span(start, end), Verdict.FOLDED)
    if not found:
        parts = [fold(part).text for part in _ELLIPSIS.split(plain)]
        parts = [part for part in parts if part]
        if len(parts) > 1:
            yield from _elided(parts, page)


def _elided(parts: list[str], page: Folded) -> Iterator[Location]:
    """Pieces that follow each other with a bounded gap; the first piece is tried at each of its places."""
    resume = 0
    for _ in range(50):
        chain = _chain(parts, page, resume)
        if chain is None:
            return
        gaps = [page.span(*right)[0] - page.span(*left)[1] for left, right in pairwise(chain)]
        if max(gaps) <= WIDEST_GAP:
            yield Location(page.span(*chain[0])[0], page.span(*chain[-1])[1], Verdict.FOLDED)
            resume = chain[-1][1]
        else:
            resume = page.next_piece(chain[0][0])


def _chain(parts: list[str], page: Folded, resume: int) -> list[Range] | None:
    """The first place of each part after the one before it; then each pulled towards the next."""
    places: list[Range] = []
    for part in parts:
        place = next(_occurrences(part, page, places[-1][1] if places else resume), None)
        if place is None:
            return None
        places.append(place)
    for index in range(len(parts) - 2, -1, -1):
        limit = places[index + 1][0]
        later = page.text.rfind(parts[index], places[index][1], limit)
        if later >= 0 and _whole(page, later, later + len(parts[index])):
            places[index] = (later, later + len(parts[index]))
    return places


def _occurrences(wanted: str, page: Folded, resume: int) -> Iterator[Range]:
    if not wanted:
        return
    tries = _WORK // (len(wanted) + 1)
    start = page.text.find(wanted, resume)
    while start >= 0 and tries:
        end = start + len(wanted)
        if _whole(page, start, end):
            yield start, end
            start = page.text.find(wanted, end)
        else:
            start = page.text.find(wanted, start + 1)
        tries -= 1


def _whole(page: Folded, start: int, end: int) -> bool:
    if page.splits_character(start) or page.splits_character(end):
        return False
    first, last = page.span(start, end)
    return not inside_word(page.source, first) and not inside_word(page.source, last)


def inside_word(text: str, index: int) -> bool:
    """Whether a cut before `text[index]` falls inside a word or a number.

    Between two ideographs or kana every place is a word's end; a figure is never cut, in any script.
    """
    if index <= 0 or index >= len(text):
        return False
    before, after = text[index - 1], text[index]
    if _joins(before) and _joins(after):
        if before.isdigit() and after.isdigit():
            return True
        return not (_IDEOGRAPH.match(before) or _IDEOGRAPH.match(after))
    if after.isdigit() and before in ".,:/" and text[index - 2 : index - 1].isdigit():
        return True
    if before.isdigit() and after in ".,:/" and text[index + 1 : index + 2].isdigit():
        return True
    return _broken_by_hyphen(text, index)


def _joins(character: str) -> bool:
    return character.isalnum() or "\u0300" <= character <= "\u036f"


def _broken_by_hyphen(text: str, index: int) -> bool:
    """Whether the cut separates the halves of a word hyphenated at a line's end, or "non-" from its word."""
    before, after = text[max(0, index - 40) : index], text[index : index + 40]
    if after[:1].isalpha():
        return bool(_HYPHENATED.search(before) if after[0].islower() else False) or bool(_NEGATED.search(before))
    tail = re.match(r"[-‐\u00ad][ \t]*\n\s*(\w)", after)
    return bool(tail and before[-1:].isalpha() and tail[1].islower())
