"""The ways in which a matter is written, each as work that can be interrupted anywhere and begun again."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from localcounsel.errors import MatterSealed
from localcounsel.flows import keeping, matters, purging, sealing
from localcounsel.flows.ask import ask
from localcounsel.flows.desk import Desk, open_desk
from localcounsel.flows.events import Answered, FileTaken
from localcounsel.flows.indexing import index
from localcounsel.flows.ingest import add
from localcounsel.records import AuditEvent
from localcounsel.store import matters as shelf
from localcounsel.store import schema, seal
from localcounsel.store.audit import AuditLog
from localcounsel.store.places import Places
from tests.durability.near import engines
from tests.durability.saying import Saying

CASE = "Case"
PASSPHRASE = "four plain words here"
CANARY = "Zanzibarquagga"
"""Stands on every page."""
QUESTION = "What is the rent of the lease?"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a work takes place: a folder of its own, with everything in it that is kept."""

    folder: Path

    @property
    def places(self) -> Places:
        return Places(self.folder / "home")

    @property
    def files(self) -> Path:
        """The folder of documents that is synchronised."""
        return self.folder / "files"

    @property
    def backup(self) -> Path:
        return self.folder / "case.backup"

    @property
    def certificates(self) -> list[Path]:
        return sorted(self.folder.glob("certificate-*.md"))


@dataclass(frozen=True, slots=True)
class Work:
    """One way of writing."""

    name: str
    prepare: Callable[[Ground], None]
    run: Callable[[Ground, Saying], None]
    """May be done again after any interruption, and then comes to the same end."""
    ends: tuple[str, ...]
    """The matters there are at the end."""
    sealed: bool = False
    """The matter is sealed at the end."""
    chroma: bool = False


def text(name: str, edition: int = 1) -> str:
    """Three pages of an agreement."""
    page = (
        f"LEASE {name} edition {edition}\n\n1. Rent. The Tenant of {name} shall pay rent of ${edition}{len(name)}00 "
        f"on the first day of each month; {CANARY} {name} {edition}.\n\n2. Repairs. The Landlord repairs {name}.\n"
    )
    return "\f".join(f"{page}\npage {number} of {name}" for number in (1, 2, 3))


def put_files(ground: Ground, *names: str, edition: int = 1) -> None:
    ground.files.mkdir(exist_ok=True)
    for name in names:
        (ground.files / f"{name}.txt").write_text(text(name, edition), "utf-8")


def told(ground: Ground, saying: Saying) -> None:
    """From here on every line of an audit log is said as soon as it is down."""
    real = AuditLog.append

    def append(log: AuditLog, what: str, /, **details: str) -> AuditEvent:
        event = real(log, what, **details)
        saying.say("line", folder=log.path.parent.name, sequence=event.sequence, digest=event.digest)
        return event

    AuditLog.append = append  # type: ignore[method-assign]
    tempfile.tempdir = str(ground.folder / "temporary")


def desk_of(ground: Ground, *, chroma: bool = False) -> Desk:
    """The matter, open, and unlocked where it is sealed."""
    matter = shelf.find(ground.places, CASE)
    if seal.is_sealed(matter.folder):
        seal.unlock(matter, PASSPHRASE)
    try:
        return open_desk(ground.places, CASE, engines(chroma=chroma))
    except MatterSealed:  # opening has finished what a kill left half sealed; the verbs ask for the passphrase then
        seal.unlock(matter, PASSPHRASE)
        return open_desk(ground.places, CASE, engines(chroma=chroma))


def synchronise(ground: Ground, saying: Saying, *, chroma: bool = False, question: bool = True) -> None:
    """Take the folder in, index it, and answer a question."""
    with desk_of(ground, chroma=chroma) as desk:
        for taken in add(desk, [ground.files]):
            if isinstance(taken, FileTaken):
                saying.say("document", name=taken.name, id=taken.document_id, outcome=taken.outcome)
        for _ in index(desk):
            saying.say("vectors", ids=sorted(desk.index.present()))
        if question:
            for event in ask(desk, QUESTION):
                if isinstance(event, Answered):
                    saying.say("answer", id=event.answer.id)


def _begun(ground: Ground, passphrase: str = "") -> None:
    ground.places.home.mkdir(mode=0o700)
    matters.create(ground.places, CASE, passphrase)
    put_files(ground, "alpha", "beta", "gamma")
    synchronise(ground, Saying())


def _more(ground: Ground) -> None:
    _begun(ground)
    put_files(ground, "delta", "epsilon")


def _sealed_more(ground: Ground) -> None:
    _begun(ground, PASSPHRASE)
    put_files(ground, "delta", "epsilon")


def _edited(ground: Ground) -> None:
    _begun(ground)
    put_files(ground, "beta", edition=2)


def _thinned(ground: Ground) -> None:
    _begun(ground)
    (ground.files / "beta.txt").unlink()


def _removed_answer(ground: Ground, saying: Saying) -> None:
    synchronise(ground, saying, question=False)
    with desk_of(ground) as desk:
        for row in desk.store.answers():
            saying.say("forgetting", id=row.id)
            desk.store.delete_answer(row.id)
            saying.say("forgotten", id=row.id)
    purging.clean(ground.places, CASE)


def _unindexed(ground: Ground) -> None:
    _begun(ground)
    shutil.rmtree(shelf.find(ground.places, CASE).folder / "index")


def _purged(ground: Ground, saying: Saying) -> None:
    if CASE not in [each.name for each in shelf.list_all(ground.places)] and not purging.pending(ground.places):
        return
    certificate = ground.folder / f"certificate-{time.time_ns()}.md"
    for _ in purging.destroy(ground.places, CASE, certificate):
        pass
    saying.say("purged", certificate=str(certificate))


def _backed_up(ground: Ground, saying: Saying) -> None:
    done = keeping.back_up(ground.places, CASE, ground.backup, force=True)
    saying.say("backed up", digest=done.signed.digest)


def _saved(ground: Ground) -> None:
    _begun(ground)
    keeping.back_up(ground.places, CASE, ground.backup)


def _restored(ground: Ground, saying: Saying) -> None:
    if "Then" not in [each.name for each in shelf.list_all(ground.places)]:
        keeping.restore(ground.places, ground.backup, "Then")
    saying.say("restored")


def _sealed(ground: Ground, saying: Saying) -> None:
    if not seal.is_sealed(shelf.find(ground.places, CASE).folder):
        for _ in sealing.close_up(ground.places, CASE, PASSPHRASE):
            pass
    saying.say("sealed")


def _first_edition(ground: Ground) -> None:
    """A store as the first released schema wrote it."""
    _begun(ground)
    folder = shelf.find(ground.places, CASE).folder
    from tests.durability.editions import down_to_first

    down_to_first(folder / "store.sqlite")


def _upgraded(ground: Ground, saying: Saying) -> None:
    with desk_of(ground) as desk:
        reached = len(schema.MIGRATIONS)
        desk.store.name_conversation(desk.conversation, "after the upgrade")
    saying.say("upgraded", reached=reached)


def _nothing(ground: Ground) -> None:
    _begun(ground)
    ground.places.settings_file.parent.mkdir(exist_ok=True)


def _made(ground: Ground, saying: Saying) -> None:
    """A second matter is made, and called something else."""
    names = [each.name for each in shelf.list_all(ground.places)]
    if "Second" not in names and "Other" not in names:
        matters.create(ground.places, "Other")
        saying.say("made", name="Other")
    if "Second" not in names:
        matters.rename(ground.places, "Other", "Second")
        saying.say("made", name="Second")


WORKS = {
    work.name: work
    for work in (
        Work("ingest", _more, synchronise, (CASE,)),
        Work("ingest sealed", _sealed_more, synchronise, (CASE,), sealed=True),
        Work("edit", _edited, synchronise, (CASE,)),
        Work("delete", _thinned, _removed_answer, (CASE,)),
        Work("rebuild", _unindexed, lambda ground, saying: synchronise(ground, saying, question=False), (CASE,)),
        Work("purge", _begun, _purged, ()),
        Work("backup", _begun, _backed_up, (CASE,)),
        Work("restore", _saved, _restored, (CASE, "Then")),
        Work("seal", _begun, _sealed, (CASE,), sealed=True),
        Work("upgrade", _first_edition, _upgraded, (CASE,)),
        Work("matters", _nothing, _made, (CASE, "Second")),
    )
}
CHROMA = Work(
    "rebuild with Chroma",
    _unindexed,
    lambda ground, saying: synchronise(ground, saying, chroma=True, question=False),
    (CASE,),
    chroma=True,
)
