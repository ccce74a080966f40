"""Every key of the application has a name of its own, by which it can be changed, and docs/keys.md lists them all."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

from textual.binding import Binding

from localcounsel.tui.key_list import bindings, key_lines
from tests.house.package import ROOT


def test_every_binding_has_a_name_and_words() -> None:
    bare = [
        (kind, each)
        for kind, each in bindings()
        if not isinstance(each, Binding) or not each.id or not each.description or not each.key
    ]
    assert bare == []


def test_no_name_is_given_twice() -> None:
    counted = Counter(each.id for _kind, each in bindings() if isinstance(each, Binding))
    assert [name for name, number in counted.items() if number > 1] == []


def test_the_page_of_keys_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/key_reference.py", "--check"], cwd=ROOT, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, "run scripts/key_reference.py"


def test_no_key_of_the_application_is_taken_by_a_screen() -> None:
    """F1, Ctrl+P and their like mean the same everywhere."""
    own = {key for line in key_lines() if line.id.startswith("app.") for key in line.keys.split(",")}
    lines = [line for line in key_lines() if not line.id.startswith(("app.", "help.", "palette."))]
    assert [(line.id, key) for line in lines for key in line.keys.split(",") if key in own] == []
