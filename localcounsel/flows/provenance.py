"""Where an answer comes from, as hashes for the audit log and as a recipe from which it is made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from localcounsel.engine.door import LoadedModel, Locked
from localcounsel.flows import exclusion, in_force
from localcounsel.flows.desk import Desk
from localcounsel.records import Answer, Hit, Message, Prompt, Recipe, ShownTurn
from localcounsel.store import codec


def searched(desk: Desk, count: int) -> Recipe:
    """The recipe of an answer that no model wrote."""
    return Recipe(documents_digest(desk), count)


def recipe(desk: Desk, found: Sequence[Hit], prompt: Prompt, locked: Locked, loaded: LoadedModel) -> Recipe:
    """The recipe of an answer that a model is about to write."""
    turns = (len(prompt.messages) - 2) // 2
    kept = desk.turns[-turns:] if turns else []
    number = {hit.passage.id: place for place, hit in enumerate(found, start=1)}
    new = prompt.hits[sum(len(turn.shown) for turn in kept) :]
    whole = [prompt.hits[each - 1].passage.text for each in locked.numbers]
    return Recipe(
        documents_sha256=documents_digest(desk),
        count=len(found),
        prompt_sha256=prompt_digest(prompt.messages),
        locks_sha256=locks_digest(locked),
        turns=tuple(ShownTurn(turn.question, turn.shown, turn.reply) for turn in kept),
        shown=tuple(number[hit.passage.id] for hit in new),
        quotable=tuple(
            (each, len(text) - len(part))
            for each, text, part in zip(locked.numbers, whole, locked.passages, strict=True)
        ),
        most_quotations=locked.most_quotations,
        opening=locked.opening,
        from_its_start=locked.from_its_start,
        ellipsis=locked.ellipsis,
        machine=machine(loaded),
    )


def machine(loaded: LoadedModel) -> tuple[tuple[str, str], ...]:
    """How a model runs here."""
    return (
        ("backend", loaded.backend),
        ("threads", str(loaded.threads)),
        ("context", str(loaded.context)),
        ("layers on the GPU", str(loaded.layers_on_gpu)),
    )


def asked(desk: Desk, question: str, made: Recipe, passages: int) -> dict[str, str]:
    """What the audit log says of a question: hashes, and how many passages the model was shown."""
    details = {
        "question_sha256": text_digest(question),
        "settings_sha256": text_digest(codec.dumps(desk.settings)),
        in_force.KEY: in_force.digest(desk.settings),
        "documents_sha256": made.documents_sha256,
        "index": index_generation(desk.matter.folder / "index"),
        "passages": str(passages),
    }
    return {**details, "prompt_sha256": made.prompt_sha256} if made.prompt_sha256 else details


def answered(answer: Answer) -> dict[str, str]:
    """What the audit log says of an answer: its id, what it stands on, and the hash of its stored record."""
    return {
        "answer": answer.id,
        "standing": answer.standing.value,
        "stopped": answer.draft.stopped,
        "sha256": text_digest(codec.dumps(answer)),
    }


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8; what is no Unicode in it counts as it is."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def prompt_digest(messages: Sequence[Message]) -> str:
    """SHA-256 over the messages as JSON: role, and of each span its text and whether it is foreign."""
    plain: list[Any] = [[each.role, [[span.text, span.foreign] for span in each.spans]] for each in messages]
    return text_digest(json.dumps(plain, separators=(",", ":")))


def locks_digest(locked: Locked) -> str:
    """SHA-256 over everything that a model was held to."""
    return text_digest(codec.dumps(locked))


def documents_digest(desk: Desk) -> str:
    """SHA-256 over the sorted ids of the documents that can be asked."""
    return text_digest("\n".join(sorted(each.id for each in exclusion.askable(desk.store))))


def index_generation(folder: Path) -> str:
    """Number and SHA-256 of the manifest of the newest generation of the index of meaning; `none` without one.

    What the disk does not give is said: the index is derived, and no answer waits for it.
    """
    try:
        there = [each for each in (folder / "generations").glob("*/manifest.json") if each.parent.name.isdecimal()]
    except OSError:
        return "unreadable"
    if not there:
        return "none"
    newest = max(there, key=lambda each: int(each.parent.name))
    try:
        return f"{newest.parent.name} {hashlib.sha256(newest.read_bytes()).hexdigest()}"
    except OSError:
        return f"{newest.parent.name} unreadable"
