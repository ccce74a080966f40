"""The whole job without any network to reach; and, containment off, not one attempt to reach one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from localcounsel.sandbox import environment
from tests.sandbox import session
from tests.sandbox.session import Session

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="network namespaces and strace are Linux's")

NO_NETWORK = ("unshare", "--user", "--map-root-user", "--net")
_SOCKET = re.compile(r"\bsocket\((\w+)")
_CONNECT = re.compile(r"\b(?:connect|sendto|bind)\([^{]*\{sa_family=(\w+)")
_RING = re.compile(r"\bio_uring_setup\(")
_OPENED = re.compile(r"^(?:creat\(|open(?:at)?\(.*O_(?:CREAT|TMPFILE)).* = \d+<([^>]*)>")
_NAMED = re.compile(
    r"^(?:mkdir|mknod|rename|link|symlink)\w*\(.*?(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?\"((?:[^\"\\]|\\.)*)\"[^\"]*\) = 0$"
)
"""The last name in the call is what is made; before it, where the call has one, the folder it is relative to."""
_SWALLOW = """
ip link set lo up
ip route add local 0.0.0.0/0 dev lo
ip route add local ::/0 dev lo
echo ready
exec cat
"""
"""Every address there is, of any server or name server, is this machine's own loopback, where packets are counted."""


def _can_unshare() -> bool:
    tried = shutil.which("unshare") and subprocess.run([*NO_NETWORK, "true"], capture_output=True, timeout=30)
    return bool(tried and tried.returncode == 0)


needs_unshare = pytest.mark.skipif(not _can_unshare(), reason="this system lets nobody make a network namespace")
needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
needs_sinkhole = pytest.mark.skipif(
    not (_can_unshare() and shutil.which("ip") and shutil.which("nsenter")), reason="no namespace, no ip or no nsenter"
)
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
    calls = "socket,connect,bind,sendto,sendmsg,sendmmsg,io_uring_setup,?open,openat,?creat,"
    calls += "?mkdir,mkdirat,?rename,?renameat,renameat2,?link,linkat,?symlink,symlinkat,?mknod,mknodat"
    trace = (
        "strace",
        "-ff",
        "--seccomp-bpf",
        "-qq",
        "-y",
        "-s",
        "4096",
        "-e",
        f"trace={calls}",
        "-e",
        "signal=none",
        "-o",
    )
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


def made_elsewhere(folder: Path, allowed: tuple[Path, ...]) -> set[str]:
    """Files, folders and names that came into being outside the allowed folders, from strace's files."""
    found = set()
    for path in folder.glob("trace.*"):
        for line in path.read_text("utf-8", "replace").splitlines():
            opened, named = _OPENED.match(line), _NAMED.match(line)
            if opened:
                place = Path(opened[1])
            elif named:
                place = Path(named[1] or "relative", named[2])
            else:
                continue
            if not any(place.is_relative_to(each) for each in (*allowed, Path("/dev"), Path("/proc"))):
                found.add(str(place))
    return found


@dataclass(frozen=True)
class Sinkhole:
    """A network of its own in which everything has somewhere to go, and what went is counted."""

    session: Session

    def arrived(self) -> int:
        """Packets that left by the way out or by the loopback, whatever their kind."""
        line = [*self.session.before, "cat", "/proc/net/dev"]
        told = subprocess.run(line, capture_output=True, text=True, check=True, timeout=60).stdout
        return sum(int(row.split(":")[1].split()[9]) for row in told.splitlines() if ":" in row)


@pytest.fixture
def sinkhole(tmp_path: Path) -> Iterator[Sinkhole]:
    """This package with containment off, in a namespace in which everything arrives at a loopback that counts."""
    interpreter = session.without_containment(tmp_path)
    line = [*NO_NETWORK, "sh", "-ec", _SWALLOW]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ready\n"
        inside = ("nsenter", "--target", str(holder.pid), "--user", "--net", "--preserve-credentials")
        yield Sinkhole(Session(interpreter, tmp_path / "home", tmp_path, tmp_path, inside))
        holder.kill()


@needs_unshare
def test_the_main_job_needs_no_network(isolated: Session) -> None:
    found = isolated.main_job()
    assert session.found_first(found["hits"]).endswith("services.txt")


@needs_unshare
@needs_models
@pytest.mark.model
@pytest.mark.slow
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
def test_nothing_is_even_attempted_in_a_whole_session_and_two_idle_minutes(tmp_path: Path, watched: Session) -> None:
    """Telemetry waits: one runtime was seen to send its first bytes after some twenty seconds."""
    watched.whole_job()
    line = [*watched.before, str(watched.interpreter), "-c", _IDLE, str(watched.home)]
    subprocess.run(line, cwd=tmp_path, env=environment.scrubbed(), check=True, timeout=session.PATIENCE)
    assert attempts(tmp_path) == {}
    assert made_elsewhere(tmp_path, tuple(tmp_path / name for name in ("home", "out", "package", "temporary"))) == set()


@needs_strace
def test_nothing_is_written_outside_the_home(tmp_path: Path, watched: Session) -> None:
    watched.main_job()
    assert made_elsewhere(tmp_path, (watched.home, tmp_path / "package")) == set()


@needs_strace
def test_what_is_written_elsewhere_is_seen(tmp_path: Path, watched: Session) -> None:
    code = "import os, sys; at = sys.argv[1] + '/'; os.mkdir(at + 'made'); os.chdir(at + 'made'); "
    code += "open('file', 'w').close(); os.rename(at + 'made', at + 'a')"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}, sys.argv[1]], check=True)"
    place = tmp_path / "elsewhere"
    place.mkdir()
    subprocess.run([*watched.before, str(watched.interpreter), "-c", code, str(place)], check=True, timeout=60)
    assert made_elsewhere(tmp_path, (watched.home,)) == {str(place / each) for each in ("made", "made/file", "a")}


@needs_sinkhole
def test_nothing_arrives_in_a_sinkhole(sinkhole: Sinkhole) -> None:
    sinkhole.session.main_job()
    assert sinkhole.arrived() == 0


@needs_sinkhole
def test_the_sinkhole_notices_one_packet(sinkhole: Sinkhole) -> None:
    code = (
        "import socket; s = socket.socket(2, 2); s.sendto(b'x', ('192.0.2.1', 53)); s.sendto(b'x', ('127.0.0.1', 53))"
    )
    subprocess.run([*sinkhole.session.before, sys.executable, "-c", code], check=True, timeout=60)
    assert sinkhole.arrived() >= 2


@needs_sinkhole
@needs_models
@pytest.mark.model
@pytest.mark.slow
def test_nothing_arrives_in_a_sinkhole_in_a_whole_session_and_two_idle_minutes(sinkhole: Sinkhole) -> None:
    sinkhole.session.whole_job()
    line = [*sinkhole.session.before, str(sinkhole.session.interpreter), "-c", _IDLE, str(sinkhole.session.home)]
    work = sinkhole.session.work
    subprocess.run(line, cwd=work, env=environment.scrubbed(), check=True, timeout=session.PATIENCE)
    assert sinkhole.arrived() == 0
