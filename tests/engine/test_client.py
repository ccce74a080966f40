"""The handle on a child: whose turn it is, what is cancelled, what dies and comes back. Real processes, real pipes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from localcounsel import errors
from localcounsel.engine.client import Child, ModelClient
from localcounsel.engine.door import ModelEngine
from localcounsel.engine.process import command
from localcounsel.records import ApprovedModel
from tests.engine.contract import EngineContract, IndexContract
from tests.engine.scripted_child import SECRET
from tests.fakes import ScriptedIndex, ScriptedModel, approved_model, quoting

PROGRAM = "tests.engine.scripted_child"


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    handle = Child(PROGRAM, role="model", work=tmp_path)
    yield handle
    handle.close()


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when it is so; a minute is an error."""
    for _ in range(6000):
        if condition():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come about within a minute")


def running(pid: int) -> bool:
    """Whether there is such a process, zombies not counted."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def start_wait(child: Child, **how: object) -> Iterator[dict[str, object]]:
    stream = child.stream("wait", how)
    assert next(stream)["started"]
    return stream


def test_nothing_starts_before_the_first_call(child: Child) -> None:
    assert child.pid is None
    assert child.call("note", {"word": "a"})["order"] == ["a"]
    assert child.pid is not None


def test_what_a_library_prints_or_reads_is_not_the_protocol(child: Child) -> None:
    assert child.call("noisy")["read"] == 0
    assert child.call("note", {"word": "a"})["order"] == ["a"]


def test_the_child_sees_a_clean_environment_and_no_code_in_its_folder(
    child: Child, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_PRELOAD_X", "1")
    monkeypatch.setenv("HTTPS_PROXY", "http://somewhere")
    (tmp_path / "hashlib.py").write_text("raise SystemExit(1)")
    seen = child.call("about")
    assert not {"LD_PRELOAD_X", "HTTPS_PROXY"} & set(seen["environment"])
    assert Path(seen["folder"]) == tmp_path and str(tmp_path) not in seen["path"] and "" not in seen["path"]
    assert not {"textual", "llama_cpp", "numpy"} & set(seen["modules"])


def test_our_errors_come_back_as_themselves(child: Child) -> None:
    with pytest.raises(errors.NoModel, match="There is none") as caught:
        child.call("fail", {"kind": "ours"})
    assert caught.value.advice == "Get one."


def test_foreign_errors_are_named_and_never_quoted(child: Child) -> None:
    with pytest.raises(errors.EngineError, match="ValueError in fail") as caught:
        child.call("fail", {"kind": "foreign"})
    assert SECRET not in str(caught.value)
    with pytest.raises(errors.EngineRefused):
        child.call("no such verb")


@pytest.mark.parametrize("kind", ["memory", "library", "thread"])
def test_a_child_that_is_short_of_memory_is_ended_and_another_started(child: Child, kind: str) -> None:
    child.call("note", {"word": "a"})
    pid = child.pid
    with pytest.raises(errors.EngineDied, match="memory") as caught:
        child.call("fail", {"kind": kind})
    assert SECRET not in str(caught.value) and "Nothing was lost" in (caught.value.advice or "")
    assert child.call("note", {"word": "b"})["order"] == ["b"]
    assert child.pid != pid


def test_events_come_in_order_and_the_reply_last(child: Child) -> None:
    frames = list(child.stream("events", {"count": 2000}))
    assert [frame["number"] for frame in frames[:-1]] == list(range(2000))
    assert frames[-1]["kind"] == "done"


def test_a_consumer_that_stops_listening_holds_nothing_up(child: Child) -> None:
    stream = child.stream("events", {"count": 1_000_000})
    next(stream)
    stream.close()
    pid = child.pid
    assert child.call("note", {"word": "a"})["order"] == ["a"]
    assert child.pid == pid


def test_closing_a_stream_cancels_the_work_and_keeps_the_child(child: Child) -> None:
    stream = start_wait(child)
    pid = child.pid
    stream.close()  # type: ignore[attr-defined]
    assert child.call("note", {"word": "a"})["order"] == ["a"]
    assert child.pid == pid


def test_a_child_deaf_to_cancel_is_ended(child: Child) -> None:
    stream = start_wait(child, deaf=True)
    pid = child.pid
    stream.close()  # type: ignore[attr-defined]
    assert pid is not None and not running(pid)
    assert child.call("note", {"word": "a"})["order"] == ["a"]


def test_a_call_past_its_deadline_is_given_up(child: Child) -> None:
    with pytest.raises(errors.EngineError, match="in time"):
        child.call("wait", deadline=0.3)
    assert child.call("note", {"word": "a"})["order"] == ["a"]


def test_a_turn_that_does_not_come_is_said(child: Child) -> None:
    stream = start_wait(child)
    refused: list[BaseException] = []

    def ask() -> None:
        try:
            child.call("note", {"word": "a"}, deadline=0.05)
        except errors.EngineBusy as error:
            refused.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert len(refused) == 1
    with pytest.raises(errors.EngineBusy):  # its own stream is open: waiting would be for ever
        child.call("note", {"word": "b"})
    stream.close()  # type: ignore[attr-defined]


def test_an_urgent_call_goes_before_those_that_wait(child: Child) -> None:
    stream = start_wait(child)
    threads = []
    for word, urgent in (("first", False), ("second", False), ("urgent", True)):
        call = threading.Thread(target=child.call, args=("note", {"word": word}), kwargs={"urgent": urgent})
        call.start()
        threads.append(call)
        wait_until(lambda: child._turns.waiting == len(threads))
    stream.close()  # type: ignore[attr-defined]
    for call in threads:
        call.join()
    assert child.call("note", {"word": "last"})["order"] == ["urgent", "first", "second", "last"]


def test_how_it_died_is_told_and_the_next_call_starts_it_again(child: Child) -> None:
    with pytest.raises(errors.EngineDied, match=r"ended with code 3\. Its last words: GGML_ASSERT"):
        child.call("die")
    if sys.platform != "win32":
        with pytest.raises(errors.EngineDied, match="SIGKILL"):
            list(child.stream("die", {"kill": True}))
    assert child.call("note", {"word": "a"})["order"] == ["a"]


@pytest.mark.parametrize("how", ["not json", "too long", "not an object", "cut short", "another id", "another kind"])
def test_a_broken_frame_ends_the_child(child: Child, how: str) -> None:
    child.call("note", {"word": "a"})
    pid = child.pid
    with pytest.raises(errors.EngineDied):
        child.call("garbage", {"how": how})
    assert pid is not None and not running(pid)
    assert child.call("note", {"word": "b"})["order"] == ["b"]


def test_a_restarted_child_is_brought_back_to_where_it_was(tmp_path: Path) -> None:
    child = Child(PROGRAM, role="model", work=tmp_path, on_start=lambda exchange: exchange("note", {"word": "start"}))
    assert child.call("note", {"word": "a"})["order"] == ["start", "a"]
    with pytest.raises(errors.EngineDied):
        child.call("die")
    assert child.call("note", {"word": "b"})["order"] == ["start", "b"]
    child.close()


@pytest.mark.parametrize("how", [{}, {"deaf": True}])
def test_closing_wakes_whoever_waits(child: Child, how: dict[str, object]) -> None:
    stream = start_wait(child, **how)
    ended: list[BaseException] = []

    def listen() -> None:
        try:
            list(stream)
        except errors.CounselError as error:
            ended.append(error)

    pid = child.pid
    listener = threading.Thread(target=listen)
    listener.start()
    child.close()
    child.close()
    listener.join()
    assert len(ended) == 1 and pid is not None and not running(pid)
    with pytest.raises(errors.EngineDied, match="closed"):
        child.call("note", {"word": "a"})


@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")
def test_no_descriptor_thread_or_zombie_stays(tmp_path: Path) -> None:
    def once() -> None:
        child = Child(PROGRAM, role="model", work=tmp_path)
        child.call("note", {"word": "a"})
        pid = child.pid
        child.close()
        assert not Path(f"/proc/{pid}").exists()

    once()
    before = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
    for _ in range(3):
        once()
    assert (len(list(Path("/proc/self/fd").iterdir())), threading.active_count()) == before


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_ends_with_the_desk_even_in_the_middle_of_its_work(tmp_path: Path) -> None:
    desk = (
        "import os, signal, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})\n"
        "from pathlib import Path\n"
        "from localcounsel.engine.client import Child\n"
        f"child = Child({PROGRAM!r}, role='model', work=Path({str(tmp_path)!r}))\n"
        "stream = child.stream('wait', {'deaf': True})\n"
        "next(stream)\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", desk], capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    pid = int(done.stdout)
    wait_until(lambda: not running(pid))


def test_without_its_sandbox_a_child_answers_nothing(tmp_path: Path) -> None:
    program = (
        "import localcounsel.sandbox.bootstrap as bootstrap\n"
        "from localcounsel.errors import Containment\n"
        "def refuse(role): raise Containment('no filter')\n"
        "bootstrap.contain = refuse\n"
        "import localcounsel.engine.child as child\n"
        "child.serve('model', {'note': lambda job: {}})\n"
    )
    (tmp_path / "uncontained.py").write_text(program)
    child = Child("uncontained", role="model", work=tmp_path)
    line = command("uncontained")
    child._line = [part if part != line[4] else str(tmp_path) for part in line]
    child._line[3] = "import sys\nsys.path.insert(0, " + repr(line[4]) + ")\n" + line[3]
    with pytest.raises(errors.Containment, match="no filter"):
        child.call("note")
    child.close()


class TestScriptedModel(EngineContract):
    @pytest.fixture
    def engine(self) -> ModelEngine:
        return ScriptedModel(otherwise=quoting)

    @pytest.fixture
    def approved(self) -> ApprovedModel:
        return approved_model()


class TestScriptedChild(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[ModelEngine]:
        client = ModelClient(tmp_path, module=PROGRAM)
        yield client
        client.close()

    @pytest.fixture
    def approved(self) -> ApprovedModel:
        return approved_model(files=True)


class TestScriptedIndex(IndexContract):
    @pytest.fixture
    def index(self) -> ScriptedIndex:
        return ScriptedIndex()

    @pytest.fixture
    def embedder(self) -> ApprovedModel:
        return approved_model("embedder")
