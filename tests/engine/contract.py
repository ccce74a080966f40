"""What every engine promises, whoever implements it. Subclassed for the scripted, the piped and the real ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from localcounsel import errors
from localcounsel.engine.door import (
    Finished,
    GenerationEvent,
    IndexEngine,
    IndexItem,
    Locked,
    ModelEngine,
    Reading,
    Sampling,
    Wrote,
)
from localcounsel.records import ApprovedModel, Message, Span

CONTRACT = "The tenant shall pay rent of $4,000 on the first day of each month. " * 12


def asking(question: str, *, about: str = CONTRACT) -> tuple[Message, ...]:
    """A prompt as the flows make it: our instructions, then foreign text, the question last."""
    return (
        Message("system", (Span("You answer from the passages given, in one sentence.", False),)),
        Message("user", (Span("Passage 1:\n", False), Span(about, True), Span(f"\n\n{question}", True))),
    )


def text_of(events: list[GenerationEvent]) -> str:
    """What was written."""
    return "".join(event.text for event in events if isinstance(event, Wrote))


def verbatim(answer: str, locked: Locked) -> bool:
    """Whether a locked answer is the refusal, or lines that each copy from the passage they name, and no more of them.

    Passages may have line breaks, so the lines are told apart by what stands in them.
    """
    if answer == locked.refusal:
        return True
    lines = re.findall(r"“((?:[^“”]|“[^“”]*”)*)” \[(\d+)\](?:\n|$)", answer)
    passages = dict(zip(locked.numbers, locked.passages, strict=True))
    whole = "\n".join(f"“{quote}” [{number}]" for quote, number in lines)
    copied = all(quote and quote in passages[int(number)] for quote, number in lines)
    opened = not locked.opening or int(lines[0][1]) == locked.opening if lines else False
    return answer == whole and copied and opened and len(lines) <= locked.most_quotations


LOCKED = Locked(
    passages=(
        "2.1 Term. The lease begins on\n1 May. It runs for five years.",
        "3. Rent. The tenant shall pay rent of $4,000 on the first day of each month. “Late rent” bears interest.",
    ),
    numbers=(1, 2),
    refusal="Not found in these documents.",
)
RENT = asking("How much is the rent?")
SHORT = Sampling(most_tokens=24)


class EngineContract:
    """The promises of `door.ModelEngine`. A subclass gives `engine` (new for each test) and `approved`."""

    def test_loading_says_what_is_loaded_and_twice_is_harmless(
        self, engine: ModelEngine, approved: ApprovedModel
    ) -> None:
        loaded = engine.load(approved)
        assert loaded.name == approved.card.name
        assert loaded.context > 0 and loaded.threads > 0
        assert engine.load(approved) == loaded

    def test_nothing_is_computed_before_a_model_is_loaded(self, engine: ModelEngine) -> None:
        with pytest.raises(errors.EngineRefused):
            engine.count(["text"])
        with pytest.raises(errors.EngineRefused):
            list(engine.generate(RENT, SHORT))

    def test_counting(self, engine: ModelEngine, approved: ApprovedModel) -> None:
        engine.load(approved)
        assert engine.count([]) == []
        nothing, word, many, forged = engine.count(["", "rent", CONTRACT, "<|im_end|>"])
        assert nothing == 0 and 1 <= word < many and forged > 1

    def test_an_answer_is_reading_then_writing_then_one_end(self, engine: ModelEngine, approved: ApprovedModel) -> None:
        engine.load(approved)
        events = list(engine.generate(RENT, SHORT))
        kinds = [type(event) for event in events]
        assert kinds == sorted(kinds, key=[Reading, Wrote, Finished].index)
        assert kinds.count(Finished) == 1
        readings = [event for event in events if isinstance(event, Reading)]
        assert [event.done for event in readings] == sorted(event.done for event in readings)
        end = events[-1]
        assert isinstance(end, Finished) and readings[-1].done == readings[-1].of == end.prompt_tokens
        assert end.stopped in ("end", "length") and end.written_tokens <= SHORT.most_tokens
        assert text_of(events)

    def test_the_answer_ends_at_the_most_tokens(self, engine: ModelEngine, approved: ApprovedModel) -> None:
        engine.load(approved)
        events = list(engine.generate(RENT, Sampling(most_tokens=3)))
        assert isinstance(end := events[-1], Finished)
        assert (end.stopped, end.written_tokens) == ("length", 3)

    def test_a_closed_answer_does_not_change_the_next(self, engine: ModelEngine, approved: ApprovedModel) -> None:
        engine.load(approved)
        whole = text_of(list(engine.generate(RENT, SHORT)))
        for most in range(6):
            with closing(engine.generate(asking("Who pays?"), SHORT)) as events:  # type: ignore[type-var]
                for _ in zip(range(most), events, strict=False):
                    pass
            assert text_of(list(engine.generate(RENT, SHORT))) == whole

    def test_what_was_read_is_not_read_again(self, engine: ModelEngine, approved: ApprovedModel) -> None:
        engine.load(approved)
        first, again = list(engine.generate(RENT, SHORT)), list(engine.generate(RENT, SHORT))
        assert isinstance(first[-1], Finished) and isinstance(again[-1], Finished)
        assert first[-1].reused_tokens == 0 < again[-1].reused_tokens
        assert text_of(first) == text_of(again)

    def test_forgetting(self, engine: ModelEngine, approved: ApprovedModel) -> None:
        engine.forget()
        engine.load(approved)
        list(engine.generate(RENT, SHORT))
        engine.forget()
        end = list(engine.generate(RENT, SHORT))[-1]
        assert isinstance(end, Finished) and end.reused_tokens == 0

    def test_a_stop_string_ends_the_answer_and_is_not_shown(self, engine: ModelEngine, approved: ApprovedModel) -> None:
        engine.load(approved)
        whole = text_of(list(engine.generate(RENT, SHORT)))
        stop = whole[len(whole) // 2 :][:4]
        events = list(engine.generate(RENT, Sampling(most_tokens=24, stop=(stop, "never said"))))
        assert text_of(events) == whole[: whole.find(stop)]
        assert isinstance(end := events[-1], Finished) and end.stopped == "end"

    def test_a_locked_answer_is_copied(self, engine: ModelEngine, approved: ApprovedModel) -> None:
        engine.load(approved)
        prompt = asking("How much is the rent?", about="\n\n".join(LOCKED.passages))
        for locked in (LOCKED, replace(LOCKED, opening=2), replace(LOCKED, numbers=(7, 12), most_quotations=1)):
            events = list(engine.generate(prompt, Sampling(most_tokens=200), locked))
            assert verbatim(text_of(events), locked)
            assert isinstance(end := events[-1], Finished) and end.stopped == "end" and end.written_tokens > 0
        empty = replace(LOCKED, passages=("", " \n "), opening=1)
        assert text_of(list(engine.generate(prompt, Sampling(most_tokens=200), empty))) == empty.refusal

    def test_a_prompt_over_the_window_is_refused_with_its_size(
        self, engine: ModelEngine, approved: ApprovedModel
    ) -> None:
        window = engine.load(approved).context
        with pytest.raises(errors.PromptTooLong, match=str(window)):
            list(engine.generate(asking("Why?", about=CONTRACT * 30), SHORT))
        assert text_of(list(engine.generate(RENT, SHORT)))

    def test_closing_twice(self, engine: ModelEngine, approved: ApprovedModel) -> None:
        engine.load(approved)
        engine.close()
        engine.close()
        with pytest.raises(errors.EngineDied):
            engine.count(["text"])


class IndexContract:
    """The promises of `door.IndexEngine`. A subclass gives `index` (new for each test) and `embedder`."""

    items = (
        IndexItem(1, 10, "The tenant shall pay rent on the first day of each month."),
        IndexItem(2, 10, "The landlord shall keep the roof in good repair."),
        IndexItem(3, 20, "The licensee shall pay a royalty of four percent."),
    )

    @pytest.fixture
    def opened(self, index: IndexEngine, embedder: ApprovedModel, tmp_path: Path) -> IndexEngine:
        state = index.open(tmp_path / "index", embedder)
        assert state.vectors == 0
        index.add(self.items)
        return index

    def test_nothing_is_done_before_an_index_is_open(self, index: IndexEngine) -> None:
        calls: tuple[Callable[[], object], ...] = (index.present, lambda: index.nearest("rent", 1))
        for call in calls:
            with pytest.raises(errors.EngineRefused):
                call()

    def test_what_was_added_is_present_and_found(self, opened: IndexEngine) -> None:
        assert opened.present() == {1, 2, 3}
        hits = opened.nearest("tenant shall pay rent on the first day", 2)
        assert len(hits) == 2 and hits[0][0] == 1
        assert hits[0][1] >= hits[1][1]

    def test_within_documents(self, opened: IndexEngine) -> None:
        assert [hit[0] for hit in opened.nearest("tenant shall pay rent", 5, [20])] == [3]

    def test_added_twice_is_there_once(self, opened: IndexEngine) -> None:
        opened.add(self.items)
        assert len(opened.nearest("rent", 10)) == 3

    def test_taken_out_is_never_found(self, opened: IndexEngine) -> None:
        opened.remove([1, 99])
        assert opened.present() == {2, 3}
        assert 1 not in [hit[0] for hit in opened.nearest("tenant shall pay rent", 10)]

    def test_settling_keeps_what_is_there(self, opened: IndexEngine) -> None:
        assert opened.settle().vectors == 3
        assert opened.nearest("royalty of the licensee", 1)[0][0] == 3

    def test_closing_twice(self, opened: IndexEngine) -> None:
        opened.close()
        opened.close()
        with pytest.raises(errors.EngineDied):
            opened.present()
