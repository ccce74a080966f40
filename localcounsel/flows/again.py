"""Ask the same question again, with another approved model or of other documents, as if it had not been asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.flows import ask
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import AskEvent
from localcounsel.records import ModelCard


@dataclass(frozen=True, slots=True)
class Choice:
    """A model that may answer."""

    name: str
    parameters: int
    licence: str
    in_use: bool
    """It is the one that questions are put to when no other is named."""


def models(desk: Desk) -> list[Choice]:
    """The approved chat models, the one in use first. No file is looked at."""
    cards = [card for card in desk.shelf.list() if card.role == "chat"]
    wanted = desk.settings.model.name.casefold()
    current = next((card.name for card in cards if card.name.casefold() == wanted), "")
    current = current or _first(desk, cards)
    made = [Choice(card.name, card.parameters, card.licence, card.name == current) for card in cards]
    return sorted(made, key=lambda choice: (not choice.in_use, choice.name.casefold()))


def _first(desk: Desk, cards: Sequence[ModelCard]) -> str:
    """The model that answers where the settings name none."""
    if len(cards) < 2:
        return cards[0].name if cards else ""
    return desk.approved_chat().card.name


def again(
    desk: Desk, text: str, *, document_ids: Sequence[str] = (), wide: bool = False, model: str = ""
) -> Iterator[AskEvent]:
    """As `flows.ask.ask`, and the same question just before does not go along as an earlier one.

    The earlier answer stays stored beside the new one.
    """
    if desk.turns and desk.turns[-1].question.strip() == text.strip():
        desk.turns.pop()
    return ask.ask(desk, text, document_ids=document_ids, wide=wide, model=model)
