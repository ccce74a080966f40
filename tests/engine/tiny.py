"""`scripts/tiny_model.py` as a module: whole GGUFs of some kilobytes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any


def _script() -> Any:
    path = Path(__file__).resolve().parents[2] / "scripts" / "tiny_model.py"
    spec = importlib.util.spec_from_file_location("tiny_model", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["tiny_model"] = module
    spec.loader.exec_module(module)
    return module


_made = _script()
TEMPLATE: str = _made.TEMPLATE


def model(name: str = "tiny", template: str = TEMPLATE, megabytes: int = 0, **extra: object) -> bytes:
    """A chat model's bytes. `extra`: further metadata, dots written as two underscores."""
    more = {key.replace("__", "."): value for key, value in extra.items()}
    made: bytes = _made.model(name, template, megabytes, more)
    return made


def adapter(name: str = "tiny-adapter") -> bytes:
    """A LoRA adapter's bytes, for `model`."""
    made: bytes = _made.adapter(name)
    return made


def gguf(facts: dict[str, object], tables: dict[str, tuple[int, ...]], seed: str) -> bytes:
    """The bytes of a file with these facts and tables of weights."""
    made: bytes = _made.gguf(facts, tables, seed)
    return made
