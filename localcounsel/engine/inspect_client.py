"""The desk's side of looking into a model file: its first bytes go to a child that can do nothing else."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcounsel import errors
from localcounsel.core.text import clean
from localcounsel.engine.calls import Child
from localcounsel.engine.held import Held
from localcounsel.records import ModelFile

_PIECE = 16 * 1024 * 1024
"""Bytes handed over at once."""
_SMALL = 8 * 1024 * 1024
"""Bytes of a JSON file that is read whole; `tokenizer.json` is longer and not looked into."""
_MOST_LINES = 24
_NEVER_READ = frozenset({"tokenizer.json", "vocab.json"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a model file says of itself, and what was noticed: claims of a stranger, cleaned."""

    role: str
    """`chat`, `adapter`, `embedder` or `ranker`."""
    architecture: str
    name: str
    licence: str
    quantisation: str
    tokenizer: str
    parameters: int
    context: int
    layers: int
    family: str
    """Whose chat template of ours fits; empty when none does."""
    base: str
    template: str
    template_sha256: str
    shape: tuple[tuple[str, int], ...]
    review: tuple[str, ...]
    """How the file's own chat template differs from ours."""
    oddities: tuple[str, ...]
    forgeable: tuple[str, ...]
    """Marks of the family that a document could write, because they are ordinary text to this model."""
    no_writer: str
    """Why it is no model that writes answers, although it is a GGUF; empty for one that is."""


def gguf(path: Path, file: ModelFile, work: Path, family: str = "") -> Found:
    """Look into a GGUF file whose bytes are those in `file`; `work` is a folder of ours.

    Raises NotApproved when it is another file by now, ModelDamaged for one that is no sound GGUF.
    """
    child = Child("localcounsel.engine.inspect_child", role="inspection", work=work)
    with contextlib.closing(child), Held(path, file) as held, Path(held.rewind()).open("rb") as stream:
        while piece := stream.read(_PIECE):
            child.call("feed", {"piece": base64.b64encode(piece).decode("ascii")})
            untrusted = child.call("gguf", {"size": file.size, "family": family})
            if not untrusted.get("more"):
                role = "adapter" if untrusted.get("sort") == "adapter" else "chat"
                return _found(role, untrusted)
    raise errors.ModelDamaged(f"{path.name} ends within its own header.")


def folder(path: Path, work: Path) -> Found:
    """Look into the folder of an embedder or a cross-encoder.

    Raises NotApproved for one that wants code run or has links in it, ModelDamaged for one that is no such model.
    """
    names, texts, heads, sizes = [], {}, {}, {}
    for place in sorted(path.rglob("*")):
        name = place.relative_to(path).as_posix()
        if place.is_symlink():
            raise errors.ModelUnsuitable(f"{name} is a link.", "Copy the model's files themselves into one folder.")
        if not place.is_file():
            continue
        names.append(name)
        if (place.suffix == ".json" and place.name not in _NEVER_READ) or place.name == "README.md":
            texts[name] = _read(place, _SMALL).decode("utf-8", "replace")
        elif place.suffix in (".safetensors", ".onnx"):
            heads[name], sizes[name] = base64.b64encode(_head(place)).decode("ascii"), place.stat().st_size
    child = Child("localcounsel.engine.inspect_child", role="inspection", work=work)
    with contextlib.closing(child):
        request = {"names": names, "texts": texts, "heads": heads, "sizes": sizes}
        untrusted = child.call("folder", request)
    role = "ranker" if untrusted.get("role") == "ranker" else "embedder"
    return _found(role, untrusted)


def _head(path: Path) -> bytes:
    """A safetensors file's header; of others the first bytes."""
    with path.open("rb") as file:
        first = file.read(8)
        length = int.from_bytes(first, "little") if path.suffix == ".safetensors" else 0
        if length > _SMALL:
            raise errors.ModelDamaged(f"{path.name} announces a header of {length:,} bytes.")
        return first + file.read(length)


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise errors.ModelDamaged(f"{path.name} is over {most // 1_000_000} MB.")
    return content


def _found(role: str, untrusted: Mapping[str, Any]) -> Found:
    words = {
        name: clean(str(untrusted.get(name) or "")).replace("\n", " ")[:200]
        for name in ("architecture", "name", "licence", "quantisation", "tokenizer", "family", "base", "no_writer")
    }
    counts = {name: _count(untrusted.get(name, 0)) for name in ("parameters", "context", "layers")}
    digest = str(untrusted.get("template_sha256") or "")
    if digest and (len(digest) != 64 or not all(each in "0123456789abcdef" for each in digest)):
        raise _nonsense()
    return Found(
        role=role,
        **words,  # type: ignore[arg-type]
        **counts,  # type: ignore[arg-type]
        template=clean(str(untrusted.get("template") or "")),
        template_sha256=digest,
        shape=tuple((clean(str(name)), _count(value)) for name, value in _listed(untrusted.get("shape"))),
        review=_lines(untrusted.get("review")),
        oddities=_lines(untrusted.get("oddities")),
        forgeable=_lines(untrusted.get("forgeable")),
    )


def _lines(untrusted: object) -> tuple[str, ...]:
    return tuple(clean(str(each)).replace("\n", " ")[:400] for each in _listed(untrusted)[:_MOST_LINES])


def _listed(untrusted: object) -> list[Any]:
    if untrusted is None:
        return []
    if not isinstance(untrusted, list):
        raise _nonsense()
    return untrusted


def _count(untrusted: object) -> int:
    if isinstance(untrusted, bool) or not isinstance(untrusted, int) or not 0 <= untrusted < 1 << 53:
        raise _nonsense()
    return untrusted


def _nonsense() -> errors.EngineError:
    return errors.EngineError("The inspection answered nonsense.")
