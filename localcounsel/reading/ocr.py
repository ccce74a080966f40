"""Words from the picture of a page, by the tesseract program where it is installed.

The reader draws the page and sends raw grey values, which cannot hide anything; the program runs contained,
in a process of its own, because the reader may start none.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localcounsel import errors, records
from localcounsel.core.text import clean
from localcounsel.reading import process
from localcounsel.reading.order import ReadingOrder

LAUNCHER = "localcounsel.reading.ocr_child"
WIDEST = 14_000
"""Pixels of a picture in either direction."""
DOUBTFUL = 60
"""Tesseract's mean word confidence, in percent, below which a page's text is called doubtful."""
MOST_OUTPUT = 32 * 1024 * 1024
"""Bytes of tesseract's table taken for one page."""
_LISTING_SECONDS = 20.0
_HYPHENLESS = frozenset({"jpn", "jpn_vert", "chi_sim", "chi_tra", "chi_sim_vert", "chi_tra_vert"})
"""Languages written without spaces between words."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as grey values, one byte a pixel, rows from the top."""

    width: int
    height: int
    dots_per_inch: int
    grey: bytes


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The installed program and what it will be asked to read."""

    program: str
    languages: tuple[str, ...]
    upright: bool
    """It can tell how a page is turned (the `osd` data is installed)."""


def find(order: ReadingOrder) -> Recogniser | None:
    """The recogniser for these languages; None when the program or all of the languages are missing."""
    program = _program()
    if program is None:
        return None
    installed = _installed(program)
    languages = tuple(language for language in order.languages if language in installed)
    return Recogniser(program, languages, "osd" in installed) if languages else None


def recognised(
    page: records.Page, picture: Picture | None, recogniser: Recogniser | None, order: ReadingOrder
) -> records.Page:
    """The unread page with its words, or still unread with what is to be done about it."""
    if picture is None or recogniser is None:
        return _advised(page, order) if picture is None and recogniser is None else page
    try:
        table = _run(recogniser, picture, order)
    except TimeoutError:
        return _unread(page, "recognition took too long")
    except OSError as error:
        return _unread(page, f"recognition failed: {error}")
    text, confidence = words(table, recogniser.languages)
    if not text.strip():
        return _unread(page, "recognition found no words")
    if page.text.strip() and _letters(page.text) not in _letters(text):
        text = f"{page.text.rstrip()}\n{text}"
    reason = f"recognised with {confidence:.0f} % confidence"
    if confidence < DOUBTFUL:
        reason += "; compare with the page"
    text = clean(text)[: order.limits.page_characters]
    return dataclasses.replace(page, text=text, state=records.PageState.RECOGNISED, reason=reason, flags=())


def words(untrusted_table: str, languages: tuple[str, ...]) -> tuple[str, float]:
    """The text in tesseract's TSV table, with its lines and paragraphs, and the mean confidence in percent."""
    between = "" if languages and languages[0] in _HYPHENLESS else " "
    lines: dict[tuple[str, ...], list[str]] = {}
    total = count = 0.0
    for row in csv.DictReader(io.StringIO(untrusted_table), delimiter="\t", quoting=csv.QUOTE_NONE):
        word, sure = (row.get("text") or "").strip(), _number(row.get("conf"))
        if row.get("level") != "5" or not word or sure < 0:
            continue
        place = tuple(row.get(key) or "" for key in ("block_num", "par_num", "line_num"))
        lines.setdefault(place, []).append(word)
        total, count = total + sure * len(word), count + len(word)
    pieces: list[str] = []
    previous: tuple[str, ...] = ()
    for place, line in lines.items():
        if pieces and place[:2] != previous[:2]:
            pieces.append("")
        pieces.append(between.join(line))
        previous = place
    return "\n".join(pieces), total / count if count else 0.0


def _advised(page: records.Page, order: ReadingOrder) -> records.Page:
    """Unread for want of the program: say what to install."""
    if not order.ocr:
        return _unread(page, "recognition is switched off")
    if _program() is None:
        return _unread(page, "install tesseract to read it")
    return _unread(page, f"install tesseract's data for {' or '.join(order.languages)} to read it")


def _unread(page: records.Page, addition: str) -> records.Page:
    return dataclasses.replace(page, reason=f"{page.reason}; {addition}")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _number(value: str | None) -> float:
    try:
        return float(value or -1)
    except ValueError:
        return -1.0


def _program() -> str | None:
    """The program's absolute path. One lying in the current folder is not taken."""
    found = shutil.which("tesseract")
    if found is None and sys.platform == "win32":
        usual = Path(r"C:\Program Files\Tesseract-OCR\tesseract.exe")
        found = str(usual) if usual.is_file() else None
    if found is None or not Path(found).is_absolute() or Path(found).parent == Path.cwd():
        return None
    return found


@functools.lru_cache(maxsize=4)
def _installed(program: str) -> frozenset[str]:
    """The languages the program has data for; none when it does not run."""
    child = process.start(process.command(LAUNCHER, program, "--list-langs"))
    try:
        output, _ = child.communicate(timeout=_LISTING_SECONDS)
    except subprocess.TimeoutExpired:
        return frozenset()
    finally:
        process.stop(child)
    lines = output.decode("utf-8", "replace").splitlines()[1:]
    return frozenset(line.strip() for line in lines if line.strip().replace("_", "").isalnum())


def _run(recogniser: Recogniser, picture: Picture, order: ReadingOrder) -> str:
    """Tesseract's table for one picture. Raises TimeoutError, OSError, or errors.Cancelled."""
    arguments = ["stdin", "stdout", "-l", "+".join(recogniser.languages)]
    arguments += ["--dpi", str(picture.dots_per_inch), "--psm", "1" if recogniser.upright else "3", "tsv"]
    child = process.start(process.command(LAUNCHER, recogniser.program, *arguments))
    output: list[bytes] = []
    talk = threading.Thread(target=_talk, args=(child, picture, output), daemon=True)
    talk.start()
    try:
        for _ in _ticks(order):
            talk.join(process.TICK)
            if not talk.is_alive():
                break
    finally:
        process.stop(child) if talk.is_alive() else child.wait(process.PATIENCE)
        talk.join(process.PATIENCE)
    if child.returncode != 0 or not output:
        raise OSError(f"tesseract ended with {child.returncode}")
    return output[0].decode("utf-8", "replace")


def _ticks(order: ReadingOrder) -> Iterator[None]:
    deadline = time.monotonic() + order.limits.recognition_seconds
    while time.monotonic() < deadline:
        if order.stopped:
            raise errors.Cancelled("Recognition was stopped.")
        yield
    raise TimeoutError


def _talk(child: subprocess.Popen[bytes], picture: Picture, output: list[bytes]) -> None:
    """Give the picture as PGM, then take the table. A dead program shows in its exit code."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(b"P5\n%d %d\n255\n" % (picture.width, picture.height))
        child.stdin.write(picture.grey)
        child.stdin.close()
        output.append(child.stdout.read(MOST_OUTPUT))
        child.stdout.close()
    except (OSError, ValueError):
        output.clear()
