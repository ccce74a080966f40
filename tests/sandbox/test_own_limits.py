"""What a process may use, put on itself; what it leaves behind on disk is its owner's alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.sandbox import programs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="resource limits of POSIX")

_LIMITED = (
    "from localcounsel.sandbox.limits import limit\nlimit(256 * 1024 * 1024, 1, open_files=16, file_bytes=1000)\n"
)


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not enforce it")
def test_memory_ends_with_an_error_that_can_be_told() -> None:
    done = programs.start(_LIMITED + "try: bytearray(1 << 29)\nexcept MemoryError: sys.exit(3)\n")
    assert done.returncode == 3


def test_processor_time_ends_the_process() -> None:
    assert programs.start(_LIMITED + "while True: pass\n").returncode < 0


def test_open_files_and_long_files(tmp_path: Path) -> None:
    code = "import json\ndone = []\n"
    code += "try: kept = [open('/dev/null') for _ in range(16)]\nexcept OSError as e: done.append(e.errno); kept = []\n"
    code += "try:\n with open(sys.argv[1], 'w') as f: f.write('x' * 2000)\nexcept OSError as e: done.append(e.errno)\n"
    assert programs.answer(_LIMITED + code + "print(json.dumps(done))", str(tmp_path / "long")) == [24, 27]


def test_a_limit_is_not_lifted_again() -> None:
    code = "import resource\ntry: limit(1 << 40, 1000)\nexcept OSError: sys.exit(1)\n"
    code += "sys.exit(0 if resource.getrlimit(resource.RLIMIT_NOFILE)[1] == 16 else 2)\n"
    assert programs.start(_LIMITED + code).returncode == 0


def test_files_are_private_and_nothing_is_dumped(tmp_path: Path) -> None:
    mode, core = programs.answer(
        "import json, os, resource\n"
        "from localcounsel.sandbox.bootstrap import contain\n"
        "contain('desk')\n"
        "os.mkdir(sys.argv[1]); open(sys.argv[1] + '/file', 'w').close()\n"
        "modes = [os.stat(p).st_mode & 0o777 for p in (sys.argv[1], sys.argv[1] + '/file')]\n"
        "print(json.dumps([modes, resource.getrlimit(resource.RLIMIT_CORE)]))\n",
        str(tmp_path / "folder"),
    )
    assert (mode, core) == ([0o700, 0o600], [0, 0])


@pytest.mark.skipif(sys.platform != "linux", reason="closing what was inherited is the Linux desk's")
def test_the_desk_closes_inherited_sockets_and_keeps_pipes() -> None:
    code = (
        "import json, os, socket\n"
        "pair = socket.socketpair(); pipe = os.pipe()\n"
        "from localcounsel.sandbox.bootstrap import contain\n"
        "contain('desk')\n"
        "def is_open(number):\n"
        "    try: return bool(os.fstat(number))\n"
        "    except OSError: return False\n"
        "print(json.dumps([is_open(pair[0].detach()), is_open(pair[1].detach()), is_open(pipe[0])]))\n"
    )
    assert programs.answer(code) == [False, False, True]
