"""The model child: llama.cpp and nothing else, driven by the desk over its pipes.

Verbs: `load`, `inspect`, `count`, `measure`, `generate`, `forget`. Run by `engine.client`, or by hand, to look at its
frames.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localcounsel import errors
from localcounsel.engine.child import Job, serve
from localcounsel.engine.door import Locked, Reading, Sampling, Wrote
from localcounsel.engine.templates import Family, family, likely, render
from localcounsel.records import Message, Span

if TYPE_CHECKING:
    from localcounsel.engine.llama.loading import Loaded, ModelFile
    from localcounsel.engine.llama.writing import Writer

SHARE = 0.02
"""Least progress of a load worth an event."""


class ModelChild:
    """One model at a time, and what it is asked."""

    def __init__(self) -> None:
        self._loaded: Loaded | None = None
        self._writer: Writer | None = None
        self._family: Family | None = None
        self._unsettled = False
        self._settling = False
        self._settle_lock = threading.Lock()

    def load(self, job: Job) -> dict[str, Any]:
        """Verify and load `files`; events `{"stage", "share"}`."""
        from localcounsel.engine.llama import loading, writing

        wanted = job.arguments
        self._unload()
        kind = family(wanted["family"])
        how = loading.Wanted(wanted["context"], wanted["threads"], wanted["gpu"], wanted["cache"])
        loaded = loading.load(_files(wanted["model"]), how, _progress(job), _files(wanted["adapter"]))
        self._loaded, self._family, self._writer = loaded, kind, writing.Writer(loaded)
        return {
            "context": loaded.tokens,
            "layers": loaded.layers,
            "layers_on_gpu": loaded.layers_on_gpu,
            "devices": loaded.devices,
            "threads": loaded.threads,
            "seconds": loaded.seconds,
            "backend": loaded.backend,
            "cache": loaded.plan.cache,
            "memory": loaded.plan.needs.whole,
            "verifying": loaded.verifying,
        }

    def inspect(self, job: Job) -> dict[str, Any]:
        """What the GGUF at `path` says of itself, without its weights being loaded."""
        from localcounsel.engine.llama import fitting, loading

        path = job.arguments["path"]
        shape, parameters, template = loading.describe_file(path)
        form = fitting.shape_of(shape)
        return {
            "architecture": shape.get("general.architecture", ""),
            "name": shape.get("general.name", ""),
            "licence": shape.get("general.license", ""),
            "parameters": parameters,
            "context": form.context,
            "layers": form.layers,
            "family": likely(template.decode("utf-8", "replace")),
            "template_sha256": hashlib.sha256(template).hexdigest() if template else "",
        }

    def count(self, job: Job) -> dict[str, Any]:
        """Tokens of each of `texts`."""
        vocabulary = self._ready().vocabulary
        counts = []
        for text in job.arguments["texts"]:
            job.check()
            counts.append(len(vocabulary.plain(text)))
        return {"counts": counts}

    def generate(self, job: Job) -> dict[str, Any]:
        """Answer `messages`; events `{"reading": [done, of, reused]}` and `{"wrote": text}`."""
        writer, kind = self._ready(), self._family
        assert kind is not None
        how = job.arguments["sampling"]
        sampling = Sampling(**{**how, "stop": tuple(how["stop"])})
        prompt = writer.vocabulary.prompt(render(kind, messages_from(job.arguments["messages"])))
        locked = locked_from(job.arguments.get("locked"))
        writer.stop.clear()
        job.on_cancel(writer.stop.set)
        for event in writer.answer(prompt, sampling, lambda: job.cancelled, locked):
            if isinstance(event, Reading):
                job.event(reading=[event.done, event.of, event.reused])
            elif isinstance(event, Wrote):
                job.event(wrote=event.text)
            else:
                self._unsettled = event.stopped != "cancelled"
                return {"finished": asdict(event)}
        raise errors.EngineError("The answer had no end.")

    def measure(self, job: Job) -> dict[str, Any]:
        """For `seconds` → tokens a second `read` and `written`, bytes of `memory` held."""
        from localcounsel.engine.llama import measuring

        writer, loaded = self._ready(), self._loaded
        assert loaded is not None
        writer.stop.clear()
        job.on_cancel(writer.stop.set)
        words = sorted(writer.vocabulary.spellings().values())
        found = measuring.measure(writer.memory, words, loaded.tokens, job.arguments["seconds"], job.check)
        return {"read": found.read, "written": found.written, "memory": measuring.resident()}

    def forget(self, _: Job) -> None:
        """Overwrite the cache."""
        if self._writer is not None:
            self._writer.memory.forget()

    def work(self, still_idle: Callable[[], bool]) -> None:
        """Use the time in which the answer is read: prepare the cache for the follow-up."""
        from localcounsel.engine.llama.memory import Stopped

        if self._writer is None or not self._unsettled:
            return
        self._unsettled = False
        with self._settle_lock:
            self._settling = True
            self._writer.stop.clear()
        try:
            if still_idle():  # a call that comes later than this interrupts
                self._writer.settle()
        except (Stopped, errors.EngineError):
            return  # the next prompt starts from what is whole
        finally:
            with self._settle_lock:
                self._settling = False

    def interrupt(self) -> None:
        """A call has come: it goes first."""
        with self._settle_lock:
            if self._settling and self._writer is not None:
                self._writer.stop.set()

    def _ready(self) -> Writer:
        if self._writer is None:
            raise errors.EngineRefused("No model is loaded.")
        return self._writer

    def _unload(self) -> None:
        loaded, self._loaded, self._writer = self._loaded, None, None
        if loaded is not None:
            loaded.free()


def _files(crossed: dict[str, Any] | None) -> list[ModelFile]:
    """The files of a model as they arrive; none of none."""
    from localcounsel.engine.llama import loading

    if crossed is None:
        return []
    known = {name: tuple(marks) for name, marks in crossed["known"]}
    return [
        loading.ModelFile(
            Path(crossed["folder"], each["name"]), each["size"], each["sha256"], known.get(each["name"], ())
        )
        for each in crossed["files"]
    ]


def messages_from(crossed: Sequence[dict[str, Any]]) -> list[Message]:
    """Messages as they arrive."""
    return [Message(each["role"], tuple(Span(text, foreign) for text, foreign in each["spans"])) for each in crossed]


def locked_from(crossed: dict[str, Any] | None) -> Locked | None:
    """The order to quote only, as it arrives."""
    if crossed is None:
        return None
    return Locked(**{**crossed, "passages": tuple(crossed["passages"]), "numbers": tuple(crossed["numbers"])})


def _progress(job: Job) -> Callable[[str, float], None]:
    """Reports stage and share to the desk, in steps worth showing, and stops the load when the job is cancelled."""
    last: tuple[str, float] = ("", -1.0)

    def report(stage: str, share: float) -> None:
        nonlocal last
        job.check()
        if stage != last[0] or share - last[1] >= SHARE or share >= 1:
            last = (stage, share)
            job.event(stage=stage, share=round(share, 3))

    return report


def main() -> None:
    """Serve the desk until it goes."""
    child = ModelChild()
    serve(
        "model",
        {
            "load": child.load,
            "inspect": child.inspect,
            "count": child.count,
            "measure": child.measure,
            "generate": child.generate,
            "forget": child.forget,
        },
        idle=child,
    )


if __name__ == "__main__":
    main()
