"""Readers that a hostile file has taken over: each sends what no sound reader sends. Started by `test_client`."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from localcounsel.core import wire

OUT = sys.stdout.buffer
PAGE: dict[str, Any] = {"kind": "page", "number": 1, "text": "one", "state": "text"}


def say(**message: Any) -> None:
    """Send one frame."""
    OUT.write(wire.encode(message))
    OUT.flush()


def main() -> None:
    """Behave as the file's content says."""
    wire.read(sys.stdin.buffer)
    what = (wire.read_bytes(sys.stdin.buffer) or b"").decode("ascii").partition(":")[2].strip()
    if what == "silent":
        time.sleep(600)
    if what == "garbage":
        os.write(1, b"\xff" * 100)
        return
    if what == "unopened":
        say(**PAGE)
    say(kind="opened", pages=3)
    match what:
        case "order":
            say(**{**PAGE, "number": 2})
        case "offsets":
            say(**PAGE, flags=[["invisible", 0, 99]])
        case "flag":
            say(**PAGE, flags=[["\x1b]0;owned\x07", 0, 1]])
        case "state":
            say(**{**PAGE, "state": "approved"})
        case "reason":
            say(**{**PAGE, "state": "unread", "reason": "call 0800 123456"})
        case "type":
            say(**{**PAGE, "text": ["one"]})
        case "content":
            say(kind="attachment", name="a", content=1 << 40)
        case "early":
            say(**PAGE)
            say(kind="done")
        case "fault":
            say(kind="error", fault="rm -rf /")
        case "escape":
            for number in (1, 2, 3):
                say(kind="page", number=number, text="a\x1b]52;c;eA==\x07b", label="\x1b[2J\u202e", state="text")
            say(kind="attachment", name="../../etc/\u202epasswd", content=0)
            say(kind="done")
        case "chatter":
            say(**PAGE)
            while True:
                say(kind="warning", code="repaired")
        case "stall":
            say(**PAGE)
            time.sleep(600)
        case "die":
            say(**PAGE)
            os._exit(9)
        case "long":
            say(**{**PAGE, "text": "x" * 5_000})
            say(**{**PAGE, "number": 2, "text": "y" * 50})
            say(**{**PAGE, "number": 3, "text": "z" * 50})
            say(kind="done")
        case "hog":
            say(**PAGE)
            held = bytearray(400 * 1024 * 1024)
            held[::4096] = b"x" * len(held[::4096])
            time.sleep(600)


main()
