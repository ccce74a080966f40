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

from localcounsel.flows.languages import language
from scripts.catalogue import po
from scripts.catalogue.below import below
from scripts.catalogues import Catalogue
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
    "clipboard.py",  # an error of Python's own, which is turned into one of ours where it is caught
}
KEY = re.compile(r"^(?:(?:Enter|Esc|Tab|Space|Ctrl|Shift|Alt|Super|Meta)[ +A-Z]*)+$")
PROPER = {"LocalCounsel", "CounselApp", "Monochrome", "Apple_Terminal"}
GATHERED = {"__all__"}
"""Lists of names."""
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


MODULE = '''
"""A docstring with words."""
ADVICE = "Ask somebody else."
KINDS = {"a": "a kind of thing"}

def look(path, found, why):
    if found:
        raise errors.Damaged(f"{path} is odd: {why}", ADVICE)
    if why:
        raise BadCall(f"{path} {'is gone' if found else f'is {why} here'}." + (" Look again." if why else ""))
    log("an event of no interest to " "anybody")
    return language.say("{0} of {1}", path, found), language.count(3, "{0} thing", "{0} things")
'''


def _package(folder: Path, name: str) -> dict[str, tuple[str, ...]]:
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(MODULE, "utf-8")
    return {text: files for text, files in below(folder).items() if name in files}


def test_what_errors_and_papers_say_is_found_wherever_it_is_written(tmp_path: Path) -> None:
    assert list(_package(tmp_path, "engine/new_part.py")) == [
        "Ask somebody else.",
        "{0} is gone.",
        "{0} is gone. Look again.",
        "{0} is odd: {1}",
        "{0} is {1} here.",
        "{0} is {1} here. Look again.",
        "{0} of {1}",
        "{0} thing",
        "{0} things",
    ]


def test_a_module_that_words_things_for_people_has_every_literal_in_the_catalogue(tmp_path: Path) -> None:
    found = _package(tmp_path, "flows/looking.py")
    assert {"a kind of thing", "an event of no interest to anybody"} <= set(found)
    assert "A docstring with words." not in found


def test_a_new_message_without_a_translation_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "catalogues" / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    texts = {(text, ""): ("a.py",) for text in ("New.", "{0} is open in “{1}”.", "{0} pages")}
    catalogue = Catalogue("said", tmp_path / "catalogues", texts)
    said = {("{0} is open in “{1}”.", ""): "{0}は「{1:said}」で開かれています。", ("{0} pages", ""): "ページ"}
    catalogue.source("ja").write_text(po.written("ja", texts, said), "utf-8")
    assert [line.split(":")[1].split(" in ")[0].strip() for line in catalogue.faults()] == [
        "not translated",
        "what is quoted",
        "other values or lines than",
    ]


def test_every_event_of_the_audit_log_has_a_name_in_japanese() -> None:
    logs = re.compile(
        r"(?:audit|\blog|AuditLog\([\w.]+\)|installation_log)\.append\(\s*(?:places,\s*)?\"([^\"]+)\"", re.S
    )
    names = {name for path in (ROOT / "localcounsel").rglob("*.py") for name in logs.findall(path.read_text("utf-8"))}
    assert len(names) > 20
    assert [name for name in sorted(names) if language("ja").said(name) == name] == []


def _unsaid(path: Path) -> Iterator[str]:
    """What an error or finding says, where it does not go through `said`."""
    tree = ast.parse(path.read_text("utf-8"))
    said = {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") == "said" or any(getattr(each, "id", "") == "said" for each in node.args))
        for each in ast.walk(node)
    }
    said |= {id(node.test) for node in ast.walk(tree) if isinstance(node, ast.If)}  # whether there is any
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("message", "advice", "finding") and id(node) not in said:
            yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"


def test_every_error_and_finding_is_said_in_the_reader_s_language() -> None:
    assert [line for path in sorted(TUI.rglob("*.py")) for line in _unsaid(path)] == []
