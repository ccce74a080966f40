"""Is a question put to the whole collection? "Which agreements …", "how many …", "list every …", 「どの契約書」.

A collective question is answered document by document. Taking another question for one costs minutes and buries
its answer, so only questions that speak of documents themselves, and of several, are recognised.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from localcounsel.core.cjk import has_cjk
from localcounsel.core.collective_forms import Asked, asked_for
from localcounsel.core.conditions import Condition, condition, without_own_dates, without_parties
from localcounsel.core.naming import KINDS

LONGEST = 2_000
"""Characters; a pasted page is no such question."""


@dataclass(frozen=True, slots=True)
class Collective:
    """A question to many documents, taken apart."""

    form: str
    """`which`, `how many`, `list`, `compare` or `all`; `every` when the person said so and not the words."""
    words: str
    """The words by which it was recognised: `Which of our supply agreements`."""
    noun: str
    """What the question calls the documents: `agreements`; `documents` when it does not say."""
    kinds: tuple[str, ...] = ()
    """Keys of `naming.KINDS`; empty for documents of any kind."""
    described: tuple[str, ...] = ()
    """Other words about the documents, to be looked for in their titles: `supply`."""
    subject: str = ""
    """What is looked for in each; empty when the documents themselves are asked for."""
    condition: Condition | None = None
    """What must stand there for a document to count."""
    negative: bool = False
    """Asked for are the documents that do *not* have it."""


_HAS = "have|contain|include|provide|mention|address|specify|state|refer|say|set"
_WITHOUT = re.compile(
    r"\s+(?:(?:that|which|also|still|are|is)\s+)*(?:without|lack(?:s|ing)?|missing|silent (?:on|about|as to)"
    rf"|(?:has|have|with|contains?|includes?) no|(?:do|does) not (?:{_HAS})|do(?:es)?n['’]t (?:{_HAS}))\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\W*(?:(?:(?:in|of) (?:the|this|our) (?:matter|file|collection|portfolio|data ?room)|if any|that|which|in which"
    r"|where|whose|with|without|do|does|did|not|don['’]t|doesn['’]t|have|has|having|is|are"
    r"|there|we|a|an|any|no|some|containing|contains?|includes?|including|provides?(?:\s+for)?|mentions?|lack(?:s|ing)?"
    r"|missing|silent (?:on|about)|and|their|its|differ|vary|on|as to|regarding|with respect to)\b\W*)+",
    re.IGNORECASE,
)
_EDGES = ' \t\n?.!,;:“”"？。、'
_THEMSELVES = re.compile(
    r"^\W*(?:(?:are|is) there|do we have|have we(?: got)?|are (?:stored|here)|exist)?"
    r"\s*(?:(?:in|of) (?:the|this|our|my) (?:matter|file|folder|collection|data ?room|case))?\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_IDLE = frozenset(
    """existing current active signed executed expired commercial remaining written key important different separate
    individual single various several following material mutual client customer vendor other legal joint""".split()
)
_WORD_KINDS = {word: kind for kind, words in KINDS.items() for word in words}
_SINGULARS = {"policies": "policy", "tenancies": "tenancy", "memoranda": "memorandum", "addenda": "addendum"}

_J_NOUN = (
    r"(?P<noun>業務委託契約書?|賃貸借契約書?|秘密保持契約書?|ライセンス契約書?|売買契約書?|契約書?|合意書|覚書|文書|書類"
    r"|ファイル|資料|NDA|メール)(?:の(?:うち|中で?))?(?!違反|期間|当事者|金額|条件|終了|締結|更新日|上の|者|解除)"
)
_J_FORMS = tuple(
    (form, re.compile(pattern))
    for form, pattern in (
        ("how many", rf"(?:いくつの|何[件通本個]の){_J_NOUN}"),
        ("how many", rf"{_J_NOUN}(?:は|が)?(?:全部で)?(?:いくつ|何[件通本個])"),
        ("which", rf"(?:どの|どちらの|いずれの){_J_NOUN}"),
        ("which", rf"{_J_NOUN}は(?:どれ|どちら)"),
        ("list", rf"(?:(?:すべて|全て|全部)の|全){_J_NOUN}(?=.*(?:挙げ|列挙|一覧|リスト|教え|示し))"),
        ("list", rf"{_J_NOUN}を?(?:すべて|全て|全部)?(?:挙げ|列挙|一覧|リスト)"),
        ("compare", rf"{_J_NOUN}ごとに"),
        ("compare", rf"(?:各|それぞれの|すべての|全ての){_J_NOUN}(?:間|ごと)?(?=.*比較)"),
        ("all", rf"(?:(?:すべて|全て|全部|それぞれ)の|各|全){_J_NOUN}(?=[はにがでをのも])"),
    )
)
_J_ONE = re.compile("(?:この|本|当該|その)(?:契約|文書|覚書)")
_J_WITHOUT = re.compile(
    "(?:含まれていない|含まない|規定されていない|記載されていない|定めのない|定めがない|条項がない|ない契約)"
)
_J_IDLE = re.compile(
    r"^\s*(?:について|[はにがでをのも、])+|を?(?:すべて|全て|全部)?(?:挙げ|列挙し?|一覧に?し?|リスト\w*?|教え|示し|比較)?し?て?(?:ください|下さい)"
    r"|(?:が|は)?(?:あり|含まれてい|定められてい|規定され(?:てい)?|記載され(?:てい)?|してい)ますか|(?:です|ます)か"
)
_J_KINDS = (("秘密保持", "nda"), ("NDA", "nda"), ("賃貸借", "lease"), ("メール", "e-mail"), ("契約", "契約"))


def asks_for_all(question: str) -> Collective | None:
    """The question taken apart when it is put to many documents, else None. What it names is not looked at here."""
    text = unicodedata.normalize("NFKC", question).strip()
    if not text or len(text) > LONGEST:
        return None
    asked = asked_for(text)
    found = _taken_apart(text, asked) if asked else _japanese(text)
    if found is not None and not found.subject and not found.condition and found.form not in ("list", "how many"):
        return None
    return found


def every(question: str) -> Collective:
    """A question that a person puts to every document, whatever its words."""
    return asks_for_all(question) or Collective(
        "every", "", "documents", subject=question.strip(), condition=condition(question)
    )


def _taken_apart(text: str, asked: Asked) -> Collective:
    noun = asked.noun.casefold()
    after = text[asked.end :]
    described = [word for word in asked.described.split() if word.casefold() not in _IDLE]
    named = tuple(word for word in described if word[:1].isupper() and word.casefold() not in _WORD_KINDS)
    wanted = condition(f"{after} ; {asked.before}")
    if named:
        wanted = replace(wanted or Condition(()), words=named, parties=named)
    tail = _LEAD.sub("", without_own_dates(without_parties(after)) if wanted else after).strip(_EDGES)
    kinds = [_WORD_KINDS[word] for word in (*map(str.casefold, described), _one(noun)) if word in _WORD_KINDS]
    narrow = [kind for kind in kinds if kind != "agreement"]
    return Collective(
        form=asked.form,
        words=text[asked.start : asked.end].strip(),
        noun=_many(noun),
        kinds=tuple(dict.fromkeys(narrow or kinds)),
        described=tuple(
            word.casefold() for word in described if word.casefold() not in _WORD_KINDS and word not in named
        ),
        subject="" if _THEMSELVES.match(tail) and not asked.before.strip() else f"{asked.before} {tail}".strip(_EDGES),
        condition=wanted,
        negative=_WITHOUT.match(after) is not None,
    )


def _one(noun: str) -> str:
    """The singular under which `KINDS` knows a noun."""
    return _SINGULARS.get(noun) or re.sub(r"^sub-?", "", noun.removesuffix("s"))


def _many(noun: str) -> str:
    if noun in _SINGULARS or noun.endswith("s"):
        return noun.replace("ndas", "NDAs")
    plural = {one: many for many, one in _SINGULARS.items()}.get(noun, f"{noun}s")
    return plural.replace("ndas", "NDAs")


def _japanese(text: str) -> Collective | None:
    if not has_cjk(text) or _J_ONE.search(text):
        return None
    for form, pattern in _J_FORMS:
        match = pattern.search(text)
        if match is None:
            continue
        noun = match["noun"]
        kind = next((kind for word, kind in _J_KINDS if word in noun), "")
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        subject = _J_IDLE.sub("", rest).strip(_EDGES)
        return Collective(
            form=form,
            words=match.group(),
            noun=noun,
            kinds=(kind,) if kind else (),
            subject=subject,
            condition=condition(rest),
            negative=_J_WITHOUT.search(text) is not None,
        )
    return None
