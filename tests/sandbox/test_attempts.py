"""Every way out, tried in every role: from the process, an older thread, a newer one, a child, a grandchild."""

from __future__ import annotations

import sys

import pytest

from localcounsel.sandbox import verify
from localcounsel.sandbox.bootstrap import ROLES
from tests.sandbox import programs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces it without an administrator")

_IN_A_DESK = (
    "import json\n"
    "from localcounsel.sandbox import bootstrap, verify\n"
    "bootstrap.contain('desk')\n"
    "tried = verify.trial(sys.argv[1]) if sys.argv[1:] else [verify.grandchild()]\n"
    "print(json.dumps([[a.kind, a.denied, a.error] for one in tried for a in one.attempts]))\n"
)
_FREE = (
    "import json\n"
    "from localcounsel.sandbox import verify\n"
    "tried = verify.attempts(), verify.grandchild().attempts\n"
    "print(json.dumps([[[a.kind, a.denied] for a in one] for one in tried]))\n"
)
_NOTICED = (
    "import json, socket\n"
    "from localcounsel.sandbox import bootstrap, tripwire\n"
    "bootstrap.contain('desk')\n"
    "try: socket.getaddrinfo('localcounsel.invalid', 80)\n"
    "except OSError: print(json.dumps(tripwire.seen()))\n"
)


@pytest.mark.parametrize("role", ROLES)
def test_twelve_attempts_from_the_process_and_from_an_earlier_thread_are_denied(role: str) -> None:
    tried = verify.trial(role)
    assert [one.open_ways for one in tried] == [(), ()]
    assert [len(one.attempts) for one in tried] == [12, 12]


@pytest.mark.parametrize("role", ["model", "index", "reader", "ocr"])
def test_children_of_a_desk_and_their_threads_are_denied(role: str) -> None:
    attempts = programs.answer(_IN_A_DESK, role)
    assert [kind for kind, denied, _ in attempts if not denied] == []
    assert len(attempts) == 24


def test_a_grandchild_of_a_desk_is_denied() -> None:
    attempts = programs.answer(_IN_A_DESK)
    assert [kind for kind, denied, _ in attempts if not denied] == []
    assert len(attempts) == 12


def test_the_attempts_tell_a_free_process_from_a_contained_one() -> None:
    for attempts in programs.answer(_FREE):
        free = {kind for kind, denied in attempts if not denied}
        assert {"TCP over IPv4", "UDP", "native code", "another program", "a browser"} <= free


def test_an_attempt_by_python_is_noticed() -> None:
    assert programs.answer(_NOTICED) == ["socket.getaddrinfo"]
