"""The conversations of a matter as a list: what each is called, how long it is, what is said in it; and what people
do with them: name, pin, delete, all of it on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from localcounsel.core.text import clean, encodable
from localcounsel.errors import BadCall
from localcounsel.flows.desk import Desk
from localcounsel.records import Standing
from localcounsel.store.answers import AnswerRow

SHORTEST_ID = 4
"""Characters by which a conversation may be named, if no other begins with them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation as a list shows it."""

    id: str
    title: str
    """What it was named, else its first question."""
    named: bool
    pinned: bool
    answers: tuple[AnswerRow, ...]
    """Oldest first; never empty."""

    @property
    def asked(self) -> str:
        """When the last question was asked, ISO 8601 in UTC."""
        return self.answers[-1].asked

    @property
    def standing(self) -> Standing:
        """What the last answer rests on."""
        return self.answers[-1].standing

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question, oldest first."""
        return tuple(each.question for each in self.answers)


def listed(desk: Desk) -> list[Line]:
    """Every conversation, pinned ones first, then the one asked in last."""
    kept = desk.store.conversations()
    rows: dict[str, list[AnswerRow]] = {}
    for row in reversed(desk.store.answers()):  # of two asked in the same second, the one stored last comes first
        rows.setdefault(row.conversation or row.id, []).insert(0, row)
    lines = []
    for id, own in rows.items():
        known = kept.get(id)
        ordered = tuple(sorted(own, key=lambda row: row.asked))
        title = known.title if known is not None else ""
        pinned = known.pinned if known is not None else False
        lines.append(Line(id, title or ordered[0].question, bool(title), pinned, ordered))
    lines.sort(key=lambda line: line.asked, reverse=True)
    return sorted(lines, key=lambda line: not line.pinned)


def said(desk: Desk) -> Iterator[tuple[str, str]]:
    """For each answer, oldest first, its conversation's id and its words, to be searched: statements and documents."""
    for row in desk.store.answers():
        answer = desk.store.answer(row.id)
        names = " ".join(dict.fromkeys(each.document for claim in answer.claims for each in claim.citations))
        words = "\n".join(claim.text for claim in answer.claims) or answer.draft.text
        yield row.conversation or row.id, f"{words}\n{names}"


def find(desk: Desk, which: str) -> Line:
    """The conversation meant by its id, a beginning of it that no other shares, or its title. Raises BadCall."""
    lines = listed(desk)
    begun = which.casefold().strip()
    meant = [line for line in lines if line.id == begun or line.title.casefold() == begun] or [
        line for line in lines if len(begun) >= SHORTEST_ID and line.id.startswith(begun)
    ]
    if not meant:
        raise BadCall(f"There is no conversation “{clean(which)}”", "`localcounsel history MATTER` lists them.")
    if len(meant) > 1:
        raise BadCall(f"{len(meant)} conversations are called “{clean(which)}”", "Give more of the id.")
    return meant[0]


def name(desk: Desk, id: str, title: str) -> None:
    """Give a conversation a title; an empty one takes it away. Raises BadCall."""
    desk.store.name_conversation(id, encodable(title).strip())
    desk.audit.append("conversation named", conversation=id, title="given" if title.strip() else "removed")


def pin(desk: Desk, id: str, pinned: bool) -> None:
    """Keep a conversation at the top of the list, or no longer."""
    desk.store.pin(id, pinned)
    desk.audit.append("conversation pinned" if pinned else "conversation unpinned", conversation=id)


def delete(desk: Desk, id: str) -> int:
    """Remove a conversation with all its answers; how many there were."""
    gone = desk.store.delete_conversation(id) or int(desk.store.delete_answer(id))
    desk.audit.append("conversation deleted", conversation=id, answers=str(gone))
    if desk.conversation == id:
        desk.new_conversation()
    return gone


def delete_answer(desk: Desk, answer_id: str) -> None:
    """Remove one answer."""
    desk.store.delete_answer(answer_id)
    desk.audit.append("answer deleted", answer=answer_id)
