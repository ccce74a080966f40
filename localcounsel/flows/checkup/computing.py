"""What computes here: processor, graphics devices, memory, the language of the system, and tesseract."""

from __future__ import annotations

import json
import locale
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from localcounsel.core.text import clean
from localcounsel.engine.process import command
from localcounsel.errors import CounselError
from localcounsel.flows.checkup.line import Check, attention, failed, passed
from localcounsel.sandbox import environment
from localcounsel.store import settings
from localcounsel.store.places import Places

_SECONDS = 60.0
_MODULE = "localcounsel.engine.computes"
_LONGEST = 200
"""Characters shown of what a program says of itself."""
_MOST = 16
"""Devices or modules that are shown."""


def lines(places: Places) -> Iterator[Check]:
    """Processor and graphics as llama.cpp sees them, tesseract, locale."""
    yield from _llama(places)
    yield _recognition()
    yield _locale()


def machine() -> tuple[tuple[str, str], ...]:
    """The machine, for the report: what and how."""
    return (
        ("system", f"{platform.system()} {platform.release()}"),
        ("processor", f"{platform.machine()}, {os.cpu_count() or 1} cores"),
        ("Python", sys.version.split()[0]),
    )


def _llama(places: Places) -> Iterator[Check]:
    """What a contained process of its own says: the desk loads no native code."""
    wanted = _graphics_wanted(places)
    try:
        untrusted, *more = [json.loads(each) for each in _told(wanted).splitlines()[:2]]
        variant = _words(untrusted["processor"])
        modules = [_words(each) for each in list(untrusted["modules"])[:_MOST]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        advice = "Answers cannot be written without llama.cpp: install the bundle again."
        yield failed("processor variant", f"llama.cpp did not answer ({type(error).__name__})", advice)
        return
    yield passed("processor variant", f"llama.cpp computes on the processor with the variant “{variant}”")
    if not wanted:
        yield passed("graphics", f"the processor computes: {_OFF}")
    else:
        yield _graphics(modules, more[0] if more else None)


def _told(wanted: bool) -> bytes:
    """The lines of `engine.computes`; what came of them in time, should a driver hang or end the process."""
    asked = command(_MODULE, *([] if wanted else ["off"]))
    try:
        done = subprocess.run(
            asked, env=environment.scrubbed(), capture_output=True, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        return error.stdout or b""
    return done.stdout


_OFF = "[model] gpu is off, or IT's policy says so"
_DRIVER = 'Set [model] gpu = "off", or have the driver of the graphics device mended.'


def _graphics_wanted(places: Places) -> bool:
    """Whether drivers may be loaded; a file of settings or a policy that cannot be read stands in other lines."""
    try:
        return settings.load(places.settings_file).model.gpu != "off"
    except CounselError:
        return True


def _graphics(modules: Sequence[str], untrusted: Any) -> Check:
    """The devices with their memory, or why there are none. A machine without one is as well as another."""
    try:
        devices = [_device(each) for each in untrusted["devices"][:_MOST]]
        absent = [f"{_words(kind)}: {_words(why)}" for kind, why in untrusted["absent"][:_MOST]]
    except (KeyError, TypeError, ValueError):
        return failed("graphics", "a driver hung, or ended the process that asked for graphics devices", _DRIVER)
    if devices:
        return passed("graphics", ", ".join(devices))
    if absent:
        return passed("graphics", f"the processor computes: {'; '.join(absent)}")
    why = f"{', '.join(modules)} found no device" if modules else "no graphics device is used"
    return passed("graphics", f"{why}; the processor computes")


def _device(untrusted: Mapping[str, Any]) -> str:
    free, total = int(untrusted["free"]), int(untrusted["total"])
    whose = " of the machine's own memory" if untrusted["shared"] else ""
    return f"{_words(untrusted['name'])}, {free / 1e9:.1f} GB free of {total / 1e9:.1f} GB{whose}"


def _words(untrusted: object) -> str:
    return clean(str(untrusted))[:_LONGEST]


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
    return passed("reading of scanned pages", f"{program}, with the data of {', '.join(languages) or 'no language'}")


def _locale() -> Check:
    encoding = locale.getpreferredencoding(False)
    spoken = locale.setlocale(locale.LC_CTYPE)
    finding = f"{spoken}, files and terminal in {encoding}"
    if encoding.casefold().replace("-", "") == "utf8":
        return passed("locale", finding)
    advice = "Set a UTF-8 locale (LANG=en_GB.UTF-8): names of files may be shown escaped otherwise."
    return attention("locale", finding, advice)
