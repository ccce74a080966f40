"""Going back to where one left off, as far as it is still there."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcounsel.flows import ask, filing, ingest, left_off
from localcounsel.flows.desk import Desk
from localcounsel.flows.left_off import LeftOff
from tests.flows.conftest import OpenDesk


@pytest.fixture
def desk(scripted: OpenDesk, folder: Path) -> Desk:
    made = scripted("It is $4,500.")
    list(ingest.add(made, [folder]))
    return made


def test_nothing_noted_is_the_beginning(desk: Desk) -> None:
    assert left_off.go_back(desk) == (LeftOff(), [])


def test_the_conversation_and_the_documents_are_gone_back_to(desk: Desk) -> None:
    list(ask.ask(desk, "What is the rent?"))
    lease = desk.store.named("lease.txt").id
    conversation = desk.conversation
    left_off.remember(desk, LeftOff("", (lease,), "documents", "case/lease.txt"))
    desk.new_conversation()
    place, answers = left_off.go_back(desk)
    assert place == LeftOff(conversation, (lease,), "documents", "case/lease.txt")
    assert [answer.question.text for answer in answers] == ["What is the rent?"]
    assert desk.conversation == conversation


def test_what_is_no_longer_there_is_passed_over(desk: Desk) -> None:
    list(ask.ask(desk, "What is the rent?"))
    lease, nda = desk.store.named("lease.txt").id, desk.store.named("nda.txt").id
    left_off.remember(desk, LeftOff("", (lease, nda, "gone"), "elsewhere"))
    filing.exclude(desk, [nda])
    desk.store.delete_conversation(desk.conversation)
    assert left_off.recall(desk) == LeftOff("", (lease,), "matter", "")


@pytest.mark.parametrize("noted", ["", "[]", "{", '{"chosen": 3}', "\\u0000"])
def test_an_unreadable_note_is_no_note(desk: Desk, noted: str) -> None:
    desk.store.set_setting("left off", noted)
    assert left_off.recall(desk) == LeftOff()
