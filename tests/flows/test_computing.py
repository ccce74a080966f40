"""What the doctor says of graphics devices: which there are, why there are none, and whose driver failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from localcounsel.flows.checkup import computing
from localcounsel.flows.checkup.line import Check, Standing
from localcounsel.store.places import Places, find

CARD = {"name": "Arc\x1b[2J A770", "free": 15_200_000_000, "total": 16_000_000_000, "shared": False}
INSIDE = {"name": "Iris Xe", "free": 7_000_000_000, "total": 8_000_000_000, "shared": True}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "home").mkdir()
    return find(str(tmp_path / "home"), {})


def said(places: Places, monkeypatch: pytest.MonkeyPatch, modules: Sequence[str], *more: object) -> list[Check]:
    """The lines, where the process that was asked wrote these."""
    lines = [{"processor": "zen4", "modules": modules}, *more]
    content = "\n".join(json.dumps(each) for each in lines).encode()
    monkeypatch.setattr(computing, "_told", lambda wanted: content)
    return list(computing._llama(places))


def test_devices_are_shown_with_their_memory(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    _, graphics = said(places, monkeypatch, ["vulkan"], {"devices": [CARD, INSIDE], "absent": []})
    assert (graphics.what, graphics.standing) == ("graphics", Standing.PASS)
    assert graphics.finding.endswith(
        "A770, 15.2 GB free of 16.0 GB, Iris Xe, 7.0 GB free of 8.0 GB of the machine's own memory"
    )
    assert "\x1b" not in graphics.finding


def test_a_machine_without_a_loader_is_as_well_as_another(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    why = "libvulkan.so.1: cannot open shared object file: No such file or directory"
    _, graphics = said(places, monkeypatch, ["vulkan"], {"devices": [], "absent": [["vulkan", why]]})
    assert (graphics.standing, graphics.finding) == (Standing.PASS, f"the processor computes: vulkan: {why}")
    _, graphics = said(places, monkeypatch, ["vulkan"], {"devices": [], "absent": []})
    assert graphics.finding == "vulkan found no device; the processor computes"
    _, graphics = said(places, monkeypatch, [], {"devices": [], "absent": []})
    assert graphics.finding == "no graphics device is used; the processor computes"


@pytest.mark.parametrize("rest", [(), ({"devices": 3, "absent": []},), ({"devices": [{"name": "x"}], "absent": []},)])
def test_a_driver_that_fails_takes_its_own_line_only(
    places: Places, monkeypatch: pytest.MonkeyPatch, rest: tuple[object, ...]
) -> None:
    processor, graphics = said(places, monkeypatch, ["vulkan"], *rest)
    assert (processor.standing, graphics.standing) == (Standing.PASS, Standing.FAIL)
    assert 'gpu = "off"' in graphics.advice


def test_where_graphics_are_off_no_driver_is_asked(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    places.settings_file.write_text('[model]\ngpu = "off"\n', encoding="utf-8")
    asked: list[bool] = []

    def told(wanted: bool) -> bytes:
        asked.append(wanted)
        return json.dumps({"processor": "zen4", "modules": ["vulkan"]}).encode()

    monkeypatch.setattr(computing, "_told", told)
    _, graphics = computing._llama(places)
    assert (asked, graphics.standing) == ([False], Standing.PASS)
    assert graphics.finding.startswith("the processor computes: [model] gpu is off")


def test_the_process_itself_answers(places: Places) -> None:
    processor, graphics = computing._llama(places)
    assert (processor.standing, graphics.standing) == (Standing.PASS, Standing.PASS)
