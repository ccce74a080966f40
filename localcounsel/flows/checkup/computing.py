"""What computes here: processor, graphics devices, memory, the language of the system, and tesseract."""

from __future__ import annotations

import json
import locale
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator

from localcounsel.core.text import clean
from localcounsel.engine.process import command
from localcounsel.flows.checkup.line import Check, attention, failed, passed
from localcounsel.sandbox import environment

_SECONDS = 60.0
_MODULE = "localcounsel.engine.computes"
_LONGEST = 200
"""Characters shown of what a program says of itself."""


def lines() -> Iterator[Check]:
    """Processor and graphics as llama.cpp sees them, tesseract, locale."""
    yield from _llama()
    yield _recognition()
    yield _locale()


def machine() -> tuple[tuple[str, str], ...]:
    """The machine, for the report: what and how."""
    return (
        ("system", f"{platform.system()} {platform.release()}"),
        ("processor", f"{platform.machine()}, {os.cpu_count() or 1} cores"),
        ("Python", sys.version.split()[0]),
    )


def _llama() -> Iterator[Check]:
    """Asked of a contained process of its own: the desk loads no native code."""
    try:
        done = subprocess.run(
            command(_MODULE),
            env=environment.scrubbed(),
            capture_output=True,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )
        untrusted = json.loads(done.stdout)
        variant = clean(str(untrusted["processor"]))[:_LONGEST]
        devices = [clean(str(name))[:_LONGEST] for name in list(untrusted["devices"])[:16]]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
        advice = "Answers cannot be written without llama.cpp: install the bundle again."
        yield failed("processor variant", f"llama.cpp did not answer ({type(error).__name__})", advice)
        return
    yield passed("processor variant", f"llama.cpp computes on the processor with the variant “{variant}”")
    yield passed("graphics", ", ".join(devices) or "no graphics device is used; the processor computes")


def _recognition() -> Check:
    program = shutil.which("tesseract")
    if program is None:
        advice = "Install tesseract to read scanned pages; without it they are listed as unread."
        return attention("reading of scanned pages", "the tesseract program is not installed", advice)
    try:
        listing = [program, "--list-langs"]
        done = subprocess.run(
            listing, env=environment.scrubbed(), capture_output=True, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return failed(
            "reading of scanned pages", f"{program} does not run ({type(error).__name__})", "Install it again."
        )
    untrusted = (done.stdout or done.stderr).decode("utf-8", "replace").splitlines()[1:]
    languages = [clean(each.strip())[:20] for each in untrusted if each.strip()][:50]
    return passed("reading of scanned pages", f"{program}, for {', '.join(languages) or 'no language'}")


def _locale() -> Check:
    encoding = locale.getpreferredencoding(False)
    spoken = locale.setlocale(locale.LC_CTYPE)
    finding = f"{spoken}, files and terminal in {encoding}"
    if encoding.casefold().replace("-", "") == "utf8":
        return passed("locale", finding)
    advice = "Set a UTF-8 locale (LANG=en_GB.UTF-8): names of files may be shown escaped otherwise."
    return attention("locale", finding, advice)
