"""From an approved model's files to a model in memory: verified once more, fitted to the machine, then loaded."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localcounsel import errors
from localcounsel.core.fit import BYTES, SMALLEST_CONTEXT, Plan
from localcounsel.engine.held import Held, Progress
from localcounsel.engine.llama import fitting, graphics, library, machine
from localcounsel.engine.llama.graphics import Device
from localcounsel.engine.llama.library import llama
from localcounsel.records import ModelFile as ApprovedFile

_TYPES = {"f16": 1, "q8_0": 8}
"""ggml's numbers of the cache's types."""
_FULL_STRENGTH = 1.0
"""How strongly an adapter is applied: as it was trained."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of the model, as it was approved."""

    path: Path
    size: int
    sha256: str
    known: tuple[int, ...] = ()
    """Marks of a file that an administrator hashed and that no user can write, see `store.hashed`."""

    def hold(self, progress: Progress) -> Held:
        """Open and verify it. Raises NotApproved, ModelDamaged."""
        return Held(self.path, ApprovedFile(self.path.name, self.size, self.sha256), progress, self.known)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the model is to run."""

    context: int
    """Tokens; the model's own limit and the memory may make it less."""
    threads: int
    """0: by the machine."""
    gpu: str
    """`auto`: as many layers as fit; `off`: none."""
    cache: str = "auto"
    """`f16`, `q8_0`, or `auto`: the first, and the second where memory is short."""


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
    """What computes, for people: `CPU` or the graphics devices' names."""
    devices: tuple[tuple[str, int], ...]
    """Layers on each graphics device; the model's output counts as one more layer."""
    plan: Plan
    """What it was held to need."""
    verifying: float = 0.0
    """Seconds of `seconds` that went into hashing."""
    held: ExitStack = field(default_factory=ExitStack)
    """The model, and under it the files, which nobody may write while they are in use."""

    def free(self) -> None:
        """Give the memory back."""
        llama().llama_free(self.context)
        self.held.close()


def load(files: Sequence[ModelFile], wanted: Wanted, progress: Progress, adapter: Sequence[ModelFile] = ()) -> Loaded:
    """Verify, load and make a context, with the files of an adapter on top.

    Raises NotApproved, ModelDamaged, ModelTooLarge, Cancelled.
    """
    started = time.monotonic()
    library.clear_log()
    with ExitStack() as stack:
        held = [stack.enter_context(file.hold(progress)) for file in files]
        on_top = [stack.enter_context(file.hold(progress)) for file in adapter]
        verifying = time.monotonic() - started
        size = sum(file.size for file in (*files, *adapter))
        made = fitting.fitted(describe_file(held[0].rewind())[0], size, wanted.context, wanted.gpu, wanted.cache)
        model, gpu_layers = _model([each.rewind() for each in held], made.layers, made.by_device, progress)
        stack.callback(llama().llama_model_free, model)
        _refuse_what_writes_nothing(model)
        adapters = [_adapter(model, each) for each in on_top]
        for each in (*held, *on_top):
            each.confirm(progress)
        threads = wanted.threads or machine.threads()
        context = _context(model, made.plan, threads, made.block, gpu_layers > 0)
        _put_on(context, adapters)
        kept = stack.pop_all()
    layers = llama().llama_model_n_layer(model)
    return Loaded(
        model=model,
        context=context,
        tokens=llama().llama_n_ctx(context),
        layers=layers,
        layers_on_gpu=min(gpu_layers, layers),
        threads=threads,
        seconds=time.monotonic() - started,
        backend=", ".join(device.name for device, _ in made.by_device) if gpu_layers else "CPU",
        devices=_shared_out(gpu_layers, made.by_device),
        plan=made.plan,
        verifying=verifying,
        held=kept,
    )


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
    vocabulary = lib.llama_model_get_vocab(model)
    found["tokenizer.ggml.tokens"] = str(lib.llama_vocab_n_tokens(vocabulary))
    return found


def _refuse_what_writes_nothing(model: Any) -> None:
    """Raises ModelDamaged where llama.cpp knows it for no model that writes word by word, whatever was approved."""
    lib = llama()
    if lib.llama_model_is_diffusion(model) or lib.llama_model_has_encoder(model):
        raise errors.ModelDamaged("It is no model that writes answers word by word.", "Choose a chat model.")


Shares = Sequence[tuple[Device, int]]
"""Graphics devices, each with the layers it was reckoned to take."""


def _model(paths: Sequence[str], gpu_layers: int, shares: Shares, progress: Progress) -> tuple[Any, int]:
    """The model, with fewer layers on the graphics devices until it loads."""
    while True:
        model = _try_model(paths, gpu_layers, shares, progress)
        if model:
            return model, gpu_layers
        if gpu_layers == 0:
            raise errors.ModelDamaged(f"llama.cpp cannot load the model: {library.last_log()}")
        gpu_layers = gpu_layers // 2 if gpu_layers > 3 else 0


def _shared_out(layers: int, shares: Shares) -> tuple[tuple[str, int], ...]:
    """So many layers in the proportions of `shares`, the rest of the division to the last device."""
    planned = sum(share for _, share in shares)
    found = [(device.name, share * layers // planned) for device, share in shares]
    if found:
        name, last = found[-1]
        found[-1] = (name, last + layers - sum(share for _, share in found))
    return tuple(each for each in found if each[1])


def _try_model(paths: Sequence[str], gpu_layers: int, shares: Shares, progress: Progress) -> Any:
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
    kept = _place(parameters, shares if gpu_layers else ())
    encoded = [os.fsencode(path) for path in paths]
    if len(encoded) == 1:
        model = lib.llama_model_load_from_file(encoded[0], parameters)
    else:
        array = (ctypes.c_char_p * len(encoded))(*encoded)
        model = lib.llama_model_load_from_splits(array, len(encoded), parameters)
    del kept
    if raised:
        if model:
            lib.llama_model_free(model)
        raise raised[0]
    return model


def _place(parameters: Any, shares: Shares) -> tuple[Any, ...]:
    """Have the model use these devices in these proportions, and no other. The result must outlive the loading."""
    devices = graphics.given([device for device, _ in shares])
    parameters.devices = ctypes.cast(devices, ctypes.c_void_p)
    split = (ctypes.c_float * llama().llama_max_devices())(*[share for _, share in shares])
    parameters.tensor_split = split
    return devices, split


def _adapter(model: Any, held: Held) -> Any:
    """An adapter's weights, made to fit the model; freed with it."""
    adapter = llama().llama_adapter_lora_init(model, os.fsencode(held.rewind()))
    if not adapter:
        raise errors.ModelDamaged(
            f"The adapter {held.path.name} does not fit this model: {library.last_log()}",
            "Name the model it was trained for in [model] name.",
        )
    return adapter


def _put_on(context: Any, adapters: Sequence[Any]) -> None:
    if adapters:
        lib = llama()
        array = (lib.llama_adapter_lora_p_ctypes * len(adapters))(*adapters)
        strengths = (ctypes.c_float * len(adapters))(*[_FULL_STRENGTH] * len(adapters))
        if lib.llama_set_adapters_lora(context, array, len(adapters), strengths) != 0:
            raise errors.ModelDamaged(f"The adapter cannot be applied: {library.last_log()}")


def _context(model: Any, made: Plan, threads: int, block: int, on_gpu: bool) -> Any:
    """A context for one conversation, smaller if there is no memory for the one wanted."""
    lib, tokens = llama(), made.tokens
    while True:
        parameters = lib.llama_context_default_params()
        parameters.n_ctx = tokens
        parameters.n_batch = parameters.n_ubatch = block
        parameters.n_seq_max = 1
        parameters.n_threads = parameters.n_threads_batch = threads
        parameters.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_AUTO
        if made.cache in BYTES and made.cache != "f16":
            parameters.flash_attn_type = lib.LLAMA_FLASH_ATTN_TYPE_ENABLED  # the values can be packed only with it
        parameters.type_k = parameters.type_v = _TYPES[made.cache]
        parameters.swa_full = made.whole_window
        parameters.offload_kqv = on_gpu
        context = lib.llama_init_from_model(model, parameters)
        if context:
            return context
        if tokens <= SMALLEST_CONTEXT:
            raise errors.ModelTooLarge(f"There is no memory for a context: {library.last_log()}")
        tokens = max(SMALLEST_CONTEXT, tokens // 2)
