"""What the screens of asking ask of the flows: asking again, why something was found, copies, papers, conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localcounsel.tui.language import _, spoken
from localcounsel.tui.later import later

if TYPE_CHECKING:
    from localcounsel.flows.again import Choice
    from localcounsel.flows.conversations import Line
    from localcounsel.flows.events import AskEvent
    from localcounsel.flows.why import Why
    from localcounsel.records import Answer, Citation, Hit


@dataclass(frozen=True, slots=True)
class AskingPorts:
    """`Any` stands for a desk: each only takes its own kind."""

    again: Callable[[Any, str, Sequence[str], bool, str], Iterator[AskEvent]]
    """Desk, question, document ids (none: the matter), disregard documents it names, name of a model or empty."""
    models: Callable[[Any], Sequence[Choice]]
    vocabulary: Callable[[Any], Sequence[str]]
    """Defined terms and names of the matter, for completion."""
    why: Callable[[Any, Answer, Hit], Why]
    quotation: Callable[[Any, Hit | Citation], str]
    """The words with their place as the firm cites; put on record as copied."""
    statement: Callable[[Any, Answer, int], str]
    whole: Callable[[Any, Answer], str]
    may_copy: Callable[[], str]
    """Why the clipboard must not be used, or empty."""
    may_write: Callable[[str], None]
    """A kind of file (`txt`). Raises ForbiddenByPolicy."""
    save_answer: Callable[[Any, str, Path], Path]
    """Desk, id, a path that ends in .docx or .md: where it was saved."""
    save_conversation: Callable[[Any, str, Path], Path]
    conversations: Callable[[Any], Sequence[Line]]
    said: Callable[[Any], Sequence[tuple[str, str]]]
    """For each answer its conversation's id and its words."""
    name: Callable[[Any, str, str], object]
    pin: Callable[[Any, str, bool], object]
    delete: Callable[[Any, str], object]


def flows() -> AskingPorts:
    """The real flows; each is imported when it is first wanted."""
    if TYPE_CHECKING:
        from localcounsel.flows import again, conversations, export, quote, why
    else:
        again, conversations, export, quote, why = later("again", "conversations", "export", "quote", "why")
    from localcounsel.store import policy

    def may_copy() -> str:
        return "" if policy.load().clipboard else _("IT's policy does not allow the clipboard")

    return AskingPorts(
        again=lambda at, text, ids, wide, model: again.again(at, text, document_ids=ids, wide=wide, model=model),
        models=again.models,
        vocabulary=lambda at: sorted({term.strip() for term in why.vocabulary(at) if term.strip()}, key=str.casefold),
        why=why.why,
        quotation=lambda at, place: quote.on_record(at, "quotation", quote.copy_text(place, at, spoken())),
        statement=lambda at, answer, index: quote.on_record(
            at, "statement", quote.statement_text(at, answer, index, spoken())
        ),
        whole=lambda at, answer: quote.on_record(at, "answer", quote.answer_text(at, answer, spoken())),
        may_copy=may_copy,
        may_write=policy.allow_export,
        save_answer=lambda at, answer, path: export.answer(at, answer, path, language=spoken()).path,
        save_conversation=lambda at, which, path: export.conversation(at, which, path, language=spoken()).path,
        conversations=conversations.listed,
        said=lambda at: list(conversations.said(at)),
        name=conversations.name,
        pin=conversations.pin,
        delete=conversations.delete,
    )
