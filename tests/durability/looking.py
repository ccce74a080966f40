"""What must hold after any interruption: acknowledged documents, answers, lines and vectors are there, and whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from localcounsel.core.passages import header
from localcounsel.errors import CounselError
from localcounsel.flows import checking, keeping, purging, recording
from localcounsel.flows.desk import Desk
from localcounsel.records import DocumentState
from localcounsel.store import matters as shelf
from localcounsel.store.audit import AuditLog
from tests.durability.near import vector
from tests.durability.works import CANARY, CASE, Ground, Work, desk_of

Said = list[dict[str, Any]]


def troubles(work: Work, ground: Ground, said: Said, *, finished: bool) -> Iterator[str]:
    """Everything that is not as it must be; `finished`: the work was done again to its end meanwhile."""
    names = [each.name for each in shelf.list_all(ground.places)]
    if finished and sorted(names) != sorted(work.ends):
        yield f"the matters are {names}"
    yield from _lines(ground, said)
    if work.name == "purge":
        yield from _purge(ground, names, finished)
        if CASE not in names:
            return
    if CASE not in names:
        yield "the matter is gone"
        return
    with desk_of(ground) as desk:
        yield from _matter(work, ground, desk, said, finished)
    verified = recording.verify(ground.places, CASE)
    if not verified.sound:
        yield f"the record does not hold: {verified.examined.why} {[p for p in verified.proofs if not p.holds]}"
    if any(each["what"] == "backed up" for each in said):
        yield from _backup(ground, said)
    for name in set(names) - {CASE}:
        if not recording.verify(ground.places, name).sound:
            yield f"the record of {name} does not hold"
    if finished:
        yield from _left(work, ground)


def _lines(ground: Ground, said: Said) -> Iterator[str]:
    """Every acknowledged line of an audit log is there."""
    for folder in {each["folder"] for each in said if each["what"] == "line"}:
        path = ground.places.matters / folder
        if not path.is_dir():
            continue  # purged, or a matter that was half restored: the other checks see to that
        log = AuditLog(path)
        for each in said:
            if (
                each["what"] == "line"
                and each["folder"] == folder
                and log.digest_at(each["sequence"]) != each["digest"]
            ):
                yield f"line {each['sequence']} of the audit log of {folder} is gone"


def _matter(work: Work, ground: Ground, desk: Desk, said: Said, finished: bool) -> Iterator[str]:
    desk.store.check()
    files = {path.name: path.read_bytes() for path in ground.files.iterdir()}
    kept = {copy.name: id for copy, id in desk.store.copies()}
    for each in said:
        if each["what"] == "document" and each["outcome"] != "removed":
            name = each["name"]
            there = kept.get(name)
            wanted = hashlib.sha256(files[name.split("/")[-1]]).hexdigest() if name.split("/")[-1] in files else None
            if there not in (each["id"], wanted) and (wanted is not None or there is not None):
                yield f"{name} is {there}, not {each['id']}"
    for id in set(kept.values()):
        if not finished and desk.store.document(id).state is DocumentState.FAILED:
            continue  # listed as a file that the disk did not give; the next start reads it
        pages = "\f".join(page.text for page in desk.store.pages(id))
        if hashlib.sha256(pages.encode()).hexdigest() != id:
            yield f"the text of {id} is not what was read"
        for passage in desk.store.document_passages(id):
            if passage.text != desk.store.page(id, passage.page).text[passage.start : passage.end]:
                yield f"passage {passage.id} is not on its page"
    yield from _answers(desk, said)
    yield from _vectors(desk, said, finished)
    if finished:
        wanted_names = {path.name for path in ground.files.iterdir()}
        if {name.split("/")[-1] for name in kept} != wanted_names and work.name not in ("backup", "restore", "seal"):
            yield f"the documents are {sorted(kept)}"


def _answers(desk: Desk, said: Said) -> Iterator[str]:
    stored = {row.id for row in desk.store.answers()}
    forgotten, forgetting = (
        {each["id"] for each in said if each["what"] == what} for what in ("forgotten", "forgetting")
    )
    for each in said:
        if each["what"] == "answer" and each["id"] not in stored | forgotten | forgetting:
            yield f"answer {each['id']} is gone"
    for id in stored & forgotten:
        yield f"answer {id} came back"
    for id in stored:
        desk.store.answer(id)


def _vectors(desk: Desk, said: Said, finished: bool) -> Iterator[str]:
    acknowledged = {id for each in said if each["what"] == "vectors" for id in each["ids"]}
    passages = {each.id: each for one in desk.store.documents() for each in desk.store.document_passages(one.id)}
    documents = {one.id: one for one in desk.store.documents()}
    if desk.ready_index() is None:
        yield f"the index does not open: {desk.index_trouble}"
        return
    present = desk.index.present()
    for id in (acknowledged & passages.keys()) - present:
        yield f"the vector of passage {id} is gone"
    for id in present - passages.keys():
        yield f"a vector of no passage: {id}"
    for id in present & passages.keys():
        passage = passages[id]
        document = documents[passage.document_id]
        found = desk.index.nearest(f"{header(document.name, document.outline, passage)}\n{passage.text}", 3)
        if id not in [one for one, _ in found]:
            yield f"passage {id} is not found by its own vector"
    if finished and desk.store.index_counts() != (len(passages), len(passages)) and acknowledged:
        yield f"indexed {desk.store.index_counts()}"


def _backup(ground: Ground, said: Said) -> Iterator[str]:
    digest = [each["digest"] for each in said if each["what"] == "backed up"][-1]
    try:
        if keeping.inspect(ground.places, ground.backup).digest != digest:
            yield "the backup is another one than was said"
        keeping.restore(ground.places, ground.backup, "Proof of the backup")
        shelf.delete(ground.places, "Proof of the backup")
    except CounselError as error:
        yield f"the backup is not good: {error}"


def _purge(ground: Ground, names: list[str], finished: bool) -> Iterator[str]:
    pending = purging.pending(ground.places)
    if CASE not in names and not pending and not ground.certificates:
        yield "the matter is gone without a certificate"
    if finished:
        if pending:
            yield "the purge is still pending"
        said = [path for path in ground.certificates if path.read_text("utf-8").startswith("# Certificate")]
        if not said:
            yield "there is no whole certificate"
        yield from _traces(ground)


def _left(work: Work, ground: Ground) -> Iterator[str]:
    """Nothing lies about that belongs to an interrupted step."""
    for path in ground.places.matters.iterdir():
        if path.name.startswith(".") and path.name != ".names":
            yield f"left behind: {path.name}"
    folder = shelf.find(ground.places, CASE).folder
    for path in checking.strays(folder):
        yield f"left behind: {path.relative_to(ground.folder)}"
    for path in ground.folder.glob(".*"):
        yield f"left behind: {path.name}"
    if work.sealed:
        yield from _traces(ground)


def _traces(ground: Ground) -> Iterator[str]:
    """No word of the documents stands anywhere in the home, and no vector of theirs."""
    wanted = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"), CANARY.lower().encode()]
    wanted += [vector(path.read_text("utf-8").split("\f")[0]).tobytes()[:16] for path in ground.files.iterdir()]
    for path in ground.places.home.rglob("*"):
        if path.is_file() and any(each in (content := path.read_bytes()) for each in wanted) and content:
            yield f"text of the documents stands in {path.relative_to(ground.folder)}"
