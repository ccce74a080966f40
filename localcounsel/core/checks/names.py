"""Who does what to whom: whether the parties of a statement stand where they stand in the passage."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from localcounsel.core.checks.context import Context, around, likeness
from localcounsel.core.checks.cues import unsigned
from localcounsel.core.checks.sources import Finding, Source
from localcounsel.core.checks.wording import Token, plain, tokens, twins
from localcounsel.records import Support

_CLEARLY = 0.25
_ENOUGH = 0.5

_ROLES = frozenset(
    """agent assignee assignor authority bank borrower broker buyer carrier client company consignee consignor
    consultant contractor corporation customer dealer debtor creditor developer director discloser distributor employee
    employer executive founder franchisee franchisor grantee grantor guarantor holder insurer investor issuer landlord
    lender lessee lessor licensee licensor manager manufacturer member operator owner partner partnership pledgor
    pledgee principal producer promoter provider publisher purchaser recipient reseller secured seller servicer
    shareholder shipper sponsor stockholder subcontractor subscriber sublicensee supplier tenant transferee transferor
    trust trustee underwriter user vendor indemnitee indemnitor indemnifier affiliate university""".split()
)
_PARTY = re.compile(
    r"\b(?P<which>receiving|disclosing|indemnifying|indemnified|(?:non-)?(?:defaulting|breaching|terminating)|other|first"
    r"|second|either|each|both|neither|no|any|such|assigning|affected|notifying|requesting)\s+part(?:y|ies)\b",
    re.IGNORECASE,
)
_EVERY = frozenset("either each both neither no any such".split())
_CAPITALS = re.compile(
    r"[A-Z][\w&.'-]*(?:(?:\s+&\s+|(?<=Bank|City) of |,\s+(?=(?:Inc|LLC|Ltd|L\.|Corp|Co\b|N\.A))|\s+)"
    r"[A-Z][\w&.'-]*)*"
)
_ACTS = re.compile(
    r"\s+(?:shall|will|must|may|agrees?|hereby|warrants?|represents?|grants?|acknowledges?|undertakes?|covenants?|is|has"
    r"|does|and its|or its|desires?|owns|intends?)\b"
)
_NOT_ACTORS = frozenset(
    """agreement contract amendment term
    section article exhibit schedule appendix annex services service product products
    software confidential information date effective intellectual property license licence order orders fee fees royalty
    payment payments notice territory work works year days business the this that these such if in no any all each
    either neither upon for and or to of by it they he she we you party parties material trademark trademarks marks
    website net sales price state law laws act code court rules event change control program project property rights
    content technology documentation specification specifications equipment facility premises plan policy technical
    closing commencement development data""".split()
)
_PASSIVE = re.compile(r"(?P<be>be|is|are|was|been|being)\Z")


@dataclass(frozen=True, slots=True)
class Mention:
    """A party named in a text."""

    name: str
    """Lower case, without article and possessive, in the singular."""
    shown: str
    first: int
    last: int
    """Index of its first and last word."""


Placed = tuple[Mention, Context]


def names(
    statement: str, said: Sequence[str], near: Sequence[str], sources: Sequence[Source], asked: str
) -> list[Finding]:
    """Parties of the statement that the passages do not name, or name in another place.

    Args:
        statement: in plain form.
        said: all sentences of the passages.
        near: those that the statement speaks of.
        sources: for the names their documents know.
        asked: the question; names that it used may be used.
    """
    known = _known([*said, statement], sources)
    renamed = {full: short for source in sources for full, short in _aliases(source)}
    words, here = _roles(statement, known, renamed)
    everywhere = [_roles(sentence, known, renamed) for sentence in said]
    named = {mention.name for _, mentions in everywhere for mention in mentions}
    stands = [mention.name in named or mention.name.split()[0] in _EVERY for mention in here]
    mine = [(each, _context(words, here, each)) for each, known_there in zip(here, stands, strict=True) if known_there]
    unknown = [
        _unknown(each, sources, asked) for each, known_there in zip(here, stands, strict=True) if not known_there
    ]
    alike = twins(statement, said)
    groups = [[sentence] for sentence in alike] if len(alike) > 1 else [near]
    places = [[_roles(sentence, known, renamed) for sentence in group] for group in groups]
    wrong = [_misplaced(mine, _in_context(place)) for place in places]
    return [*(finding for finding in unknown if finding), *min(wrong, key=len)][:2]


def _in_context(places: Sequence[tuple[list[Token], list[Mention]]]) -> list[Placed]:
    return [(each, _context(words, mentions, each)) for words, mentions in places for each in mentions]


def _misplaced(mine: Sequence[Placed], theirs: Sequence[Placed]) -> list[Finding]:
    """Names that stand where the passage has another.

    Each place of the passage is taken by one place of the statement, the best fitting pairs first; the same name
    counts as fitting a quarter better.
    """
    pairs = sorted(
        (
            (likeness(context, at) + (_CLEARLY if _one(each.name, other.name) else 0.0), -i, -j)
            for i, (each, context) in enumerate(mine)
            for j, (other, at) in enumerate(theirs)
        ),
        reverse=True,
    )
    taken_here: set[int] = set()
    taken_there: set[int] = set()
    found = []
    for fit, i, j in pairs:
        if fit < _ENOUGH or i in taken_here or j in taken_there:
            continue
        taken_here.add(i)
        taken_there.add(j)
        each, other = mine[-i][0], theirs[-j][0]
        if not _one(each.name, other.name):
            found.append(
                Finding(Support.UNSUPPORTED, f"the passage says {other.shown} here, the statement {each.shown}")
            )
    return found


def _one(first: str, second: str) -> bool:
    """Whether two names may mean the same: "either party" is "each party"."""
    if first == second:
        return True
    heads = (first.split()[0], second.split()[0])
    return all(head in _EVERY for head in heads)


def _unknown(mention: Mention, sources: Sequence[Source], asked: str) -> Finding | None:
    """A name that no cited passage has: the document's own names are to be checked, others are invented."""
    if mention.name in asked.lower():
        return None
    headings = " ".join(plain(source.heading) for source in sources).lower()
    own = {_key(name) for source in sources for name in (*source.parties, *source.terms)}
    if mention.name in headings:
        return None
    if any(mention.name == name or mention.name in name.split() for name in own):
        return Finding(Support.CHECK, f"the passage does not name {mention.shown}")
    return Finding(Support.UNSUPPORTED, f"{mention.shown} does not stand in the passage")


def _context(words: Sequence[Token], mentions: Sequence[Mention], mention: Mention) -> Context:
    names_at = frozenset(index for each in mentions for index in range(each.first, each.last + 1))
    found = dict(around(words, mention.first, mention.last, names_at, True))
    before = next((words[at].text for at in range(mention.first - 1, -1, -1) if words[at].text not in ("the", "a")), "")
    after = words[mention.last + 1].text if mention.last + 1 < len(words) else ""
    for side, word in (("<", before), (">", after)):
        if word in ("to", "by", "from", "of", "for", "with", "against", "shall", "may", "will"):
            found[side, f"={_MODAL.get(word, word)}"] = 0.5
    if words[mention.last].end - words[mention.last].start > len(words[mention.last].text):
        found["", "'s"] = 0.5
    return found


_MODAL = {"shall": "modal", "may": "modal", "will": "modal", "must": "modal"}


def _roles(text: str, known: frozenset[str], renamed: dict[str, str]) -> tuple[list[Token], list[Mention]]:
    """The words of a text and the parties in it, the passive voice turned into the active."""
    text = unsigned(text)
    words = tokens(text)
    mentions = [replace(each, name=renamed.get(each.name, each.name)) for each in _mentions(text, words, known)]
    return _active(words, mentions)


def _active(words: list[Token], mentions: list[Mention]) -> tuple[list[Token], list[Mention]]:
    """`B shall be paid by A` reads `A shall paid B`: the names change places and "be" and "by" fall away."""
    for one, two in itertools.pairwise(mentions):
        between = words[one.last + 1 : two.first]
        texts = [word.text for word in between if word.text != "the"]
        if not 3 <= len(texts) <= 6 or texts[-1] != "by" or not any(_PASSIVE.match(text) for text in texts[-4:-2]):
            continue
        kept = [word for word in between if word.text not in ("by", "the", "be", "been")]
        first = words[two.first : two.last + 1]
        second = words[one.first : one.last + 1]
        turned = [*words[: one.first], *first, *kept, *second, *words[two.last + 1 :]]
        start = one.first + len(first) + len(kept)
        moved = {
            one: replace(one, first=start, last=start + len(second) - 1),
            two: replace(two, first=one.first, last=one.first + len(first) - 1),
        }
        shift = len(turned) - len(words)
        rest = [
            replace(each, first=each.first + shift, last=each.last + shift) if each.first > two.last else each
            for each in mentions
            if each not in moved
        ]
        return turned, sorted([*rest, *moved.values()], key=lambda each: each.first)
    return words, mentions


def _mentions(text: str, words: Sequence[Token], known: frozenset[str]) -> list[Mention]:
    spans: dict[int, tuple[int, str]] = {}
    for match in _PARTY.finditer(text):
        spans[match.start()] = (match.end(), f"{match['which'].lower()} party")
    lower = text.lower()
    for name in sorted(known, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", lower):
            if not any(start < match.end() and match.start() < end for start, (end, _) in spans.items()):
                spans[match.start()] = (match.end(), name)
    found = []
    for start, (end, name) in sorted(spans.items()):
        covered = [index for index, word in enumerate(words) if start <= word.start < end]
        if covered:
            found.append(Mention(name, text[start:end], covered[0], covered[-1]))
    return found


def _known(texts: Iterable[str], sources: Sequence[Source]) -> frozenset[str]:
    """Names that act in these texts or that the documents give as parties."""
    found = {_key(party) for source in sources for party in source.parties}
    found |= {_key(part) for source in sources for pair in _aliases(source) for part in pair}
    defined = {_key(term) for source in sources for term in source.terms}
    found |= {term for term in defined if term.split()[-1] in _ROLES}
    for text in texts:
        found |= set(_actors(text, defined))
    return frozenset(name for name in found if len(name) > 1 and name.split()[-1] not in _NOT_ACTORS)


def _actors(text: str, defined: set[str]) -> Iterable[str]:
    letters = [character for character in text if character.isalpha()]
    if sum(character.isupper() for character in letters) > 0.6 * len(letters):
        yield from (word for word in text.lower().split() if word in _ROLES)
        return
    for match in _CAPITALS.finditer(text):
        name = _key(match.group())
        parts = name.split()
        if not parts or parts[-1] in _NOT_ACTORS or parts[0] in ("section", "article", "exhibit"):
            continue
        acts = _ACTS.match(text, match.end()) is not None
        if parts[-1] in _ROLES or (acts and not _common(parts, text)):
            yield name


def _common(parts: Sequence[str], text: str) -> bool:
    """An ordinary word that is capital only because a sentence begins with it."""
    return len(parts) == 1 and re.search(rf"(?<![\w-]){re.escape(parts[0])}(?![\w-])", text) is not None


def _aliases(source: Source) -> list[tuple[str, str]]:
    return [(_key(full), _key(short)) for full, short in source.aliases]


def _key(name: str) -> str:
    """`The Supplier's` → `supplier`."""
    key = plain(name).lower().strip(" .,;:'\"()")
    key = re.sub(
        r"\A(?:the|a|an|any|each|if|and|or|such|no|either|upon|that|by|to|then|when|where|during|in|for|of|while|under|from"
        r"|with|after|before|as|all)\s+(?=\w)",
        "",
        key,
    )
    key = re.sub(r"'s?\Z", "", key).removeprefix("agreement ")
    return key[:-1] if key.endswith("s") and key[:-1].split()[-1:] and key[:-1].split()[-1] in _ROLES else key
