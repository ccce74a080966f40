"""A child program without native code: speaks the model child's protocol from a script, and misbehaves on request."""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from localcounsel import errors
from localcounsel.engine.child import Job, serve
from localcounsel.engine.door import Reading, Sampling, Wrote
from localcounsel.engine.model_child import locked_from, messages_from
from tests.fakes import ScriptedModel, approved_model, quoting

MODEL = ScriptedModel(otherwise=quoting)
ORDER: list[str] = []
SECRET = "Ms Doe's diagnosis"


def end(pid: int) -> None:
    """End a process as the system does that is out of memory."""
    if sys.platform == "win32":
        os.kill(pid, signal.SIGTERM)
    else:
        os.kill(pid, signal.SIGKILL)


def load(job: Job) -> dict[str, Any]:
    ORDER.append("load")
    loaded = MODEL.load(approved_model())
    job.event(stage="loading", share=1.0)
    return {
        name: getattr(loaded, name) for name in ("context", "layers", "layers_on_gpu", "threads", "seconds", "backend")
    }


def generate(job: Job) -> dict[str, Any]:
    how = job.arguments["sampling"]
    sampling = Sampling(**{**how, "stop": tuple(how["stop"])})
    locked = locked_from(job.arguments.get("locked"))
    for event in MODEL.generate(messages_from(job.arguments["messages"]), sampling, locked):
        job.check()
        if isinstance(event, Reading):
            job.event(reading=[event.done, event.of, event.reused])
        elif isinstance(event, Wrote):
            job.event(wrote=event.text)
        else:
            return {"finished": asdict(event)}
    raise errors.EngineError("The answer had no end.")


def note(job: Job) -> dict[str, Any]:
    """Remember a word; say all that were given."""
    ORDER.append(job.arguments["word"])
    return {"order": ORDER}


def noisy(job: Job) -> dict[str, Any]:
    """Print on both streams what would break a frame."""
    print("\x00\x00\x00\x04null", flush=True)
    os.write(1, b"\xff\xff\xff\xff{} raw bytes on fd 1")
    os.write(2, "‮ on \x1b]0;stderr\x07\n".encode() * 5000)
    return {"read": len(sys.stdin.buffer.read())}


def fail(job: Job) -> None:
    """Raise what is asked for."""
    raise {
        "ours": errors.NoModel("There is none.", "Get one."),
        "foreign": ValueError(SECRET),
        "memory": MemoryError(SECRET),
        "library": ImportError(SECRET),
        "thread": RuntimeError("can't start new thread"),
    }[job.arguments["kind"]]


def events(job: Job) -> None:
    """Send `count` events, fast."""
    for number in range(job.arguments["count"]):
        job.check()
        job.event(number=number)


def wait(job: Job) -> None:
    """Work until cancelled; with `deaf`, beyond that."""
    job.event(started=True)
    ended = threading.Event()
    if not job.arguments.get("deaf"):
        job.on_cancel(ended.set)
    ended.wait()
    job.check()


def die(job: Job) -> None:
    """End at once, by signal or with a code, some words on stderr first."""
    job.event(started=True)
    os.write(2, b"GGML_ASSERT(n > 0) failed\n")
    if job.arguments.get("kill"):
        end(os.getpid())
    os._exit(3)


def garbage(job: Job) -> None:
    """Break the protocol."""
    stream = job._out._stream
    raw = {
        "not json": b"\x00\x00\x00\x02no",
        "too long": b"\x7f\xff\xff\xff",
        "not an object": b"\x00\x00\x00\x02[]",
        "cut short": b"\x00\x00\x00\x10{",
    }
    if job.arguments["how"] in raw:
        stream.write(raw[job.arguments["how"]])
        stream.flush()
        if job.arguments["how"] == "cut short":
            os._exit(0)
    elif job.arguments["how"] == "another id":
        job._out.send({"id": job.number + 1, "kind": "done"})
    else:
        job._out.send({"id": job.number, "kind": "surprise"})
    threading.Event().wait()


def about(job: Job) -> dict[str, Any]:
    """What the process sees."""
    return {
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
        "modules": sorted(sys.modules),
        "path": sys.path,
    }


if __name__ == "__main__":
    serve(
        "model",
        {
            "load": load,
            "generate": generate,
            "count": lambda job: {"counts": MODEL.count(job.arguments["texts"])},
            "forget": lambda job: MODEL.forget(),
            "note": note,
            "noisy": noisy,
            "fail": fail,
            "events": events,
            "wait": wait,
            "die": die,
            "garbage": garbage,
            "about": about,
        },
    )
