"""Everything the command line prints passes here: cleaned, so that a file's name cannot drive the terminal."""

from __future__ import annotations

import json
import shutil
import sys
import time
import unicodedata
from collections.abc import Sequence
from typing import Any

from localcounsel.core.text import clean
from localcounsel.errors import CounselError

_IN_ASCII = str.maketrans({"✓": "+", "✗": "x", "≈": "~", "─": "-", "·": "-", "…": "...", "“": '"', "”": '"', "’": "'"})


def line(text: str) -> str:
    """Foreign text as one harmless line."""
    return clean(text).replace("\n", " ").replace("\t", " ")


def say(text: str = "") -> None:
    """A line of our own for people, on stdout."""
    print(_encodable(clean(text)))


def _encodable(text: str) -> str:
    """Where the output cannot take our signs, letters that say the same; what else it cannot take is escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_IN_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    return text


def emit(value: Any) -> None:
    """One JSON value for programs, on stdout."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def complain(error: CounselError, name: str = "") -> None:
    """An error on stderr: what happened, and what to do."""
    about = f"{line(name)}: " if name else ""
    print(f"{about}{error.title}: {line(error.message)}", file=sys.stderr)
    print(f"    {line(error.advice)}", file=sys.stderr)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns for people; the first column gives way when the terminal is narrow."""
    cells = [[line(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(width_of(row[column]) for row in cells) for column in range(len(heads))]
    room = shutil.get_terminal_size((100, 24)).columns - sum(widths[1:]) - 2 * len(heads)
    widths[0] = min(widths[0], max(20, room))
    for row in cells:
        padded = [_fit(cell, width) for cell, width in zip(row, widths, strict=True)]
        print("  ".join(padded).rstrip())


def columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose cells are shown whole: long ones go on in the next line. The last column gets most of the room."""
    cells = [[line(cell) for cell in row] for row in (heads, *rows)]
    whole = max(60, shutil.get_terminal_size((100, 24)).columns)
    widths = [min(max(width_of(row[at]) for row in cells), whole // 4) for at in range(len(heads) - 1)]
    widths.append(whole - sum(widths) - 2 * len(widths))
    for row in cells:
        wrapped = [_broken(cell, width) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(map(len, wrapped))):
            parts = [each[number] if number < len(each) else "" for each in wrapped]
            print("  ".join(_fit(part, width) for part, width in zip(parts, widths, strict=True)).rstrip())


def _broken(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken at spaces where there are any."""
    lines = [""]
    for word in text.split():
        while width_of(word) > width:
            room = width - width_of(lines[-1]) - bool(lines[-1])
            cut = next(at for at in range(len(word), -1, -1) if width_of(word[:at]) <= room)
            lines[-1] = f"{lines[-1]} {word[:cut]}".strip()
            lines.append("")
            word = word[cut:]
        if lines[-1] and width_of(lines[-1]) + 1 + width_of(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [each for each in lines if each] or [""]


def width_of(text: str) -> int:
    """Terminal columns: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _fit(text: str, width: int) -> str:
    while width_of(text) > width:
        text = text[:-2] + "…"
    return text + " " * (width - width_of(text))


class Progress:
    """One line on stderr that is written over, only when a person watches; at most ten times a second."""

    def __init__(self) -> None:
        self._shown = 0.0
        self._watched = sys.stderr.isatty()
        self._length = 0

    def show(self, text: str) -> None:
        now = time.monotonic()
        if self._watched and now - self._shown > 0.1:
            self._shown = now
            width = shutil.get_terminal_size((100, 24)).columns - 1
            text = line(text)[:width]
            print("\r" + text + " " * max(0, self._length - len(text)), end="", file=sys.stderr, flush=True)
            self._length = len(text)

    def clear(self) -> None:
        if self._watched and self._length:
            print("\r" + " " * self._length + "\r", end="", file=sys.stderr, flush=True)
            self._length = 0


def duration(seconds: float) -> str:
    """`8 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def size(count: int) -> str:
    """Bytes for people, in decimal units as file managers show them."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError("unreachable: GB takes every size")
