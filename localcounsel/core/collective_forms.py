"""By which words a question asks for several documents: "how many of our leases", "in each contract", "do all NDAs".

Strict on purpose: contracts themselves speak of agreements, documents and notices, and a question about those is
a question about one contract.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WHOLE = frozenset({"all", "every", "each", "any", "most", "both", "none"})

_NOUNS = {
    "strong": r"agreements?|contracts?|(?:sub-?)?leases?|ndas?|tenanc(?:y|ies)",
    "loose": r"documents?|files?|amendments?|addend(?:a|ums?)|letters?|e-?mails?|memos?|memorand(?:a|ums?)|transcripts?"
    r"|depositions?|invoices?|orders?|polic(?:y|ies)|licen[cs]es?|complaints?|motions?|briefs?|opinions?|judge?ments?",
}
"""Loose are the words that contracts use of things within them too: they count beside a verb of saying only."""
_DESCRIBING = (
    r"(?P<idle>existing|current|active|signed|executed|expired|commercial|remaining|written|key|important|different"
    r"|separate|individual|single|various|several|following|material|mutual|client|customer|vendor|other|legal)"
    r"|suppl(?:y|ier)|services?|master|distribut\w+|licen[cs]e|software|franchise|employ\w+|confidentiality|joint"
    r"|non-?disclosure|maintenance|venture|strategic|alliance|affiliate|co-branding|loan|credit|purchase|sales?|share"
    r"|stock|asset|merger|lease|rental|office|security|escrow|patent|trademark|technology|transfer|research|data"
    r"|framework|partner\w*|shareholders?|guaranty|agency|hosting|saas|[a-z-]+(?:ing|ment|tion)|(?!(?:Which|What|How|In|Are|Is|Do|Does|Can|List|Show"
    r"|Find|Give|Name|Count|Identify|Compare|For|From|Across|Get|Tell|Have|Has|Under|All|Any|Every|Each|Of)\b)"
    r"(?-i:[A-Z])[\w&.-]*"
)
_PHRASE = re.compile(
    r"(?<![\w-])(?P<many>(?:(?:all|every|each|any|most|both|none|the|our|my|your|these|those|one)\s+(?:of\s+)?)*)"
    rf"(?P<described>(?:(?:{_DESCRIBING})\s+){{0,3}}?)"
    rf"(?:(?P<strong>{_NOUNS['strong']})|(?P<loose>{_NOUNS['loose']}))(?![\w'’-]|\s+(?:agreement|contract|lease)s?\b)",
    re.IGNORECASE,
)
"""The documents that a question speaks of, with quantifiers and descriptions."""
_ONE = re.compile(r"(?:[^as]|\bnda)$", re.IGNORECASE)
"""Nouns in the singular: neither `leases` nor `addenda`."""

_SAYS = (
    r"has|have|contains?|includes?|provides?|mentions?|allows?|permits?|requires?|prohibits?|forbids?|restricts?|refers?"
    r"|expires?|covers?|states?|says?|grants?|limits?|gives?|lets?|addresses|discuss(?:es)?|describes?|concerns?|cites?"
    r"|quotes?|names?|shows?|deals?|lacks?|renews?|imposes?|excludes?|sets?|caps?|relates?|changes?|amends?|modif(?:y|ies)"
    r"|increases?|extends?|replaces?|raises?|talks?"
)
_POLITE = r"\W*(?:(?:please|kindly|can you|could you|would you|i want(?: you to)?|i need|i['’]d like|tell me|also)\s+)*"
_HOW_MANY = re.compile(rf"\bhow many\s+(?:of\s+)?\Z|\bnumber of\s+\Z|^{_POLITE}count\s+\Z", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:which|what)(?: ones?)?\s+(?:of\s+)?\Z", re.IGNORECASE)
_WHICH_ONE = re.compile(r"\bwhich\s+\Z", re.IGNORECASE)
_LIST = re.compile(
    rf"^{_POLITE}(?:(?:list|show|give|find|name|identify|enumerate|get|pull|collect|locate)\s+(?:me\s+|us\s+)?"
    r"(?:out\s+|up\s+)?(?:a\s+list\s+of\s+)?|a\s+list\s+of\s+)\Z",
    re.IGNORECASE,
)
_COMPARE = re.compile(rf"^{_POLITE}(?:compare|contrast|tabulate|summari[sz]e)\b(?:.*\s)?\Z", re.IGNORECASE | re.DOTALL)
_DIFFERENCE = re.compile(r"\bdifferences?\b.{0,80}\b(?:between|among|across)\s+\Z", re.IGNORECASE | re.DOTALL)
_WHAT_DO = re.compile(r"^\W*(?:what|when|how|where|who)\s+(?:do|does)\s+\Z", re.IGNORECASE)
_SAY = re.compile(
    r"\s+(?:say|provide|state|expire|end|run|treat|handle|define|deal|allocate|address|cover|require|allow|regulate)\b",
    re.IGNORECASE,
)
_EXISTS = re.compile(r"^\W*(?:is there|do we have|have we)\s+an?\s+\Z", re.IGNORECASE)
_WHOSE = re.compile(
    rf"\s+(?:(?:that|which)\s+(?:{_SAYS})\b|with\s+(?-i:[A-Z])|without\b|in which|under which|governed|containing)",
    re.IGNORECASE,
)
_COUNTED_OFF = re.compile(
    r"\s+(?:so\s+)?(?:signed|entered|procured|sold|concluded|made|executed|renewed|delivered)\b", re.I
)
"""What is owed "for each lease procured" is said once, in one contract."""
_HOW_DO = re.compile(r"^\W*how do\s+\Z", re.IGNORECASE)
_DIFFER = re.compile(r"\s+(?:differ|compare|vary)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:prior|previous|earlier|other|oral|such)\b", re.IGNORECASE)
_ACROSS = re.compile(r"\b(?:across|in|from|through|throughout)\s+\Z", re.IGNORECASE)
_ALL = re.compile(r"^\W*(?:do|does|are|is|have|has|can|may|will)\s+(?P<there>there\s+|we\s+have\s+)?\Z", re.IGNORECASE)
_WITHIN = re.compile(
    rf"^(?:\W*|{_POLITE}(?:what|which|where|who|how|when|list|give|show|compare|extract|find|tabulate|check|review"
    r"|go|summari[sz]e|create|make|prepare|build|draw)"
    r"\b.*\s)(?P<place>across|in|for|from|through|throughout|among|between|of|to|under)\s+\Z",
    re.IGNORECASE | re.DOTALL,
)
_SAYING = re.compile(
    rf"\s+(?:(?:that|which|do(?:es)?|not|also|actually|is|are|we\s+have\s+that)\s+)*(?:(?:{_SAYS})\b(?!\s+to\s+be\b)"
    r"|about\b|without\b|mentioning\b|containing\b|discussing\b|governed\b|silent\b)",
    re.IGNORECASE,
)
_STATES = re.compile(
    rf"\s+(?:{_SAYS}|is|are|can|may|with|without|in which|that|where|runs?|ends?|will)\b", re.IGNORECASE
)
_SUCH = re.compile(
    r"\s+(?:with|without|that|which|where|governed|containing|lacking|having|expiring|signed|dated|in which"
    r"|mentioning)\b",
    re.IGNORECASE,
)
_THEMSELVES = re.compile(
    r"\s*(?:(?:are|is) there|do we have|have we(?: got)?|are (?:stored|here)|exist)?"
    r"\s*(?:(?:in|of) (?:the|this|our|my) (?:matter|file|folder|collection|data ?room|case))?\s*[?.!]*\s*\Z",
    re.IGNORECASE,
)
_OTHER_THING = re.compile(
    r"\s+(?:(?:that\s+|which\s+)?(?:must|shall|should|needs?|ought|have to|has to|to be|relating to|required)\b"
    r"|(?:that\s+|which\s+)?(?:is|are|was|were|be)\s+(?:not\s+)?(?:excluded|assumed|transferred|listed|mentioned|defined"
    r"|considered|deemed|treated|attached|retained|disclosed|required|needed|necessary|superseded|delivered|referred"
    r"|to be|the)\b"
    r"|(?:of the \w+ )?listed in\b"
    r"|(?:that\s+)?(?:did|has|have|does|do)\s+(?!we\b|our\b|not\b)(?:the\s+)?(?:(?-i:[A-Z])\w*|party"
    r"|parties|seller|buyer|tenant|landlord|supplier|company|licensee|licensor)\s+(?!clause|provision|term|right)\w+"
    r"|of\s+(?:credit|sale|intent|attorney|law)\b|between the (?:parties|foregoing)\b"
    r"|(?:breach|claim|dispute|price|term)s?\b)",
    re.IGNORECASE,
)
"""What follows the word when documents are things that a contract deals with, or one word of a longer noun."""
_ONE_DOCUMENT = re.compile(
    r"\b(?:under|in|within|per|pursuant to|according to|by)\s+(?:the|this|that)\s+(?:[\w&.'’-]+\s+){0,4}?"
    r"(?:agreement|contract|lease|nda|document|amendment|licen[cs]e|deed|msa|memo|letter|policy|deposition|e-?mail)\b"
    r"|\bof this (?:agreement|contract|lease|document)\b|\bthis (?:agreement|contract|lease|nda|document)\b",
    re.IGNORECASE,
)
_INTO = re.compile(r"\b(?:across|in|for|from|through|throughout|among|between|of|under)\s+\Z", re.IGNORECASE)
_IMPERATIVE = re.compile(
    rf"^{_POLITE}(?:compare|contrast|tabulate|summari[sz]e|list|show|give|extract|find|check|review|how do"
    r"|what (?:are the|is|are|does|do)|who are|when (?:does|do)|(?:create|make) a table of|tell me)\b"
    r"(?:\s+me\b)?\s*(?:the\s+)?(?:differences?\b)?\s*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that asks for several documents."""

    form: str
    """`which`, `how many`, `list`, `compare` or `all`."""
    described: str
    """Words before the noun: `supply`."""
    noun: str
    start: int
    end: int
    """The words that ask, up to and with the noun."""
    before: str
    """What else stands before them and says what is looked for: `What is the governing law`."""


def asked_for(question: str) -> Asked | None:
    """The words with which the question asks for several documents, if it does."""
    masked = _QUOTED.sub(lambda match: "“" + "x" * (len(match.group()) - 2) + "”", question)
    if _ONE_DOCUMENT.search(masked):
        return None
    for phrase in _PHRASE.finditer(masked):
        form = _form(masked, phrase)
        if form:
            start, before = _opening(question[: phrase.start()], form)
            return Asked(form, phrase["described"], phrase["strong"] or phrase["loose"], start, phrase.end(), before)
    return None


def _opening(before: str, form: str) -> tuple[int, str]:
    """Where the asking words begin, and what of the words before them is subject."""
    if form in ("list", "all"):
        return 0, ""
    match = (_HOW_MANY if form == "how many" else _WHICH if form == "which" else _INTO).search(before)
    start = match.start() if match else len(before)
    return start, _INTO.sub("", _IMPERATIVE.sub("", before[:start]))


def _form(text: str, phrase: re.Match[str]) -> str:
    """How the question asks for the documents of `phrase`; empty when it does not, or asks for none of ours."""
    before, after = text[: phrase.start()], text[phrase.end() :]
    quantifiers = frozenset(phrase["many"].casefold().split())
    many = not _ONE.search(phrase["strong"] or phrase["loose"])
    form = _asked(before, after, many, quantifiers)
    if not form or _OTHER_THING.match(after):
        return ""
    if phrase["loose"] and not (_SAYING.match(after) or _themselves(form, before, after)):
        return ""
    if phrase["loose"] and _WHAT_DO.match(before) and not quantifiers & WHOLE:
        return ""
    return "" if form == "all" and _PAST.search(phrase["described"]) else form


def _asked(before: str, after: str, many: bool, quantifiers: frozenset[str]) -> str:
    """The form that the words around the documents give the question."""
    whole = bool(quantifiers & WHOLE)
    if many and _HOW_MANY.search(before):
        return "how many"
    if (many and _WHICH.search(before)) or (_WHICH_ONE.search(before) and _STATES.match(after)):
        return "which"
    if (many or whole) and _LIST.match(before):
        return "list"
    if many and (_COMPARE.match(before) or _DIFFERENCE.search(before)):
        return "compare"
    if many and _HOW_DO.match(before) and _DIFFER.match(after):
        return "compare"
    if _WHAT_DO.match(before) and (quantifiers & {"all", "every", "each"} or (many and _SAY.match(after))):
        return "compare"
    if not many and _EXISTS.match(before) and _WHOSE.match(after):
        return "all"
    start = _ALL.match(before)
    if start and (whole or (many and (start["there"] or quantifiers & {"our", "these", "those"}))):
        return "all"
    if (many or whole) and not before.strip() and _SUCH.match(after):
        return "list"
    inside = _WITHIN.match(before)
    of_each = {"every", "each"}
    loosely = inside is not None and inside["place"].casefold() in ("of", "to", "under")
    if inside and quantifiers & (of_each if loosely else of_each | {"all"}) and not _COUNTED_OFF.match(after):
        return "compare"
    return ""


def _themselves(form: str, before: str, after: str) -> bool:
    """Whether the documents themselves are asked for, or something in each of them."""
    if form in ("how many", "list"):
        return _THEMSELVES.match(after) is not None
    return form == "compare" and _ACROSS.search(before) is not None
