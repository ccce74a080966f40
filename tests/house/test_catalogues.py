"""Every word a person reads on a screen is in the catalogues, translated, and the compiled catalogues are those."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest

from scripts.catalogue import po
from scripts.catalogue.texts import LISTED
from tests.house.package import ROOT

TUI = ROOT / "localcounsel" / "tui"
NOT_WORDS = re.compile(
    r"^(?:bold|underline|italic|[$#.@-][\w.-]+|reverse|dim|strike| )+$"  # styles and selectors
    r"|dismiss\(|^\w+\([\w'-]*\)$|^[\w./-]+$|^\s*\w+Screen|^\n|\{.*:.*;"  # actions, names, style sheets
)
LEFT_AS_THEY_ARE = {
    "screens/search_shown.py",  # its examples are written in the language of the operators
    "screens/models.py",  # names a command
    "workers.py",  # names of types, and faults of our own, to be reported word by word
    "clipboard.py",  # an error in English below a title that is translated, like every message of errors.py
}
KEY = re.compile(r"^(?:(?:Enter|Esc|Tab|Space|Ctrl|Shift|Alt|Super|Meta)[ +A-Z]*)+$")
PROPER = {"LocalCounsel", "CounselApp", "Monochrome", "Apple_Terminal"}
GATHERED = {"__all__", *LISTED.values()}
"""Lists of names, and of texts that the catalogues gather from the list itself."""
INTERNAL = {"no network", "no network:", "NETWORK NOT BLOCKED:", "draft shown", "more page"}
"""Keys and class names, turned into words elsewhere."""


def _worded(path: Path) -> Iterator[tuple[int, str]]:
    """Literals with two words or more, or a capital, that go through neither `_` nor `ngettext`."""
    tree = ast.parse(path.read_text("utf-8"))
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext", "cast"):
            passed |= {id(each) for argument in node.args for each in ast.walk(argument)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        elif isinstance(node, ast.ClassDef):
            passed |= {id(each) for base in node.bases for each in ast.walk(base)}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Error"):
            passed |= {id(each) for argument in node.args for each in ast.walk(argument)}
        elif isinstance(node, ast.AnnAssign) and getattr(node.annotation, "id", "") == "TypeAlias":
            passed |= {id(each) for each in ast.walk(node)}
        elif isinstance(node, ast.Assign) and any(getattr(each, "id", "") in GATHERED for each in node.targets):
            passed |= {id(each) for each in ast.walk(node.value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            text = node.value.strip()
            if re.search(r"[A-Za-z]{2,} [A-Za-z]|^[A-Z][a-z]{2,}", text):
                yield node.lineno, text


def _bare() -> list[str]:
    found = []
    for path in sorted(TUI.rglob("*.py")):
        name = path.relative_to(TUI).as_posix()
        if name in LEFT_AS_THEY_ARE:
            continue
        for line, text in _worded(path):
            if not (NOT_WORDS.search(text) or KEY.match(text) or text in PROPER | INTERNAL or "|" in text):
                found.append(f"{name}:{line}: {text}")
    return found


def test_no_visible_text_goes_around_the_catalogues() -> None:
    assert _bare() == []


def test_the_catalogues_are_complete_and_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/catalogues.py", "--check"], cwd=ROOT, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, "run scripts/catalogues.py\n" + done.stdout.decode()


def test_a_text_without_a_translation_is_reported(tmp_path: Path) -> None:
    texts = {("One", ""): ("a.py",), ("{n} page", "{n} pages"): ("a.py", "b.py")}
    said = {("One", ""): '一 "二"', ("{n} page", "{n} pages"): "{n}頁\n"}
    assert po.read(po.written("ja", texts, said)) == said
    assert po.read(po.written("ja", texts, {})) == {}
    with pytest.raises(po.Mistake, match="line 1"):
        po.read("nonsense here")
    path = tmp_path / "made.mo"
    path.write_bytes(po.compiled("ja", said))
    with path.open("rb") as made:
        spoken = GNUTranslations(made)
    assert [spoken.gettext("One"), spoken.ngettext("{n} page", "{n} pages", 2)] == ['一 "二"', "{n}頁\n"]
