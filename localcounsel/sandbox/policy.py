"""What IT has decided about containment: `policy.toml` beside this file, in the installation.

Only there, and only when it belongs to whoever owns the installation and nobody else may write it: who can
write it could as well change the program. No environment variable and no setting of a user is asked.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from localcounsel.errors import Containment

FILE = Path(__file__).with_name("policy.toml")
CHOICES = ("default", "required", "off")
"""`default`: the operating system's filter where there is one for us (Linux), else the guard inside Python.
`required`: the operating system's filter, or no matter opens. `off`: nothing is contained, and it is shown."""


def containment(path: Path = FILE) -> str:
    """One of CHOICES. Raises Containment when the file is there and cannot be trusted or understood."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return "default"
    except (OSError, UnicodeDecodeError) as error:
        raise Containment(f"the policy file {path} cannot be read") from error
    _check_owner(path)
    import tomllib  # rarely needed, and every process starts here

    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Containment(f"the policy file {path} is not TOML: {error}") from error
    choice = written.pop("containment", "default")
    if written or choice not in CHOICES:
        known = " or ".join(f'"{each}"' for each in CHOICES)
        raise Containment(f"the policy file {path} may only say containment = {known}")
    return str(choice)


def _check_owner(path: Path) -> None:
    if sys.platform == "win32":
        return  # the installation's access list decides, as for the program itself
    about = path.lstat()
    owners = {0, path.parent.stat().st_uid}
    if not stat.S_ISREG(about.st_mode) or about.st_uid not in owners or about.st_mode & 0o022:
        raise Containment(f"the policy file {path} is not the installation's own, or others may write it")
