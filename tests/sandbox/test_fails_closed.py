"""When containment cannot be had, nothing else happens: the command ends with 10 and no verb is even imported."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.sandbox import programs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces it without an administrator")

_RUN = """
from localcounsel.__main__ import main
from localcounsel.sandbox import bootstrap, linux, policy
{sabotage}
code = main(["matter", "list"])
assert "localcounsel.cli" not in sys.modules, "the command went on"
assert not bootstrap.status().enforced
sys.exit(code)
"""

_SABOTAGES = {
    "a processor without a table": "linux.TABLES = {}",
    "a kernel without seccomp": "linux.SECCOMP = dict.fromkeys(linux.SECCOMP, 9999)",
    "a filter that is not installed": "linux.install = lambda role: ''",
    "a filter that refuses nothing": "linux.refusals = lambda role, pid: ()",
    "a filter that refuses only the internet": (
        "from localcounsel.sandbox.bpf import Refusal, When\n"
        "linux.refusals = lambda role, pid: (Refusal('socket', When.UNEQUAL, 0, 1),)"
    ),
    "a policy file that is not understood": (
        "import pathlib; policy.FILE = pathlib.Path(sys.argv[1]); policy.FILE.write_text('containment = 0')"
    ),
}


@pytest.mark.parametrize("what", _SABOTAGES)
def test_no_matter_is_opened(what: str, tmp_path: Path) -> None:
    done = programs.start(_RUN.format(sabotage=_SABOTAGES[what]), str(tmp_path / "policy.toml"))
    assert (done.returncode, done.stdout) == (10, ""), done.stderr
    assert done.stderr.startswith("The network sandbox is not in force\n")
    assert "docs/security.md" in done.stderr


def test_a_process_keeps_its_role() -> None:
    done = programs.start(
        "from localcounsel.sandbox.bootstrap import contain, status\n"
        "from localcounsel.errors import Containment\n"
        "assert contain('ocr') is contain('ocr') is status()\n"
        "try: contain('desk')\n"
        "except Containment: sys.exit(0)\n"
    )
    assert done.returncode == 0, done.stderr
