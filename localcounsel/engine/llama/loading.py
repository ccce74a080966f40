"""From an approved model's files to a model in memory: verified once more, fitted to the machine, then loaded."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from localcounsel import errors
from localcounsel.engine.llama import library, machine
from localcounsel.engine.llama.library import llama

SMALLEST_CONTEXT = 2048
"""Tokens below which no question with its passages fits."""
SPARE = 512 * 1024 * 1024
"""Bytes left to everything else when a context or graphics layers are fitted."""

Progress = Callable[[str, float], None]
"""Stage (`verifying`, `loading`) and share done, 0 to 1. Raises to stop the load."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of the model, as it was approved."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the model is to run."""

    context: int
    """Tokens; the model's own limit and the memory may make it less."""
    threads: int
    """0: by the machine."""
    gpu: str
    """`auto`: as many layers as fit; `off`: none."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory with its context. Freed by the end of the process or by `free`."""

    model: Any
    context: Any
    tokens: int
    """Size of the context window."""
    layers: int
    layers_on_gpu: int
    threads: int
    seconds: float
    backend: str

    def free(self) -> None:
        """Give the memory back."""
        llama().llama_free(self.context)
        llama().llama_model_free(self.model)


def load(files: Sequence[ModelFile], wanted: Wanted, progress: Progress) -> Loaded:
    """Verify, load and make a context. Raises NotApproved, ModelDamaged, ModelTooLarge, Cancelled."""
    started = time.monotonic()
    library.clear_log()
    with ExitStack() as held:
        paths = [held.enter_context(verified(file, progress)) for file in files]
        shape, _, _ = describe_file(paths[0])
        size = sum(file.size for file in files)
        tokens = _fitting_context(shape, wanted.context, size)
        gpu_layers = _fitting_layers(shape, size, tokens) if wanted.gpu == "auto" else 0
        model, gpu_layers = _model(paths, gpu_layers, progress)
    threads = wanted.threads or machine.threads()
    try:
        context = _context(model, tokens, threads, gpu_layers > 0)
    except errors.ModelTooLarge:
        llama().llama_model_free(model)
        raise
    return Loaded(
        model=model,
        context=context,
        tokens=llama().llama_n_ctx(context),
        layers=llama().llama_model_n_layer(model),
        layers_on_gpu=min(gpu_layers, llama().llama_model_n_layer(model)),
        threads=threads,
        seconds=time.monotonic() - started,
        backend=library.backend() if gpu_layers else "CPU",
    )


@contextmanager
def verified(file: ModelFile, progress: Progress) -> Iterator[str]:
    """A path to the very bytes that were hashed, good while the context lasts. Raises NotApproved."""
    try:
        stream = file.path.open("rb")
    except OSError as error:
        raise errors.ModelDamaged(f"{file.path.name} cannot be opened: {error.strerror}.") from error
    with stream:
        if os.fstat(stream.fileno()).st_size != file.size or _digest(stream, file.size, progress) != file.sha256:
            raise errors.NotApproved(f"{file.path.name} is not the file that was approved.")
        # Whoever exchanges the file after this changes another one: the descriptor stays with the bytes hashed.
        yield f"/proc/self/fd/{stream.fileno()}" if sys.platform == "linux" else str(file.path)


def describe_file(path: str) -> tuple[dict[str, str], int, bytes]:
    """A GGUF's metadata, its number of parameters and its chat template; the weights are left alone."""
    lib = llama()
    parameters = lib.llama_model_default_params()
    parameters.vocab_only = True
    parameters.n_gpu_layers = 0
    model = lib.llama_model_load_from_file(os.fsencode(path), parameters)
    if not model:
        raise errors.ModelDamaged(f"llama.cpp does not accept the file: {library.last_log()}")
    try:
        template = lib.llama_model_chat_template(model, None) or b""
        return metadata(model), lib.llama_model_n_params(model), template
    finally:
        lib.llama_model_free(model)


def quantisation(shape: dict[str, str]) -> str:
    """The file type in llama.cpp's words, e.g. `Q4_K - Medium`; empty when it is not stated."""
    value = shape.get("general.file_type", "")
    name = llama().llama_ftype_name(int(value)) if value.isdigit() else None
    return name.decode("utf-8", "replace") if name else ""


def metadata(model: Any) -> dict[str, str]:
    """The key-value pairs of a loaded model."""
    lib = llama()
    found = {}
    buffer = ctypes.create_string_buffer(1 << 16)
    for number in range(lib.llama_model_meta_count(model)):
        lib.llama_model_meta_key_by_index(model, number, buffer, len(buffer))
        key = buffer.value.decode("utf-8", "replace")
        lib.llama_model_meta_val_str_by_index(model, number, buffer, len(buffer))
        found[key] = buffer.value.decode("utf-8", "replace")
    return found


def _digest(stream: BinaryIO, size: int, progress: Progress) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(1 << 22):
        digest.update(piece)
        progress("verifying", stream.tell() / max(size, 1))
    stream.seek(0)
    return digest.hexdigest()


def number(shape: dict[str, str], name: str) -> int:
    """A whole number under the architecture's prefix; 0 when it is missing or a list."""
    value = shape.get(f"{shape.get('general.architecture', '')}.{name}", "")
    return int(value) if value.isdigit() else 0


def _cache_bytes(shape: dict[str, str]) -> int:
    """Bytes of key-value cache one token takes in one layer, at 16 bits; an upper bound for sliding windows."""
    heads = number(shape, "attention.head_count") or 1
    width = number(shape, "embedding_length") // heads
    keys = number(shape, "attention.key_length") or width
    values = number(shape, "attention.value_length") or width
    return (number(shape, "attention.head_count_kv") or heads) * (keys + values) * 2


def _fitting_context(shape: dict[str, str], wanted: int, size: int) -> int:
    """Tokens: what is wanted, at most what the model was trained for, and halved until it fits into memory."""
    tokens = min(wanted, number(shape, "context_length") or wanted)
    free = machine.memory_free()
    a_token = _cache_bytes(shape) * number(shape, "block_count")
    if free is None or library.devices():
        return tokens
    while tokens > SMALLEST_CONTEXT and tokens * a_token + size + SPARE > free:
        tokens = max(SMALLEST_CONTEXT, tokens // 2)
    if tokens * a_token + size > free:
        raise errors.ModelTooLarge(
            f"The model and its context need {(tokens * a_token + size) / 1e9:.1f} GB; {free / 1e9:.1f} GB are free."
        )
    return tokens


def _fitting_layers(shape: dict[str, str], size: int, tokens: int) -> int:
    """How many layers the graphics devices hold, weights and cache together; one more than all for the output."""
    layers = number(shape, "block_count") + 1
    free = sum(max(0, device.free - SPARE) for device in library.devices())
    a_layer = size / layers + tokens * _cache_bytes(shape)
    return min(layers, int(free / a_layer))


def _model(paths: Sequence[str], gpu_layers: int, progress: Progress) -> tuple[Any, int]:
    """The model, with fewer layers on the graphics device until it loads."""
    while True:
        model = _try_model(paths, gpu_layers, progress)
        if model:
            return model, gpu_layers
        if gpu_layers == 0:
            raise errors.ModelDamaged(f"llama.cpp cannot load the model: {library.last_log()}")
        gpu_layers = gpu_layers // 2 if gpu_layers > 3 else 0


def _try_model(paths: Sequence[str], gpu_layers: int, progress: Progress) -> Any:
    lib = llama()
    raised: list[BaseException] = []

    def report(share: float, _: Any) -> bool:
        try:
            progress("loading", share)
        except errors.CounselError as error:
            raised.append(error)
        return not raised

    callback = lib.llama_progress_callback(report)
    parameters = lib.llama_model_default_params()
    parameters.n_gpu_layers = gpu_layers
    parameters.progress_callback = callback
    encoded = [os.fsencode(path) for path in paths]
    if len(encoded) == 1:
        model = lib.llama_model_load_from_file(encoded[0], parameters)
    else:
        array = (ctypes.c_char_p * len(encoded))(*encoded)
        model = lib.llama_model_load_from_splits(array, len(encoded), parameters)
    if raised:
        if model:
            lib.llama_model_free(model)
        raise raised[0]
    return model


def _context(model: Any, tokens: int, threads: int, on_gpu: bool) -> Any:
    """A context for one conversation, smaller if there is no memory for the one wanted."""
    lib = llama()
    while True:
        parameters = lib.llama_context_default_params()
        parameters.n_ctx = tokens
        parameters.n_batch = parameters.n_ubatch = 512
        parameters.n_seq_max = 1
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_AUTO
        parameters.offload_kqv = on_gpu
        context = lib.llama_init_from_model(model, parameters)
        if context:
            return context
        if tokens <= SMALLEST_CONTEXT:
            raise errors.ModelTooLarge(f"There is no memory for a context: {library.last_log()}")
        tokens = max(SMALLEST_CONTEXT, tokens // 2)
