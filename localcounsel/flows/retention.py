"""Answers older than IT lets them be kept: shown as due, and removed when somebody says so, never by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from localcounsel.errors import BadCall
from localcounsel.flows.desk import Desk
from localcounsel.store import hold, policy
from localcounsel.store.answers import AnswerRow


@dataclass(frozen=True, slots=True)
class Due:
    """What is due in one matter."""

    days: int
    """How long answers are kept."""
    before: str
    """ISO 8601 in UTC: an answer asked earlier is due."""
    answers: tuple[AnswerRow, ...]
    """Oldest first."""


def due(desk: Desk, now: datetime | None = None) -> Due:
    """The answers past their time. Raises BadCall where the policy sets none."""
    days = policy.load().retention_days
    if not days:
        raise BadCall("IT's policy sets no time after which answers are removed", "See `localcounsel policy show`.")
    before = ((now or datetime.now(UTC)) - timedelta(days=days)).isoformat(timespec="seconds")
    answers = tuple(row for row in desk.store.answers() if _moment(row.asked) < _moment(before))
    return Due(days, before, answers)


def remove(desk: Desk, found: Due) -> int:
    """Take the due answers out of the matter, each on record before it goes. Returns how many there were.

    Raises OnLegalHold while the matter is held.
    """
    hold.refuse(desk.matter.folder, "its answers were kept, though they are past their time")
    removed = 0
    for row in found.answers:
        desk.audit.append("answer removed", answer=row.id, asked=row.asked, kept_days=str(found.days))
        removed += desk.store.delete_answer(row.id)
    if removed:
        desk.store.tidy()
    return removed


def _moment(text: str) -> datetime:
    """A stored time; one without a zone is UTC."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
