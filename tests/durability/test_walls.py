"""Fifty matters, a canary in each: nothing that one holds is seen, kept or sent to a model anywhere else."""

from __future__ import annotations

import os
import random
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from localcounsel.flows import conversations, ingest, matters
from localcounsel.flows.ask import ask
from localcounsel.flows.desk import Desk, Engines, open_desk
from localcounsel.flows.evaluation.earned import Earned
from localcounsel.flows.events import Answered
from localcounsel.flows.find import find
from localcounsel.flows.indexing import index
from localcounsel.flows.ingest import add
from localcounsel.records import ApprovedModel
from localcounsel.store import matters as shelf
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from tests.chance import anew, seed
from tests.durability.near import NearIndex, NearReaders
from tests.fakes import ScriptedModel, approved_model, quoting

MATTERS = 50
FORMS = ("What shall {} pay as rent?", "{}", "When does the lease of {} end, and who is {}?", "“{}” rent")


@dataclass
class Seen:
    """What came out of one matter, and went into its model."""

    results: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)


@pytest.fixture
def places(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    def approved(self: ModelShelf, name: str | None, role: str, *, prepared: bool = True) -> ApprovedModel:
        return approved_model(role, name or "scripted")

    monkeypatch.setattr(ModelShelf, "approved", approved)
    monkeypatch.setattr("localcounsel.flows.ask.earned", lambda places, fingerprint: Earned(True, ""))
    monkeypatch.setattr(ingest, "Readers", NearReaders)
    return Places(empty_home)


def _canaries(seed: int) -> list[str]:
    chance = random.Random(seed)
    return [
        "Q" + "".join(chance.choice("bcdfghklmnprstvz") + chance.choice("aeiou") for _ in range(6))
        for _ in range(MATTERS)
    ]


def _opened(places: Places, name: str, canary: str) -> tuple[Desk, ScriptedModel]:
    model = ScriptedModel(otherwise=quoting)
    return open_desk(places, name, Engines(lambda folder, wanted: model, lambda folder, wanted: NearIndex())), model


def _filled(places: Places, folder: Path, canaries: Sequence[str]) -> None:
    for number, canary in enumerate(canaries):
        case = folder / f"{number}"
        case.mkdir(parents=True)
        text = (
            f"LEASE\n\nThis Lease is made between {canary} LLC (the “Tenant”) and Common Landlord Inc.\n\n1. Rent. The "
            f"Tenant {canary} shall pay rent of ${number + 1}00 on the first day of each month.\n\n2. Term. It ends in "
            f"{2030 + number}.\n"
        )
        (case / f"lease of {canary}.txt").write_text(text, "utf-8")
        matters.create(places, f"Matter {number}")
        desk, _ = _opened(places, f"Matter {number}", canary)
        with desk:
            for _ in add(desk, [case]):
                pass
            for _ in index(desk):
                pass


def _put(desk: Desk, model: ScriptedModel, questions: Sequence[str], how: Sequence[str]) -> Seen:
    """Ask and search; everything that a person would see of it, and every prompt."""
    seen = Seen()
    for question, kind in zip(questions, how, strict=True):
        if kind == "ask":
            answers = [event.answer for event in ask(desk, question) if isinstance(event, Answered)]
            seen.results += [repr(asdict(each)).replace(question, "") for each in answers]
        elif kind == "find":
            seen.results.append(repr(find(desk, question).hits))
        else:
            seen.results += [repr(each) for each in _searched(desk, question)]
    seen.results += [line.title for line in conversations.listed(desk)] + desk.health()
    seen.results += [repr(desk.register()), repr(dict(desk.concepts("rent")))]
    seen.prompts = ["\n".join(span.text for each in sent for span in each.spans) for sent, _ in model.history]
    return seen


def _searched(desk: Desk, question: str) -> Iterator[object]:
    """Every place of a word, as the search for exact words shows it."""
    word = question.split()[-1].strip("?”“")
    yield desk.store.words(f'"{word}"', 20)
    yield [each.text for each in desk.store.passages([id for id, _ in desk.store.words(f'"{word}"', 20)])]


def _crossings(own: str, questions: Sequence[str], seen: Seen, canaries: Sequence[str]) -> list[str]:
    """Foreign canaries; one that stands in the question itself was typed, and may stand in its prompt."""
    typed = {each for each in canaries if any(each in question for question in questions)}
    foreign = [each for each in canaries if each != own]
    found = [f"{each} in a result" for each in foreign for text in seen.results if each in text and each not in typed]
    for prompt in seen.prompts:
        found += [f"{each} in a prompt" for each in foreign if each in prompt and each not in typed]
    facts = [f"between {each} LLC" for each in foreign] + [f"Tenant {each} shall pay" for each in foreign]
    found += [f"“{fact}” in {text[:80]}" for fact in facts for text in (*seen.results, *seen.prompts) if fact in text]
    return found


def _outside(places: Places, folders: dict[str, Path], temporary: Path) -> list[str]:
    """Files that hold a canary and do not lie in its own matter: logs, caches, settings, lists, other matters."""
    found = []
    for root in (places.home.parent, temporary):
        for path in root.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                for canary, own in folders.items():
                    forms = (canary.encode(), canary.lower().encode(), canary.encode("utf-16-le"))
                    if any(form in content for form in forms) and not path.is_relative_to(own):
                        found.append(f"{canary} in {path}")
    return found


def _crossed(
    places: Places, folder: Path, questions: int, monkeypatch: pytest.MonkeyPatch, *, typed: bool
) -> tuple[list[str], int]:
    begun = seed(10) if questions < 1000 else anew()
    canaries, chance = _canaries(begun), random.Random(begun)
    temporary = folder / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    _filled(places, folder / "cases", canaries)
    crossed, put = [], 0
    each_gets = max(1, questions // MATTERS)
    for number in chance.sample(range(MATTERS), min(MATTERS, questions)):
        own = canaries[number]
        asked = [
            chance.choice(FORMS).replace("{}", chance.choice(canaries) if typed else "the Tenant")
            for _ in range(each_gets)
        ]
        how = [chance.choice(("ask", "ask", "find", "words")) for _ in asked]
        desk, model = _opened(places, f"Matter {number}", own)
        with desk:
            seen = _put(desk, model, asked, how)
        crossed += [f"seed {begun}: {each}" for each in _crossings(own, asked, seen, canaries)]
        put += len(asked)
    if not typed:
        folders = {canary: shelf.find(places, f"Matter {at}").folder for at, canary in enumerate(canaries)}
        crossed += [f"seed {begun}: {each}" for each in _outside(places, folders, temporary)]
    return crossed, put


@pytest.mark.parametrize("typed", [True, False])
def test_no_canary_crosses(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: bool) -> None:
    """Questions that name other matters' canaries, and questions that name none."""
    crossed, put = _crossed(places, tmp_path, 40, monkeypatch, typed=typed)
    assert (crossed, put) == ([], 40)


@pytest.mark.slow
@pytest.mark.parametrize("typed", [True, False])
def test_no_canary_crosses_in_a_thousand(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: bool
) -> None:
    crossed, put = _crossed(places, tmp_path, 1000, monkeypatch, typed=typed)
    assert (crossed, put) == ([], 1000)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists instead of modes")
def test_every_file_of_the_home_is_closed_to_others(places: Places, tmp_path: Path) -> None:
    _filled(places, tmp_path / "cases", _canaries(1)[:2])
    entries = [places.home, *places.home.rglob("*")]
    assert len(entries) > 10
    assert [path for path in entries if stat.S_IMODE(path.lstat().st_mode) & 0o077] == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="becomes another user, as root can")
def test_another_user_is_denied_every_file(places: Places, tmp_path: Path) -> None:
    """The home lies open to be entered, so that every file and folder has to deny by itself."""
    _filled(places, tmp_path / "cases", _canaries(2)[:2])
    for folder in [places.home, *(path for path in places.home.rglob("*") if path.is_dir())]:
        folder.chmod(0o711)
    for parent in places.home.parents:
        if parent.stat().st_uid == 0 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    files = [path for path in places.home.rglob("*") if path.is_file()]
    assert len(files) > 6
    (places.home / "matters" / "reachable").touch(mode=0o644)
    pid = os.fork()
    if not pid:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        os.close(os.open(places.home / "matters" / "reachable", os.O_RDONLY))  # it is the files that deny
        opened = 0
        for path in files:
            for flags in (os.O_RDONLY, os.O_WRONLY):
                try:
                    os.close(os.open(path, flags))
                    opened += 1
                except PermissionError:
                    continue
                except OSError:
                    opened += 1
        os._exit(min(opened, 255))
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
