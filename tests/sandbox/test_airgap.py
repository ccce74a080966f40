"""The whole job without any network to reach; and, containment off, not one attempt to reach one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.sandbox import session
from tests.sandbox.session import Session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="network namespaces and strace are Linux's")

NO_NETWORK = ("unshare", "--user", "--map-root-user", "--net")
_SOCKET = re.compile(r"\bsocket\((\w+)")
_CONNECT = re.compile(r"\b(?:connect|sendto|bind)\([^{]*\{sa_family=(\w+)")
_RING = re.compile(r"\bio_uring_setup\(")


def _can_unshare() -> bool:
    tried = shutil.which("unshare") and subprocess.run([*NO_NETWORK, "true"], capture_output=True, timeout=30)
    return bool(tried and tried.returncode == 0)


needs_unshare = pytest.mark.skipif(not _can_unshare(), reason="this system lets nobody make a network namespace")
needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
needs_models = pytest.mark.skipif(not session.DEMO_MODELS.is_dir(), reason="the demo models are not set up")


@pytest.fixture
def isolated(tmp_path: Path) -> Session:
    """This installation, in a network namespace with nothing but a loopback that is down."""
    devices = subprocess.run([*NO_NETWORK, "cat", "/proc/net/dev"], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^\s*(\S+):", devices, re.M) == ["lo"]
    return Session(Path(sys.executable), tmp_path / "home", tmp_path, session.ROOT, NO_NETWORK)


@pytest.fixture
def watched(tmp_path: Path) -> Session:
    """An installation that contains nothing, its every call about sockets written to files `trace.PID`."""
    calls = "socket,connect,bind,sendto,sendmsg,sendmmsg,io_uring_setup"
    trace = ("strace", "-ff", "--seccomp-bpf", "-qq", "-e", f"trace={calls}", "-e", "signal=none", "-o")
    interpreter = session.without_containment(tmp_path)
    return Session(interpreter, tmp_path / "home", tmp_path, tmp_path, (*trace, str(tmp_path / "trace")))


def attempts(folder: Path) -> Counter[str]:
    """What was tried, from strace's files: families of sockets, addresses by family, rings."""
    traces = list(folder.glob("trace.*"))
    assert len(traces) > 1, "strace followed no child"
    counted: Counter[str] = Counter()
    for path in traces:
        text = path.read_text("utf-8", "replace")
        counted.update(f"socket {family}" for family in _SOCKET.findall(text))
        counted.update(f"address {family}" for family in _CONNECT.findall(text))
        counted.update("io_uring" for _ in _RING.findall(text))
    return counted


@needs_unshare
def test_the_main_job_needs_no_network(isolated: Session) -> None:
    found = isolated.main_job()
    assert session.found_first(found["hits"]).endswith("services.txt")


@needs_unshare
@needs_models
@pytest.mark.model
def test_an_answer_needs_no_network(isolated: Session) -> None:
    answer = isolated.with_models()
    assert answer["hits"]
    assert answer["standing"] in ("supported", "partly", "unsupported", "not_found")


@needs_strace
def test_the_counter_counts(tmp_path: Path, watched: Session) -> None:
    """An installation that reached out would be caught, in a child as well."""
    child = "import socket; socket.socket(); socket.socket(socket.AF_INET6); socket.socket(socket.AF_UNIX)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    subprocess.run([*watched.before, str(watched.interpreter), "-c", code], check=True, timeout=60)
    assert attempts(tmp_path) == {"socket AF_INET": 1, "socket AF_INET6": 1, "socket AF_UNIX": 1}


@needs_strace
def test_the_installation_is_really_not_contained(watched: Session) -> None:
    code = "from localcounsel.sandbox.bootstrap import contain; s = contain('desk')\n"
    code += "import socket; socket.socket(); print(s.how)"
    line = [str(watched.interpreter), "-c", code]
    done = subprocess.run(line, cwd=watched.start_in, capture_output=True, text=True, check=True, timeout=60)
    assert "switched off" in done.stdout


@needs_strace
def test_nothing_is_even_attempted(tmp_path: Path, watched: Session) -> None:
    watched.main_job()
    assert attempts(tmp_path) == {}


@needs_strace
@needs_models
@pytest.mark.model
def test_nothing_is_even_attempted_while_answering(tmp_path: Path, watched: Session) -> None:
    watched.with_models()
    assert attempts(tmp_path) == {}


_IDLE = """
import sys, threading
from pathlib import Path
from localcounsel.flows.desk import open_desk
from localcounsel.store.places import Places
with open_desk(Places(Path(sys.argv[1])), "Ashgrove") as desk:
    desk.ready_index()
    desk.load_model(desk.approved_chat())
    threading.Event().wait(120)
"""


@needs_strace
@needs_models
@pytest.mark.model
@pytest.mark.slow
def test_nothing_is_even_attempted_in_two_idle_minutes(tmp_path: Path, watched: Session) -> None:
    """Telemetry waits: one runtime was seen to send its first bytes after some twenty seconds."""
    watched.with_models()
    line = [*watched.before, str(watched.interpreter), "-c", _IDLE, str(watched.home)]
    subprocess.run(line, cwd=tmp_path, check=True, timeout=session.PATIENCE)
    assert attempts(tmp_path) == {}
