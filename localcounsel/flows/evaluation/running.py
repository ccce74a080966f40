"""An evaluation from its questions to its report: every item measured once, written down, then summed up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from localcounsel.errors import BadCall, CounselError
from localcounsel.flows.desk import PRODUCT, Desk, Engines, open_desk
from localcounsel.flows.evaluation import attack, injections, machine, questions, tracks, workplace
from localcounsel.flows.evaluation.gold import Known, resolve
from localcounsel.flows.evaluation.ledger import Rows
from localcounsel.flows.evaluation.measuring import Row, Wanted, measure
from localcounsel.flows.evaluation.questions import KnownQuestion
from localcounsel.flows.evaluation.tracks import Track
from localcounsel.store import settings
from localcounsel.store.places import Places
from localcounsel.store.settings import Settings

LITE_ANSWERABLE, LITE_UNANSWERABLE, LITE_JAPANESE = 30, 14, 6
"""Questions put to the model in a short run. On two cores the embedded model takes four to five seconds each."""
ENDS_THE_RUN = (7, 9, 10, 130)
"""Exit codes of errors that every further question would meet as well: no model, disk, containment, stopped."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to evaluate."""

    places: Places
    out: Path
    """Folder for the rows and the report."""
    matter: str = ""
    """Empty for the sample matter."""
    questions: Path | None = None
    """The firm's own, as CSV; None for the built-in ones."""
    tracks: tuple[str, ...] = tracks.TRACKS
    model: str = ""
    lite: bool = False
    resume: bool = False
    renew: bool = False
    """Throw away what is in `out` from a run with something else, instead of refusing."""
    prose: str = ""
    """`always` to make the model write sentences whatever the settings say; empty to leave that to them."""
    command: str = ""
    engines: Engines = PRODUCT


@dataclass(frozen=True, slots=True)
class Preparing:
    """What is done before the first question."""

    what: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Questions done, of all; `seconds_left` from the pace so far."""

    done: int
    of: int
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The end: everything a report is made of."""

    facts: Mapping[str, Any]
    tracks: tuple[Track, ...]
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]


Step = Preparing | Measured | Finished
_Item = tuple[str, Callable[[], Row]]
"""The id of an item, and how it is measured."""


def run(order: Order) -> Iterator[Step]:
    """Measure what is ordered. Closing the generator stops it; what was measured is kept for `resume`.

    Raises BadCall, NoSuchMatter, MatterInUse, NoModel, NotApproved, StorageError.
    """
    asked = questions.from_csv(order.questions) if order.questions else questions.built_in()
    if order.matter and order.questions is None:
        raise BadCall("The built-in questions are on the sample matter", "Give the matter's own with --questions FILE.")
    yield from _Run(order, asked).steps()


@dataclass(slots=True)
class _Run:
    """One run under way."""

    order: Order
    asked: Sequence[KnownQuestion]
    rows: Rows | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    done: int = 0
    of: int = 0

    def steps(self) -> Iterator[Step]:
        names = self.order.tracks
        cases = (injections.some() if self.order.lite else injections.cases()) if "injection" in names else []
        putting = set(names) - {"injection"}
        self.of = len(cases) + (len(self.asked) if putting else 0)
        if putting:
            yield from self._questions()
        if cases:
            yield from self._attacks(cases)
        assert self.rows is not None, "without a track there is nothing to do"
        rows = tuple(self.rows.rows.values())
        self.facts["judged_by"] = sorted({row["across"]["judged_by"] for row in rows if "across" in row} - {""})
        yield Finished(self.facts, tuple(tracks.summary(names, rows)), rows, tuple(self.left_out))

    def _questions(self) -> Iterator[Step]:
        yield Preparing("opening the matter" if self.order.matter else "taking in the sample matter")
        with self._desk() as desk:
            known, left_out = resolve(desk, self.asked)
            self.left_out += left_out
            self.of -= len(left_out)
            self._begin(desk)
            answered = self._answered(known)
            yield from self._measure([self._item(desk, each, answered) for each in known])
            desk.audit.append("evaluated", questions=str(len(known)))

    def _item(self, desk: Desk, known: Known, answered: frozenset[str]) -> _Item:
        names, id = set(self.order.tracks), known.question.id
        searched = bool(names & {"retrieval", "refusal", "japanese"})
        wanted = Wanted("retrieval" in names, searched, id in answered, self.order.model)
        return id, partial(measure, desk, known, wanted)

    def _answered(self, known: Sequence[Known]) -> frozenset[str]:
        """Ids of the questions that are put to the model."""
        names = set(self.order.tracks)
        if names & tracks.ANSWERED == {"japanese"}:
            known = [each for each in known if each.question.japanese]
        if not names & tracks.ANSWERED:
            return frozenset()
        return frozenset(each.question.id for each in (_some(known) if self.order.lite else known))

    def _attacks(self, cases: Sequence[injections.Case]) -> Iterator[Step]:
        yield Preparing("taking in the documents that talk back")
        with workplace.own_desk(self.order.places, self._settings(), self.order.engines) as desk:
            workplace.take_in_cases(desk, cases)
            if self.rows is None:
                self._begin(desk)
            model = self.order.model
            yield from self._measure([(c.id, partial(attack.try_case, desk, c, model, ask=True)) for c in cases])

    @contextmanager
    def _desk(self) -> Iterator[Desk]:
        if self.order.matter:
            with open_desk(self.order.places, self.order.matter, self.order.engines) as desk:
                yield desk
            return
        with workplace.own_desk(self.order.places, self._settings(), self.order.engines) as desk:
            workplace.take_in_sample(desk)
            yield desk

    def _settings(self) -> Settings:
        wanted = settings.load(self.order.places.settings_file)
        return replace(wanted, ask=replace(wanted.ask, prose=self.order.prose)) if self.order.prose else wanted

    def _begin(self, desk: Desk) -> None:
        """Write down what this run is measured with, or see that an earlier one was the same."""
        names = set(self.order.tracks)
        facts = machine.facts(desk, self.order.model, asks=bool(names & (tracks.ANSWERED | {"injection"})))
        source = self.order.questions.name if self.order.questions else "built in"
        facts["questions"] = {"source": source, "count": len(self.asked), "sha256": questions.digest(self.asked)}
        facts |= {"tracks": list(self.order.tracks), "lite": self.order.lite, "command": self.order.command}
        facts["matter"] = "the firm's own" if self.order.matter else "the sample matter"
        self.facts = facts
        self.rows = Rows(self.order.out, facts, resume=self.order.resume, renew=self.order.renew)

    def _measure(self, items: Sequence[_Item]) -> Iterator[Measured]:
        assert self.rows is not None
        began, measured = time.monotonic(), 0
        for id, how in items:
            self.done += 1
            if id not in self.rows.rows:
                self.rows.put({"id": id, **_row(how)})
                measured += 1
            pace = (time.monotonic() - began) / max(measured, 1)
            yield Measured(self.done, self.of, (self.of - self.done) * pace)


def _row(how: Callable[[], Row]) -> Row:
    """The row of an item; an error of one question becomes its row, and is measured again when the run goes on."""
    try:
        return how()
    except CounselError as error:
        if error.exit_code in ENDS_THE_RUN:
            raise
        return {"error": error.name, "message": error.message}


def _some(known: Sequence[Known]) -> list[Known]:
    """For a short run: answerable questions from every document in turn, unanswerable ones of each kind in turn."""
    there = _in_turn([each for each in known if each.golds], lambda each: each.golds[0].document_id)
    absent = _in_turn([each for each in known if not each.golds], lambda each: each.question.kind)
    japanese = [each for each in there if each.question.japanese][:LITE_JAPANESE]
    return list(
        {id(each): each for each in (*there[:LITE_ANSWERABLE], *absent[:LITE_UNANSWERABLE], *japanese)}.values()
    )


def _in_turn(known: Sequence[Known], group: Callable[[Known], str]) -> list[Known]:
    """The first of every group, then the second of every group, and so on."""
    seen: dict[str, int] = {}
    placed: list[tuple[int, Known]] = []
    for each in known:
        seen[group(each)] = seen.get(group(each), -1) + 1
        placed.append((seen[group(each)], each))
    return [each for _, each in sorted(placed, key=lambda place: place[0])]
