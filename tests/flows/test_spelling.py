"""A misspelt term is said with the word that was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from localcounsel.core.searched import nowhere
from localcounsel.flows.find import find
from localcounsel.flows.ingest import add
from tests.flows.conftest import OpenDesk


@pytest.fixture
def full(scripted: OpenDesk, folder: Path) -> OpenDesk:
    """Opens the matter with both agreements in it."""
    desk = scripted()
    list(add(desk, [folder]))
    desk.close()
    return scripted


def test_a_misspelt_term_is_said_with_the_word_that_is_there(full: OpenDesk) -> None:
    record = find(full(), "Who reapirs the landlrod roof with asbestos?").record
    assert ("landlrod", "landlord") in record.similar
    assert "asbestos" in record.unknown and "asbestos" not in dict(record.similar)
    assert "landlrod (there is “landlord”)" in nowhere(record)


def test_nothing_is_said_of_words_that_occur(full: OpenDesk) -> None:
    assert find(full(), "Does the landlord keep the roof in repair?").record.similar == ()


def test_only_words_within_the_scope_are_offered(full: OpenDesk) -> None:
    desk = full()
    nda = [each.id for each in desk.store.documents() if each.name.endswith("nda.txt")]
    assert find(desk, "Who is the landlrod?", document_ids=nda).record.similar == ()


def test_a_term_that_only_begins_a_word_is_said_with_that_word(scripted: OpenDesk, tmp_path: Path) -> None:
    policy = tmp_path / "policy.txt"
    policy.write_text("The Supplier shall keep cybersecurity insurance.\n", encoding="utf-8")
    desk = scripted()
    list(add(desk, [policy]))
    record = find(desk, "What cyber insurance must the Supplier keep?").record
    assert record.unknown == ("cyber",)
    assert record.similar == (("cyber", "cybersecurity"),)
