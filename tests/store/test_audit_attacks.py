"""A log that somebody laid hands on: whatever was done to it shows, in the program and in the single-file verifier."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from localcounsel.core import anchor, ledger
from localcounsel.records import AuditEvent
from localcounsel.store import codec
from localcounsel.store.audit import AuditLog
from localcounsel.store.audit_check import Examined, examine, follow
from tests.chance import seed

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "audit_verify.py"
TIMES = 300
EVENTS = 40
Attack = Callable[[list[bytes], random.Random], bytes]


def _lines(chance: random.Random, count: int = EVENTS) -> list[bytes]:
    """A log as it is written."""
    lines, previous = [], ledger.GENESIS
    for number in range(1, count + 1):
        details = {"by": "éva@pc", "sha256": chance.randbytes(32).hex(), "n": "“x\\y”"}
        event = ledger.link(previous, number, f"2026-11-22T10:00:{number % 60:02}.000+00:00", "asked", details)
        previous = event.digest
        lines.append(codec.dumps(event).encode("ascii"))
    return lines


def _joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _flip(lines: list[bytes], chance: random.Random) -> bytes:
    whole = bytearray(_joined(lines))
    whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    return bytes(whole)


def _delete(lines: list[bytes], chance: random.Random) -> bytes:
    del lines[chance.randrange(len(lines))]
    return _joined(lines)


def _insert(lines: list[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(lines) + 1)
    lines.insert(at, chance.choice(lines))
    return _joined(lines)


def _swap(lines: list[bytes], chance: random.Random) -> bytes:
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return _joined(lines)


def _truncate(lines: list[bytes], chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return _joined(lines[: chance.randrange(len(lines))])
    whole = _joined(lines)
    return whole[: chance.randrange(len(whole))]


def _replace_all(lines: list[bytes], chance: random.Random) -> bytes:
    """Another chain, sound in itself, that differs from some event on."""
    events = [codec.loads(AuditEvent, line.decode()) for line in lines]
    start = chance.randrange(len(events))
    previous = events[start - 1].digest if start else ledger.GENESIS
    made = lines[:start]
    for event in events[start:]:
        details = {**dict(event.details), "sha256": chance.randbytes(32).hex()}
        event = ledger.link(previous, event.sequence, event.time, event.what, details)
        previous = event.digest
        made.append(codec.dumps(event).encode("ascii"))
    return _joined(made)


ATTACKS: dict[str, Attack] = {
    "flip": _flip,
    "delete": _delete,
    "insert": _insert,
    "swap": _swap,
    "truncate": _truncate,
    "replace all": _replace_all,
}


def _shows(found: Examined, begun: str) -> bool:
    return not found.sound or not found.place(begun)


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_shows(name: str) -> None:
    begun_at = seed(14)
    chance = random.Random(begun_at)
    missed = []
    for turn in range(TIMES):
        lines = _lines(chance)
        begun = anchor.beginning(anchor.words(codec.loads(AuditEvent, lines[-1].decode()).digest))
        if not _shows(follow(ATTACKS[name](list(lines), chance)), begun):
            missed.append(turn)
    assert not missed, (name, begun_at, missed)


@pytest.mark.parametrize("name", ["flip", "delete", "insert", "swap"])
def test_attacks_within_a_log_show_without_an_anchor(name: str) -> None:
    """All but those at the very end, which only an anchor shows."""
    chance = random.Random(11)
    for turn in range(100):
        lines = _lines(chance)
        attacked = ATTACKS[name](list(lines), chance)
        if not _joined(lines).startswith(attacked):
            assert not follow(attacked).sound, turn


def test_an_untouched_log_holds(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    for number in range(20):
        log.append("asked", question_sha256=f"{number}")
    found = examine(log.path)
    assert found.sound
    assert found.digests[-1] == log.head()[1]
    assert [event.sequence for event in found.events()] == list(range(1, 21))
    assert found.at(7) == log.digest_at(7) == found.events()[6].digest
    assert found.at(21) == log.digest_at(21) == ""


def test_every_event_says_who(tmp_path: Path) -> None:
    event = AuditLog(tmp_path).append("opened")
    assert "@" in dict(event.details)["by"]


def _script(*arguments: str) -> tuple[int, str]:
    line = [sys.executable, "-I", str(SCRIPT), *arguments]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", [None, *ATTACKS])
def test_the_single_file_says_the_same(name: str | None, tmp_path: Path) -> None:
    chance = random.Random(5)
    for turn in range(3):
        lines = _lines(chance)
        words = anchor.words(codec.loads(AuditEvent, lines[-1].decode()).digest)
        content = ATTACKS[name](list(lines), chance) if name else _joined(lines)
        path = tmp_path / f"{turn}.jsonl"
        path.write_bytes(content)
        code, said = _script(str(path), "--anchor", words)
        assert code == (1 if name else 0), said
        ours = follow(content)
        assert f"{len(ours.digests)} events hold" in said
        assert ours.why in said


def test_the_single_file_reads_anchor_files_and_refuses_nonsense(tmp_path: Path) -> None:
    lines = _lines(random.Random(1))
    log, kept = tmp_path / "log.jsonl", tmp_path / "anchors.jsonl"
    log.write_bytes(_joined(lines))
    event = codec.loads(AuditEvent, lines[9].decode())
    kept.write_text(f'{{"matter":"m","sequence":10,"digest":"{event.digest}","time":"t"}}\nnonsense\n')
    assert _script(str(log), "--anchors", str(kept))[0] == 0
    log.write_bytes(_joined(lines[:9]))
    assert _script(str(log), "--anchors", str(kept))[0] == 1
    assert _script(str(log), "--anchor", "one two three")[0] == 2
    assert _script(str(tmp_path / "none"))[0] == 2


def test_both_carry_the_same_words() -> None:
    from localcounsel.core.anchor_words import WORDS

    text = SCRIPT.read_text("utf-8")
    assert tuple(text.split('WORDS = """')[1].split('"""')[0].split()) == WORDS


@pytest.mark.slow
def test_a_hundred_thousand_events_are_followed() -> None:
    lines = _lines(random.Random(3), 100_000)
    assert follow(_joined(lines)).sound
