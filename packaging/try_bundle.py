"""Installs and uses a bundle as an isolated machine would: a bare Debian, no network, no compiler, no root.

    python packaging/try_bundle.py BUNDLE.tar.gz --key firm-public.pem --root DIR

DIR is a Debian root; where it is empty, debootstrap fills it once (that step needs apt's ordinary mirror), or, with
`--assemble`, this machine's own packages do, without a mirror (`offline/bare_root.py`). Everything after that happens
in network, mount and process namespaces of its own: no interface but a loopback that is down. Run it as root: only
root may make such namespaces around another root folder; inside it everything is done as an ordinary user. What was
measured is printed as JSON at the end. Exit code 1 when a step did not go as it should.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from offline import bare_root
from offline.isolation import HOME, USER, Trial

SUITE = "bookworm"
INSIDE = "/tmp/bundle"
NEWER = "newer"
LIB = f"{HOME}/.local/lib/localcounsel"
COMMAND = f"{HOME}/.local/bin/localcounsel"
EVERYBODYS = "/opt/localcounsel"

QUESTION = "What is the monthly rent?"
QUESTIONS = (
    "question,document,page,quote,answerable\\n"
    "Which command only verifies the bundle?,it-guide.md,1,./install.sh --verify-only,yes\\n"
    "What does exit code 12 of doctor mean?,cli.md,1,a line wants attention,yes\\n"
    "What does the guide say about helicopters?,,,,no\\n"
)


def main() -> int:
    options = parser().parse_args()
    root = Path(options.root).absolute()
    if not (root / "usr/bin").is_dir():
        if options.assemble:
            root.mkdir(parents=True, exist_ok=True)
            print(f"a root of {bare_root.assemble(root)} of this machine's packages", flush=True)
        else:
            packages = ",".join(options.include)
            subprocess.run(["debootstrap", "--variant=minbase", f"--include={packages}", SUITE, str(root)], check=True)
    home = root / HOME[1:]
    for left in (EVERYBODYS, "/etc/localcounsel", "/root"):
        shutil.rmtree(root / left[1:], ignore_errors=True)
    (root / "root").mkdir(mode=0o700)
    for folder in (home, root / INSIDE[1:]):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.chown(folder, USER, USER)
    for source in (options.bundle, options.key, options.wrong_key):
        if source:
            shutil.copyfile(source, root / INSIDE[1:] / Path(source).name)
    if options.upgrade:
        newer = root / INSIDE[1:] / NEWER
        newer.mkdir()
        shutil.chown(newer, USER, USER)
        shutil.copyfile(options.upgrade, newer / Path(options.upgrade).name)
    trial = Trial(root)
    bare(trial)
    if install(trial, options):
        use(trial, options.short)
        if options.upgrade:
            upgrade(trial, options)
        leave(trial)
        if not options.short:
            for_everybody(trial, options)
    trial.measured["bundle, bytes"] = Path(options.bundle).stat().st_size
    print(json.dumps({"failed": trial.failed, "measured": trial.measured}, indent=1))
    return 1 if trial.failed else 0


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="try_bundle.py", description=str(__doc__).split("\n\n")[0])
    root.add_argument("bundle", metavar="BUNDLE.tar.gz")
    root.add_argument("--key", required=True, metavar="FILE", help="the public key it is signed with")
    root.add_argument("--wrong-key", metavar="FILE", help="another public key, which must be refused")
    root.add_argument("--upgrade", metavar="BUNDLE.tar.gz", help="a newer bundle to install over it and roll back")
    root.add_argument("--root", required=True, metavar="DIR", help="a Debian root; made where it is empty")
    root.add_argument("--assemble", action="store_true", help="make a new root of this machine's own packages")
    root.add_argument("--short", action="store_true", help="one installation, for this user, and its use")
    root.add_argument("--include", nargs="*", default=["python3", "ca-certificates"], help="packages of a new root")
    return root


def bare(trial: Trial) -> None:
    """The root has neither compiler nor Python packages, the namespace no way out."""
    trial.run("there is no compiler", "! command -v cc && ! command -v gcc && ! command -v c++ && ! command -v clang")
    trial.run("there is no pip", "! python3 -c 'import pip' && ! python3 -c 'import numpy'")
    trial.run("there is no interface", "test \"$(tail -n +3 /proc/net/dev | grep -cv ' *lo:')\" = 0")
    code = 'import socket; socket.create_connection((\\"192.0.2.1\\", 80), 3)'
    trial.run("nothing can be reached", f'python3 -c "{code}"', code=1, says="unreachable")


def install(trial: Trial, options: argparse.Namespace) -> bool:
    """Unpack, verify, refuse the wrong key and an altered file, install. Whether there is something to go on with."""
    name = Path(options.bundle).name
    folder = f"{INSIDE}/{name.removesuffix('.tar.gz')}"
    key = f"{INSIDE}/{Path(options.key).name}"
    trial.run("unpack", f"cd {INSIDE} && tar -xzf {name}")
    checked = f"openssl pkeyutl -verify -pubin -inkey {key} -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig"
    trial.run("openssl checks the signature", f"cd {folder} && {checked}", says="Signature Verified Successfully")
    trial.run("sha256sum checks the files", f"cd {folder} && sha256sum --check --strict --quiet SHA256SUMS")
    trial.run("refused without a key", f"{folder}/install.sh --verify-only", code=3, says="--key")
    if options.wrong_key:
        wrong = f"{INSIDE}/{Path(options.wrong_key).name}"
        trial.run(
            "another key refused", f"{folder}/install.sh --verify-only --key {wrong}", code=3, says="not by the key"
        )
    trial.run("verify only", f"{folder}/install.sh --verify-only --key {key}", says="every one as listed")
    trial.run("verifying wrote nothing", f'test -z "$(find {HOME} -mindepth 1)"')
    page = f"{folder}/docs/cli.md"
    altered = f"printf x >> {page}; {folder}/install.sh --key {key}; code=$?; truncate -s -1 {page}"
    trial.run("an altered file refused", f"{altered}; exit $code", code=3, says="docs/cli.md is not the file")
    trial.run("nothing was written", f'test -z "$(find {HOME} -mindepth 1)"')
    trial.run("install, with demo models and sample", f"{folder}/install.sh --key {key}", says="is installed in")
    if trial.failed:
        return False
    size = trial.run("size of the program", f"du -sb {LIB}").split()
    trial.measured["installed, bytes"] = int(size[0]) if size else 0
    trial.run("packages are what the bill says", f"{LIB}/current/venv/bin/python -I -c '{COMPARE}' {LIB}/current")
    return True


COMPARE = """
import importlib.metadata as m, json, re, sys
from pathlib import Path
bill = json.loads((Path(sys.argv[1]) / "sbom.cdx.json").read_text())
parts = [*bill["components"], bill["metadata"]["component"]]
listed = {(p["name"], p["version"]) for p in parts if p.get("purl", "").startswith("pkg:pypi/")}
here = {(re.sub("[-_.]+", "-", d.metadata["Name"]).lower(), d.version) for d in m.distributions()}
print(sorted(listed ^ here))
sys.exit(listed != here)
""".replace("'", '"')


def use(trial: Trial, short: bool) -> None:
    """From the first start to an answer; the whole sample is evaluated only where there is time for it."""
    trial.run("first start", f"{COMMAND} --version", says="LocalCounsel")
    trial.run("models", f"{COMMAND} models list --json", says="all-minilm-l6-v2-prepared")
    trial.run("every file of every model is hashed", f"{COMMAND} models verify", says="every file as approved")
    # On a machine as bare as this one some things deserve attention (no tesseract, no key of a firm): code 12. What
    # disk the short trial is given is not its concern: 13.
    doctor = (
        f"{COMMAND} doctor --json > {HOME}/doctor.json; test $? -le {13 if short else 12} && cat {HOME}/doctor.json"
    )
    trial.run("doctor", doctor, says='"what": "libraries", "standing": "pass"')
    trial.run("the air gap is proved", f"cat {HOME}/doctor.json", says='"what": "air gap", "standing": "pass"')
    bill = f"{COMMAND} report --out {HOME}/report.html && grep -c pkg:pypi/ {HOME}/report.html.cdx.json"
    trial.run("report, with the bill of materials", bill, says="report.html.cdx.json")
    said = trial.run("ask", f"{COMMAND} ask 'Sample matter' '{QUESTION}' --json", says='"standing"')
    trial.measured["answer"] = said[:600]
    trial.run("index", f"{COMMAND} matter new Own && {COMMAND} add Own {LIB}/current/docs/*.md", says="")
    trial.run("search", f"{COMMAND} search Own 'check sums of the bundle' --json", says="it-guide.md")
    asked = f"printf '{QUESTIONS}' > {HOME}/evaluated.csv"
    own = f"{COMMAND} evaluate Own --questions {HOME}/evaluated.csv --tracks retrieval,quotations"
    trial.run("evaluate a few of one's own", f"{asked}; {own} --out {HOME}/evaluated-own")
    if not short:
        trial.run("evaluate the sample", f"{COMMAND} evaluate --lite --tracks retrieval --out {HOME}/evaluated-sample")
    variant = "from localcounsel.engine.llama import library; print(library.processor())"
    trial.measured["variant"] = trial.run("variant", f'{LIB}/current/venv/bin/python -I -c "{variant}"').strip()
    trial.run(
        "nothing of the installation changed in use", f"{LIB}/maintain.sh verify", says="every file as it was installed"
    )


def upgrade(trial: Trial, options: argparse.Namespace) -> None:
    """A newer bundle keeps the data, and can be taken back."""
    name = Path(options.upgrade).name
    folder = f"{INSIDE}/{NEWER}/{name.removesuffix('.tar.gz')}"
    trial.run("unpack the upgrade", f"cd {INSIDE}/{NEWER} && tar -xzf {name}")
    trial.run("upgrade", f"{folder}/install.sh --no-demo", says="is kept")
    trial.run("matters are there", f"{COMMAND} matter list --json", says="Own")
    trial.run("roll back", f"{LIB}/maintain.sh rollback", says="is in use again")
    trial.run("matters are still there", f"{COMMAND} search Own 'check sums of the bundle' --json", says="it-guide.md")


def leave(trial: Trial) -> None:
    """Uninstalling removes what was made and says what it leaves."""
    altered = f"{LIB}/current/venv/pyvenv.cfg"
    trial.run(
        "an altered installation is seen", f"echo >> {altered}; {LIB}/maintain.sh verify", code=3, says="was altered"
    )
    trial.run("uninstall", f"{LIB}/maintain.sh uninstall", says="untouched")
    trial.run(
        "only data is left",
        f"! find {HOME} -type f | grep -v -e /.local/share/LocalCounsel/ -e /evaluated -e /doctor.json -e /report.",
    )


def for_everybody(trial: Trial, options: argparse.Namespace) -> None:
    """Installed by root in /opt, used by somebody who cannot write there, and removed again."""
    name = Path(options.bundle).name
    folder = f"{INSIDE}/{name.removesuffix('.tar.gz')}"
    key = f"{INSIDE}/{Path(options.key).name}"
    trial.run(
        "install for everybody", f"{folder}/install.sh --machine --key {key}", says="setup --models", as_root=True
    )
    trial.run("no user can write there", f"! find {EVERYBODYS} -writable ! -type l | grep .")
    launcher = "/usr/local/bin/localcounsel"
    home = f"{HOME}/second"
    setup = f"{launcher} --home {home} setup --models {EVERYBODYS}/current/models"
    trial.run("each user sets up what he wants", setup, says="The sample matter is ready")
    asked = f"{launcher} --home {home} search 'Sample matter' 'notice of termination' --json"
    trial.run("somebody uses it", asked, says='"rank": 1')
    firm(trial, launcher, home)
    trial.run("nothing of it changed in use", f"{EVERYBODYS}/maintain.sh verify", says="as it was installed")
    trial.run("uninstall it", f"{EVERYBODYS}/maintain.sh uninstall", says="Every user's own data", as_root=True)
    trial.run("nothing is left of it", f"! ls -d {EVERYBODYS} {launcher} /usr/local/share/man/man1/localcounsel.1")


MODELS = "smollm2-135m-instruct all-minilm-l6-v2 clause-ranker-1"
LISTS = "/etc/localcounsel/models"


def firm(trial: Trial, launcher: str, home: str) -> None:
    """IT's key and list, as docs/models.md puts them in place; used by somebody else; then the key is replaced."""
    pieces = f"cd && echo 'four words of nothing' > words && {launcher} models keygen --passphrase-file words"
    trial.run("IT makes its key", f"{pieces} --out $HOME/firm.pem", says="Fingerprint", as_root=True)
    install = "install -D -m 644 $HOME/firm.pem.pub /etc/localcounsel/firm-key.pem"
    trial.run("the public key is installed", install, as_root=True)
    asked = f"{launcher} --home {home} ask 'Sample matter' '{QUESTION}' --json"
    trial.run("nothing unsigned is loaded any more", asked, code=7, says="not signed for")
    signs = f"{launcher} setup --models {EVERYBODYS}/current/models && {launcher} models approve {MODELS}"
    said = "is signed for as chat"
    trial.run("IT signs", f"{signs} --key $HOME/firm.pem --passphrase-file $HOME/words", says=said, as_root=True)
    lists = f"install -d -m 755 {LISTS} && cp -r $HOME/.local/share/LocalCounsel/models/. {LISTS}"
    tidy = f"rm -f {LISTS}/approvals.json {LISTS}/.lock {LISTS}/model-serials.json && chmod -R a+rX,go-w {LISTS}"
    trial.run("the list is put in place", f"{lists} && {tidy} && {launcher} models verify", says="✓", as_root=True)
    trial.run("and remembered safely", f"{launcher} models verify", says="where users cannot write", as_root=True)
    trial.run("everybody uses it", asked, says='"standing"')
    trial.run("and sees whose it is", f"{launcher} --home {home} models list", says="signed by the firm")
    rotate(trial, launcher, home, asked)


def rotate(trial: Trial, launcher: str, home: str, asked: str) -> None:
    """The firm's key is replaced: by an administrator, and not by a user who has both private keys."""
    words = "--passphrase-file words --new-passphrase-file words"
    trial.run(
        "IT makes another key",
        f"cd && {launcher} models keygen --out next.pem --passphrase-file words && mkdir old && "
        f"cp -p {LISTS}/manifest.json* old && install -m 644 firm.pem next.pem words {INSIDE}",
        as_root=True,
    )
    new = f"cd {INSIDE} && {launcher} --home {home} models rotate-key --new-key next.pem --key firm.pem {words} --yes"
    trial.run("a user with both keys cannot replace it", new, code=2, says="by an administrator only")
    turn = f"cd && {launcher} models rotate-key --new-key next.pem --new-passphrase-file words --yes"
    trial.run("an administrator replaces the key", turn, says="stay revoked", as_root=True)
    trial.run("everybody goes on", asked, says='"standing"')
    trial.run("the old list comes back", f"cp -p $HOME/old/* {LISTS}", as_root=True)
    trial.run("and is refused", asked, code=7, says="is signed with another key")


if __name__ == "__main__":
    sys.exit(main())
