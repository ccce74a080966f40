"""Where a person left off in a matter: the conversation, what questions were limited to, and the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from localcounsel.flows.desk import Desk
from localcounsel.records import Answer
from localcounsel.store import codec

_KEY = "left off"
SCREENS = ("matter", "documents")


@dataclass(frozen=True, slots=True)
class LeftOff:
    """A place to go back to."""

    conversation: str = ""
    """Its id; empty when a new one had been begun and nothing asked in it."""
    chosen: tuple[str, ...] = ()
    """Ids of the documents that questions were limited to; none: the whole matter."""
    screen: str = "matter"
    """One of SCREENS."""
    document: str = ""
    """On the screen of documents: the file under the cursor."""


def remember(desk: Desk, place: LeftOff) -> None:
    """Note where she is, in the conversation the desk is in. Raises StorageError."""
    conversation = desk.conversation if desk.turns else ""
    desk.store.set_setting(_KEY, codec.dumps(replace(place, conversation=conversation)))


def go_back(desk: Desk) -> tuple[LeftOff, list[Answer]]:
    """Where she left off, and the answers of that conversation, oldest first: the desk goes on with it."""
    place = recall(desk)
    if not place.conversation:
        return place, []
    answers = [desk.store.answer(row.id) for row in desk.store.answers(place.conversation)]
    desk.resume(answers)
    return place, answers


def recall(desk: Desk) -> LeftOff:
    """Where she left off, as far as it is still there; the beginning when nothing was noted.

    What was noted is not relied on: an unreadable note is no note, a document that went or was excluded is no
    longer chosen, a conversation that was deleted is not gone back to.
    """
    try:
        noted = codec.loads(LeftOff, desk.store.setting(_KEY) or "{}")
    except ValueError:
        return LeftOff()
    marked = desk.store.markings()
    here = {each.id for each in desk.store.documents() if not (each.id in marked and marked[each.id].excluded)}
    known = {row.conversation for row in desk.store.answers()}
    return LeftOff(
        noted.conversation if noted.conversation in known else "",
        tuple(id for id in noted.chosen if id in here),
        noted.screen if noted.screen in SCREENS else "matter",
        noted.document,
    )
