"""Small files, short functions, few parameters, and little that knows the screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.package import Module, modules

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
MOST_PARAMETERS = 6
SHARE_OF_TEXTUAL = 0.35

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: Module) -> Iterator[tuple[str, Function, bool]]:
    """Name, tree, and whether it is a method, of every function in `module`."""
    for parent in ast.walk(module.tree):
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, Function):
                yield f"{module.name}.{node.name}", node, isinstance(parent, ast.ClassDef)


def test_no_file_is_long() -> None:
    assert {
        module.name: module.lines for module in modules() if module.lines > LONGEST_FILE and not _table(module)
    } == {}


def _table(module: Module) -> bool:
    """The nouns are on one page on purpose (HOUSE: "every noun on one page")."""
    return module.name == "localcounsel.records"


def test_no_function_is_long() -> None:
    lengths = {
        name: (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules()
        for name, node, _ in functions(module)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_no_function_takes_many_parameters() -> None:
    assert [
        name
        for module in modules()
        for name, node, method in functions(module)
        if _parameters(node, method) > MOST_PARAMETERS
    ] == []


def _parameters(node: Function, method: bool) -> int:
    taken = node.args
    named = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs]
    static = any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in node.decorator_list)
    return len(named) - (1 if method and not static else 0) + bool(taken.vararg) + bool(taken.kwarg)


def test_a_third_of_the_lines_may_know_textual() -> None:
    textual = sum(m.lines for m in modules() if any(name.split(".")[0] == "textual" for name in m.imports()))
    whole = sum(module.lines for module in modules())
    assert textual / whole <= SHARE_OF_TEXTUAL, f"{textual} of {whole} lines"


def test_every_module_and_public_function_says_what_it_is_for() -> None:
    silent = [module.name for module in modules() if not ast.get_docstring(module.tree) and module.text.strip()]
    for module in modules():
        public = [node for node in module.tree.body if isinstance(node, Function | ast.ClassDef)]
        silent += [
            f"{module.name}.{node.name}"
            for node in public
            if not node.name.startswith("_") and not ast.get_docstring(node) and not _is_error(module)
        ]
    assert silent == []


def _is_error(module: Module) -> bool:
    """An error's title says it."""
    return module.name == "localcounsel.errors"


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
    assert [module.name for module in modules() if module.name.rsplit(".", 1)[-1] in drawers] == []
