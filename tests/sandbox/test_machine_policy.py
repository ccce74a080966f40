"""The policy where it really lies, below /etc, in a file system of the test's own: who may write it decides."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from localcounsel.sandbox import environment
from tests.sandbox import programs

_LAYERED = "mount -t overlay overlay -o lowerdir=/etc,upperdir={upper},workdir={work} /etc && "


def _can_layer(folder: str = "/var/tmp") -> bool:
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    made = Path(folder, f"localcounsel-layer-{os.getpid()}")
    try:
        for name in ("upper", "work"):
            (made / name).mkdir(parents=True)
        line = ["unshare", "--mount", "sh", "-c", _LAYERED.format(upper=made / "upper", work=made / "work") + "true"]
        return subprocess.run(line, capture_output=True, timeout=30).returncode == 0
    finally:
        shutil.rmtree(made)


pytestmark = pytest.mark.skipif(not _can_layer(), reason="laying a file system over /etc takes root and overlayfs")

_VERB = "from localcounsel.__main__ import main\nsys.exit(main(['--home', sys.argv[1], *sys.argv[2:]]))\n"


def _run(folder: Path, prepare: str, *verb: str) -> subprocess.CompletedProcess[str]:
    """One verb on a machine whose /etc/localcounsel was made by the shell lines of `prepare`."""
    for name in ("upper", "work"):
        (folder / name).mkdir(exist_ok=True)
    layered = _LAYERED.format(upper=folder / "upper", work=folder / "work")
    script = f"umask 022; {layered} rm -rf /etc/localcounsel && mkdir /etc/localcounsel && cd /etc/localcounsel && "
    script += f'{prepare} && exec "$@"'
    code = f"import sys; sys.path.insert(0, {str(programs.ROOT)!r})\n{_VERB}"
    line = [
        "unshare",
        "--mount",
        "sh",
        "-c",
        script,
        "sh",
        sys.executable,
        "-I",
        "-c",
        code,
        str(folder / "home"),
        *verb,
    ]
    return subprocess.run(
        line, env=environment.scrubbed(), capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        ("true", 0),
        ("echo 'clipboard = false' > policy.toml", 0),
        ("echo 'containment = \"required\"' > policy.toml", 0),
        ("echo 'clipboard = false' > policy.toml && chmod 666 policy.toml", 11),
        ("echo 'clipboard = false' > policy.toml && chown 65534 policy.toml", 11),
        ("echo 'clipboard = false' > policy.toml && chmod 777 .", 11),
        ("echo 'clipboard = false' > policy.toml && chown 65534 .", 11),
        ("echo 'clipbord = false' > policy.toml", 11),
        ("echo 'clipboard = false' > policy.toml && echo AAAA > policy.toml.sig", 11),
        ("echo 'containment = \"off\"' > policy.toml && chmod 666 policy.toml", 10),
        ("echo 'containment = \"off\"' > policy.toml && chmod 777 .", 10),
        ("echo nonsense > policy.toml", 10),
        ("echo 'clipboard = false' > real && ln -s real policy.toml", 10),
        ("mkfifo policy.toml", 11),
        ("mkdir policy.toml", 11),
    ],
)
def test_only_what_root_alone_could_have_written_is_believed(tmp_path: Path, prepare: str, code: int) -> None:
    done = _run(tmp_path, prepare, "matter", "list")
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_what_it_says_holds(tmp_path: Path) -> None:
    done = _run(tmp_path, "echo 'clipboard = false' > policy.toml", "policy", "show", "--json")
    told = json.loads(done.stdout)
    assert (told["file"], told["policy"]["clipboard"]) == ("/etc/localcounsel/policy.toml", False)
