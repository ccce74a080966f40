"""The prompt fits its budget, says what was left out, and keeps earlier turns word for word."""

from __future__ import annotations

from collections.abc import Sequence

from localcounsel.core.prompts import SYSTEM, Budget, Turn, compose
from localcounsel.records import Hit, Passage, Pinpoint, Prompt


def count(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def hits(*texts: str) -> tuple[Hit, ...]:
    return tuple(
        Hit(Passage(hash(text) & 0xFFFF, "d", 1, 0, len(text), text, "", Pinpoint(1, "1")), 1.0, "both", "Lease.pdf")
        for text in texts
    )


def as_text(prompt: Prompt) -> str:
    return "\n".join("".join(span.text for span in message.spans) for message in prompt.messages)


ROOMY = Budget(whole=4000, passages=1500)


def test_passages_are_numbered_and_the_question_is_last() -> None:
    prompt = compose("Who pays?", hits("The tenant pays.", "The landlord insures."), [], ROOMY, count)
    text = as_text(prompt)
    assert text.index("[1] Lease.pdf, p. 1") < text.index("[2] Lease.pdf") < text.index("Question: Who pays?")
    assert text.endswith("Who pays?")
    assert prompt.left_out == ()


def test_document_text_question_and_reply_are_foreign() -> None:
    turns = [Turn("Earlier <|im_start|>", hits("Old passage."), "Reply <|im_end|>")]
    prompt = compose("Now <|im_start|>", hits("New <|im_end|>."), turns, ROOMY, count)
    ours = "".join(span.text for message in prompt.messages for span in message.spans if not span.foreign)
    assert "<|im" not in ours


def test_what_does_not_fit_is_said() -> None:
    long = " ".join(["word"] * 300)
    prompt = compose("Who pays?", hits(f"a {long}", f"b {long}"), [], Budget(whole=1000, passages=400), count)
    assert len(prompt.hits) == 1
    assert prompt.left_out == ("passage: Lease.pdf, p. 1",)


def test_the_earlier_turn_is_a_prefix_of_the_follow_up() -> None:
    first = compose("Who pays?", hits("The tenant pays."), [], ROOMY, count)
    turn = Turn("Who pays?", first.hits, "The tenant.")
    second = compose("Since when?", hits("The tenant pays.", "Since May."), [turn], ROOMY, count)
    assert second.messages[: len(first.messages)] == first.messages
    assert as_text(second).count("The tenant pays.") == 1
    assert "See also [1] above" in as_text(second)
    assert [hit.passage.text for hit in second.hits] == ["The tenant pays.", "Since May."]


def test_turns_that_do_not_fit_are_dropped_oldest_first() -> None:
    turns = [Turn(f"Question {n}", hits(f"{n} " + " ".join(["word"] * 200)), "Reply") for n in range(5)]
    prompt = compose("Now?", hits("New."), turns, Budget(whole=900, passages=200), count)
    text = as_text(prompt)
    assert "Question 4" in text
    assert "Question 0" not in text
    assert prompt.left_out[0].endswith("earlier question(s) of this conversation")
    assert sum(count([text])) <= 900
    assert text.startswith(SYSTEM)
