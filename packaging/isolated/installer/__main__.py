"""`install.sh`'s program: verify a bundle, install it beside what is there, go back, uninstall. Standard library only.

Exit codes: 0 done; 2 wrongly called; 3 the bundle or the installation is not as it should be; 4 this machine or its
Python will not do, or a step failed (then everything it began was removed).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import ed25519  # noqa: E402 - an isolated Python does not look beside the program by itself
import making  # noqa: E402
import places as where  # noqa: E402
import suitable  # noqa: E402
import surroundings  # noqa: E402
from bundle import Bundle, Refused, check, is_signed  # noqa: E402
from versions import Versions, alone  # noqa: E402

NOT_AS_IT_SHOULD_BE = 3
WILL_NOT_DO = 4


def main() -> int:
    os.umask(0o022)
    options = parser().parse_args()
    if options.root:
        places = where.Places(Path(options.root), Path(options.programs), Path(options.share), options.machine)
    else:
        places = where.find(options.prefix, options.machine, os.environ)
    try:
        if options.action == "install":
            return install(options, places)
        return {"verify": verify, "list": show, "rollback": roll_back, "uninstall": uninstall}[options.action](places)
    except Refused as refused:
        return _tell_refused("Refused.", refused, NOT_AS_IT_SHOULD_BE)
    except OSError as error:
        return _tell_refused("It did not work.", Refused(str(error)), WILL_NOT_DO)


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="install.sh", description="Install LocalCounsel without network or compiler.")
    actions = ("install", "verify", "list", "rollback", "uninstall")
    root.add_argument("action", nargs="?", choices=actions, default="install", help="default: install")
    root.add_argument("--key", metavar="FILE", help="the firm's public key (PEM) that the bundle must be signed with")
    root.add_argument("--no-signature", action="store_true", help="take a bundle on its check sums alone")
    root.add_argument("--verify-only", action="store_true", help="verify the bundle, write nothing")
    root.add_argument("--machine", action="store_true", help="for every user, in /opt (needs the right to write there)")
    root.add_argument("--prefix", metavar="DIR", help="below DIR, in lib, bin and share")
    root.add_argument("--older", action="store_true", help="install a bundle older than the one in use")
    root.add_argument("--replace-key", action="store_true", help="trust --key from now on instead of the key before")
    root.add_argument("--no-demo", action="store_true", help="do not set up the demo models and the sample matter")
    for name in ("--bundle", "--root", "--programs", "--share"):
        root.add_argument(name, help=argparse.SUPPRESS)
    return root


def install(options: argparse.Namespace, places: where.Places) -> int:
    """Verify, then make the version beside the others, then switch to it."""
    folder = Path(options.bundle).absolute()
    bundle = check(folder, _key(options, places, folder), _progress)
    _progress(len(bundle.sums), len(bundle.sums))
    say(f"{len(bundle.sums)} files, every one as listed.")
    if bundle.signed_by is None:
        say("NOT SIGNED: the list itself could have been written by anybody.")
    else:
        say(f"Signed with the key {ed25519.fingerprint(bundle.signed_by)}.")
    if options.verify_only:
        return 0
    try:
        suitable.refuse_unfit(bundle, places.root)
        if others := surroundings.strangers(places):
            raise Refused(*(f"{path} is there and was not made by this installer" for path in others))
    except Refused as refused:
        return _tell_refused("This machine will not do as it is. Nothing was changed.", refused, WILL_NOT_DO)
    with alone(places.root):
        return _install(options, places, bundle)


def _install(options: argparse.Namespace, places: where.Places, bundle: Bundle) -> int:
    versions = Versions(places)
    before = versions.current()
    built = int(bundle.facts["built"])
    if before and int(versions.facts(before)["built"]) > built and not options.older:
        raise Refused(f"the version in use ({before}) is newer than this bundle; --older installs it all the same")
    name = f"{bundle.facts['version']}-{bundle.digest[:8]}"
    folder = versions.folder(name)
    if name == before:
        say(f"{name} is installed already.")
        return 0
    shutil.rmtree(folder, ignore_errors=True)  # the version before this one, or what a kill left of a try
    try:
        making.make(bundle, folder, say)
        said = making.finish(folder)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, Refused | OSError):
            raise
        refused = error if isinstance(error, Refused) else Refused(str(error))
        return _tell_refused("The installation failed; what it began was removed.", refused, WILL_NOT_DO)
    if bundle.signed_by is not None and options.key:
        places.trusted_key.write_bytes(Path(options.key).read_bytes())
    versions.use(name)
    written = surroundings.put_in_place(places, folder)
    gone = versions.forget_others()
    say(f"{said} is installed in {folder}.", *(f"  {path}" for path in written))
    if before:
        say(f"{before} is kept: {places.root}/maintain.sh rollback goes back to it.")
    say(*(f"{each} was removed." for each in gone))
    if str(places.programs) not in os.environ.get("PATH", "").split(os.pathsep):
        say(f"{places.programs} is not on the path: start {places.launcher}, or add the folder to PATH.")
    return _first_use(options, places, versions.folder(name))


def _first_use(options: argparse.Namespace, places: where.Places, folder: Path) -> int:
    """For one user the demo models are set up at once; on a machine of several, each does it who wants them."""
    if not (folder / "models").is_dir() or options.no_demo:
        return 0
    current = places.root / "current" if sys.platform != "win32" else folder
    command: list[str | Path] = [making.environment_python(folder), "-I", "-m", "localcounsel"]
    command += ["setup", "--models", current / "models"]
    if places.machine:
        say(f"Each user who wants the demo models: {places.launcher} setup --models {current / 'models'}")
        return 0
    say("setting up the demo models and the sample matter")
    os.umask(0o077)
    making.run(command)
    say(f"Ready: {places.launcher}")
    return 0


def _key(options: argparse.Namespace, places: where.Places, folder: Path) -> bytes | None:
    """The key this bundle must be signed with. Raises Refused where none is given and none was trusted before."""
    trusted = _read_key(places.trusted_key) if places.trusted_key.is_file() else None
    given = _read_key(Path(options.key)) if options.key else None
    if trusted and given and trusted != given and not options.replace_key:
        raise Refused("the key given is not the key of the version in use; --replace-key trusts it from now on")
    if given or trusted:
        return given or trusted
    if options.no_signature:
        return None
    advice = "it is signed: give the firm's public key with --key" if is_signed(folder) else "the bundle is not signed"
    raise Refused(f"{advice}; --no-signature takes it on its check sums alone")


def _read_key(path: Path) -> bytes:
    try:
        return ed25519.public_key(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise Refused(f"{path} cannot be used as a key: {error}") from error


def verify(places: where.Places) -> int:
    """Compare the version in use with what was installed."""
    name = _in_use(places)
    changes = making.changes(Versions(places).folder(name))
    if changes:
        raise Refused(*changes[:50], *([f"and {len(changes) - 50} more"] if len(changes) > 50 else []))
    say(f"{name}: every file as it was installed.")
    return 0


def show(places: where.Places) -> int:
    """The versions there are."""
    versions = Versions(places)
    say(f"in use    {_in_use(places)}", f"before    {versions.previous() or 'none'}")
    return 0


def roll_back(places: where.Places) -> int:
    """Go back to the version before."""
    with alone(places.root):
        versions = Versions(places)
        if (then := versions.previous()) and (changes := making.changes(versions.folder(then))):
            raise Refused(f"{then} is not as it was installed", *changes[:10])
        now, before = versions.roll_back()
        surroundings.put_in_place(places, versions.folder(now))
        say(f"{now} is in use again; {before} is kept.", "Matters and models were not touched.")
    return 0


def uninstall(places: where.Places) -> int:
    """Remove everything that was made, and say what is left."""
    if not places.made.is_file():
        raise Refused(f"there is no installation in {places.root}")
    with alone(places.root):
        removed, left = surroundings.take_away(places)
        for part in ("versions", "current", "previous", "made.json", "trusted-key.pem", "maintain.sh"):
            path = places.root / part
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    (places.root / ".lock").unlink()
    strange = [each.name for each in places.root.iterdir()]
    if not strange:
        places.root.rmdir()
    say("Removed:", *(f"  {path}" for path in [*removed, str(places.root)]))
    for other in [*left, *(str(places.root / name) for name in strange)]:
        say(f"Left, because it is not as this installer made it: {other}")
    data = where.data_home(os.environ)
    if data.is_dir():
        say(f"Your matters and models are untouched: {data} ({where.size(data) / 1e6:.0f} MB). Delete them yourself,")
        say("with `localcounsel matter delete` before uninstalling where deletion must be certain.")
    if places.machine:
        say("Every user's own data is untouched, below each home: .local/share/LocalCounsel")
    return 0


def _in_use(places: where.Places) -> str:
    name = Versions(places).current()
    if not name:
        raise Refused(f"there is no installation in {places.root}")
    return name


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\rverifying {done} of {of}", end=end, file=sys.stderr, flush=True)


def say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)


def _tell_refused(title: str, refused: Refused, code: int) -> int:
    print(title, *(f"  {fault}" for fault in refused.faults), sep="\n", file=sys.stderr)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
