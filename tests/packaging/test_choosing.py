"""Of all packages that were ever fetched for bundles, one is given the ones that its Python and its system take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packaging import bundles  # noqa: F401 - puts the builder on the path

from offline import wheels  # isort: skip - found beside the builder
from offline.targets import TARGETS  # isort: skip

NAMES = (
    "part-1.0-cp310-cp310-manylinux_2_17_x86_64.whl",
    "part-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "part-1.0-cp312-cp312-manylinux_2_17_x86_64.whl",
    "part-1.0-cp312-cp312-win_amd64.whl",
    "part-1.0-cp312-cp312-macosx_11_0_arm64.whl",
    "part-1.0-cp312-cp312-manylinux_2_39_x86_64.whl",
    "stable-1.0-cp39-abi3-manylinux2014_x86_64.whl",
    "stable-1.0-cp313-abi3-manylinux2014_x86_64.whl",
    "plain-1.0-py3-none-any.whl",
    "other-1.0-py3-none-any.whl",
)


def _all() -> list[wheels.Wheel]:
    return [wheels.Wheel(Path(name), name.split("-")[0], "1.0", f"{number:064x}") for number, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("target", "python", "chosen"),
    [
        ("linux-x86_64", "3.11", {"part": 1, "stable": 6, "plain": 8}),
        ("linux-x86_64", "3.12", {"part": 2, "stable": 6, "plain": 8}),
        ("linux-x86_64", "3.13", {"stable": 7, "plain": 8}),
        ("windows-x86_64", "3.12", {"part": 3, "plain": 8}),
        ("macos-arm64", "3.12", {"part": 4, "plain": 8}),
    ],
)
def test_each_python_and_system_gets_its_own(target: str, python: str, chosen: dict[str, int]) -> None:
    """The lock lists the hashes of all of them for one pin; `other` is not pinned."""
    found = _all()
    pins = {name: " ".join(each.sha256 for each in found) for name in ("part", "stable", "plain")}
    got = wheels.suiting(found, pins, TARGETS[target], python)
    assert {name: wheel.path.name for name, wheel in got.items()} == {name: NAMES[at] for name, at in chosen.items()}


def test_a_file_that_the_lock_does_not_list_is_not_chosen() -> None:
    assert wheels.suiting(_all(), {"plain": "0" * 63}, TARGETS["linux-x86_64"], "3.11") == {}
