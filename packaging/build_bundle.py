"""Makes the archive that installs LocalCounsel on a machine without network: `python packaging/build_bundle.py`.

Run it with the Python of `.venv` on a connected machine of the same kind, after `python3 scripts/run.py --version`
has set that up. docs/it-guide.md tells the whole way, from here to the first question there.
"""

from __future__ import annotations

import argparse
import getpass
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from offline import (
    archive,
    binaries,
    carried_python,
    contents,
    graphics,
    hosts,
    licences,
    man_page,
    native,
    sbom,
    wheels,
)
from offline.needed import left_out
from offline.sbom import Part
from offline.targets import TARGETS, Target
from offline.wheels import Wheel

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".work" / "bundle"
sys.path.insert(0, str(ROOT))


def main() -> int:
    options = parser().parse_args()
    target = TARGETS[options.target]
    if target.system != sys.platform and not options.llama_wheel:
        print(
            f"llama.cpp for {target.name} is compiled on such a machine; bring it with --llama-wheel", file=sys.stderr
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="bundle-", dir=_made(Path(options.out))) as work:
        return Build(options, target, Path(work)).run()


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="build_bundle.py", description=str(__doc__).split("\n\n")[0])
    root.add_argument("--target", choices=sorted(TARGETS), default="linux-x86_64")
    root.add_argument("--out", metavar="DIR", default="dist", help="where the archive goes (default: dist)")
    root.add_argument("--key", metavar="FILE", help="Ed25519 private key (PEM) of IT, to sign with")
    root.add_argument(
        "--for-python",
        metavar="LIST",
        default="3.11",
        help="versions on the isolated side, e.g. 3.11,3.12 (default 3.11)",
    )
    root.add_argument("--python", metavar="DIR", help="carry this relocatable Python; `debian` fetches Debian 12's")
    root.add_argument("--interpreter", metavar="PATH", default="bin/python3", help="its program, within DIR")
    root.add_argument(
        "--with-preparation", action="store_true", help="torch and sentence-transformers, to import embedders"
    )
    root.add_argument("--without-models", action="store_true", help="leave the embedded models out")
    root.add_argument(
        "--graphics",
        "--gpu",
        action="append",
        default=[],
        choices=sorted(graphics.KINDS),
        help="one more module, see docs/it-guide.md",
    )
    root.add_argument("--llama-wheel", metavar="FILE", help="take this build of llama-cpp-python, made here before")
    root.add_argument("--variants", metavar="LIST", help=argparse.SUPPRESS)
    root.add_argument("--jobs", type=int, default=2, metavar="N", help="compile with N processes")
    root.add_argument("--models", metavar="DIR", default=str(ROOT / ".work" / "models"), help=argparse.SUPPRESS)
    root.add_argument("--accept-hosts", action="store_true", help=argparse.SUPPRESS)
    return root


@dataclass
class Build:
    """One bundle being made in `work`."""

    options: argparse.Namespace
    target: Target
    work: Path

    def run(self) -> int:
        began = time.monotonic()
        when = int(time.time())
        version = _version()
        folder = self.work / f"localcounsel-{version}-{self.target.name}"
        (folder / "wheels").mkdir(parents=True)
        found = self._packages(folder)
        scanned = [each for wheel in found for each in binaries.in_wheel(wheel.path)]
        python = self._python(folder, when)
        if python:
            scanned += binaries.in_tar(folder / "python.tar.gz")
        if not self._hosts_explained(scanned, folder):
            return 1
        collected = [licences.collect(wheel, folder / "licences") for wheel in found]
        parts = self._parts(folder, found)
        contents.put_papers(ROOT, folder, self._man_page(version, when), licences.overview(collected))
        if python:
            (folder / "installer" / "python.path").write_text(f"{python}\n", encoding="utf-8")
        timestamp = datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        bill = sbom.write(version, timestamp, list(zip(found, collected, strict=True)), parts)
        (folder / "sbom.cdx.json").write_text(bill, encoding="utf-8")
        facts = {
            "version": version,
            "built": when,
            "target": self.target.name,
            "system": self.target.system,
            "machine": {"AMD64": "x86_64"}.get(self.target.machine, self.target.machine),
            "pythons": [f"cp{each.replace('.', '')}" for each in self._pythons()],
            "python": python,
            "glibc": binaries.newest_glibc(iter(scanned)),
            "preparation": self.options.with_preparation,
            "installed_bytes": contents.installed_bytes(found, folder),
        }
        (folder / "bundle.json").write_text(contents.describe(facts, collected), encoding="utf-8")
        return self._seal(folder, when, began)

    def _pythons(self) -> list[str]:
        return [each.strip() for each in str(self.options.for_python).split(",")]

    def _packages(self, folder: Path) -> list[Wheel]:
        """Fetch and build every package; a list for pip for each Python."""
        cache = CACHE / self.target.name
        llama = Wheel.at(Path(self.options.llama_wheel)) if self.options.llama_wheel else self._llama(cache)
        llama = self._with_graphics(llama, cache)
        own = wheels.own(ROOT, self.work / "own")
        everything = {each.path.name: each for each in (llama, own)}
        for python in self._pythons():
            say(f"packages for Python {python}")
            pins = wheels.chosen(ROOT / "packaging" / "lock", self.target, python, self.options.with_preparation)
            fetched = wheels.fetch(pins, self.target, python, cache / "wheels")
            everything |= {each.path.name: each for each in fetched}
            tag = f"cp{python.replace('.', '')}"
            lines = wheels.requirements([*fetched, llama, own])
            (folder / f"requirements-{tag}.txt").write_text(lines, encoding="utf-8")
        for each in everything.values():
            shutil.copyfile(each.path, folder / "wheels" / each.path.name)
        return [Wheel.at(folder / "wheels" / name) for name in sorted(everything)]

    def _llama(self, cache: Path) -> Wheel:
        """The build of this lock and these options, compiled once and kept."""
        few = [each for each in str(self.options.variants or "").split(",") if each]
        kept = cache / f"llama-{native.identity(ROOT, few)}"
        if not (ready := sorted(kept.glob("llama_cpp_python-*.whl"))):
            time_needed = "minutes" if few else "half an hour on two cores"
            say(f"compiling llama.cpp with a module for {', '.join(few) or 'each kind of processor'}; {time_needed}")
            return native.build(ROOT, kept, self.options.jobs, few)
        return Wheel.at(ready[0])

    def _with_graphics(self, llama: Wheel, cache: Path) -> Wheel:
        """The same with modules for graphics devices, where they were asked for."""
        if not (kinds := sorted(set(self.options.graphics))):
            return llama
        say(f"llama.cpp's module for {' and '.join(kinds)}, compiled once; a quarter of an hour on two cores")
        modules = [graphics.module(ROOT, cache, kind, self.options.jobs) for kind in kinds]
        return graphics.added(llama, modules, self.work / "graphics")

    def _python(self, folder: Path, when: int) -> str:
        """Pack the Python to carry, if one is wanted; the path of its interpreter within the archive."""
        if not self.options.python:
            return ""
        source = self.work / "python"
        if self.options.python == "debian":
            say("Debian's Python")
            interpreter = carried_python.from_debian(source)
        else:
            shutil.copytree(self.options.python, source, symlinks=True)
            interpreter = self.options.interpreter
        version = carried_python.check(source, interpreter)
        if [version] != self._pythons():
            raise SystemExit(f"the carried Python is {version}: say --for-python {version}")
        carried_python.pack(source, folder / "python.tar.gz", when)
        return interpreter

    def _hosts_explained(self, scanned: Sequence[binaries.Binary], folder: Path) -> bool:
        say(f"host names in {len(scanned)} compiled files")
        allowed = hosts.Allowed(hosts.LIST.read_text(encoding="utf-8"))
        found = hosts.scan(scanned)
        (folder / "HOSTS.md").write_text(hosts.report(found, allowed), encoding="utf-8")
        if (lines := hosts.unexplained(found, allowed)) and not self.options.accept_hosts:
            print("host names without a reason in packaging/hosts_allowed.toml:", *lines, sep="\n  ", file=sys.stderr)
            return False
        return True

    def _parts(self, folder: Path, found: Sequence[Wheel]) -> list[Part]:
        """What is in the bundle and is no Python package."""
        parts = contents.shipped_model(ROOT)
        llama = next(wheel for wheel in found if wheel.name == "llama-cpp-python")
        parts += native.parts(llama, folder / "licences" / llama.name)
        if not self.options.without_models:
            parts += contents.put_models(contents.models(ROOT, Path(self.options.models)), folder)
        if self.options.python:
            parts.append(Part("platform", "cpython", self._pythons()[0], "PSF-2.0", note="carried in python.tar.gz"))
        return parts

    def _man_page(self, version: str, when: int) -> str:
        from localcounsel import cli

        date = datetime.fromtimestamp(when, UTC).date().isoformat()
        return man_page.write(cli.parser(), version, date)

    def _seal(self, folder: Path, when: int, began: float) -> int:
        archive.write_sums(folder)
        if self.options.key:
            key = Path(self.options.key)
            try:
                archive.sign(folder, key, None)
            except TypeError:
                archive.sign(folder, key, getpass.getpass(f"Password of {key.name}: ").encode())
        target = Path(self.options.out) / f"{folder.name}.tar.gz"
        archive.pack(folder, target, when)
        count = sum(1 for path in folder.rglob("*") if path.is_file())
        say(f"{target}: {target.stat().st_size / 1e6:.0f} MB, {count} files, {time.monotonic() - began:.0f} s")
        say("signed" if self.options.key else "NOT SIGNED: give --key to sign it")
        out = left_out(self.options.with_preparation)
        say(f"{len(out)} packages of the lock are left out; see docs/it-guide.md")
        if not self.target.tried:
            say(f"a bundle for {self.target.name} has not been tried on such a machine")
        return 0


def _version() -> str:
    from localcounsel import __version__

    return str(__version__)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder.absolute()


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except (subprocess.CalledProcessError, ValueError, RuntimeError) as error:
        raise SystemExit(f"build_bundle.py: {error}") from error
