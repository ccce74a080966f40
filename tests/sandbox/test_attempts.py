"""Every way out, tried in every role: from the process, an older thread, a newer one, a child, a grandchild."""

from __future__ import annotations

import sys

import pytest

from localcounsel.sandbox import verify
from localcounsel.sandbox.bootstrap import ROLES
from tests.sandbox import programs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces it without an administrator")

_IN_A_DESK = (
    "import json, dataclasses\n"
    "from localcounsel.sandbox import bootstrap, verify\n"
    "bootstrap.contain('desk')\n"
    "print(json.dumps([[a.kind, a.denied, a.error] for a in verify.trial(sys.argv[1])]))\n"
)
_FREE = (
    "import json\n"
    "from localcounsel.sandbox import verify\n"
    "print(json.dumps([[a.kind, a.denied, a.error] for a in verify.attempts()]))\n"
)
_NOTICED = (
    "import json, socket\n"
    "from localcounsel.sandbox import bootstrap, tripwire\n"
    "bootstrap.contain('desk')\n"
    "try: socket.getaddrinfo('localcounsel.invalid', 80)\n"
    "except OSError: print(json.dumps(tripwire.seen()))\n"
)


@pytest.mark.parametrize("role", ROLES)
def test_thirteen_attempts_are_denied(role: str) -> None:
    attempts = verify.trial(role)
    assert [attempt for attempt in attempts if not attempt.denied] == []
    assert len(attempts) == 13


@pytest.mark.parametrize("role", ["model", "index", "reader", "ocr"])
def test_children_of_a_desk_and_their_children_are_denied(role: str) -> None:
    attempts = programs.answer(_IN_A_DESK, role)
    assert [kind for kind, denied, _ in attempts if not denied] == []
    assert len(attempts) == 13


def test_the_attempts_tell_a_free_process_from_a_contained_one() -> None:
    free = {kind for kind, denied, _ in programs.answer(_FREE) if not denied}
    assert {"UDP", "native code", "another program", "another thread"} <= free


def test_an_attempt_by_python_is_noticed() -> None:
    assert programs.answer(_NOTICED) == ["socket.getaddrinfo"]
