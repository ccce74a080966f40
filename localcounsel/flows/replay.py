"""Make a stored answer again from its record: check every hash, run the same model with the same seed, and compare.

Nothing of the record is taken on trust: passages are cut out of the stored pages anew, and the prompt that they make
must be the one that the model was given.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from localcounsel.core.prompts import NOT_FOUND, QUOTING, SYSTEM, Turn, messages
from localcounsel.engine.door import Finished, Locked, Reading, Sampling, Wrote
from localcounsel.errors import BadCall, CounselError, ModelError, NotApproved
from localcounsel.flows import provenance, retracing
from localcounsel.flows.desk import Desk
from localcounsel.flows.retracing import DIFFERENT, MISSING, SAME, Found
from localcounsel.records import Answer, Hit, Message, Recipe

LAST = "last"
SHORTEST_ID = 4
IDENTICAL, NOT_RUN = "identical", "not run"
AROUND = 40
"""Characters shown on either side of the first difference."""


@dataclass(frozen=True, slots=True)
class Again:
    """The prompt and the locks, made again from the record."""

    messages: tuple[Message, ...]
    locked: Locked


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it."""

    answer: Answer
    found: tuple[Found, ...]
    """Everything that was compared."""
    outcome: str
    """`identical`, `different` or `not run`."""
    where: str = ""
    """The first difference, in words; or why it was not run."""
    before: str = ""
    after: str = ""
    """The texts around the first difference, as stored and as made again."""

    @property
    def proved(self) -> bool:
        """Whether nothing differs, neither in what was compared nor in what was made again."""
        return self.outcome == IDENTICAL and all(each.state == SAME for each in self.found)


def replay(desk: Desk, which: str) -> Iterator[Reading | Wrote | Replayed]:
    """Make an answer (`last`, its id or its beginning) again. On record.

    Raises BadCall for an answer that there is not; whatever keeps the model from running is said in the outcome.
    """
    answer = desk.store.answer(find(desk, which))
    found = [*retracing.record(desk, answer), *retracing.passages(desk, answer)]
    result: Replayed | None = None
    if not answer.model:
        result = _searched_again(desk, answer, found)
    else:
        for event in _with_model(desk, answer, found):
            if isinstance(event, Replayed):
                result = event
            else:
                yield event
    assert result is not None
    differing = sum(each.state != SAME for each in result.found)
    desk.audit.append("replayed", answer=answer.id, outcome=result.outcome, differing=str(differing))
    yield result


def find(desk: Desk, which: str) -> str:
    """The id of the answer meant. Raises BadCall."""
    rows = desk.store.answers()
    begun = which.casefold()
    meant = rows[-1:] if begun == LAST else [row for row in rows if row.id == begun]
    if not meant and len(begun) >= SHORTEST_ID:
        meant = [row for row in rows if row.id.startswith(begun)]
    if len(meant) != 1:
        many = f"{len(meant)} answers begin with “{which}”" if meant else f"There is no stored answer “{which}”"
        raise BadCall(many, "Give the whole id, or `last` for the one stored last.")
    return meant[0].id


def again(desk: Desk, answer: Answer, recipe: Recipe) -> Again:
    """Prompt and locks, from the pages as they are stored now. Raises CounselError for a passage that is gone."""
    hits = [retracing.cut(desk, hit) for hit in answer.hits]
    turns = [
        Turn(turn.question, tuple(retracing.cut(desk, hit) for hit in turn.shown), turn.reply) for turn in recipe.turns
    ]
    if not all(1 <= number <= len(hits) for number in recipe.shown):
        raise BadCall("The record names a passage that it does not hold")
    new = [hits[number - 1] for number in recipe.shown]
    writes = dict(answer.settings).get("writes", "")
    system = SYSTEM if writes == "statements" else QUOTING
    made = messages(answer.question.text, hits, turns, new, system)
    shown: list[Hit] = [*(hit for turn in turns for hit in turn.shown), *new]
    if not all(1 <= number <= len(shown) for number, _ in recipe.quotable):
        raise BadCall("The record names a passage that was not shown")
    locked = Locked(
        tuple(shown[number - 1].passage.text[start:] for number, start in recipe.quotable),
        tuple(number for number, _ in recipe.quotable),
        NOT_FOUND,
        most_quotations=recipe.most_quotations,
        opening=recipe.opening,
        from_its_start=recipe.from_its_start,
        statements=writes == "statements",
        ellipsis=recipe.ellipsis,
    )
    return Again(made, locked)


def _with_model(desk: Desk, answer: Answer, found: list[Found]) -> Iterator[Reading | Wrote | Replayed]:
    recipe = answer.recipe
    if recipe is None:
        yield Replayed(answer, tuple(found), NOT_RUN, "it was stored before answers kept what replaying needs")
        return
    try:
        made = again(desk, answer, recipe)
        found += _compared(made, recipe)
        if any(each.what in ("prompt", "locks") and each.state != SAME for each in found):
            yield Replayed(answer, tuple(found), NOT_RUN, "the prompt cannot be made again as it was")
            return
        approved = desk.approved_chat(answer.model)
        if approved.fingerprint != answer.model_sha256:
            raise NotApproved(f"“{answer.model}” is another model now than the one that answered.")
        found.append(Found("model", SAME, f"{answer.model} {answer.model_sha256[:16]}…"))
        found.append(_machine(recipe, provenance.machine(desk.load_model(approved))))
        text = ""
        for event in desk.model.generate(made.messages, _sampling(answer), made.locked):
            if isinstance(event, Wrote):
                text += event.text
            if not isinstance(event, Finished):
                yield event
    except CounselError as error:
        what = "model" if isinstance(error, ModelError) else "passages"
        yield Replayed(answer, (*found, Found(what, MISSING, error.message)), NOT_RUN, error.message)
        return
    yield _outcome(answer, tuple(found), text.strip())


def _compared(made: Again, recipe: Recipe) -> Iterator[Found]:
    for what, now, then in (
        ("prompt", provenance.prompt_digest(made.messages), recipe.prompt_sha256),
        ("locks", provenance.locks_digest(made.locked), recipe.locks_sha256),
    ):
        yield Found(what, SAME if now == then else DIFFERENT, f"SHA-256 {now[:16]}…")


def _machine(recipe: Recipe, now: tuple[tuple[str, str], ...]) -> Found:
    then, here = dict(recipe.machine), dict(now)
    changed = [f"{key} {then.get(key, '?')} then, {value} now" for key, value in here.items() if then.get(key) != value]
    return Found("machine", DIFFERENT if changed else SAME, "; ".join(changed) or "the model runs as it did")


def _sampling(answer: Answer) -> Sampling:
    """As recorded. Raises BadCall for a record without numbers."""
    said = dict(answer.settings)
    try:
        return Sampling(
            most_tokens=int(said["most_tokens"]),
            temperature=float(said["temperature"]),
            top_p=float(said["top_p"]),
            repeat_penalty=float(said["repeat_penalty"]),
            seed=int(said["seed"]),
        )
    except (LookupError, ValueError) as error:
        raise BadCall("The record does not hold the settings of the model") from error


def _outcome(answer: Answer, found: tuple[Found, ...], text: str) -> Replayed:
    """The stored draft against the text made again; one that was stopped early against its beginning."""
    then = answer.draft.text
    early = answer.draft.stopped in ("cancelled", "died")
    now = text[: len(then)] if early else text
    if now == then:
        return Replayed(answer, found, IDENTICAL, "as far as it was written then" if early else "")
    at = next((i for i, (a, b) in enumerate(zip(then, now, strict=False)) if a != b), min(len(then), len(now)))
    reused = answer.tokens.reused
    why = f"; {reused} tokens of the prompt were still in memory then and were read anew now" if reused else ""
    alike = difflib.SequenceMatcher(None, then, now, autojunk=False).ratio()
    return Replayed(
        answer,
        found,
        DIFFERENT,
        f"from character {at + 1} of {len(then)} on ({alike:.0%} alike){why}",
        then[max(0, at - AROUND) : at + AROUND],
        now[max(0, at - AROUND) : at + AROUND],
    )


def _searched_again(desk: Desk, answer: Answer, found: list[Found]) -> Replayed:
    """An answer that no model wrote: what was searched is searched again, and what was found is compared."""
    compared, where = retracing.search(desk, answer)
    whole = (*found, *compared)
    if where:
        return Replayed(answer, whole, DIFFERENT if compared else NOT_RUN, where)
    return Replayed(answer, whole, IDENTICAL)
