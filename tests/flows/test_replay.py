"""A stored answer is made again from its record, whatever path it came by; what has changed since is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from localcounsel.errors import BadCall
from localcounsel.flows import in_force
from localcounsel.flows.ask import Asking, ask, put
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Answered
from localcounsel.flows.ingest import add
from localcounsel.flows.replay import Replayed, find, replay
from localcounsel.records import Answer, ApprovedModel
from tests.flows.conftest import SMALL, OpenDesk

SAID = "The Tenant pays monthly: “The Tenant shall pay rent of $4,500 on the first day of each month” [1]."


@pytest.fixture
def desk(scripted: OpenDesk, folder: Path) -> Desk:
    opened = scripted()
    for _ in add(opened, [folder]):
        pass
    return opened


def _asked(desk: Desk, question: str, asking: Asking | None = None) -> Answer:
    events = list(put(desk, question, asking or Asking()))
    assert isinstance(events[-1], Answered)
    return events[-1].answer


def _replayed(desk: Desk, which: str = "last") -> Replayed:
    *_, last = replay(desk, which)
    assert isinstance(last, Replayed)
    return last


def _states(result: Replayed) -> dict[str, str]:
    return {each.what: each.state for each in result.found}


def test_an_answer_in_statements_comes_out_again(desk: Desk) -> None:
    desk.model.enqueue(SAID, SAID)  # type: ignore[attr-defined]
    answer = _asked(desk, "What rent does the Tenant pay?")
    result = _replayed(desk)
    assert result.proved, result
    assert result.answer.id == answer.id
    assert set(_states(result)) == {
        "audit log", "stored answer", "settings", "documents", "passages", "prompt", "locks", "model", "machine",
    }  # fmt: skip
    history = desk.model.history  # type: ignore[attr-defined]
    assert history[-1] == history[-2]
    assert desk.model.locked_history[-1] == desk.model.locked_history[-2]  # type: ignore[attr-defined]
    assert "replayed" in [event.what for event in desk.audit.events()]


def test_an_answer_that_only_quotes_comes_out_again(desk: Desk) -> None:
    _asked(desk, "What rent does the Tenant pay?", Asking(model=SMALL))
    result = _replayed(desk)
    assert result.proved, result


def test_a_follow_up_is_made_again_with_what_went_before(desk: Desk) -> None:
    desk.model.enqueue(SAID, SAID, SAID)  # type: ignore[attr-defined]
    _asked(desk, "What rent does the Tenant pay?")
    answer = _asked(desk, "And when is it due?")
    assert answer.recipe is not None
    assert len(answer.recipe.turns) == 1
    assert _replayed(desk).proved


def test_a_survey_is_made_again(desk: Desk) -> None:
    assert _asked(desk, "Which agreements mention confidential information?").covered
    assert _replayed(desk).proved


def test_an_answer_of_an_empty_matter_is_searched_again(scripted: OpenDesk) -> None:
    desk = scripted()
    assert not _asked(desk, "What rent is due?").model
    assert _replayed(desk).proved


def test_another_answer_is_said_to_differ_and_where(desk: Desk) -> None:
    desk.model.enqueue(SAID, SAID.replace("monthly", "yearly"))  # type: ignore[attr-defined]
    _asked(desk, "What rent does the Tenant pay?")
    result = _replayed(desk)
    assert result.outcome == "different"
    assert "from character 17 " in result.where
    assert "monthly" in result.before
    assert "yearly" in result.after
    assert not result.proved


def test_a_changed_record_shows(desk: Desk) -> None:
    desk.model.enqueue(SAID, SAID)  # type: ignore[attr-defined]
    answer = _asked(desk, "What rent does the Tenant pay?")
    desk.store.save_answer(replace(answer, asked="2020-01-01T00:00:00+00:00"))
    assert _states(_replayed(desk))["stored answer"] == "different"


def test_a_changed_passage_keeps_the_model_from_running(desk: Desk) -> None:
    answer = _asked(desk, "What rent does the Tenant pay?")
    with desk.store._database.writing() as connection:
        connection.execute("UPDATE page SET text = replace(text, '$4,500', '$5,400')")
    result = _replayed(desk)
    assert result.outcome == "not run"
    assert _states(result)["passages"] == "different"
    assert _states(result)["prompt"] == "different"
    assert len(desk.model.history) == 1  # type: ignore[attr-defined]
    assert answer.id == result.answer.id


def test_changed_settings_are_on_record_and_said(desk: Desk) -> None:
    desk.model.enqueue(SAID, SAID, SAID)  # type: ignore[attr-defined]
    _asked(desk, "What rent does the Tenant pay?")
    looks = replace(desk.settings, interface=replace(desk.settings.interface, theme="day"))
    in_force.note(desk.store, desk.audit, looks)
    desk.settings = looks
    assert _replayed(desk).proved  # how a screen looks bears on no answer
    desk.settings = replace(looks, ask=replace(looks.ask, passages=3), model=replace(looks.model, name="other"))
    for _ in range(2):
        in_force.note(desk.store, desk.audit, desk.settings)
    (event,) = [each for each in desk.audit.events() if each.what == in_force.CHANGED]
    details = dict(event.details)
    assert details["keys"] == "ask.passages, model.name"
    assert "ask.passages 8 → 3" in details["told"]
    result = _replayed(desk)
    (settings,) = [each for each in result.found if each.what == "settings"]
    assert settings.state == "different" and "ask.passages, model.name" in settings.note
    assert result.outcome == "identical" and not result.proved


def test_a_changed_file_and_a_new_document_are_said(desk: Desk, folder: Path) -> None:
    _asked(desk, "Which agreements mention confidential information?")
    (folder / "nda.txt").write_text("changed")
    assert _states(_replayed(desk))["documents"] == "different"
    (folder / "nda.txt").unlink()
    assert _states(_replayed(desk))["documents"] == "missing"
    (folder / "more.txt").write_text("MORE AGREEMENT\n\n1. Nothing. This says nothing at all.\n")
    for _ in add(desk, [folder / "more.txt"]):
        pass
    assert _states(_replayed(desk))["collection"] == "different"


def test_a_document_that_was_added_again_shows(desk: Desk, folder: Path) -> None:
    """The same file taken out and added again proves the answer; an edited one does not, and it is said why."""
    desk.model.enqueue(*[SAID] * 4)  # type: ignore[attr-defined]
    _asked(desk, "What rent does the Tenant pay?")
    whole = (folder / "lease.txt").read_bytes()
    desk.store.remove_copy(desk.store.named("lease.txt").name)
    result = _replayed(desk)
    assert result.outcome == "not run" and _states(result)["passages"] != "same"
    for _ in add(desk, [folder]):
        pass
    assert _replayed(desk).proved
    (folder / "lease.txt").write_bytes(whole.replace(b"$4,500", b"$5,400"))
    for _ in add(desk, [folder]):
        pass
    result = _replayed(desk)
    assert result.outcome == "not run" and result.where
    assert _states(result)["documents"] == "missing" or _states(result)["documents"] == "different"
    assert _states(result)["passages"] != "same"


def test_another_model_of_the_same_name_is_not_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.model.enqueue(SAID, SAID)  # type: ignore[attr-defined]
    answer = _asked(desk, "What rent does the Tenant pay?")
    real = desk.approved_chat

    def other(name: str | None = None) -> ApprovedModel:
        return replace(real(name), fingerprint="another")

    monkeypatch.setattr(desk, "approved_chat", other)
    result = _replayed(desk)
    assert result.outcome == "not run" and "another model now" in result.where
    assert _states(result)["model"] == "missing" and answer.model in result.where
    assert len(desk.model.history) == 1  # type: ignore[attr-defined]


def test_an_answer_of_an_earlier_version_is_compared_as_far_as_it_goes(desk: Desk) -> None:
    answer = _asked(desk, "What rent does the Tenant pay?")
    desk.store.save_answer(replace(answer, recipe=None))
    result = _replayed(desk)
    assert result.outcome == "not run"
    assert "before answers kept" in result.where


def test_an_answer_is_named_by_its_beginning(desk: Desk) -> None:
    answer = _asked(desk, "What rent does the Tenant pay?")
    assert find(desk, answer.id[:6].upper()) == find(desk, "LAST") == answer.id
    for wrong in ("abc", "x" * 32, ""):
        with pytest.raises(BadCall):
            find(desk, wrong)


def test_a_cancelled_answer_is_compared_as_far_as_it_was_written(desk: Desk) -> None:
    desk.model.enqueue(SAID, SAID)  # type: ignore[attr-defined]
    asking = ask(desk, "What rent does the Tenant pay?")
    for event in asking:
        if type(event).__name__ == "Wrote":
            break
    asking.close()  # type: ignore[attr-defined]
    result = _replayed(desk)
    assert result.answer.draft.stopped == "cancelled"
    assert result.outcome == "identical"
