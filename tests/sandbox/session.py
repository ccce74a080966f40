"""A whole session of the command line on three small documents, and an installation whose policy file says `off`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcounsel.sandbox import environment

ROOT = Path(__file__).resolve().parents[2]
DEMO_MODELS = ROOT / ".work" / "models"
PATIENCE = 900
"""Seconds for one verb: preparing the embedder takes two minutes on two busy cores."""

DOCUMENTS = {
    "lease.txt": (
        "LEASE\n\n1. Premises. The Landlord lets the ground floor of 12 Harbour Street to the Tenant.\n\n"
        "2. Rent. The Tenant shall pay rent of EUR 4,200 a month, in advance, on the first working day.\n\n"
        "3. Repairs. The Landlord shall keep the roof and the outer walls in repair.\n"
    ),
    "services.txt": (
        "SERVICES AGREEMENT\n\n1. Services. Northwind Analytics shall report each quarter to Ashgrove Mills.\n\n"
        "2. Termination. Either party may terminate this Agreement on ninety days' written notice.\n\n"
        "3. Liability. The liability of either party is limited to the fees paid in the preceding twelve months.\n"
    ),
    "letters/notice.txt": (
        "Dear Ms Okafor,\n\nwe give notice of termination of the Services Agreement under its clause 2, from\n"
        "30 June. The report for the second quarter will still be delivered.\n\nNorthwind Analytics\n"
    ),
}


@dataclass(frozen=True)
class Session:
    """Runs verbs of one installation on one home, each through `before` (unshare, strace)."""

    interpreter: Path
    home: Path
    work: Path
    start_in: Path
    """The checkout, or a folder from which only the installation's own package can be imported."""
    before: tuple[str, ...] = ()

    def run(self, *verb: str) -> str:
        """What the verb printed; fails with what it said when it did not end with 0."""
        line = [*self.before, str(self.interpreter), "-m", "localcounsel", "--home", str(self.home), *verb]
        temporary = self.work / "temporary"  # a purge looks through all of it for remains
        temporary.mkdir(exist_ok=True)
        done = subprocess.run(
            line,
            cwd=self.start_in,
            env=environment.scrubbed({"TMPDIR": str(temporary)}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, f"{' '.join(verb)}: {done.stderr}"
        return done.stdout

    def json(self, *verb: str) -> dict[str, Any]:
        """The JSON object that the verb printed."""
        printed = json.loads(self.run(*verb, "--json"))
        assert isinstance(printed, dict)
        return printed

    def main_job(self) -> dict[str, Any]:
        """A new matter, three documents, its status, and one search: what the search found."""
        for name, text in DOCUMENTS.items():
            path = self.work / "documents" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        self.run("matter", "new", "Ashgrove")
        self.run("add", "Ashgrove", str(self.work / "documents"))
        assert len(self.json("status", "Ashgrove")["documents"]) == len(DOCUMENTS)
        return self.json("search", "Ashgrove", "ninety days written notice")

    def with_models(self) -> dict[str, Any]:
        """The two demo models approved, then the main job and one question: the answer."""
        self.run("setup", "--models", str(DEMO_MODELS))
        self.main_job()
        return self.json("ask", "Ashgrove", "How much notice must be given to terminate the services agreement?")

    def whole_job(self) -> None:
        """All that a firm does with it: set-up, import, fifty documents, twenty questions, papers, backup, removal."""
        out = self.work / "out"
        out.mkdir()
        self.run("setup", "--models", str(DEMO_MODELS))
        chat = next(DEMO_MODELS.glob("*/*.gguf"))
        self.run("models", "import", str(chat), "--name", "second", "--licence", "Apache-2.0", "--grounds", "trial")
        self._fifty_documents()
        self.run("matter", "new", "Ashgrove")
        self.run("add", "Ashgrove", str(self.work / "documents"))
        questions = self.work / "questions.jsonl"
        asked = [{"id": str(n), "question": f"How much notice ends the agreement of party {n}?"} for n in range(1, 21)]
        questions.write_text("\n".join(json.dumps(each) for each in asked) + "\n", "utf-8")
        self.run("search", "Ashgrove", "--batch", str(questions))
        answers = [json.loads(line) for line in self.run("ask", "Ashgrove", "--batch", str(questions)).splitlines()]
        assert [each["id"] for each in answers if "error" not in each] == [each["id"] for each in asked]
        self.run("export", "Ashgrove", "last", "--out", str(out / "answer.docx"))
        self.run("export", "Ashgrove", "last", "--out", str(out / "answer.md"))
        self.run("audit", "verify", "Ashgrove")
        self.run("backup", "Ashgrove", "--out", str(out / "ashgrove.tar"))
        self.run("restore", str(out / "ashgrove.tar"), "--as", "Copy")
        self.run("policy", "show")
        self.run("check", "Copy")
        self.run("purge", "Copy", "--certificate", str(out / "purged.md"), "--yes")

    def _fifty_documents(self) -> None:
        folder = self.work / "documents"
        folder.mkdir(exist_ok=True)
        for number in range(1, 51):
            text = DOCUMENTS["services.txt"].replace("Northwind", f"Party {number}").replace("ninety", f"{number + 9}")
            (folder / f"services {number}.txt").write_text(text, "utf-8")


def without_containment(folder: Path) -> Path:
    """The interpreter of an installation of its own: this package copied, and a policy file of `off` in it."""
    copied = folder / "package"
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "localcounsel", copied / "localcounsel", ignore=leave)
    policy = copied / "localcounsel" / "sandbox" / "policy.toml"
    policy.write_text('containment = "off"\n', "utf-8")
    policy.chmod(0o644)
    made = folder / "installation"
    venv.EnvBuilder(with_pip=False, symlinks=True).create(made)
    paths = sysconfig.get_paths(vars={"base": str(made), "platbase": str(made)})
    libraries = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (Path(paths["purelib"]) / "installation.pth").write_text("\n".join([str(copied), *libraries]) + "\n", "utf-8")
    return Path(paths["scripts"]) / "python"


def found_first(hits: Sequence[dict[str, Any]]) -> str:
    """The document of the best passage."""
    assert hits, "nothing was found"
    return str(hits[0]["document"])
