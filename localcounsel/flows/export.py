"""Save an answer or a whole conversation as a paper, Markdown or DOCX, and put on record that it was saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import localcounsel
from localcounsel.core import searched
from localcounsel.core.answer_paper import About, paper
from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.paper import Sheet
from localcounsel.flows import certificate, conversations, saving
from localcounsel.flows.desk import Desk
from localcounsel.flows.quote import Sources
from localcounsel.records import Answer
from localcounsel.store.account import account

ONE = "Answer to a question"
"""Title of a paper with one answer."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A paper on disk."""

    path: Path
    answers: tuple[str, ...]
    """Ids of the answers it holds, oldest first."""
    sha256: str
    """Of the file."""


def answer(desk: Desk, which: str, path: Path, *, force: bool = False, language: Language = ENGLISH) -> Exported:
    """Save one answer (`last`, its id or the beginning of it) to `path`, .md or .docx, in `language`.

    On record before the file is there. Raises BadCall for no such answer, another ending, and a file that exists
    unless `force`; ForbiddenByPolicy; StorageError.
    """
    target = saving.Target(path, force)
    saving.check(target, "An export")
    found = certificate.chosen(desk, which)
    made = sheet(desk, [found], language.say(ONE), language)
    written, digest = saving.save(desk, made, target, "exported", kind="answer", answer=found.id)
    return Exported(written, (found.id,), digest)


def conversation(desk: Desk, which: str, path: Path, *, force: bool = False, language: Language = ENGLISH) -> Exported:
    """Save a whole conversation (its id, the beginning of it, or its title) to `path`; otherwise as `answer`."""
    target = saving.Target(path, force)
    saving.check(target, "An export")
    meant = conversations.find(desk, which)
    answers = [desk.store.answer(row.id) for row in meant.answers]
    title = searched.first_words(meant.title, 100)
    written, digest = saving.save(
        desk,
        sheet(desk, answers, title, language),
        target,
        "exported",
        kind="conversation",
        conversation=meant.id,
        answers=str(len(answers)),
    )
    return Exported(written, tuple(each.id for each in answers), digest)


def sheet(desk: Desk, answers: Sequence[Answer], title: str, language: Language = ENGLISH) -> Sheet:
    """These answers as a paper, made now."""
    about = About(
        matter=desk.matter.name,
        title=title,
        made=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        by=account(),
        application=f"LocalCounsel {localcounsel.__version__}",
        audit=tuple(language.said(certificate.audited(desk, each)) for each in answers),
    )
    return paper(answers, about, Sources(desk, language).place, language)
