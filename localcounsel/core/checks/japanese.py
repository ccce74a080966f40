"""Duty, permission, prohibition and exception in Japanese: ものとする, ことができる, てはならない, ただし, を除く."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from localcounsel.core.checks.sources import Finding
from localcounsel.core.checks.wording import stems_of
from localcounsel.core.cjk import has_cjk
from localcounsel.records import Support

_FORCES = (
    (
        "forbidden",
        re.compile(r"[てで]はな(?:らない|りません)|こと[がは]できない|できません|得ない|禁止|禁じ"),
    ),
    (
        "not owed",
        re.compile(
            r"(?:義務|責任|責め?)[をはも]?(?:負わ|負うものではない|ない|ありません)|必要[はが]?ない|を要しない|に及ばない"
        ),
    ),
    (
        "owed",
        re.compile(
            r"なければな(?:らない|りません)|ねばならない|ものと(?:する|します)|(?:義務|責任)(?:を負う|がある)|べきである|を要する"
        ),
    ),
    ("allowed", re.compile(r"でき(?:る|ます)|妨げない|権利を有する")),
    ("denied", re.compile(r"(?:ない|ません|ぬ|ず)(?:[。、]|\Z|とき|場合|もの)")),
)
"""The longer forms first: `ことができない` holds `ない`."""
_NEGATED_DUTY = re.compile(r"(?:ない|ません)もの(?:とする|とします)")
_DENIED = frozenset({"forbidden", "not owed", "denied"})
_NAMES = {
    "forbidden": "してはならない",
    "not owed": "義務を負わない",
    "owed": "しなければならない",
    "allowed": "することができる",
    "denied": "しない",
    "plain": "する",
}
_EXCEPTION = re.compile(r"ただし|但し|を除[きく]|除いて|に限[りる]|場合を除|以外|のみ")
_SUBJECT = re.compile(r"(甲|乙|丙|丁|委託者|受託者|買主|売主|貸主|借主|賃貸人|賃借人)(?:は|が(?!、))")
_CLAUSE = re.compile(r"[。;；]|(?<=が)、|(?<=し)、(?=.{4})")
_ALIKE = 0.34
"""Share of a clause's character pairs that must stand in a clause of the passage for both to say the same thing."""


def japanese(statement: str, near: Sequence[str]) -> list[Finding]:
    """Clauses of a Japanese statement whose force differs from the passage's, and exceptions it leaves out."""
    if not has_cjk(statement):
        return []
    theirs = [clause for sentence in near for clause in _clauses(sentence)]
    found = []
    for clause in _clauses(statement):
        pairs = stems_of(clause)
        best = max(theirs, key=lambda each: len(pairs & stems_of(each)), default="")
        if not pairs or len(pairs & stems_of(best)) < _ALIKE * len(pairs):
            continue
        finding = _subjects(clause, best) or _compared(force(clause), force(best))
        found += [finding] if finding else []
    return [*found, *_exceptions(statement, near)]


@lru_cache(maxsize=1024)
def force(clause: str) -> str:
    """`owed`, `allowed`, `forbidden`, `not owed`, `denied` or `plain`: what the end of a clause makes of it."""
    tail = clause[-24:]
    if _NEGATED_DUTY.search(tail):
        return "forbidden"
    return next((name for name, pattern in _FORCES if pattern.search(tail)), "plain")


def _subjects(clause: str, best: str) -> Finding | None:
    """甲 and 乙 in each other's place."""
    mine, theirs = _SUBJECT.search(clause), _SUBJECT.search(best)
    if mine is None or theirs is None or mine[1] == theirs[1]:
        return None
    return Finding(Support.UNSUPPORTED, f"the passage says {theirs[1]} here, the statement {mine[1]}")


def _compared(mine: str, theirs: str) -> Finding | None:
    words = f"the passage says 「{_NAMES[theirs]}」, the statement 「{_NAMES[mine]}」"
    if (mine in _DENIED) != (theirs in _DENIED):
        return Finding(Support.UNSUPPORTED, words)
    if {mine, theirs} == {"owed", "allowed"}:
        return Finding(Support.UNSUPPORTED, words)
    return Finding(Support.CHECK, words) if {mine, theirs} == {"forbidden", "not owed"} else None


def _exceptions(statement: str, near: Sequence[str]) -> list[Finding]:
    if _EXCEPTION.search(statement):
        return []
    marks = [match.group() for sentence in near for match in _EXCEPTION.finditer(sentence)]
    return [Finding(Support.CHECK, f"leaves out what the passage excepts: 「{marks[0]}」")] if marks else []


def _clauses(text: str) -> list[str]:
    return [clause for clause in (piece.strip() for piece in _CLAUSE.split(text)) if len(clause) > 3]
