"""Every match, and no other: against a matcher that tries all pairs."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from localcounsel.core.operators import Match, Prepared, QueryMistake, parse, spoken
from localcounsel.core.sentences import sentence_starts

FORMS = {"notice": "n", "notices": "n", "terminate": "t", "terminated": "t", "fee": "f", "of": "o", "the": "h"}
"""Words, and which of them are forms of one another."""
WORDS = sorted(FORMS)

texts = st.lists(
    st.lists(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(lambda words: " ".join(words).capitalize() + "."),
        min_size=1,
        max_size=3,
    ).map(" ".join),
    min_size=1,
    max_size=3,
).map("\n\n".join)


@dataclass(frozen=True)
class Token:
    word: str
    start: int
    end: int
    index: int
    sentence: int
    paragraph: int


def tokens_of(text: str) -> list[Token]:
    found = []
    starts = sentence_starts(text)
    for index, match in enumerate(re.finditer(r"[a-z]+", text.lower())):
        before = text[: match.start()]
        paragraph = before.count("\n\n")
        found.append(Token(match[0], match.start(), match.end(), index, bisect_right(starts, match.start()), paragraph))
    return found


Interval = tuple[int, int]
Place = tuple[Interval, frozenset[Interval]]


def leaf_places(leaf: str, tokens: list[Token]) -> set[Place]:
    if leaf.startswith('"'):
        words = leaf.strip('"').split()
        runs = [tokens[at : at + len(words)] for at in range(len(tokens) - len(words) + 1)]
        spans = {(run[0].start, run[-1].end) for run in runs if [each.word for each in run] == words}
    elif leaf.endswith("!"):
        spans = {(each.start, each.end) for each in tokens if each.word.startswith(leaf[:-1])}
    else:
        spans = {(each.start, each.end) for each in tokens if FORMS[each.word] == FORMS[leaf]}
    return {(span, frozenset([span])) for span in spans}


def smallest(places: set[Place]) -> set[Place]:
    return {
        place
        for place in places
        if not any(
            other[0] != place[0] and place[0][0] <= other[0][0] and other[0][1] <= place[0][1] for other in places
        )
    }


def near(left: Place, right: Place, link: str, tokens: list[Token]) -> bool:
    if any(a[0] < b[1] and b[0] < a[1] for a in left[1] for b in right[1]):
        return False
    if link.startswith("pre/") and right[0][0] < left[0][1]:
        return False
    first, second = sorted((left[0], right[0]))
    inside = [each for each in tokens if first[0] <= each.start < max(first[1], second[1])]
    if link == "/s":
        return len({each.sentence for each in inside}) == 1
    if link == "/p":
        return len({each.paragraph for each in inside}) == 1
    if second[0] < first[1]:
        return True
    end = next(each.index for each in tokens if each.end == first[1])
    begin = next(each.index for each in tokens if each.start == second[0])
    return begin - end <= int(link.rsplit("/", 1)[1])


def close_places(lefts: set[Place], link: str, rights: set[Place], tokens: list[Token]) -> set[Place]:
    lefts_small, rights_small = smallest(lefts), smallest(rights)
    if link.startswith("not "):
        return {left for left in lefts if not any(near(left, right, link[4:], tokens) for right in rights_small)}
    joined = {
        ((min(a[0][0], b[0][0]), max(a[0][1], b[0][1])), a[1] | b[1])
        for a, b in product(lefts_small, rights_small)
        if near(a, b, link, tokens)
    }
    return smallest(joined)


leaves = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: f'"{word}"'),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.sampled_from(["not!", "term!", "terminate!", "fe!"]),
)
links = st.sampled_from(["w/1", "w/2", "w/5", "pre/2", "/s", "/p", "not w/2", "not /s"])


def ranges(matches: list[Match]) -> set[Interval]:
    return {(match.start, match.end) for match in matches}


@given(texts, leaves)
@settings(deadline=None)
def test_words_phrases_and_endings(text: str, leaf: str) -> None:
    matches = Prepared(text).matches(parse(leaf).root)
    assert ranges(matches) == {place[0] for place in leaf_places(leaf, tokens_of(text))}
    assert matches == sorted(matches)


@given(texts, leaves, links, leaves)
@settings(deadline=None, max_examples=300)
def test_things_near_each_other(text: str, left: str, link: str, right: str) -> None:
    tokens = tokens_of(text)
    wanted = close_places(leaf_places(left, tokens), link, leaf_places(right, tokens), tokens)
    matches = Prepared(text).matches(parse(f"{left} {link} {right}").root)
    assert ranges(matches) == {place[0] for place in wanted}


@given(texts, leaves, leaves, links, leaves)
@settings(deadline=None)
def test_one_of_several_near_something(text: str, first: str, second: str, link: str, right: str) -> None:
    tokens = tokens_of(text)
    either = leaf_places(first, tokens) | leaf_places(second, tokens)
    wanted = close_places(either, link, leaf_places(right, tokens), tokens)
    assert ranges(Prepared(text).matches(parse(f"({first} OR {second}) {link} {right}").root)) == {
        place[0] for place in wanted
    }


@given(texts, leaves, leaves, leaves)
@settings(deadline=None)
def test_all_any_and_none(text: str, first: str, second: str, third: str) -> None:
    tokens = tokens_of(text)
    a, b, c = ({place[0] for place in leaf_places(leaf, tokens)} for leaf in (first, second, third))
    prepared = Prepared(text)
    assert ranges(prepared.matches(parse(f"{first} {second}").root)) == (a | b if a and b else set())
    assert ranges(prepared.matches(parse(f"{first} OR {second}").root)) == a | b
    assert ranges(prepared.matches(parse(f"{first} NOT {second}").root)) == (set() if b else a)
    both = a | b if a and b else set()
    assert ranges(prepared.matches(parse(f"{first} {second} % {third}").root)) == (set() if c else both)


@given(st.text(alphabet='ab "()!*?-%&|/w5sOR\u201c\u202e', max_size=40))
@settings(deadline=None)
def test_whatever_is_typed_is_read_or_explained(query: str) -> None:
    try:
        root = parse(query).root
    except QueryMistake as mistake:
        assert mistake.message
        assert mistake.end > mistake.start >= 0
    else:
        assert spoken(root)
        Prepared("aa bb ab. ba").matches(root)
