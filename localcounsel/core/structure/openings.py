"""Where a numbered clause may open: every place whose form is right, before anything is known of its order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum


class Rank(IntEnum):
    """How far out a kind of heading stands; a heading closes every open one of its own rank or deeper."""

    ATTACHMENT = 1
    PART = 2
    CHAPTER = 3
    ARTICLE = 4
    NAMED = 5
    """A heading without a number, in capitals."""
    SECTION = 6
    NAMED_INNER = 7
    """A heading without a number, in ordinary letters."""
    DECIMAL = 8
    """`4.2`; each further figure stands one deeper."""
    LIST = 16
    """`(a)`, `b.`, `(iv)`: depth by order of appearance."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A place that looks like the opening of a numbered clause."""

    start: int
    after: int
    """Where the number and its punctuation end."""
    number: str
    """As printed, without the word before and the punctuation after it."""
    rank: Rank
    style: str
    """`figures`, `roman`, `word`, `japanese`, or for lists the bracket and the kind: `(a`, `a.`, `(i`, `1)`."""
    at_line: bool
    """It begins a line."""
    loose: bool = False
    """Nothing sets it off: only being exactly the next number can make it a clause."""


_KANJI = "0-9０-９一二三四五六七八九十百千〇"
_OPENING = re.compile(
    rf"""(?<![^\s　｜|#*])(?:
      (?P<word>ARTICLE|Article|SECTION|Section|SEC\.|Sec\.|CLAUSE|Clause|PART|Part|CHAPTER|Chapter|SUBPART|Subpart
        |EXHIBIT|Exhibit|SCHEDULE|Schedule|ANNEX|Annex|APPENDIX|Appendix|ATTACHMENT|Attachment)
        [ \t\xa0]{{1,8}}
        (?P<of>\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}|[IVXLC]{{1,7}}|[A-Z]{{1,2}}(?:-?\d{{1,2}})?)(?![\w(/’'-]|\.\d)[.:]?
    | §{{1,2}}[ \xa0]?(?P<sign>\d[\w.\-]{{0,15}}?)\.?(?=\s)
    | (?P<decimal>\d{{1,3}}(?:\.\d{{1,3}}){{1,5}})(?:[.):]|(?=[\s“"‘A-Z\xa0]))
    | (?P<figure>\d{{1,3}})(?:[.)](?![\d%])|(?=\xa0|[ \t]{{2}}|\t|[ ][“"A-Z][A-Z]))
    | \((?P<round>[a-z]{{1,2}}|[ivxl]{{1,6}}|[A-Z]|[IVX]{{1,5}}|\d{{1,2}})\)
    | (?P<letter>[A-Za-z]|[IVX]{{1,6}}|[ivx]{{1,6}})(?P<tail>[.)])(?=[\s“"A-Z])
    | (?P<japanese>第[{_KANJI}]{{1,6}}(?:条|章|節|款|編|部|項|号)(?:の[{_KANJI}]{{1,3}}){{0,3}})(?=[\s　（(【]|\Z)
    | (?P<bracket>[（(][{_KANJI}]{{1,3}}[）)]|[①-⑳])
    | (?P<wide>[０-９]{{1,2}}|[一二三四五六七八九十]{{1,3}})(?=[\s　．、])
    )""",
    re.VERBOSE,
)
_WORD_RANK = {
    "part": Rank.PART,
    "subpart": Rank.CHAPTER,
    "chapter": Rank.CHAPTER,
    "article": Rank.ARTICLE,
    "section": Rank.SECTION,
    "sec.": Rank.SECTION,
    "clause": Rank.SECTION,
}
_JAPANESE_RANK = {
    "編": Rank.PART,
    "部": Rank.PART,
    "章": Rank.CHAPTER,
    "節": Rank.ARTICLE,
    "款": Rank.ARTICLE,
    "条": Rank.SECTION,
}
_REFERRING = re.compile(
    r"(?:\b(?:sections?|secs?\.|articles?|arts?\.|clauses?|paragraphs?|paras?\.|subsections?|subparagraphs?|items?"
    r"|exhibits?|schedules?|annex|appendix|parts?|rules?|nos?\.|phase|chapters?|titles?|under|of|in|with|per|by|to"
    r"|through|either|both|least|than|pages?|pp?\.|at|the|this|such|each|any|said|and|or|see|vs?\.|§+)|[,–—$/-])[\s(]*\Z",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(
    r"\b(?:secs?|arts?|nos?|paras?|pp?|docs?|dkts?|ecf|exs?|vols?|chs?|cls?|figs?|id|vs?|u\.\s?s"
    r"|u\.\s?s\.\s?c|c\.f\.r|stat|pub\. l|cir|app|ann|rev|mr|mrs|ms|dr|st|inc|corp|co|ltd|[a-z]\.[a-z])\.\s*\Z",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"(?:[.;:!?。；：][\"”’')\]]{0,2}|[;,](?: and| or| and/or))?\s+\Z")


def openings(text: str, start: int = 0, end: int | None = None) -> Iterator[Opening]:
    """Every opening by form in `text[start:end]`, in order, references in running text mostly left out."""
    for match in _OPENING.finditer(text, start, len(text) if end is None else end):
        before = text[max(0, match.start() - 24) : match.start()]
        at_line = before.rstrip(" \t\xa0　#*|")[-1:] in ("", "\n")
        broken = _BREAKS.search(before)
        loose = not at_line and not _stands_apart(match, before, broken)
        if loose and not match["decimal"]:
            continue
        fresh = bool(broken and broken[0].strip() and not _ABBREVIATED.search(before)) or (at_line and "\n\n" in before)
        if _REFERRING.search(before) and not fresh:
            continue
        after = text[match.end() : match.end() + 12].lstrip()
        if after[:1].islower() and not (match["round"] or match["letter"]):
            continue
        opening = _opening(match, at_line)
        marked = before[len(before.rstrip(" \t#")) :].lstrip(" \t") if at_line else ""
        if marked:  # a heading's marks in plain text belong to it
            opening = replace(opening, start=opening.start - len(marked))
        yield replace(opening, loose=True) if loose else opening


def _stands_apart(match: re.Match[str], before: str, broken: re.Match[str] | None) -> bool:
    """Whether an opening inside a line follows the end of a sentence or a wide gap."""
    if match["japanese"] or match["bracket"] or match["wide"]:
        return False
    if broken and broken[0].strip():
        return not (match["letter"] and broken[0].lstrip().startswith(":"))
    word = match["word"]
    return before.endswith("   ") or bool(word and word.isupper()) or bool(match["decimal"] and before.endswith("  "))


def _opening(match: re.Match[str], at_line: bool) -> Opening:
    start, after = match.span()
    if match["word"]:
        rank = _WORD_RANK.get(match["word"].lower(), Rank.ATTACHMENT)
        if rank is Rank.ATTACHMENT:
            return Opening(start, after, f"{match['word'].capitalize()} {match['of']}", rank, "word", at_line)
        if match["word"].lower() == "subpart":
            return Opening(start, after, f"Subpart {match['of']}", rank, "subpart", at_line)
        if "." in match["of"]:
            return Opening(start, after, match["of"], Rank.DECIMAL, "figures", at_line)
        style = "figures" if match["of"].isdigit() else "roman"
        return Opening(start, after, match["of"], rank, f"{match['word'].lower()} {style}", at_line)
    if match["sign"]:
        return Opening(start, after, f"§ {match['sign'].rstrip('.')}", Rank.SECTION, "sign" + text_tail(match), at_line)
    if match["decimal"]:
        return Opening(start, after, match["decimal"], Rank.DECIMAL, "figures", at_line)
    if match["figure"]:
        style = "1" + text_tail(match)
        return Opening(start, after, match["figure"], Rank.SECTION, style, at_line)
    if match["round"]:
        return Opening(start, after, f"({match['round']})", Rank.LIST, "(" + _kind(match["round"]), at_line)
    if match["letter"]:
        return Opening(start, after, match["letter"], Rank.LIST, _kind(match["letter"]) + match["tail"], at_line)
    if match["japanese"]:
        unit = next(each for each in match["japanese"] if each in "条章節款編部項号")
        rank = _JAPANESE_RANK.get(unit, Rank.LIST)
        return Opening(start, after, match["japanese"], rank, unit, at_line)
    number = match["bracket"] or match["wide"]
    kind = "wide" if number[0] in "０１２３４５６７８９" else ("kanji" if match["wide"] else "bracket")
    return Opening(start, after, number, Rank.LIST, kind, at_line)


def text_tail(match: re.Match[str]) -> str:
    """The punctuation that closes a number: `.`, `)` or nothing."""
    last = match[0][-1]
    return last if last in ".)" else ""


def _kind(mark: str) -> str:
    if mark.isdigit():
        return "1"
    if len(mark) > 1 and set(mark.lower()) <= set("ivxlc"):
        return "i" if mark.islower() else "I"
    return "a" if mark.islower() else "A"
