"""The application on a real terminal: of all escape sequences only CSI and OSC 22 (the pointer's shape) come out."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")

PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.tui.scripted import HOSTILE, Row, case, document_of, page_of
from localcounsel.tui import typed_bytes
from localcounsel.tui.app import CounselApp
typed_bytes.tolerate()
script = case(Path({folder!r}), )
script.rows = [Row(HOSTILE)]
script.suggestions = [HOSTILE]
store = script.desk.store
store.held = dict()
store.put(document_of(HOSTILE), page_of(1, HOSTILE * 50))
CounselApp(script.ports()).run()
"""

ALLOWED = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\x1b\]22;[a-z-]*(?:\x1b\\|\x07)"  # OSC 22
    rb"|\x1b[78=>]"  # cursor saved and restored, keypad modes
)
HOSTILE_NAME = b"[sic]"


@contextmanager
def on_a_terminal(folder: Path) -> Iterator[int]:
    """The terminal of the running application, which has ended well when the block ends."""
    import pty

    program = PROGRAM.format(root=str(Path(__file__).resolve().parents[2]), folder=str(folder))
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as child:
        os.close(theirs)
        try:
            yield ours
            assert child.wait(60) == 0
        finally:
            child.kill()
            os.close(ours)


def test_only_harmless_sequences_reach_the_terminal(tmp_path: Path) -> None:
    with on_a_terminal(tmp_path) as terminal:
        seen = _walked(terminal)
    rest = ALLOWED.sub(b"", seen)
    assert re.findall(rb"\x1b.{0,12}", rest) == []
    assert re.findall(rb"[\x00-\x06\x0b\x0c\x0e-\x1a\x7f]", rest) == []
    assert "\u202e".encode() not in rest


def test_bytes_that_are_no_text_are_typed_as_such(tmp_path: Path) -> None:
    with on_a_terminal(tmp_path) as terminal:
        read_until(terminal, HOSTILE_NAME)
        os.write(terminal, b"\r")
        read_until(terminal, b"Ask in")
        os.write(terminal, b"caf\xe9 \xff\x80\xfe rent")
        read_until(terminal, "caf\ufffd".encode())
        os.write(terminal, b" still")
        assert b"rent still" in ALLOWED.sub(b"", read_until(terminal, b"rent still"))
        os.write(terminal, b"\x11")
        assert b"UnicodeDecodeError" not in read_until(terminal, None)


def _walked(terminal: int) -> bytes:
    """Through the screens and out of the program; what it wrote on the way."""
    seen = read_until(terminal, HOSTILE_NAME)
    for keys, shown in ((b"\r", b"Ask in"), (b"\x0f", b"State"), (b"\x1b[F\r", b"Page 1"), (b"\x1b", b"State")):
        os.write(terminal, keys)
        seen += read_until(terminal, shown)
    os.write(terminal, b"\x11")
    return seen + read_until(terminal, None)


def read_until(terminal: int, wanted: bytes | None, pattern: bytes = b"") -> bytes:
    """What comes out until `wanted` is in it (in what is left without styles), or `pattern`, or the end."""
    seen = b""
    while True:
        plain = ALLOWED.sub(b"", seen)
        if (wanted is not None and wanted in plain) or (pattern and re.search(pattern, seen)):
            return seen
        ready, _, _ = select.select([terminal], [], [], 30)
        if not ready:
            raise AssertionError(f"{wanted or pattern!r} did not come; last: {seen[-400:]!r}")
        try:
            more = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            return seen
        if not more:
            return seen
        seen += more
