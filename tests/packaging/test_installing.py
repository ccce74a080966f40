"""Install beside what is there, go back, notice what was altered, and leave nothing behind but the user's data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.bundles import described, install, key_pair, maintain, seal, toy

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the POSIX installer")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return key_pair(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, keys: tuple[Path, Path]) -> Path:
    return toy(tmp_path_factory.mktemp("first") / "bundle", "0.1.0", built=1_000, key=keys[0])


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory, keys: tuple[Path, Path]) -> Path:
    return toy(tmp_path_factory.mktemp("second") / "bundle", "0.2.0", built=2_000, key=keys[0])


def files(folder: Path) -> set[str]:
    """Every file and link below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() or path.is_symlink()}


def version(prefix: Path) -> str:
    command = [str(prefix / "bin" / "localcounsel"), "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_the_whole_life_of_an_installation(first: Path, second: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    """Install, use, upgrade, go back, alter, upgrade again, uninstall: one story, because each step costs seconds."""
    prefix = tmp_path / "person's place"
    done = install(first, prefix, "--key", str(keys[1]), shell=True)
    assert done.returncode == 0, done.stderr
    assert version(prefix) == "LocalCounsel 0.1.0"
    assert maintain(prefix, "verify").returncode == 0
    programs = prefix / "lib" / "localcounsel" / "current" / "venv" / "bin"
    assert {path.name.rstrip("0123456789.") for path in programs.iterdir()} == {"python"}, "no other commands"

    assert install(second, prefix).returncode == 0, "the key is known from the first time"
    assert version(prefix) == "LocalCounsel 0.2.0"
    refused = install(first, prefix)
    assert (refused.returncode, "is newer than this bundle" in refused.stderr) == (3, True)

    assert maintain(prefix, "rollback").returncode == 0
    assert version(prefix) == "LocalCounsel 0.1.0"
    assert maintain(prefix, "rollback").returncode == 0
    assert version(prefix) == "LocalCounsel 0.2.0"

    root = prefix / "lib" / "localcounsel"
    spoilt = next((root / "previous" / "venv").rglob("chroma_like.py"))
    spoilt.write_text("VALUE = 2\n", encoding="utf-8")
    back = maintain(prefix, "rollback")
    assert (back.returncode, "chroma_like.py was altered" in back.stderr) == (3, True)
    next((root / "current" / "venv").rglob("chroma_like.py")).unlink()
    verified = maintain(prefix, "verify")
    assert (verified.returncode, "chroma_like.py is missing" in verified.stderr) == (3, True)

    entry = prefix / "share" / "applications" / "localcounsel.desktop"
    assert f'Exec="{prefix}/bin/localcounsel"' in entry.read_text(encoding="utf-8")
    entry.write_text("changed by somebody", encoding="utf-8")
    gone = maintain(prefix, "uninstall")
    assert (gone.returncode, "Left, because" in gone.stdout) == (0, True)
    assert files(prefix) == {"share/applications/localcounsel.desktop"}


def test_verify_only_writes_nothing(first: Path, keys: tuple[Path, Path], tmp_path: Path) -> None:
    done = install(first, tmp_path / "p", "--key", str(keys[1]), "--verify-only", shell=True)
    assert (done.returncode, "every one as listed" in done.stdout) == (0, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [(), ("--no-signature", "--key")])
def test_a_signed_bundle_needs_the_key(
    first: Path, tmp_path: Path, options: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    others = str(key_pair(tmp_path_factory.mktemp("others"))[1])
    done = install(first, tmp_path / "p", *options, *([others] if options else []))
    assert done.returncode == 3
    assert ("give the firm's public key" if not options else "is not by the key") in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unsigned_bundle_is_taken_only_on_request_and_says_so(tmp_path: Path) -> None:
    made = toy(tmp_path / "bundle")
    assert install(made, tmp_path / "p", "--verify-only").returncode == 3
    done = install(made, tmp_path / "p", "--verify-only", "--no-signature")
    assert (done.returncode, "NOT SIGNED" in done.stdout) == (0, True)


def test_another_system_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    made = toy(tmp_path / "bundle")
    facts = described(made / "bundle.json") | {"system": "plan9", "pythons": ["cp27"], "glibc": "9.9"}
    (made / "bundle.json").write_text(json.dumps(facts), encoding="utf-8")
    seal(made, None)
    done = install(made, tmp_path / "p", "--no-signature")
    assert done.returncode == 4
    assert "the bundle is for plan9" in done.stderr
    assert "packages for Python" in done.stderr
    assert not (tmp_path / "p").exists()


def test_a_command_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    made = toy(tmp_path / "bundle")
    (tmp_path / "p" / "bin").mkdir(parents=True)
    (tmp_path / "p" / "bin" / "localcounsel").write_text("theirs", encoding="utf-8")
    done = install(made, tmp_path / "p", "--no-signature")
    assert (done.returncode, "was not made by this installer" in done.stderr) == (4, True)
    assert files(tmp_path / "p") == {"bin/localcounsel"}


def test_a_failed_step_leaves_nothing_in_use(tmp_path: Path) -> None:
    """A package that the list for pip does not know by its hash: pip refuses, and the version is removed again."""
    made = toy(tmp_path / "bundle")
    lines = next(made.glob("requirements-*.txt"))
    lines.write_text(lines.read_text(encoding="utf-8").replace("sha256:", "sha256:00", 1)[:-3], encoding="utf-8")
    seal(made, None)
    done = install(made, tmp_path / "p", "--no-signature")
    assert (done.returncode, "what it began was removed" in done.stderr) == (4, True)
    assert files(tmp_path / "p") <= {"lib/localcounsel/.lock"}
