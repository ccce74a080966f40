"""What may be wrong: settings, models, disk, matters, the programs that help, each with what to do about it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from localcounsel.errors import CounselError
from localcounsel.flows import matters
from localcounsel.store import settings
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places

LEAST_FREE = 2_000_000_000
"""Bytes below which a large production may not fit beside its index."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    what: str
    well: bool
    finding: str
    advice: str = ""


def checks(places: Places) -> list[Check]:
    """Everything that can be looked at without opening a document."""
    found = [_settings(places), _disk(places), _search()]
    found += _models(places)
    found += _matters(places)
    found.append(_recognition())
    return found


def _settings(places: Places) -> Check:
    try:
        settings.load(places.settings_file)
    except CounselError as error:
        return Check("settings", False, error.message, error.advice)
    there = "read" if places.settings_file.exists() else "not there, the defaults are in force"
    return Check("settings", True, f"{places.settings_file} {there}")


def _disk(places: Places) -> Check:
    folder = places.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    finding = f"{free / 1e9:.1f} GB free for {places.home}"
    return Check("disk", free >= LEAST_FREE, finding, "Free some space before adding documents.")


def _search() -> Check:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError:
        advice = "Install a Python whose SQLite was built with FTS5."
        return Check("search by words", False, f"SQLite {sqlite3.sqlite_version} has no FTS5", advice)
    finally:
        connection.close()
    return Check("search by words", True, f"SQLite {sqlite3.sqlite_version} with FTS5")


def _models(places: Places) -> Iterator[Check]:
    shelf = ModelShelf(places)
    try:
        entries = shelf.entries()
    except CounselError as error:
        yield Check("models", False, error.message, error.advice)
        return
    for role, purpose in (("chat", "writes answers"), ("embedder", "finds by meaning")):
        if not any(entry.card.role == role for entry in entries):
            advice = "Run `python3 scripts/run.py`, or `localcounsel models import PATH`."
            yield Check(f"a model that {purpose}", False, "none is approved", advice)
    for entry in entries:
        card = entry.card
        try:
            shelf.approved(card.name, card.role, prepared=False)
        except CounselError as error:
            yield Check(f"model {card.name}", False, error.message, error.advice)
        else:
            yield Check(f"model {card.name}", True, f"{card.role}, every file as approved ({entry.approval.value})")


def _matters(places: Places) -> Iterator[Check]:
    for row in matters.list_all(places):
        if row.note:
            advice = "Close its window, or see the message; the original files are untouched."
            yield Check(f"matter {row.name}", False, row.note, advice)
        else:
            unread = f", {row.unread} pages unread" if row.unread else ""
            yield Check(f"matter {row.name}", True, f"{row.documents} documents, {row.pages} pages{unread}")


def _recognition() -> Check:
    program = shutil.which("tesseract")
    if program is None:
        advice = "Install tesseract to read scanned pages; without it they are listed as unread."
        return Check("reading of scanned pages", False, "the tesseract program is not installed", advice)
    return Check("reading of scanned pages", True, program)
