"""Find every text of the interface in its source: what goes through `_()` and `ngettext()`, and what errors say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

Text = tuple[str, str]
"""The English text and its plural, which is empty where there is one form."""

SENTENCES = {"core/searched.py": "decided"}
"""Functions below the interface that return a sentence with its values: file, name."""

LISTED = {"tui/reasons.py": "SHAPES"}
"""Lists of texts that are looked up one by one where they are said: file, name."""

SAID_BY_ERRORS = ("title", "default_advice")
"""Fields of the classes in errors.py that are looked up in the catalogue where an error is shown."""


class Unreadable(Exception):
    """A text that cannot be looked up: it is put together before it is translated."""


def found(package: Path) -> dict[Text, tuple[str, ...]]:
    """Every text below `package` (the folder `localcounsel`), with the files it is in, in the order of the text."""
    where: dict[Text, list[str]] = {}
    for path in sorted(package.joinpath("tui").rglob("*.py")):
        for text in _spoken(path):
            where.setdefault(text, []).append(path.relative_to(package).as_posix())
    for file, name in SENTENCES.items():
        for text in _sentences(package / file, name):
            where.setdefault(text, []).append(file)
    for file, name in LISTED.items():
        for text in _listed(package / file, name):
            where.setdefault(text, []).append(file)
    for text in _of_errors(package / "errors.py"):
        where.setdefault(text, []).append("errors.py")
    return {text: tuple(dict.fromkeys(where[text])) for text in sorted(where)}


def _spoken(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "_" and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
            raise Unreadable(f"{path}:{node.lineno}: {ast.unparse(node)}")
        if node.func.id == "_" and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value), ""
        elif node.func.id == "_" and isinstance(node.args[0], ast.IfExp):
            for branch in (node.args[0].body, node.args[0].orelse):
                if isinstance(branch, ast.Constant):
                    yield str(branch.value), ""
        elif node.func.id == "ngettext":
            one, many = node.args[:2]
            if not isinstance(one, ast.Constant) or not isinstance(many, ast.Constant):
                raise Unreadable(f"{path}:{node.lineno}: {ast.unparse(node)}")
            yield str(one.value), str(many.value)


def _sentences(path: Path, name: str) -> Iterator[Text]:
    for kind in ast.parse(path.read_text("utf-8")).body:
        if isinstance(kind, ast.FunctionDef) and kind.name == name:
            for node in ast.walk(kind):
                first = (
                    node.value.elts[0] if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) else None
                )
                if isinstance(first, ast.Constant):
                    yield str(first.value), ""


def _listed(path: Path, name: str) -> Iterator[Text]:
    for line in ast.parse(path.read_text("utf-8")).body:
        if isinstance(line, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == name for each in line.targets
        ):
            for text in ast.literal_eval(line.value):
                yield str(text), ""


def _of_errors(path: Path) -> Iterator[Text]:
    for kind in ast.parse(path.read_text("utf-8")).body:
        if not isinstance(kind, ast.ClassDef):
            continue
        for line in kind.body:
            target = line.target if isinstance(line, ast.AnnAssign) else None
            if isinstance(line, ast.Assign):
                target = line.targets[0] if isinstance(line.targets[0], ast.Name) else None
            if (
                isinstance(target, ast.Name)
                and target.id in SAID_BY_ERRORS
                and isinstance(line, ast.Assign | ast.AnnAssign)
                and isinstance(line.value, ast.Constant)
            ):
                yield str(line.value.value), ""
