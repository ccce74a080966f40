"""Any file of a matter spoilt in any way: every verb says what is wrong in words, and the other matters stand."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from localcounsel import cli
from localcounsel.errors import CounselError
from localcounsel.flows import ingest, matters
from localcounsel.flows.desk import open_desk
from localcounsel.flows.evaluation.earned import Earned
from localcounsel.records import ApprovedModel
from localcounsel.store import matters as shelf
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from tests.chance import anew, seed
from tests.durability.near import NearIndex, NearReaders
from tests.durability.spoilt import SPOILS, Spoil, flipped, held_to_modes, overwritten
from tests.durability.works import text
from tests.fakes import ScriptedModel, approved_model, quoting

CASE, OTHER = "Case", "Other"
QUESTION = "What is the rent of the lease?"
CODES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 14}
"""The exit codes that docs/cli.md gives these verbs."""
FIRST: tuple[tuple[str, ...], ...] = (
    ("matter", "list"),
    ("matter", "list", "--json"),
    ("status", CASE),
    ("search", CASE, "rent"),
    ("ask", CASE, QUESTION),
    ("history", CASE),
    ("audit", "verify", CASE),
    ("audit", "show", CASE),
    ("hold", CASE),
    ("check", CASE),
    ("backup", CASE, "--out", "{out}/before.tar", "--force"),
    ("repair", CASE),
)
AFTERWARDS: tuple[tuple[str, ...], ...] = (
    ("status", CASE),
    ("search", CASE, "rent"),
    ("check", CASE, "--json"),
    ("backup", CASE, "--out", "{out}/after.tar", "--force"),
    ("purge", CASE, "--yes", "--certificate", "{out}/certificate.md"),
    ("purge",),
    ("search", OTHER, "rent"),
)


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Scripted engines behind the verbs themselves, readers within this process, temporary files of our own."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))

    def approved(self: ModelShelf, name: str | None, role: str, *, prepared: bool = True) -> ApprovedModel:
        return approved_model(role, name or "scripted")

    monkeypatch.setattr(ModelShelf, "approved", approved)
    monkeypatch.setattr("localcounsel.flows.ask.earned", lambda places, fingerprint: Earned(True, ""))
    monkeypatch.setattr(ingest, "Readers", NearReaders)
    monkeypatch.setattr("localcounsel.flows.desk.ModelClient", lambda *given: ScriptedModel(otherwise=quoting))
    monkeypatch.setattr("localcounsel.flows.desk.IndexClient", lambda *given, **named: NearIndex())


class Verbs:
    """The command line within this process; what is no error in words fails the test."""

    def __init__(self, home: Path, out: Path) -> None:
        self.home, self.out = home, out
        self.said = ""
        self.last: Sequence[str] = ()

    def __call__(self, *arguments: str) -> int:
        given = [each.replace("{out}", str(self.out)) for each in arguments]
        printed, self.last = io.StringIO(), arguments
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                code = cli.main(["--home", str(self.home), *given])
        except CounselError as error:
            assert error.message.strip() and error.advice.strip(), error
            printed.write(f"{error.message}\n{error.advice}")
            code = error.exit_code
        except SystemExit as error:
            raise AssertionError(f"{given}: not a command") from error
        self.said = printed.getvalue()
        assert code in CODES, (given, code, self.said)
        for word in ("Traceback", "Errno", "NoneType", "object at 0x"):
            assert word not in self.said, (given, self.said)
        return code


def _made(places: Places, folder: Path) -> None:
    """A worked matter with every kind of file in it, and another one."""
    for name in (CASE, OTHER):
        files = folder / name
        files.mkdir(parents=True)
        for each in ("alpha", "beta"):
            (files / f"{each}.txt").write_text(text(f"{each} {name}"), "utf-8")
        verbs = Verbs(places.home, folder)
        matters.create(places, name)
        assert verbs("add", name, str(files)) == 0, verbs.said
        assert verbs("ask", name, QUESTION) == 0, verbs.said
        with open_desk(places, name) as desk:
            desk.store.mark(desk.store.documents()[0].id, ["privileged"], False)
            desk.store.name_conversation(desk.store.answers()[0].conversation, "The rent")
    assert verbs("backup", CASE, "--out", str(folder / "case.tar")) == 0
    assert verbs("hold", CASE, "on", "--reason", "Smith v Jones") == 0
    held = shelf.find(places, CASE).folder / "hold.json"
    content = held.read_bytes()
    assert verbs("hold", CASE, "off", "--reason", "settled") == 0
    (folder / "hold.json").write_bytes(content)


def _targets(places: Places) -> list[Path]:
    """Every file of the matter "Case", and what the home keeps of it elsewhere."""
    matter = shelf.find(places, CASE)
    found = [path for path in matter.folder.rglob("*") if path.is_file()]
    found += [matter.folder / "hold.json", *places.home.glob(f"anchors/{matter.id}*")]
    return sorted(path.relative_to(places.home) for path in found)


def _spoil(home: Path, target: Path, how: Spoil, chance: random.Random, hold: Path) -> None:
    path = home / target
    if path.name == "hold.json":
        shutil.copyfile(hold, path)
    how(path, chance)


def _tried(start: Path, places: Places, cases: Sequence[tuple[Path, Spoil]], begun: int) -> None:
    """Each on a fresh copy of the home: all verbs, a repair, and all verbs again."""
    chance, bad = random.Random(begun), []
    for target, how in cases:
        home, out = places.home.with_name("trial"), places.home.with_name("trial-out")
        for each in (home, out):
            shutil.rmtree(each, ignore_errors=True)
        shutil.copytree(start / "home", home)
        out.mkdir()
        _spoil(home, target, how, chance, start / "hold.json")
        verbs = Verbs(home, out)
        try:
            with held_to_modes():
                _through(verbs, target, within=how in (flipped, overwritten))
        except Exception as error:
            bad.append(f"{how.__name__} {target}: {' '.join(verbs.last)}: {type(error).__name__}: {error}")
    assert not bad, "\n".join([f"begun with {begun}", *bad])


def _through(verbs: Verbs, target: Path, *, within: bool) -> None:
    """`within`: a name may have been changed behind SQLite, so that it is not looked for."""
    codes = {}
    for line in FIRST:
        codes[line[0]] = verbs(*line)
        if line[:2] == ("matter", "list"):
            assert codes["matter"] == 0 and OTHER in verbs.said, verbs.said
        if line[0] == "status" and codes["status"] == 0 and not within:
            assert "alpha" in verbs.said and "beta" in verbs.said, verbs.said
    for line in AFTERWARDS:
        code = verbs(*line)
        if codes["repair"] == 0 and target.name != "matter.json" and line[0] in ("status", "search"):
            assert code == 0, (line, verbs.said)
    assert code == 0 and "pays rent" not in verbs.said, verbs.said


@pytest.fixture
def start(engines: None, empty_home: Path, tmp_path: Path) -> Path:
    """The home as it is before anything is spoilt."""
    folder = tmp_path / "start"
    folder.mkdir()
    _made(Places(empty_home), folder)
    shutil.copytree(empty_home, folder / "home")
    return folder


def test_a_store_damaged_within_its_texts(start: Path, empty_home: Path) -> None:
    """SQLite does not see it; who reads the text does."""
    places = Places(empty_home)
    store = next(each for each in _targets(places) if each.name == "store.sqlite")
    _tried(start, places, [(store, (flipped, overwritten)[at % 2]) for at in range(4)], begun=seed(15))


@pytest.mark.slow
def test_a_store_damaged_within_its_texts_many_times(start: Path, empty_home: Path) -> None:
    places = Places(empty_home)
    store = next(each for each in _targets(places) if each.name == "store.sqlite")
    _tried(start, places, [(store, (flipped, overwritten)[at % 2]) for at in range(100)], begun=anew())


def test_every_file_spoilt_in_some_way(start: Path, empty_home: Path) -> None:
    """Every file once, the store and the log twice; all ways come up."""
    places = Places(empty_home)
    targets = _targets(places)
    targets += [each for each in targets if each.name in ("store.sqlite", "audit.jsonl")]
    _tried(start, places, [(target, SPOILS[at % len(SPOILS)]) for at, target in enumerate(targets)], begun=4)


@pytest.mark.slow
def test_every_file_spoilt_in_every_way(start: Path, empty_home: Path) -> None:
    places = Places(empty_home)
    cases = [(target, how) for target in _targets(places) for how in SPOILS]
    assert len(cases) > 70
    _tried(start, places, cases, begun=4)
