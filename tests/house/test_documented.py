"""Every verb and option, every error and exit code, every setting of containment is in the documents."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from localcounsel import __main__ as door
from localcounsel import errors
from localcounsel.cli import parser
from localcounsel.sandbox import bootstrap, policy
from tests.house.package import ROOT

CLI = (ROOT / "docs" / "cli.md").read_text("utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text("utf-8")


def verbs(root: argparse.ArgumentParser, path: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every verb as typed (`matter new`) with its parser."""
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, verb in action.choices.items():
                yield from verbs(verb, f"{path} {name}".strip())
    if path and not any(isinstance(action, argparse._SubParsersAction) for action in root._actions):
        yield path, root


def all_errors() -> list[type[errors.CounselError]]:
    """The whole tree of errors.py."""
    found, pending = [], [errors.CounselError]
    while pending:
        kind = pending.pop()
        found.append(kind)
        pending += [each for each in kind.__subclasses__() if each.__module__ == errors.__name__]
    return found


@pytest.mark.parametrize(
    ("name", "verb"), list(verbs(parser())), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_verb_is_documented(name: str, verb: argparse.ArgumentParser) -> None:
    assert f"`{name}" in CLI
    options = {option for action in verb._actions for option in action.option_strings if option.startswith("--")}
    assert [option for option in options - {"--help"} if f"{option}" not in CLI] == []


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.__name__)
def test_every_error_has_title_advice_and_a_documented_code(kind: type[errors.CounselError]) -> None:
    assert kind.title
    assert kind.default_advice.rstrip().endswith(".")
    row = next((line for line in CLI.splitlines() if line.startswith(f"| {kind.exit_code} |")), "")
    assert row, f"exit code {kind.exit_code} is not in docs/cli.md"
    if kind is not errors.CounselError:
        assert f"`{kind.__name__}`" in row


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.__name__)
def test_every_error_crosses_a_process_boundary_by_name(kind: type[errors.CounselError]) -> None:
    assert errors.by_name(kind("x").name) is kind
    assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("name", ["", "KeyboardInterrupt", "SystemExit", "object", "os.system", "CounselError\0"])
def test_a_child_can_raise_nothing_else(name: str) -> None:
    assert errors.by_name(name) is errors.EngineError


def test_the_codes_of_the_door_are_documented() -> None:
    codes = (0, 1, door.STOPPED, door.READER_WENT_AWAY, door.UNFORESEEN)
    assert [code for code in codes if f"\n| {code} |" not in CLI] == []


def test_every_role_and_choice_of_containment_is_documented() -> None:
    assert [role for role in bootstrap.ROLES if f"| {role} |" not in SECURITY] == []
    assert [choice for choice in policy.CHOICES if f'containment = "{choice}"' not in SECURITY] == []
    heading = re.search(r"See docs/security\.md, `([^`]+)`", errors.Containment.default_advice)
    assert heading is not None
    assert f"## {heading.group(1)}\n" in SECURITY
