"""Tries a build of llama.cpp with modules: each module this processor can run, and emulated older processors.

    python packaging/variants.py llama_cpp_python-….whl --model SmolLM2-135M-Instruct.Q4_1.gguf

Each module is loaded alone and writes a few tokens; then, where `qemu-x86_64` is installed, a Python is started on
emulated processors from the first x86-64 on, and must choose the module that belongs to each. JSON at the end; exit
code 1 where a module failed, or a wrong one was chosen.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from offline import baseline

EMULATED = {
    "qemu64": "x64",
    "Nehalem": "sse42",
    "SandyBridge": "sandybridge",
    "IvyBridge": "ivybridge",
    "Haswell": "haswell",
}
"""Processors that qemu 7.2 has in full, oldest first, with the module that belongs to each. It has no AVX-512."""

LOADS = """
import ctypes, sys
from pathlib import Path
library = ctypes.CDLL(sys.argv[1] + "/libllama.so")
library.ggml_backend_load.restype = ctypes.c_void_p
score = ctypes.CDLL(sys.argv[2]).ggml_backend_score()
print(score, bool(score and library.ggml_backend_load(sys.argv[2].encode())))
"""
WRITES = """
import sys
sys.path.insert(0, sys.argv[1])
from localcounsel.engine.llama import library
llama = library.llama()
p = llama.llama_model_default_params()
model = llama.llama_model_load_from_file(sys.argv[2].encode(), p)
c = llama.llama_context_default_params()
c.n_ctx, c.n_batch, c.n_ubatch, c.n_threads, c.n_threads_batch = 256, 256, 256, 2, 2
context = llama.llama_init_from_model(model, c)
vocab = llama.llama_model_get_vocab(model)
tokens = (llama.llama_token * 64)()
text = b"This lease is made between"
count = llama.llama_tokenize(vocab, text, len(text), tokens, 64, True, False)
words = llama.llama_n_vocab(vocab) if hasattr(llama, "llama_n_vocab") else llama.llama_vocab_n_tokens(vocab)
written = []
for _ in range(12):
    assert llama.llama_decode(context, llama.llama_batch_get_one(tokens, count)) == 0
    scores = llama.llama_get_logits_ith(context, -1)
    best = max(range(words), key=lambda each: scores[each])
    written.append(best)
    tokens[0], count = best, 1
print(library.processor(), *written)
"""
CHOOSES = """
import sys
sys.path[:0] = sys.argv[1:3]
from localcounsel.engine.llama import library
print(library.processor())
"""


def main() -> int:
    options = parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="variants-") as work:
        site = Path(work) / "site"
        with zipfile.ZipFile(options.wheel) as archive:
            archive.extractall(site)
        beyond, modules, older = (
            plain(site / "llama_cpp" / "lib"),
            alone(site, options.model, Path(work)),
            emulated(site),
        )
    print(json.dumps({"instructions beyond the baseline": beyond, "modules": modules, "emulated": older}, indent=1))
    written = {str(each["tokens"]) for each in modules.values() if "tokens" in each}
    good = not any(beyond.values()) and len(written) == 1
    good &= all(each["result"] in ("writes", "does not fit this processor") for each in modules.values())
    good &= all(chosen == wanted for wanted, chosen in older.values())
    return 0 if good else 1


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="variants.py", description=str(__doc__).split("\n\n")[0])
    root.add_argument("wheel", metavar="WHEEL", help="llama-cpp-python with modules")
    root.add_argument("--model", required=True, metavar="FILE.gguf", help="a small model to write with")
    return root


def plain(libraries: Path) -> dict[str, dict[str, str]]:
    """Later instructions in what every start loads, by library and function."""
    return {name: baseline.beyond(libraries / f"{name}.so") for name in baseline.EVERYWHERE}


def alone(site: Path, model: str, work: Path) -> dict[str, dict[str, object]]:
    """Every module alone in a copy of the package: how well it says it fits, and what it writes."""
    results: dict[str, dict[str, object]] = {}
    for module in sorted((site / "llama_cpp" / "lib").glob("libggml-cpu-*.so")):
        name = module.stem.removeprefix("libggml-cpu-")
        copy = work / name
        shutil.copytree(site / "llama_cpp", copy / "llama_cpp")
        for other in (copy / "llama_cpp" / "lib").glob("libggml-cpu-*.so"):
            if other.name != module.name:
                other.unlink()
        libraries = copy / "llama_cpp" / "lib"
        code, said = _python([], LOADS, str(libraries), str(libraries / module.name))
        score = said.split()[0] if code == 0 else ""
        if score == "0":
            results[name] = {"result": "does not fit this processor"}
        else:
            code, said = _python([], WRITES, str(copy), model)
            words = said.split()
            good = code == 0 and words[0] == name
            results[name] = {"result": "writes" if good else f"FAILED: {said[-300:]}", "score": score}
            if good:
                results[name] |= {"tokens": [int(each) for each in words[1:]]}
        shutil.rmtree(copy)
        print(f"{name}: {results[name]['result']}", file=sys.stderr, flush=True)
    return results


def emulated(site: Path) -> dict[str, tuple[str, str]]:
    """For each emulated processor the module that belongs to it and the one that was chosen.

    Where a package has a few of the modules, the latest of those that an older processor has belongs to it.
    """
    qemu = shutil.which("qemu-x86_64")
    if qemu is None:
        print("qemu-x86_64 is not installed: older processors are not tried", file=sys.stderr)
        return {}
    found = {}
    root = str(Path(__file__).resolve().parent.parent)
    present = {path.stem.removeprefix("libggml-cpu-") for path in (site / "llama_cpp" / "lib").glob("libggml-cpu-*")}
    wanted = ""
    for processor, own in EMULATED.items():
        wanted = own if own in present else wanted
        code, said = _python([qemu, "-cpu", processor], CHOOSES, str(site), root)
        found[processor] = (wanted, said.strip().splitlines()[-1] if code == 0 and said.strip() else f"code {code}")
        print(f"{processor}: {found[processor][1]}", file=sys.stderr, flush=True)
    return found


def _python(before: list[str], code: str, *arguments: str) -> tuple[int, str]:
    # The venv's packages stay reachable for what the bindings import; the tried copy comes first on the path.
    command = [*before, sys.executable, "-I", "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=600, check=False)
    return done.returncode, done.stdout or done.stderr


if __name__ == "__main__":
    sys.exit(main())
