"""Every way of writing a matter, killed or refused by the disk at system calls drawn from all that it makes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.chance import anew, seed
from tests.durability.works import CHROMA, WORKS

ROOT = Path(__file__).resolve().parents[2]
POINTS = 60
"""Blows in all, spread over the ways of writing."""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("strace") is None, reason="interrupts system calls with strace, on Linux"
)


def _swept(name: str, points: int, seed: int) -> list[dict[str, Any]]:
    line = [
        sys.executable,
        "-m",
        "tests.durability.sweep",
        "--work",
        name,
        "--points",
        str(points),
        "--seed",
        f"{seed}",
    ]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=3600, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = [json.loads(each) for each in done.stdout.splitlines()]
    assert found and found[0]["possible"] > 100, done.stderr
    return found[1:]


def _sound(found: list[dict[str, Any]], seed: int) -> None:
    bad = [each for each in found if each["troubles"]]
    assert not bad, (seed, json.dumps(bad, indent=1))


@pytest.mark.parametrize("name", WORKS)
def test_nothing_is_lost_at_some_calls(name: str) -> None:
    begun = seed(11)
    found = _swept(name, -(-POINTS // len(WORKS)), begun)
    assert len(found) == -(-POINTS // len(WORKS))
    assert any(each["outcome"] == "killed" for each in found), found
    _sound(found, begun)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*WORKS, CHROMA.name])
def test_nothing_is_lost_at_a_hundred_calls(name: str) -> None:
    begun = anew()
    _sound(_swept(name, 100, begun), begun)
