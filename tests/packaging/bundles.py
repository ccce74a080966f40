"""A toy bundle for the tests: every part of a real one, a package that says it is LocalCounsel, real check sums."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))
sys.path.insert(0, str(ROOT / "packaging" / "isolated" / "installer"))

from offline import archive, contents  # noqa: E402 - the path comes first
from offline.wheels import Wheel, requirements  # noqa: E402

TAG = f"cp{sys.version_info.major}{sys.version_info.minor}"


def key_pair(folder: Path, name: str = "firm") -> tuple[Path, Path]:
    """A new Ed25519 key as two PEM files: private, public."""
    private = Ed25519PrivateKey.generate()
    secret, public = folder / f"{name}-private.pem", folder / f"{name}-public.pem"
    secret.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    public.write_bytes(
        private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return secret, public


def wheel(folder: Path, name: str, version: str, files: dict[str, bytes]) -> Wheel:
    """A package that pip installs."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name.replace('-', '_')}-{version}"
    path = folder / f"{stem}-py3-none-any.whl"
    meta = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense-Expression: MIT\n"
    everything = {
        **files,
        f"{stem}.dist-info/METADATA": meta.encode(),
        f"{stem}.dist-info/WHEEL": b"Wheel-Version: 1.0\nGenerator: toy\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{stem}.dist-info/licenses/LICENSE.txt": b"Permission is hereby granted.\n",
    }
    record = []
    for each, content in everything.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.append(f"{each},sha256={digest},{len(content)}\n")
    with zipfile.ZipFile(path, "w") as packed:
        for each, content in everything.items():
            packed.writestr(each, content)
        packed.writestr(f"{stem}.dist-info/RECORD", "".join(record) + f"{stem}.dist-info/RECORD,,\n")
    return Wheel.at(path)


def pip_wheel(folder: Path) -> Wheel:
    """pip itself as a wheel, packed from the one that runs these tests."""
    import pip

    source = Path(pip.__file__).parent
    version = pip.__version__
    path = folder / f"pip-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        for each in sorted(source.rglob("*")):
            if each.is_file() and each.suffix != ".pyc":
                packed.write(each, f"pip/{each.relative_to(source).as_posix()}")
        packed.writestr(f"pip-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: pip\nVersion: {version}\n")
    return Wheel.at(path)


def toy(folder: Path, version: str = "0.1.0", *, built: int = 1_000, key: Path | None = None) -> Path:
    """A whole bundle in `folder`, signed with the private `key` where one is given."""
    folder.mkdir(parents=True)
    main = f"import sys\nprint('LocalCounsel {version}', *sys.argv[2:])\n".encode()
    made = wheel(
        folder / "wheels", "localcounsel", version, {"localcounsel/__init__.py": b"", "localcounsel/__main__.py": main}
    )
    other = wheel(folder / "wheels", "chroma-like", "1.0", {"chroma_like.py": b"VALUE = 1\n"})
    pip = pip_wheel(folder / "wheels")
    (folder / f"requirements-{TAG}.txt").write_text(requirements([made, other, pip]), encoding="utf-8")
    contents.put_papers(ROOT, folder, ".TH LOCALCOUNSEL 1\n", "# Licences\n")
    system = {"win32": "win32", "darwin": "darwin"}.get(sys.platform, "linux")
    facts = {
        "version": version,
        "built": built,
        "system": system,
        "machine": "arm64" if "arm" in _machine() or "aarch64" in _machine() else "x86_64",
        "pythons": [TAG],
        "python": "",
        "glibc": "2.17",
        "installed_bytes": 1_000_000,
    }
    (folder / "bundle.json").write_text(contents.describe(facts, []), encoding="utf-8")
    seal(folder, key)
    return folder


def seal(folder: Path, key: Path | None) -> None:
    """List and sign the bundle as it stands."""
    archive.write_sums(folder)
    if key is not None:
        archive.sign(folder, key, None)


def install(folder: Path, prefix: Path, *options: str, shell: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the bundle's installer, through `install.sh` or its program alone."""
    program = [str(folder / "install.sh")] if shell else [sys.executable, "-I", "-B", str(folder / "installer")]
    if shell:
        (folder / "install.sh").chmod(0o755)
    else:
        program += ["--bundle", str(folder)]
    return _run([*program, "--prefix", str(prefix), *options])


def maintain(prefix: Path, action: str) -> subprocess.CompletedProcess[str]:
    """Run what an installation leaves for its upkeep."""
    return _run([str(prefix / "lib" / "localcounsel" / "maintain.sh"), action])


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)


def described(path: Path) -> dict[str, object]:
    """A JSON file as a table."""
    found = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def _machine() -> str:
    import platform

    return platform.machine().lower()
