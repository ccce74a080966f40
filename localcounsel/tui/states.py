"""What is the matter with a file, in shape and words: read, unread, failed, excluded, changed on disk.

Plain text; reasons that come from documents stay foreign until `show` has them.
"""

from __future__ import annotations

from localcounsel.core.filing import Filed, OnDisk
from localcounsel.core.tree import Tally
from localcounsel.records import DocumentState
from localcounsel.tui import wording
from localcounsel.tui.language import _, ngettext, said
from localcounsel.tui.signs import Sign

CHOSEN = "◆"
"""Before a document that questions are limited to."""


def heading() -> str:
    """Above the states."""
    return _("State")


def pages_unread(number: int) -> str:
    """`3 pages unread`."""
    return ngettext("{count} page unread", "{count} pages unread", number).format(count=f"{number:,}")


def files(number: int) -> str:
    """`1,300 files`."""
    return ngettext("{count} file", "{count} files", number).format(count=f"{number:,}")


def state(filed: Filed) -> Sign:
    """The one thing to know first as the shape, and everything in the words."""
    parts = [*_apart(filed), *_read(filed)]
    shape, _words, style = parts[0]
    return Sign(shape, wording.joined(words for _, words, _ in parts), style)


def _apart(filed: Filed) -> list[tuple[str, str, str]]:
    """What sets the file apart from what was read."""
    parts = []
    if filed.document.state is DocumentState.FAILED:
        reason = wording.without_name(said(filed.document.reason), filed.name)
        parts.append(("✗", _("failed: {reason}").format(reason=reason), "$error"))
    if filed.on_disk is OnDisk.CHANGED:
        parts.append(("≠", _("changed on disk since it was read"), "$warning"))
    elif filed.on_disk is OnDisk.GONE:
        parts.append(("∅", _("gone from disk"), "$warning"))
    elif filed.on_disk is OnDisk.UNREACHABLE:
        parts.append(("∅", _("its folder cannot be reached"), "$soft"))
    if filed.marking.excluded:
        parts.append(("⊘", _("excluded from questions"), "$secondary"))
    return parts


def _read(filed: Filed) -> list[tuple[str, str, str]]:
    """How far it was read."""
    if filed.document.state is DocumentState.FAILED:
        return []
    done = filed.document.state is DocumentState.INDEXED
    words = _("indexed") if done else _("words searchable, meaning to come")
    parts = [("●" if done else "◌", words, "$success" if done else "$soft")]
    if filed.unread:
        parts.insert(0, ("▲", pages_unread(filed.unread), "$warning"))
    return parts


def tally(below: Tally) -> list[tuple[str, str]]:
    """What is in a folder that asks for attention, as (words with their shape, style)."""
    parts = [(files(below.files), "$soft")]
    for number, shape, words, style in (
        (below.failed, "✗", _("{count} failed"), "$error"),
        (below.changed, "≠", _("{count} changed or gone"), "$warning"),
        (below.unread, "▲", "", "$warning"),
        (below.excluded, "⊘", _("{count} excluded"), "$secondary"),
    ):
        if number:
            told = words.format(count=f"{number:,}") if words else pages_unread(number)
            parts.append((f"{shape} {told}", style))
    return parts
