"""What a document is: its title, kind, parties and date, as its own first page states them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from localcounsel.records import Mark

_OPENING = 6_000
"""Characters of the beginning that are read for facts."""

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("amendment", r"\b(?:amendment|addendum|supplement(?:al)? agreement)\b|変更契約|覚書"),
        ("lease", r"\blease\b(?! back)|賃貸借"),
        ("agreement", r"\b(?:agreement|contract|deed|licen[cs]e|charter|undertaking|indenture|guarant[ey]e?)\b|契約書"),
        (
            "statute",
            r"\b(?:U\.\s?S\. Code|code of laws|public law|be it enacted|federal register)\b|(?:法律|政令|省令)第",
        ),
        ("opinion", r"\b(?:opinion of the court|slip opinion|court of appeals|supreme court)\b|判決"),
        ("order", r"\b(?:order|judgment|decree)\b|決定"),
        ("policy", r"\bpolic(?:y|ies)\b|規程|規則"),
        ("letter", r"^\s*(?:dear |re:|via )|拝啓"),
    )
)
_MAIL = re.compile(r"(?im)^(?:from|sent|to|cc|date|subject):[ \t]")
_MEMO = re.compile(r"(?i)\bmemorandum\b(?! of (?:understanding|law|points|association))|^\s*memo\b")
_TRANSCRIPT = re.compile(
    r"(?i)\b(?:deposition of|transcript of|proceedings|q\.\s|oral\s+argument|reporting company"
    r"|court reporter|direct examination|cross-examination)"
)
_PLEADING = re.compile(
    r"(?i)\b(?:complaint|petition|motion|brief|answer|declaration|affidavit|memorandum of (?:law|points)|plaintiffs?\b"
    r"[^\n]{0,40}\n|notice of (?:motion|appeal|deposition)|interrogator(?:y|ies)|stipulation)"
)
_CAPTION = re.compile(r"(?i)\b(?:in the|united states|superior|district|supreme|circuit) (?:\w+ ){0,6}court\b|裁判所")
_LETTER = re.compile(
    r"(?im)^[ \t]*(?:dear\b|拝啓)|^[ \t]*(?:sincerely|very truly yours|yours (?:sincerely|faithfully)|敬具)"
)

_TITLE = re.compile(
    r"(?:[A-Z][A-Za-z0-9&’'/,()\- ]{0,80}?\b)?(?:AGREEMENT|AMENDMENT|CONTRACT|LEASE|LICEN[CS]E|ADDENDUM|DEED|INDENTURE"
    r"|Agreement|Amendment|Contract|Lease|Addendum|MEMORANDUM|POLICY)(?:[ ](?:NO|No)\.[ ]?\d{1,3})?\b"
)
_FLOWING_TITLE = re.compile(
    r"[A-Z][\w&’'/-]{0,30}[ ,]{1,3}(?:(?:[A-Z][\w&’'/-]{0,30}|and|of|for|to|&)[ ,]{1,3}){0,9}?"
    r"(?:AGREEMENT|AMENDMENT|CONTRACT|LEASE|LICEN[CS]E|ADDENDUM|DEED|INDENTURE|Agreement|Amendment|Contract|Lease)\b"
    r"(?:[ ]{1,3}(?:AGREEMENT|Agreement|AMENDMENT|Amendment)\b)?"
)
_AMENDING_TITLE = re.compile(
    r"(?P<lead>This |THIS )?(?P<title>(?:[A-Z][\w’'.&-]{0,30}\s){0,4}(?:AMENDMENT|Amendment|ADDENDUM|Addendum)"
    r"(?:\s(?:(?:NO|No|NUMBER|Number)\b\.?\s?|\#\s?)?[\w-]{1,6})?\s(?:TO|to)\s(?:(?:THE|the|that|THAT)\s(?:certain\s|CERTAIN\s)?)?"
    r"(?:(?:[A-Z][\w&’'/.-]{0,30}|AND|and|of|&),?\s){0,12}?"
    r"(?:AGREEMENT|Agreement|LEASE|Lease|CONTRACT|Contract|LICEN[CS]E|Licen[cs]e|DEED|INDENTURE|PLAN|Plan)\b"
    r"(?:\s(?:AGREEMENT|Agreement|OF LEASE)\b)?)"
)
"""What an amendment is called, with the agreement it amends: `AMENDMENT NO. 1 TO MASTER SERVICES AGREEMENT`."""
_CASE = re.compile(
    r"(?m)^[ \t]*(?:(?:In|IN) (?:the Matter of|THE MATTER OF|re|RE)\b[: ][^\n]{3,90}"
    r"|(?!See |Cf)[A-Z][^\n;:\d]{2,70} [vV]s?\. [A-Z][^\n;:\d]{2,70})[ \t]*$"
)
_DEPOSITION = re.compile(r"(?:VIDEOTAPED |VIDEO |ORAL )?DEPOSITION OF:?\s+[A-Z][A-Z .,'’-]{3,60}", re.IGNORECASE)
_PLEADING_TITLE = re.compile(
    r"(?:[A-Z][A-Z .,’'()-]{2,60} )?(?:COMPLAINT|PETITION|MOTION|BRIEF|ANSWER|DECLARATION|AFFIDAVIT|ORDER"
    r"|NOTICE OF|STIPULATION|SUBPOENA|JUDGMENT|OBJECTIONS?|RESPONSES?|INTERROGATORIES)\b[A-Z ,.’'()-]{0,90}"
)
_ABOUT = re.compile(r"(?im)^[ \t]*(?:re|subject)[ \t]*:[ \t]*(\S[^\n]{2,100})")
_BOILERPLATE = re.compile(
    r"(?i)exhibit|execution (?:version|copy)|confidential|\[\*|page|source:|portions|certain|draft|table of"
)
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:day\s+of\s+)?{_MONTH},?\s+\d{{4}}\b"
    r"|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|(?:令和|平成|昭和)?[0-9０-９元一二三四五六七八九十]{1,4}年[0-9０-９一二三四五六七八九十]{1,3}月[0-9０-９一二三四五六七八九十]{1,3}日",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?i)effective|dated|as of|made (?:and entered into )?(?:this|on)|entered into|decided|filed|締結")


_REACH = 1_500
"""Characters in which an amendment that runs on without lines says what it is."""


def title(lines: Sequence[str], page: str, metadata: Mapping[str, str]) -> str:
    """The document's own title: the first line, or phrase in a long first line, that is one.

    `lines` are those of the first pages without furniture; `page` is the first page as it stands, for a case
    is named in its caption or only in the running header.
    """
    amending = _amending(lines)
    if amending:
        return amending
    for line in (each.lstrip("# ") for each in lines[:25]):
        if len(line) < 4 or (len(line) < 300 and _BOILERPLATE.match(line)):
            continue
        if len(line) <= 110:
            if _PLEADING_TITLE.fullmatch(line):
                return " ".join(line.split()).strip(" .,")
            if _TITLE.search(line) and not line.rstrip().endswith((";", ",")):
                flowing = _FLOWING_TITLE.search(line)
                if flowing and flowing[0].isupper() and not line.isupper():
                    return _phrase(flowing[0])
                about = _ABOUT.search(page) if "memo" in line.lower() else None
                named = f"{line}: {about[1]}" if about else line
                return " ".join(named.split()).strip(" .:*_-")
            if line.endswith(("契約書", "覚書", "規程", "法")) and len(line) <= 40:
                return line.strip()
            continue
        found = _FLOWING_TITLE.search(line[:1500])
        if found:
            return _phrase(found[0])
    known = _DEPOSITION.search(page) or _CASE.search(page)
    if known:
        return " ".join(known[0].split()).strip(" .,:)")
    about = _ABOUT.search(page[:1500])
    if about:
        return " ".join(about[1].split())
    return " ".join((metadata.get("subject") or metadata.get("title") or "").split())[:160]


def _amending(lines: Sequence[str]) -> str:
    """The title of an amendment with what it amends, which often stands on a line of its own; or nothing.

    A recital may name an amendment too: the title stands at the beginning of a line, or after "This".
    """
    for index in range(min(12, len(lines))):
        beginning = " ".join(" ".join(lines[index : index + 4]).split())[:_REACH]
        match = _AMENDING_TITLE.match(beginning)
        if match is None and len(lines[index]) > 300:
            match = next((each for each in _AMENDING_TITLE.finditer(beginning) if each["lead"]), None)
        if match:
            return match["title"].strip(" .,")
        if len(lines[index]) > 300 or (index > 2 and _TITLE.fullmatch(lines[index])):
            break
    return ""


def _phrase(text: str) -> str:
    """A title taken out of a flowing line, without the words that lead up to it."""
    words = text.split()
    if words[-1].isupper():
        lower = [index for index, word in enumerate(words) if word != word.upper()]
        words = words[lower[-1] + 1 :] if lower else words
    kept = " ".join(words)
    return re.sub(r"(?i)^(?:(?:this|the|exhibit|execution (?:copy|version)|[\d.]+)\s+)+", "", kept).strip(" ,.()-")


def kind(media: str, head: str, document_title: str, marks: Sequence[Mark]) -> str:
    """One word for what the document is, or nothing."""
    beginning = head[:3000]
    if media in ("eml", "msg") or (len(_MAIL.findall(head[:1200])) >= 3 and not _MEMO.search(beginning)):
        return "e-mail"
    if any(mark.kind == "transcript page" for mark in marks) and _TRANSCRIPT.search(head):
        return "transcript"
    if _MEMO.search(beginning[:1200]):
        return "memo"
    for name, pattern in _KINDS[:3]:
        if document_title and pattern.search(document_title):
            return name
    if _CAPTION.search(beginning):
        for name, pattern in (("opinion", _KINDS[4][1]), ("pleading", _PLEADING), ("order", _KINDS[5][1])):
            if pattern.search(beginning):
                return name
        return "pleading"
    if _LETTER.search(head):
        return "letter"
    return next((name for name, pattern in _KINDS if pattern.search(beginning[:1500])), "")


def date(head: str, metadata: Mapping[str, str]) -> str:
    """The effective or signing date as printed; for a mail, when it was sent."""
    dates = list(_DATE.finditer(head[:_OPENING]))
    for match in dates:
        if _DATED.search(head[max(0, match.start() - 60) : match.start()]):
            return " ".join(match[0].split())
    if metadata.get("sent") or metadata.get("date"):
        return metadata.get("sent") or metadata["date"]
    return " ".join(dates[0][0].split()) if dates else ""
