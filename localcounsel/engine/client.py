"""The desk's side of the model child. (`calls.Child`, the handle it is built on, is offered here too.)"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from localcounsel import errors
from localcounsel.core.text import clean
from localcounsel.engine.calls import DEADLINE, Child, Exchange
from localcounsel.engine.door import Finished, GenerationEvent, LoadedModel, Locked, Reading, Sampling, Wrote
from localcounsel.records import ApprovedModel, Message

__all__ = ["DEADLINE", "Child", "Exchange", "ModelClient", "ModelFacts", "ModelSettings"]

LARGEST_FRAME = 4 * 1024 * 1024
"""Bytes of one frame from the model child: its events are small."""
BEAT = 0.25
"""Seconds after which a silent child's latest event is repeated."""
LOADING = 600.0
"""Seconds without progress after which a load counts as stuck."""
_MOST_DEVICES = 16
STOPS = frozenset({"end", "length", "cancelled"})


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How the model is to run on this machine."""

    context: int = 4096
    """Tokens of the window wanted, question and answer together."""
    threads: int = 0
    """0: by the machine."""
    gpu: str = "auto"
    """`auto`: as many layers as fit; `off`: none."""
    cache: str = "auto"
    """How the cache is kept: `f16`, `q8_0` in half the memory, or `auto`: the second only where memory is short."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a model file says of itself: claims of a stranger, cleaned."""

    architecture: str
    name: str
    licence: str
    parameters: int
    context: int
    layers: int
    family: str
    """Whose marks its chat template has; empty when it is none of ours."""
    template_sha256: str
    """Of the chat template in the file; empty when there is none."""


class ModelClient:
    """The model engine (`door.ModelEngine`) over pipes. The child starts with the first call, and again if it dies."""

    def __init__(
        self, work: Path, settings: ModelSettings | None = None, *, module: str = "localcounsel.engine.model_child"
    ) -> None:
        """`work`: an existing folder of ours in which `module`, the child's program, runs."""
        self._settings = settings or ModelSettings()
        self._child = Child(
            module,
            role="model",
            work=work,
            largest_frame=LARGEST_FRAME,
            on_start=self._restore,
        )
        self._lock = threading.Lock()
        self._wanted: ApprovedModel | None = None
        self._loaded: tuple[int | None, LoadedModel] | None = None

    @property
    def pid(self) -> int | None:
        """The running child's process id."""
        return self._child.pid

    def load(self, model: ApprovedModel, progress: Callable[[str, float], None] | None = None) -> LoadedModel:
        """Load it, or do nothing when it is loaded. `progress(stage, share)` is told how far it is."""
        with self._lock:
            same = self._wanted is not None and self._wanted.fingerprint == model.fingerprint
            if same and self._loaded is not None and self._loaded[0] == self._child.pid is not None:
                return self._loaded[1]
            self._wanted = None
        with closing(self._child.stream("load", self._order(model), silence=LOADING)) as frames:
            for frame in frames:
                if frame["kind"] == "done":
                    return self._note(model, frame)
                if progress is not None:
                    progress(clean(str(frame.get("stage"))), float(frame.get("share", 0)))
        raise errors.EngineDied("The model went away while it was loading.")

    def inspect(self, path: Path) -> ModelFacts:
        """What the GGUF at `path` says of itself. Raises ModelDamaged."""
        untrusted = self._child.call("inspect", {"path": str(path)})
        words = {name: clean(str(untrusted.get(name, "")))[:200] for name in ModelFacts.__slots__}
        numbers = {name: _count(untrusted.get(name)) for name in ("parameters", "context", "layers")}
        return ModelFacts(**{**words, **numbers})  # type: ignore[arg-type]

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text under the loaded model, control tokens in it counted as plain text."""
        untrusted = self._child.call("count", {"texts": list(texts)}).get("counts")
        if not isinstance(untrusted, list) or len(untrusted) != len(texts):
            raise errors.EngineError("The model counted something else than it was given.")
        return [_count(number) for number in untrusted]

    def generate(
        self, messages: Sequence[Message], sampling: Sampling, locked: Locked | None = None
    ) -> Iterator[GenerationEvent]:
        """Write an answer: Reading…, Wrote…, then exactly one Finished. Closing it cancels the work.

        While the child is busy with one block of the prompt the latest Reading comes again, so that the
        consumer gets to close the generator within a quarter of a second at any time.
        """
        request: dict[str, Any] = {"messages": messages_to(messages), "sampling": asdict(sampling)}
        if locked is not None:
            request["locked"] = asdict(locked)
        latest: GenerationEvent | None = None
        with closing(self._child.stream("generate", request, beat=BEAT)) as frames:
            for frame in frames:
                if frame["kind"] != "beat":
                    yield (latest := _event(frame))
                elif latest is not None:
                    yield latest if isinstance(latest, Reading) else Wrote("")

    def measure(self, seconds: float) -> tuple[float, float, int]:
        """Measure the loaded model: tokens read a second, tokens written a second, bytes of memory held."""
        untrusted = self._child.call("measure", {"seconds": seconds}, deadline=seconds + DEADLINE)
        read, written = (_seconds(untrusted.get(name)) for name in ("read", "written"))
        return read, written, _count(untrusted.get("memory"))

    def forget(self) -> None:
        """Drop everything the cache holds of any prompt. A child that is not running holds nothing."""
        if self._child.pid is not None:
            self._child.call("forget")

    def close(self) -> None:
        """End the child, by force if need be. Harmless twice."""
        self._child.close()

    @property
    def ended_by_force(self) -> bool:
        """Whether the child hung when it was closed."""
        return self._child.forced

    def _order(self, model: ApprovedModel) -> dict[str, Any]:
        return {
            "model": _files(model),
            "adapter": _files(model.adapter) if model.adapter is not None else None,
            "family": model.card.family,
            **asdict(self._settings),
        }

    def _note(self, model: ApprovedModel, untrusted: Mapping[str, Any]) -> LoadedModel:
        numbers = {name: _count(untrusted.get(name)) for name in ("context", "layers", "layers_on_gpu", "threads")}
        words = {name: clean(str(untrusted.get(name, "")))[:200] for name in ("backend", "cache")}
        times = {name: _seconds(untrusted.get(name, 0)) for name in ("seconds", "verifying")}
        memory = _count(untrusted.get("memory", 0))
        told: dict[str, Any] = {**words, **times, **numbers}
        devices = _layers(untrusted.get("devices", []))
        loaded = LoadedModel(name=model.card.name, memory=memory, devices=devices, **told)
        with self._lock:
            self._wanted, self._loaded = model, (self._child.pid, loaded)
        return loaded

    def _restore(self, exchange: Exchange) -> None:
        """A child that was started again gets its model back before the call that needs it."""
        with self._lock:
            model = self._wanted
        if model is not None:
            self._note(model, exchange("load", self._order(model)))


def _layers(untrusted: Any) -> tuple[tuple[str, int], ...]:
    """Graphics devices, each with a number of layers. Raises EngineError for anything else."""
    try:
        return tuple((clean(str(name))[:200], _count(layers)) for name, layers in list(untrusted)[:_MOST_DEVICES])
    except (TypeError, ValueError) as error:
        raise errors.EngineError("The model did not say which graphics devices it uses.") from error


def _files(model: ApprovedModel) -> dict[str, Any]:
    """A model's files as they cross to the child. Raises ModelDamaged when there are none."""
    files = [file for file in model.card.files if file.name.lower().endswith(".gguf")]
    if not files:
        raise errors.ModelDamaged(f"{model.card.name} has no GGUF file.")
    return {
        "folder": str(model.folder.absolute()),
        "files": [asdict(file) for file in sorted(files, key=lambda file: file.name)],
        "known": model.known,
    }


def messages_to(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as they cross to the child; `model_child` turns them back."""
    return [
        {"role": message.role, "spans": [[span.text, span.foreign] for span in message.spans]} for message in messages
    ]


def _event(untrusted: Mapping[str, Any]) -> GenerationEvent:
    """One checked event of an answer. Raises EngineError for anything that is none."""
    if isinstance(text := untrusted.get("wrote"), str):
        return Wrote(clean(text))
    if isinstance(counts := untrusted.get("reading"), list) and len(counts) == 3:
        return Reading(*(_count(number) for number in counts))
    ended = untrusted.get("finished")
    if not isinstance(ended, dict) or ended.get("stopped") not in STOPS:
        raise errors.EngineError("The model's answer was not understood.")
    return Finished(
        stopped=ended["stopped"],
        **{name: _count(ended.get(name)) for name in ("prompt_tokens", "reused_tokens", "written_tokens")},
        first_token_seconds=_seconds(ended.get("first_token_seconds")),
        seconds=_seconds(ended.get("seconds")),
    )


def _count(untrusted: object) -> int:
    """A number of things. Raises EngineError for anything that is none."""
    if isinstance(untrusted, bool) or not isinstance(untrusted, int) or not 0 <= untrusted < 1 << 53:
        raise errors.EngineError("The model answered with something that is not a count.")
    return untrusted


def _seconds(untrusted: object) -> float:
    """A duration. Raises EngineError for anything that is none."""
    if isinstance(untrusted, bool) or not isinstance(untrusted, int | float) or not 0 <= untrusted < 1e9:
        raise errors.EngineError("The model answered with something that is not a duration.")
    return float(untrusted)
