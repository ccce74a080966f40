"""What the code does not do: swallow errors, reach out, pickle, run loops below the screen, name this machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.package import ROOT, Module, modules, tracked_files

NEVER = frozenset(
    "webbrowser pickle marshal shelve multiprocessing http urllib.request urllib3 requests httpx ftplib smtplib "
    "socketserver ssl telnetlib xmlrpc dill cloudpickle joblib".split()
)
ONLY_IN_THE_TRIAL = "localcounsel.sandbox.verify"
NEVER_CALLED = frozenset({"eval", "exec", "compile", "breakpoint", "__import__"})


def test_nothing_reaches_out_pickles_or_opens_a_browser() -> None:
    assert [(module.name, name) for module in modules() for name in module.imports() if _within(name, NEVER)] == []


def test_only_the_trial_of_the_sandbox_knows_sockets() -> None:
    users = {module.name for module in modules() if any(_within(name, {"socket"}) for name in module.imports())}
    assert users == {ONLY_IN_THE_TRIAL}


def test_there_is_no_async_below_the_screen() -> None:
    below = [module for module in modules() if not module.below("tui")]
    assert [(m.name, name) for m in below for name in m.imports() if _within(name, {"asyncio", "anyio"})] == []
    awaiting = ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith
    assert [(m.name, node.lineno) for m in below for node in ast.walk(m.tree) if isinstance(node, awaiting)] == []


def test_no_text_is_run_as_code() -> None:
    assert [
        (module.name, node.lineno)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NEVER_CALLED
    ] == []


def test_no_program_is_started_through_a_shell() -> None:
    assert [
        (module.name, node.lineno)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and _called(node) != "Ports"
        and (_called(node) in {"os.system", "os.popen"} or any(keyword.arg == "shell" for keyword in node.keywords))
    ] == []


def test_no_error_is_swallowed() -> None:
    assert [f"{module.name}:{line}" for module in modules() for line in _swallowed(module)] == []


def _swallowed(module: Module) -> Iterator[int]:
    """Handlers that catch everything and say nothing, and any handler that only passes."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            only_passes = all(isinstance(step, ast.Pass) or _is_ellipsis(step) for step in node.body)
            everything = node.type is None or _name(node.type) in ("Exception", "BaseException")
            if only_passes or (everything and not _does_something_with_it(node)):
                yield node.lineno
        elif isinstance(node, ast.Call) and _called(node) in ("contextlib.suppress", "suppress"):
            yield from [node.lineno for kind in node.args if _name(kind) in ("Exception", "BaseException")]


def _does_something_with_it(node: ast.ExceptHandler) -> bool:
    """It raises, or it names the error and uses the name."""
    steps = [inner for step in node.body for inner in ast.walk(step)]
    used = {inner.id for inner in steps if isinstance(inner, ast.Name)}
    return any(isinstance(inner, ast.Raise) for inner in steps) or node.name in used


def test_nothing_tracked_names_this_machine_or_a_registry() -> None:
    # written in pieces, so that this file does not hold them either
    forbidden = [
        "/".join(("", *parts)) for parts in (("work", "main"), ("work", "shared"), ("root", ""), ("opt", "py"))
    ]
    forbidden += ["py" + "pi.org", "python" + "hosted.org", "anaconda" + ".org", "pypi" + ".python"]
    pattern = re.compile("|".join(map(re.escape, forbidden)).encode())
    named = {}
    for path in tracked_files():
        if found := pattern.search(path.read_bytes()):
            named[str(path.relative_to(ROOT))] = found.group().decode()
    assert named == {}


def test_nothing_tracked_is_unfinished() -> None:
    marks = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")
    sources = [path for path in tracked_files() if path.suffix in (".py", ".md", ".toml", ".tcss")]
    assert [str(path.relative_to(ROOT)) for path in sources if marks.search(path.read_text("utf-8"))] == []


def _within(name: str, packages: frozenset[str] | set[str]) -> bool:
    return any(f"{name}.".startswith(f"{package}.") for package in packages)


def _called(node: ast.Call) -> str:
    return _name(node.func)


def _name(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def _is_ellipsis(step: ast.stmt) -> bool:
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant) and step.value.value is Ellipsis
