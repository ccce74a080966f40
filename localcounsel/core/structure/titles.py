"""Titles of headings: the words after a number, or a line that is a heading without one."""

from __future__ import annotations

import re

LONGEST = 120
"""Characters a title may have."""

_SMALL = frozenset(
    "a an and as at by for from in into of on or the to under upon with without vs v per de und et du des la le"
    " that not no its their".split()
)
_SENTENCE = frozenset(
    "shall will is are was were be been may must has have had agrees agree means mean includes hereby can does do"
    " would should could it they he she we i you this these".split()
)
_CAPITALS = re.compile(r"[A-Z0-9][^a-z\n]{2,119}(?=\s|\Z|[.:;])")
_WORD = re.compile(r"[^\s/—–-]+")
_STOP = re.compile(
    r"[.:](?=[\s_\"”]|\Z)|\s[–—-]{1,2}\s|[.:]?—|[.:]?\n|;|\s{3,}|\t|　"
    r"|\s(?=\d{1,3}(?:\.\d{1,3}){1,3}\.?\s)|\s(?=\((?:a|i|A|1)\)\s)"
)
_ABBREVIATION = re.compile(r"\b(?:No|Inc|Corp|Ltd|Co|vs?|U\.S|Sec|Art|St|Mr|Dr)\Z")
_JAPANESE = re.compile(r"[\s　]{0,3}[（(［\[【]([^（）()\n]{0,39}[\u3040-\u9fff][^（）()\n]{0,39})[）)］\]】]")
_JAPANESE_LINE = re.compile(r"[\s　]{0,3}([^\s。、（(「][^。、\n]{0,28})(?=\n|\Z)")
_TERM = re.compile(r"[“\"]([A-Z0-9][^“”\"\n]{1,60})[”\"](?=\s{1,3}(?:means?|shall mean|has the|refers|is)\b)")
_UNDERLINE = re.compile(r"\s*[-=_–]{3,}\s*\Z")


def title_after(text: str, start: int) -> tuple[str, int]:
    """The title that follows a number ending at `start`, and where it ends; ("", start) when there is none."""
    window = text[start : start + LONGEST + 40]
    lead = len(window) - len(window.lstrip(" \t\xa0.:–—-*"))
    window = window[lead:]
    if window.startswith("\n"):
        return "", start
    japanese = _JAPANESE.match(window) or (_JAPANESE_LINE.match(window) if window[:1] > "\u2fff" else None)
    if japanese:
        return japanese[1].strip(), start + lead + japanese.end()
    term = _TERM.match(window)
    if term:
        return " ".join(term[1].split()).rstrip(" .,"), start + lead + term.end()
    if not window[:1].isalnum():
        return "", start
    end = _capital_run(window) or _run_in(window)
    title = " ".join(window[:end].split()).rstrip(" .:;,–—-")
    return (title, start + lead + end) if sum(map(str.isalpha, title)) >= 3 else ("", start)


def _capital_run(window: str) -> int:
    """Length of the words in capitals at the beginning, when what follows is not the same sentence."""
    first = window.split(None, 1)[0] if window.strip() else ""
    if len(first) < 2 or first != first.upper() or not any(map(str.isalpha, first)):
        return 0
    match = _CAPITALS.match(window)
    if match is None:
        return 0
    end = match.end()
    stop = _STOP.search(window, 3)
    if stop and stop.start() < end:
        return stop.start() if sum(map(str.isalpha, window[: stop.start()])) >= 4 else 0
    run = window[:end].rstrip()
    numbered = re.search(r"\s(?:\d{1,3}(?:\.\d{1,3}){0,4}\.?|\([a-z0-9]{1,3}\)|[A-Z]\.|A|I)\s*\Z", run)
    if numbered:
        run = run[: numbered.start()]
    after = window[len(run) :].lstrip()
    if after[:1].islower() or sum(map(str.isalpha, run)) < 4 or run.endswith(","):
        return 0
    return len(run)


def _run_in(window: str) -> int:
    """Length of a title such as `Term.` or `Grant of License:` that a sentence, a gap or a line end follows."""
    for stop in _STOP.finditer(window, 1):
        if _ABBREVIATION.search(window[: stop.start()]):
            continue
        if stop.start() <= LONGEST and reads_as_title(window[: stop.start()], whole_line=not stop[0].startswith(".")):
            return stop.start()
        return 0
    return len(window) if len(window) <= LONGEST and reads_as_title(window, whole_line=True) else 0


def reads_as_title(text: str, *, whole_line: bool = False) -> bool:
    """Whether a phrase is written as titles are: capitals on the words that carry it, and no sentence's verb."""
    words = _WORD.findall(text)
    if not words or len(words) > 14 or text.rstrip()[-1:] in ",;" or not any(map(str.isalpha, text)):
        return False
    lower = [word.lower().strip(".,()'\"“”’") for word in words]
    if any(word in _SENTENCE for word in lower):
        return False
    plain = [word for word, small in zip(words, lower, strict=True) if word[0].islower() and small not in _SMALL]
    if not words[0][0].isupper() and not words[0][0].isdigit():
        return False
    sentence_case = len(words) <= 4 and not whole_line and all(word.strip(".,()'’&-").isalpha() for word in words)
    return not plain or sentence_case


def is_capital_line(text: str) -> bool:
    """Whether a whole line is a heading in capitals and not a name, an address or a form's blank."""
    letters = [character for character in text if character.isalpha()]
    if len(letters) < 4 or len(text) > 90 or text[-1] in ",;" or "__" in text:
        return False
    if text[-1] == "." and len(text.split()) < 3:
        return False
    return all(letter == letter.upper() and letter != letter.lower() for letter in letters)


def is_underline(text: str) -> bool:
    """Whether a line is drawn under the one before it."""
    return bool(_UNDERLINE.match(text))
