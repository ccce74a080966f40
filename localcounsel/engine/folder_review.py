"""What the folder of an embedder or a cross-encoder says of itself: refused when any part of it asks to run code.

Only JSON and the headers of its weights are read. Which files are taken at all `store.weights` says.
"""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from localcounsel.errors import ModelDamaged, ModelUnsuitable

LONGEST_HEADER = 64 * 1024 * 1024
"""Bytes of a safetensors header."""
_OURS = "sentence_transformers."
_CODE = ("auto_map", "custom_pipelines", "trust_remote_code", "_target_", "py_module")
"""Keys with which a configuration names code to import."""
_BYTES = {"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "BF16": 2, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
_DEPTH = 40
_ADVICE = "Ask its publisher for a model that needs no code of its own."


def review(
    names: Sequence[str], texts: Mapping[str, str], heads: Mapping[str, bytes], sizes: Mapping[str, int]
) -> dict[str, Any]:
    """Role, architecture, licence, parameters and window of a model's folder.

    Args:
        names: of every file that is there.
        texts: content of its JSON files and of README.md, by name.
        heads: first bytes of its weights, by name.
        sizes: bytes of those, by name.

    Raises ModelUnsuitable for a folder that wants code run, ModelDamaged for one that is no such model.
    """
    parsed = {name: _json(name, text) for name, text in texts.items() if name.endswith(".json")}
    for name, content in parsed.items():
        _no_code(name, content, 0)
    _modules(parsed.get("modules.json"))
    if not heads:
        only = [name for name in names if name.endswith((".bin", ".pt", ".pth", ".pkl", ".h5"))]
        what = f"only {only[0]}, a format that can carry code" if only else "no weights"
        raise ModelUnsuitable(f"The folder holds {what}.", "Ask for the model as safetensors.")
    config = parsed.get("config.json")
    if not isinstance(config, dict):
        raise ModelDamaged("There is no config.json: this is no model's folder.")
    kinds = [str(kind) for kind in config.get("architectures") or []]
    ranks = any("SequenceClassification" in kind for kind in kinds)
    if not ranks and "modules.json" not in parsed:
        raise ModelDamaged("There is no modules.json: this is no sentence-transformers model.")
    return {
        "role": "ranker" if ranks else "embedder",
        "architecture": str(config.get("model_type") or ", ".join(kinds))[:80],
        "licence": _licence(texts.get("README.md", "")),
        "parameters": sum(_parameters(name, head, sizes[name]) for name, head in heads.items()),
        "context": _window(parsed, config),
        "oddities": [f"not taken, because it can carry code: {name}" for name in names if _carries_code(name)][:12],
    }


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelDamaged(f"{name} is not JSON.") from error


def _no_code(name: str, content: Any, depth: int) -> None:
    """Raises ModelUnsuitable where a configuration names code to import, however deep."""
    if depth > _DEPTH:
        raise ModelDamaged(f"{name} is nested too deeply.")
    if isinstance(content, dict):
        for key, value in content.items():
            if key in _CODE and value:
                raise ModelUnsuitable(f"{name} asks for code of its own to be run (“{key}”).", _ADVICE)
            _no_code(name, value, depth + 1)
    elif isinstance(content, list) and not (content and isinstance(content[0], str | int | float)):
        for value in content:
            _no_code(name, value, depth + 1)


def _modules(listed: Any) -> None:
    """Only sentence-transformers' own parts, in folders of the model's own."""
    if listed is None:
        return
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise ModelDamaged("modules.json is not a list of parts.")
    for each in listed:
        kind, place = str(each.get("type", "")), str(each.get("path", ""))
        if not kind.startswith(_OURS):
            raise ModelUnsuitable(
                f"modules.json names the part “{kind[:80]}”, which is not sentence-transformers' own.", _ADVICE
            )
        if PurePosixPath(place).is_absolute() or ".." in place.replace("\\", "/").split("/") or ":" in place:
            raise ModelUnsuitable("modules.json leads out of the model's folder.", _ADVICE)


def _parameters(name: str, head: bytes, size: int) -> int:
    """Numbers in a safetensors file, its header checked against the file's size; 0 for ONNX, which is not read here."""
    if not name.endswith(".safetensors"):
        return 0
    if len(head) < 8 or (length := struct.unpack("<Q", head[:8])[0]) > min(LONGEST_HEADER, len(head) - 8, size - 8):
        raise ModelDamaged(f"{name} is damaged: its header does not fit into it.")
    listed = _json(name, head[8 : 8 + length].decode("utf-8", "replace"))
    count, spans = 0, []
    if not isinstance(listed, dict):
        raise ModelDamaged(f"{name} is damaged.")
    for key, each in listed.items():
        if key == "__metadata__":
            continue
        try:
            start, end = each["data_offsets"]
            numbers = 1
            for dimension in each["shape"]:
                numbers *= int(dimension)
            width = _BYTES[each["dtype"]]
        except (KeyError, TypeError, ValueError) as error:
            raise ModelDamaged(f"{name} is damaged: one of its tables is not described.") from error
        if not 0 <= start <= end <= size - 8 - length or end - start != numbers * width:
            raise ModelDamaged(f"{name} is damaged: one of its tables lies outside it.")
        spans.append((start, end))
        count += numbers
    spans.sort()
    if any(first[1] > second[0] for first, second in itertools.pairwise(spans)):
        raise ModelDamaged(f"{name} is damaged: two of its tables lie over each other.")
    return count


def _window(parsed: Mapping[str, Any], config: Mapping[str, Any]) -> int:
    for content, key in (
        (parsed.get("sentence_bert_config.json"), "max_seq_length"),
        (config, "max_position_embeddings"),
    ):
        if isinstance(content, dict) and isinstance(value := content.get(key), int):
            return max(0, value)
    return 0


def _licence(readme: str) -> str:
    """What the front matter of a README states."""
    if not readme.startswith("---"):
        return ""
    for line in readme.split("---", 2)[1].splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "license":
            return value.strip()[:80]
    return ""


def _carries_code(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in (
        ".py", ".pyc", ".so", ".dll", ".pkl", ".pickle", ".bin", ".pt", ".pth", ".ckpt", ".joblib", ".npy", ".npz",
        ".h5", ".zip", ".sh",
    )  # fmt: skip
