"""The security file's page: what runs here, who approved it, what is refused, and what was found, in one paper.

Names of matters are client names: they are counted and not shown.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import localcounsel
from localcounsel.core.markdown import markdown
from localcounsel.core.paper import Heading, Paragraph, Part, Run, Sheet, Table, Text, plain
from localcounsel.errors import BadCall, CounselError
from localcounsel.flows import airgap, bill, installation_log, measured_here, report_page
from localcounsel.flows.checkup import computing
from localcounsel.flows.checkup.installation import Package
from localcounsel.flows.checkup.line import Check, Standing
from localcounsel.flows.doctor import Examination
from localcounsel.store import firm_key, policy, weights
from localcounsel.store.account import account
from localcounsel.store.files import disk, write_whole
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ENDINGS = (".html", ".md")
_ORDER = (Standing.FAIL, Standing.ATTENTION, Standing.PASS)
_PROMISE = (
    "LocalCounsel promises that nothing given to it leaves the machine, that what is shown as quoted was located on "
    "that page by code, and that only approved models are loaded. This page says what was found of it here."
)


@dataclass(frozen=True, slots=True)
class Report:
    """A report on disk."""

    path: Path
    sha256: str
    signature: Path | None
    """Beside it, where a key was given."""
    key: str
    """Fingerprint of the key that signed; empty without one."""
    bill: Path
    """The bill of materials beside it, CycloneDX; the page names its digest, so that one signature holds for both."""
    bill_sha256: str


def check(path: Path, force: bool) -> None:
    """Raises BadCall for another ending than .html and .md, and for a file that exists unless `force`."""
    if path.suffix.lower() not in ENDINGS:
        raise BadCall(f"A report ends in {' or '.join(ENDINGS)}, not in “{path.suffix}”", "Give such a file name.")
    for each in (path, bill_beside(path)):
        if each.exists() and not force:
            raise BadCall(f"{each} exists already", "Choose another name, or add --force to replace it.")


def bill_beside(path: Path) -> Path:
    """Where the bill of materials of a report lies: `report.html.cdx.json` beside `report.html`."""
    return path.with_name(f"{path.name}.cdx.json")


def save(places: Places, done: Examination, path: Path, key: Ed25519PrivateKey | None) -> Report:
    """Write the page and, with a key, its signature beside it; both on record. Raises StorageError."""
    fingerprint = firm_key.fingerprint(key.public_key()) if key else ""
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    listed = bill.write(places, done.packages, now).encode("ascii")
    bill_path, bill_digest = bill_beside(path), hashlib.sha256(listed).hexdigest()
    paper = sheet(places, done, fingerprint, now, (bill_path.name, bill_digest))
    text = report_page.html(paper) if path.suffix.lower() == ".html" else markdown(paper)
    content = text.encode("utf-8")
    digest = hashlib.sha256(content).hexdigest()
    installation_log.append(places, "report made", sha256=digest, to=str(path)[-300:], key=fingerprint)
    signature = path.with_name(f"{path.name}.sig") if key else None
    with disk(path):
        write_whole(bill_path, listed)
        write_whole(path, content)
        if key and signature:
            write_whole(signature, firm_key.sign(content, key))
    return Report(path, digest, signature, fingerprint, bill_path, bill_digest)


def sheet(places: Places, done: Examination, key: str, now: str, listed: tuple[str, str]) -> Sheet:
    """The paper.

    Args:
        key: fingerprint of the key it will be signed with, or empty.
        now: ISO 8601 in UTC.
        listed: the bill of materials: the file's name and its SHA-256.
    """
    parts: list[Part] = [Paragraph(plain(_PROMISE)), Paragraph(plain(_summary(done), bold=True))]
    parts += _section("Made", _made(now, key))
    parts += _section("Findings", _findings(done.checks), ("Standing", "What", "Finding", "What to do"))
    parts += _air_gap(done)
    parts += _section("Fixed by policy", _policy())
    parts += _section("Approved models", _models(places), ("Model", "Role", "Approved", "Measured here"))
    parts += _measured(places)
    parts += _digests(places)
    parts += _section("Bill of materials", _bill(done.packages, listed))
    parts += _section(
        "Software",
        [(each.name, each.version, each.licence, each.record_sha256 or "no record") for each in done.packages],
        ("Package", "Version", "Licence, as the package states it", "SHA-256 of its list of digests"),
    )
    return Sheet("LocalCounsel: report for the security file", tuple(parts), "LocalCounsel security report", now)


def _summary(done: Examination) -> str:
    counted = Counter(each.standing for each in done.checks)
    run = done.airgap
    gap = "The air gap holds" if run and run.holds else "The air gap was NOT shown to hold"
    tried = f" ({run.denied} of {run.all} attempts denied)" if run else ""
    lines = (
        f"{counted[Standing.PASS]} pass, {counted[Standing.ATTENTION]} want attention, {counted[Standing.FAIL]} failed"
    )
    return f"{gap}{tried}. Of {len(done.checks)} lines {lines}."


def _section(title: str, rows: Sequence[tuple[str, ...]], heads: tuple[str, ...] = ()) -> list[Part]:
    if not rows:
        return [Heading(title), Paragraph(plain("None."))]
    cells = tuple(tuple(_cell(text, bold=not heads and at == 0) for at, text in enumerate(row)) for row in rows)
    return [Heading(title), Table(cells, heads)]


def _cell(text: str, bold: bool = False) -> Text:
    return (Run(text, bold=bold),)


def _made(now: str, key: str) -> list[tuple[str, ...]]:
    signed = (
        f"in a file of the same name ending in .sig, with the Ed25519 key of SHA-256 {key}" if key else "not signed"
    )
    return [
        ("date", now),
        ("account and machine", account()),
        ("LocalCounsel", localcounsel.__version__),
        *computing.machine(),
        ("signature", signed),
    ]


def _findings(checks: list[Check]) -> Sequence[tuple[str, ...]]:
    """Every line of the doctor's, the worst first, matters counted."""
    checks = sorted(checks, key=lambda each: _ORDER.index(each.standing))
    matters = [each for each in checks if each.what.startswith("matter ")]
    rows = [
        (each.standing.value.upper() if not each.well else each.standing.value, each.what, each.finding, each.advice)
        for each in checks
        if each not in matters
    ]
    if matters:
        wrong = sum(not each.well for each in matters)
        advice = "`localcounsel doctor` names them; this page does not." if wrong else ""
        row = ("ATTENTION" if wrong else "pass", "matters", f"{len(matters)}, {wrong} want attention", advice)
        rows.insert(sum(each[0] == "FAIL" for each in rows) if wrong else len(rows), row)
    return rows


def _measured(places: Places) -> list[Part]:
    words, rows = measured_here.latest(places)
    if not rows:
        return [Heading("Measured on this machine"), Paragraph(plain(words[:1].upper() + words[1:] + "."))]
    head, table = _section("Measured on this machine", rows, measured_here.HEADS)
    return [
        head,
        Paragraph(plain(f"The last evaluation with approved models, as this account kept it: {words}.")),
        table,
    ]


def _air_gap(done: Examination) -> Iterator[Part]:
    yield Heading("Air gap")
    run = done.airgap
    if run is None or not run.trials:
        yield Paragraph(plain("It could not be tried: see the findings."))
        return
    words = f"{run.denied} of {run.all} attempts denied, on {run.tried}. {run.how}"
    yield Paragraph(plain(words))
    heads, rows = airgap.as_table(run)
    yield Table(tuple(tuple(plain(cell) for cell in row) for row in rows), heads)


def _policy() -> list[tuple[str, ...]]:
    try:
        loaded = policy.load()
    except CounselError as error:
        return [("the policy file", error.message)]
    return [("file", loaded.source or "none: nothing is fixed"), *loaded.fixed()]


def _models(places: Places) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    try:
        placed = ModelShelf(places).placed()
    except CounselError as error:
        return [("the list of models", "", error.message, "")]
    for each in placed:
        entry, card = each.entry, each.entry.card
        who = f", by {card.approved_by} on {card.approved_on}" if card.approved_by else ""
        grounds = f": {card.grounds}" if card.grounds else ""
        measured = measured_here.of_model(places, weights.fingerprint(card.files), card.role)
        about = f"{card.name}; {card.family}, {card.licence}, {card.parameters:,} parameters"
        barred = f" (not loaded: {each.trouble})" if each.trouble else ""
        rows.append((about, card.role, f"{entry.approval.value}{who}{grounds}{barred}", measured))
    return rows


def _bill(packages: Sequence[Package], listed: tuple[str, str]) -> list[tuple[str, ...]]:
    name, digest = listed
    differing = bill.disagreement(packages)
    brought = "none: this installation is not a bundle's" if not bill.bundles_hashes() else "names the same packages"
    compiled = sum(len(each.native) for each in packages)
    return [
        ("file", f"{name}, beside this page: CycloneDX 1.6"),
        ("SHA-256", digest),
        ("holds", f"{len(packages)} packages with {compiled} compiled files, Python, the system, every model's files"),
        ("the bundle's own", differing or brought),
    ]


def _digests(places: Places) -> list[Part]:
    try:
        entries = ModelShelf(places).entries()
    except CounselError:
        return []  # said in the table before
    rows = [
        (f"{entry.card.name}/{file.name}", f"{file.size:,}", file.sha256)
        for entry in entries
        for file in entry.card.files
    ]
    return _section("Files of models", rows, ("File", "Bytes", "SHA-256"))
