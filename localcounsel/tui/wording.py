"""How things are said: counts, times, sizes, shares, bars. All of it is plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.cells import cell_len

from localcounsel.tui.language import _, ngettext

MONTHS = (
    *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
    *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
)


def count(number: int, noun: str) -> str:
    """`1 page`, `1,300 pages`. `noun`: document, page, more page, passage, file; a KeyError for any other."""
    forms = {
        "document": ngettext("{count} document", "{count} documents", number),
        "page": ngettext("{count} page", "{count} pages", number),
        "more page": ngettext("{count} more page", "{count} more pages", number),
        "passage": ngettext("{count} passage", "{count} passages", number),
        "file": ngettext("{count} file", "{count} files", number),
    }
    return forms[noun].format(count=f"{number:,}")


def duration(seconds: float, *, whole: bool = False) -> str:
    """`2.4 s` (`2 s` where it is to be whole), `48 s`, `3 min`, `1 h 05 min`."""
    if seconds < 10 and not whole:
        return _("{seconds} s").format(seconds=f"{seconds:.1f}")
    if seconds < 100:
        return _("{seconds} s").format(seconds=f"{seconds:.0f}")
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def size(in_bytes: int) -> str:
    """`820 kB`, `1.4 GB`."""
    if in_bytes >= 1_000_000_000:
        return f"{in_bytes / 1_000_000_000:.1f} GB"
    if in_bytes >= 1_000_000:
        return f"{in_bytes / 1_000_000:.1f} MB"
    return f"{in_bytes / 1000:.0f} kB"


def when(iso: str, now: datetime) -> str:
    """A stored time as people say it, in the time zone of `now`: `today 14:05`, `yesterday`, `12 Nov 2026`."""
    try:
        time = datetime.fromisoformat(iso).astimezone(now.tzinfo)
    except ValueError:
        return iso or _("never")
    days = (now.date() - time.date()).days
    if days == 0:
        return _("today {time}").format(time=f"{time:%H:%M}")
    if days == 1:
        return _("yesterday {time}").format(time=f"{time:%H:%M}")
    return _("{day} {month} {year}").format(day=time.day, month=MONTHS[time.month - 1], year=time.year)


def and_more(names: Sequence[str], most: int, between: str = ", ") -> str:
    """`a, b, c and 4 more`."""
    shown = between.join(names[:most])
    if len(names) <= most:
        return shown
    return _("{shown} and {count} more").format(shown=shown, count=f"{len(names) - most:,}")


def percent(share: float) -> str:
    """`12 %`; never 0 % or 100 % for what is only nearly so."""
    if 0 < share < 0.01:
        return _("less than 1 %")
    if 0.99 < share < 1:
        return _("more than 99 %")
    return _("{share} %").format(share=f"{100 * share:.0f}")


def bar(done: float, of: float, width: int = 20) -> str:
    """A progress bar in block characters: `━━━━━╌╌╌╌╌`."""
    share = min(1.0, max(0.0, done / of)) if of > 0 else 0.0
    full = round(share * width)
    return "━" * full + "╌" * (width - full)


def padded(text: str, width: int) -> str:
    """`text` with blanks up to `width` cells: a character of Chinese or Japanese fills two."""
    return text + " " * (width - cell_len(text))


def middle(text: str, room: int) -> str:
    """`text` in at most `room` cells, its middle left out: of a path, where it begins and the file's own end."""
    if cell_len(text) <= room:
        return text
    head, tail = (room - 1) // 2, room - 1 - (room - 1) // 2
    return f"{_cells(text, head)}…{_cells(text[::-1], tail)[::-1]}"


def file_name(path: str, room: int) -> str:
    """A document's name in at most `room` cells: whole, or without its folders, or with its middle left out."""
    if cell_len(path) <= room:
        return path
    own = f"…/{path.rpartition('/')[2]}"
    return own if "/" in path and cell_len(own) <= room else middle(own[2:] if "/" in path else path, room)


def without_name(reason: str, name: str) -> str:
    """A reason without the file's own name before it, for where the name stands beside it. Both foreign."""
    return reason.removeprefix(f"{name.rpartition('/')[2]}: ")


def _cells(text: str, most: int) -> str:
    """The first characters that fill at most so many cells."""
    filled = 0
    for at, character in enumerate(text):
        filled += cell_len(character)
        if filled > most:
            return text[:at]
    return text


def joined(parts: Iterable[str]) -> str:
    """Parts that are there, with a middle dot between."""
    return " · ".join(part for part in parts if part)
