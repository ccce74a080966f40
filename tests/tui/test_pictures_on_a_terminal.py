"""Pictures on a real terminal: besides what always comes out only the sequences of the chosen way, made of pixels."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tui import sixel_reading
from tests.tui.test_on_a_terminal import ALLOWED, HOSTILE_NAME, read_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")

PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.tui.scripted import HOSTILE, Row, case, document_of, page_of
from localcounsel.flows.picturing import Raster
from localcounsel.store.settings import InterfaceSettings
from localcounsel.tui import typed_bytes
from localcounsel.tui.app import CounselApp
script = case(Path({folder!r}))
script.rows = [Row(HOSTILE)]
script.shell.interface_settings = InterfaceSettings(pictures={wanted!r}, motion=False)
store = script.desk.store
store.held = dict()
store.put(document_of(HOSTILE, 2), page_of(1, HOSTILE * 50), page_of(2, HOSTILE))
def painted(wanted):
    size = wanted.width, wanted.width * 5 // 4
    if wanted.palette:
        rows = (bytes([y // 50 % wanted.palette]) * size[0] for y in range(size[1]))
        return Raster(*size, b"".join(rows), bytes(range(wanted.palette)) * 3)
    return Raster(*size, b"".join(bytes([y % 256]) * (3 * size[0]) for y in range(size[1])))
script.reading.picturing = painted
app = CounselApp(script.ports())
app.terminal.listens = typed_bytes.tolerate(app.terminal.sift)
app.run()
"""

PLACE = "\U0010eeee".encode()
SIXEL = rb"\x1bP0;1;0q[!-~]*\x1b\\"
ITERM = (
    rb"\x1b\]1337;File=inline=1;size=\d+;width=\d+;height=\d+;preserveAspectRatio=0;doNotMoveCursor=1:"
    rb"[A-Za-z0-9+/]+=*\x07"
)
KITTY = rb"\x1b_G(?:[a-zA-Z]=[a-zA-Z0-9]+,?)+(?:;[A-Za-z0-9+/]*=*)?\x1b\\"
WAYS = {"sixel": SIXEL, "iterm": ITERM, "kitty": KITTY}
QUESTION = b"\x1b[16t\x1b[c"
COLOURS_QUESTION = b"\x1b[?1;1;0S"
FOREIGN = ("TMUX", "STY", "KITTY_WINDOW_ID", "GHOSTTY_RESOURCES_DIR", "TERM_PROGRAM", "LC_TERMINAL", "KONSOLE_VERSION")


@contextmanager
def picturing(folder: Path, wanted: str, **environment: str) -> Iterator[int]:
    """The terminal of the running application: 100 by 30 cells of 10 by 20 pixels. It ends well when the block ends."""
    import fcntl
    import pty
    import termios

    program = PROGRAM.format(root=str(Path(__file__).resolve().parents[2]), folder=str(folder), wanted=wanted)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 1000, 600))
    left = {name: value for name, value in os.environ.items() if name not in (*FOREIGN, "NO_COLOR")}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "100", "LINES": "30", **environment}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env={**left, **terminal}) as child:
        os.close(theirs)
        try:
            yield ours
            assert child.wait(60) == 0
        finally:
            child.kill()
            os.close(ours)


def to_the_page(terminal: int) -> bytes:
    """Into the viewer of the hostile document."""
    seen = read_until(terminal, HOSTILE_NAME)
    for keys, shown in ((b"\r", b"Ask in"), (b"\x0f", b"State"), (b"\x1b[F\r", b"Page 1")):
        os.write(terminal, keys)
        seen += read_until(terminal, shown)
    return seen


def safe(seen: bytes, way: bytes) -> bytes:
    """Fails where anything but text, what is always allowed, and one kind of picture came out."""
    rest = ALLOWED.sub(b"", re.sub(way, b"", seen))
    assert re.findall(rb"\x1b.{0,12}", rest) == []
    assert re.findall(rb"[\x00-\x06\x0b\x0c\x0e-\x1a\x7f]", rest) == []
    assert "\u202e".encode() not in rest
    return rest


@pytest.mark.parametrize("wanted", WAYS)
def test_only_pictures_made_of_pixels_come_out(tmp_path: Path, wanted: str) -> None:
    way = WAYS[wanted]
    with picturing(tmp_path, wanted) as terminal:
        seen = to_the_page(terminal)
        assert re.search(way, seen) is None
        os.write(terminal, b"v")
        seen += read_until(terminal, None, way)
        os.write(terminal, b"g")
        seen += read_until(terminal, b"counts pages")
        os.write(terminal, b"\x1b")
        seen += read_until(terminal, None, PLACE if wanted == "kitty" else way)
        os.write(terminal, b"\x1b[B+")
        seen += read_until(terminal, None, way)
        os.write(terminal, b"\x1b[C")
        seen += read_until(terminal, b"Page 2")
        os.write(terminal, b"\x11")
        seen += read_until(terminal, None)
    rest = safe(seen, way)
    pictures = re.findall(way, seen)
    if wanted == "kitty":
        shown = {found[1] for found in re.finditer(rb"\x1b_Ga=T,U=1,q=2,i=(\d+),", seen)}
        gone = {found[1] for found in re.finditer(rb"\x1b_Ga=d,d=I,i=(\d+),q=2\x1b", seen)}
        assert shown == gone != set()
        assert PLACE in rest
    elif wanted == "sixel":
        assert all(sixel_reading.read(each.decode("ascii")) for each in pictures[:2])


def test_the_terminal_is_asked_once_and_its_answers_are_no_keys(tmp_path: Path) -> None:
    with picturing(tmp_path, "auto") as terminal:
        seen = to_the_page(terminal)
        if QUESTION not in seen:
            seen += read_until(terminal, None, re.escape(QUESTION))
        os.write(terminal, b"\x1b[6;20;10t\x1b[?62;4;")
        os.write(terminal, b"22c")
        seen += read_until(terminal, None, re.escape(COLOURS_QUESTION))
        os.write(terminal, b"\x1b[?1;0;16Sv")
        seen += read_until(terminal, None, SIXEL)
        assert b"Picture of the page" not in seen  # the question mark of an answer would have shown the help
        os.write(terminal, b"\x11")
        seen += read_until(terminal, None)
    safe(seen, SIXEL)
    assert seen.count(QUESTION) == seen.count(COLOURS_QUESTION) == 1
    assert b"#15;2;" in seen
    assert b"#16;2;" not in seen


@pytest.mark.parametrize(
    ("answer", "wanted"), [(b"\x1b_Gi=31;OK\x1b\\", KITTY), (b"", rb"\xe2\x96\x80")], ids=["yes", "silent"]
)
def test_kitty_is_asked_whether_it_knows_placeholders(tmp_path: Path, answer: bytes, wanted: bytes) -> None:
    with picturing(tmp_path, "auto", TERM="xterm-kitty") as terminal:
        seen = to_the_page(terminal)
        if QUESTION not in seen:
            seen += read_until(terminal, None, re.escape(QUESTION))
        asked = re.findall(KITTY, seen)
        assert len(asked) == 1
        os.write(terminal, answer + b"\x1b[?62;c" + b"v")
        seen = read_until(terminal, None, wanted)
        os.write(terminal, b"\x11")
        seen += read_until(terminal, None)
    safe(seen, KITTY)


def test_between_terminal_and_application_nothing_is_asked(tmp_path: Path) -> None:
    with picturing(tmp_path, "auto", TMUX="/tmp/tmux-0/default,1,0") as terminal:
        seen = to_the_page(terminal)
        os.write(terminal, b"v")
        seen += read_until(terminal, "▀".encode())
        os.write(terminal, b"\x11")
        seen += read_until(terminal, None)
    assert QUESTION not in seen
    safe(seen, rb"\x1b\Z.")
