"""What is kept here: settings, models and their approvals, matters, and the search that all of them need."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from localcounsel.errors import CounselError
from localcounsel.flows import matters
from localcounsel.flows.checkup.line import Check, attention, failed, passed
from localcounsel.store import firm_key, settings
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places


def lines(places: Places) -> Iterator[Check]:
    """Settings, search by words, the firm's key, every model, every matter."""
    yield _settings(places)
    yield _search()
    yield _key()
    yield from _models(places)
    yield from _matters(places)


def _settings(places: Places) -> Check:
    try:
        settings.load(places.settings_file)
    except CounselError as error:
        return failed("settings", error.message, error.advice)
    path, there = places.settings_file, places.settings_file.exists()
    return passed("settings", f"{path} was read" if there else f"{path} is not there, the defaults are in force")


def _search() -> Check:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError:
        advice = "Install a Python whose SQLite was built with FTS5."
        return failed("search by words", f"SQLite {sqlite3.sqlite_version} has no FTS5", advice)
    finally:
        connection.close()
    return passed("search by words", f"SQLite {sqlite3.sqlite_version} with FTS5")


def _key() -> Check:
    try:
        path = firm_key.installed()
        if path is None:
            advice = "For clients' work have IT install its key: docs/it-guide.md."
            return attention("the firm's key", "none is installed: models are approved by this account", advice)
        return passed("the firm's key", f"{path}, SHA-256 {firm_key.fingerprint(firm_key.public(path))}")
    except CounselError as error:
        return failed("the firm's key", error.message, error.advice)


def _models(places: Places) -> Iterator[Check]:
    """Every model's files are hashed."""
    shelf = ModelShelf(places)
    try:
        placed = shelf.placed()
    except CounselError as error:
        yield failed("models", error.message, error.advice)
        return
    for role, purpose in (("chat", "writes answers"), ("embedder", "finds by meaning")):
        if not any(each.entry.card.role == role and not each.trouble for each in placed):
            advice = "Run `python3 scripts/run.py`, or `localcounsel models import PATH`."
            yield attention(f"a model that {purpose}", "none is approved", advice)
    for each in placed:
        card = each.entry.card
        if each.trouble:
            advice = "It is not loaded. Sign for it or remove it: `localcounsel models --help`."
            yield attention(f"model {card.name}", f"{card.role}, {each.trouble}", advice)
            continue
        try:
            shelf.verified(card.name, card.role)
        except CounselError as error:
            yield failed(f"model {card.name}", error.message, error.advice)
        else:
            yield passed(f"model {card.name}", f"{card.role}, every file as approved ({each.entry.approval.value})")


def _matters(places: Places) -> Iterator[Check]:
    for row in matters.list_all(places):
        if row.note:
            advice = "Close its window, or see the message; the original files are untouched."
            yield attention(f"matter {row.name}", row.note, advice)
        else:
            unread = f", {row.unread} pages unread" if row.unread else ""
            yield passed(f"matter {row.name}", f"{row.documents} documents, {row.pages} pages{unread}")
