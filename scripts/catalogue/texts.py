"""Find every text of the interface in its source: what goes through `_()` and `ngettext()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

Text = tuple[str, str]
"""The English text and its plural, which is empty where there is one form."""


class Unreadable(Exception):
    """A text that cannot be looked up: it is put together before it is translated."""


def found(package: Path) -> dict[Text, tuple[str, ...]]:
    """Every text below `package` (the folder `localcounsel`), with the files it is in, in the order of the text."""
    where: dict[Text, list[str]] = {}
    for path in sorted(package.joinpath("tui").rglob("*.py")):
        for text in _spoken(path):
            where.setdefault(text, []).append(path.relative_to(package).as_posix())
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
