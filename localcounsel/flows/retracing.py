"""What a stored answer rests on, compared with what is there now: record, documents, passages, search."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from localcounsel.errors import CounselError, NoSuchDocument
from localcounsel.flows import in_force, provenance
from localcounsel.flows.desk import Desk
from localcounsel.records import Answer, AuditEvent, Claim, Hit, Recipe

SAME, DIFFERENT, MISSING = "same", "different", "missing"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was compared."""

    what: str
    state: str
    """`same`, `different` or `missing`."""
    note: str


def record(desk: Desk, answer: Answer) -> Iterator[Found]:
    """The audit log holds, and the stored answer is the one that it speaks of."""
    examined = desk.audit.examine()
    whole = f"{len(examined.digests):,} events hold"
    broken = f"line {examined.line} does not hold: {examined.why}" if examined.line else "its last line is unfinished"
    yield Found("audit log", SAME if examined.sound else DIFFERENT, whole if examined.sound else broken)
    events = examined.events()
    lines = [each for each in events if each.what == "answered" and ("answer", answer.id) in each.details]
    if not lines:
        yield Found("stored answer", MISSING, "the audit log holds no entry of it")
        return
    said = dict(lines[-1].details).get("sha256", "")
    now = provenance.text_digest(desk.store.answer_text(answer.id))
    if not said:
        yield Found("stored answer", MISSING, "the audit log names it without a hash, as it did in earlier versions")
    else:
        yield Found("stored answer", SAME if said == now else DIFFERENT, f"SHA-256 {now[:16]}…")

    yield from _settings(desk, events[: lines[-1].sequence], events)


def _settings(desk: Desk, until: Sequence[AuditEvent], events: Sequence[AuditEvent]) -> Iterator[Found]:
    """The settings that bear on answers, as they were when the question was asked and as they are now."""
    asked = [each for each in until if each.what == "asked"][-1:]
    then = dict(asked[0].details).get(in_force.KEY, "") if asked else ""
    if not then:
        return  # of an earlier version: nothing to compare with
    if then == in_force.digest(desk.settings):
        yield Found("settings", SAME, "those that bear on answers are as they were")
        return
    names = ", ".join(in_force.changed_since(events, asked[0].sequence)) or "which, the log does not say"
    yield Found("settings", DIFFERENT, f"changed since: {names}; the answer is made again with its own")


def passages(desk: Desk, answer: Answer) -> Iterator[Found]:
    """The original files, as far as they are still there, and the passages as they stand on the stored pages."""
    hits = (
        [*answer.hits, *(hit for turn in answer.recipe.turns for hit in turn.shown)] if answer.recipe else answer.hits
    )
    ids = list(dict.fromkeys(hit.passage.document_id for hit in hits))
    unlike: list[str] = []
    absent: list[str] = []
    for each in ids:
        state = _file(desk, each)
        (unlike if state == DIFFERENT else absent if state == MISSING else []).append(each[:12])
    if ids:
        same = len(ids) - len(unlike) - len(absent)
        note = f"{same} of {len(ids)} original files are as they were"
        note += f"; changed: {', '.join(unlike)}" if unlike else ""
        note += f"; not there any more: {', '.join(absent)}" if absent else ""
        yield Found("documents", DIFFERENT if unlike else MISSING if absent else SAME, note)
    wrong = [hit for hit in hits if not _stands(desk, hit)]
    if hits:
        note = f"{len(hits) - len(wrong)} of {len(hits)} stand on their pages as they stood"
        yield Found("passages", DIFFERENT if wrong else SAME, note)


def cut(desk: Desk, hit: Hit) -> Hit:
    """A passage of the record, its text cut out of the stored page. Raises NoSuchDocument."""
    page = desk.store.page(hit.passage.document_id, hit.passage.page)
    return replace(hit, passage=replace(hit.passage, text=page.text[hit.passage.start : hit.passage.end]))


def search(desk: Desk, answer: Answer) -> tuple[list[Found], str]:
    """Search again for an answer that no model wrote: what was compared, and the first difference in words."""
    recipe = answer.recipe
    if recipe is None:
        return [], "it was stored before answers kept what replaying needs"
    same = provenance.documents_digest(desk) == recipe.documents_sha256
    note = "the same documents are asked" if same else "documents have been added, removed or excluded since"
    compared = [Found("collection", SAME if same else DIFFERENT, note)]
    try:
        where = _survey(desk, answer) if answer.covered else _find(desk, answer, recipe)
    except CounselError as error:
        return [*compared, Found("search", MISSING, error.message)], error.message
    compared.append(Found("search", DIFFERENT if where else SAME, where or "it finds what it found"))
    return compared, where


def _find(desk: Desk, answer: Answer, recipe: Recipe) -> str:
    from localcounsel.flows.ask import leans_on
    from localcounsel.flows.companions import bring
    from localcounsel.flows.find import find

    question = answer.question
    context = leans_on(question.text, question.earlier[-1][0]) if question.earlier else ""
    scope = question.scope.document_ids
    found = find(desk, question.text, document_ids=scope, count=recipe.count, wide=not scope, context=context)
    most = desk.settings.ask.companions
    hits = bring(desk, found.hits, question=question.text, most=most, agreements=desk.agreements() if most else None)
    then, now = [hit.passage.id for hit in answer.hits], [hit.passage.id for hit in hits]
    if then != now:
        at = next((i for i, (a, b) in enumerate(zip(then, now, strict=False)) if a != b), min(len(then), len(now)))
        return f"passage {at + 1} of {len(then)} is another"
    if abs(found.record.likelihood - answer.record.likelihood) > 1e-4:
        return f"it was judged {answer.record.likelihood:.3f} likely then and {found.record.likelihood:.3f} now"
    return ""


def _survey(desk: Desk, answer: Answer) -> str:
    from localcounsel.core.collection import every
    from localcounsel.flows.looking import look_into

    collective = every(answer.question.text)
    claims: dict[str, Claim] = {
        claim.citations[0].document_id: claim for claim in answer.claims if len(claim.citations) == 1
    }
    for covered in answer.covered:
        look = look_into(desk, collective, desk.store.document(covered.document_id))
        if look.coverage is not covered.coverage:
            return f"{covered.document}: {covered.coverage.value} then, {look.coverage.value} now"
        before = claims.get(covered.document_id)
        quoted = look.claim.citations[0].quote if look.claim and look.claim.citations else ""
        if (before.citations[0].quote if before else "") != quoted:
            return f"{covered.document}: another sentence is quoted now"
    return ""


def _stands(desk: Desk, hit: Hit) -> bool:
    try:
        return cut(desk, hit).passage.text == hit.passage.text
    except NoSuchDocument:
        return False


def _file(desk: Desk, document_id: str) -> str:
    """Whether one of a document's files still has the content that gave it its id. Attachments have none."""
    try:
        copies = desk.store.document(document_id).copies
    except NoSuchDocument:
        return MISSING
    state = SAME if all(copy.parent for copy in copies) else MISSING
    for copy in copies:
        path = Path(copy.path)
        if copy.parent or not path.is_file():
            continue
        try:
            with path.open("rb") as file:
                known = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            continue
        if known == document_id:
            return SAME
        state = DIFFERENT
    return state
