"""Whether a model fits into this machine, and how: asked before a byte of its weights is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from localcounsel import errors
from localcounsel.core import fit
from localcounsel.core.fit import Plan, Shape
from localcounsel.engine.llama import graphics, machine
from localcounsel.engine.llama.graphics import Device

_LARGE = 1_000_000_000
"""Bytes of weights above which a CPU reads so slowly that progress is wanted every 64 tokens: about 1.5 billion
parameters at four bits."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a model is to be loaded."""

    plan: Plan
    layers: int
    """Layers on graphics devices, all of them together."""
    block: int
    """Tokens computed together."""
    by_device: tuple[tuple[Device, int], ...] = ()
    """The graphics devices that take part, each with its layers."""


def block_size(weights: int, on_gpu: bool) -> int:
    """Tokens read together: a property of model and device, never of the moment, see `memory`."""
    if on_gpu:
        return 512
    return 64 if weights > _LARGE else 128


def fitted(metadata: Mapping[str, str], weights: int, context: int, gpu: str, cache: str) -> Fitted:
    """The best way to load `weights` bytes here. Raises ModelTooLarge, with the figures, where there is none."""
    form = shape_of(metadata)
    if gpu == "auto" and (devices := graphics.devices()):
        found = _on_devices(form, weights, context, cache, devices)
        if found is not None:
            return found
    block = block_size(weights, False)
    free = machine.memory_free()
    made = fit.plan(form, weights, context, free, cache, block)
    if made is None:
        raise errors.ModelTooLarge(_too_large(form, weights, block, free or 0))
    return Fitted(made, 0, block)


def shape_of(metadata: Mapping[str, str]) -> Shape:
    """The shape in llama.cpp's account of a file, in which numbers and lists are written out."""
    return fit.shape({name: _plain(value) for name, value in metadata.items()})


def _on_devices(form: Shape, weights: int, context: int, cache: str, devices: Sequence[Device]) -> Fitted | None:
    """With layers on graphics devices; None when none of them has room for even one.

    What does not fit there stays in the machine's memory, which must then have room for that; and for all of it
    where a device has no memory of its own.
    """
    # a device inside the processor is hardly faster than it: progress and cancelling must not wait for a large block
    block = block_size(weights, not any(device.shared for device in devices))
    made = fit.plan(form, weights, context, None, "f16" if cache == "auto" else cache, block)
    assert made is not None
    shares = fit.offloaded(form, made.needs, [device.free for device in devices])
    layers = sum(shares)
    if not layers:
        return None
    shared = sum(share for device, share in zip(devices, shares, strict=True) if device.shared)
    left = 1 - (layers - shared) / (form.layers + 1)
    free = machine.memory_free()
    here = int(left * (made.needs.weights + made.needs.cache)) + made.needs.buffers
    if free is not None and here + fit.SPARE > free:
        if shared:
            return None  # on the processor it may still fit with a smaller cache or context
        raise errors.ModelTooLarge(
            f"{layers} of {form.layers + 1} layers fit on the graphics device; the rest needs {here / 1e9:.1f} GB "
            f"of memory, and {free / 1e9:.1f} GB are free."
        )
    by_device = tuple((device, share) for device, share in zip(devices, shares, strict=True) if share)
    return Fitted(made, layers, block, by_device)


def _too_large(form: Shape, weights: int, block: int, free: int) -> str:
    least = fit.needs(form, weights, fit.SMALLEST_CONTEXT, "q8_0", whole_window=False, block=block)
    return (
        f"It needs {least.whole / 1e9:.1f} GB even with the smallest context of {fit.SMALLEST_CONTEXT} tokens "
        f"(weights {least.weights / 1e9:.1f}, context {least.cache / 1e9:.1f}, "
        f"working space {least.buffers / 1e9:.1f}), "
        f"and {free / 1e9:.1f} GB are free. It is not loaded: the machine would swap."
    )


def _plain(value: str) -> fit.Value:
    """A number, a list of numbers, or the text."""
    if value.lstrip("-").isdigit():
        return int(value)
    if value.startswith("[") and value.endswith("]"):
        parts = [part.strip() for part in value[1:-1].split(",")]
        if all(part.lstrip("-").isdigit() or part in ("true", "false") for part in parts):
            return [int(part == "true") if part in ("true", "false") else int(part) for part in parts]
    return value
