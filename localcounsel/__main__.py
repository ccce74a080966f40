"""The door: contain the process, then run the command, and never show a person a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from localcounsel.errors import CounselError

UNFORESEEN = 70
"""Exit code of a mistake in LocalCounsel itself."""
READER_WENT_AWAY = 141
"""Exit code when whoever read our output closed it, as a shell reports SIGPIPE."""
STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the `localcounsel` command. Returns the exit code documented in docs/cli.md."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    try:
        code = _run(given)
        sys.stdout.flush()
        return code
    except CounselError as error:
        return _tell(*_in_their_language(given, error.title, error.message, error.advice), code=error.exit_code)
    except KeyboardInterrupt:
        words = ("Stopped", "", "What was finished is kept; run it again to go on.")
        return _tell(*_in_their_language(given, *words), code=STOPPED)
    except Exception as error:
        if isinstance(error, BrokenPipeError) and _output_is_closed():
            return READER_WENT_AWAY
        return _unforeseen(error, given)


def _run(arguments: list[str]) -> int:
    """Nothing third-party is imported before the process is contained."""
    from localcounsel.sandbox.bootstrap import contain

    contain("desk")
    from localcounsel import cli

    return cli.main(arguments)


def _speak_utf8() -> None:
    """Legal text does not fit into a Windows code page; what does not fit anywhere is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _in_their_language(arguments: list[str], *texts: str) -> tuple[str, ...]:
    """An error's texts in the language of the settings, or of this account; English where that cannot be found out."""
    from localcounsel.flows.languages import language
    from localcounsel.store import places, settings
    from localcounsel.tui.language import preferred

    try:
        wanted = settings.load(places.find(_home_option(arguments), os.environ).settings_file).interface.language
    except CounselError:
        wanted = "auto"  # the settings may be what is wrong
    spoken = language(preferred() if wanted == "auto" else wanted)
    return tuple(map(spoken.said, texts))


def _tell(title: str, message: str, advice: str, *, code: int) -> int:
    """Three short lines on stderr, foreign text in them made safe; returns `code`."""
    from localcounsel.core.text import clean

    lines = [title, *(f"  {clean(line)}" for line in (message, advice) if line)]
    try:
        print("\n".join(lines), file=sys.stderr, flush=True)
    except OSError:
        return code  # stderr is closed: the exit code says it
    return code


def _unforeseen(error: BaseException, arguments: list[str]) -> int:
    log = _write_log(error, arguments)
    where = f"The details, without any document's text, are in {log}" if log else "The details could not be written."
    advice = "Nothing that was finished is lost. Give the file to whoever looks after LocalCounsel."
    return _tell("LocalCounsel made a mistake", f"{type(error).__name__}. {where}", advice, code=UNFORESEEN)


def _write_log(error: BaseException, arguments: list[str]) -> Path | None:
    """Where it happened, as a file below the home's logs. None when the disk does not take it."""
    from datetime import UTC, datetime

    from localcounsel.store import places

    now = datetime.now(UTC)
    try:
        folder = places.find(_home_option(arguments), os.environ).logs
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"mistake-{now:%Y%m%dT%H%M%S%f}Z-{os.getpid()}.txt"
        path.write_text("\n".join([now.isoformat(), *_trail(error)]) + "\n", "utf-8")
    except OSError:
        return None
    return path


def _trail(error: BaseException) -> Iterator[str]:
    """Kinds of error and lines of code, the cause last. No messages and no values: they may quote a document."""
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield f"{type(current).__module__}.{type(current).__qualname__}"
        for frame in traceback.extract_tb(current.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
        current = current.__cause__ or current.__context__


def _home_option(arguments: list[str]) -> str | None:
    """What `--home` says, read by hand: the mistake may have been made before arguments were understood."""
    for position, argument in enumerate(arguments):
        if argument == "--home":
            return arguments[position + 1] if position + 1 < len(arguments) else None
        if argument.startswith("--home="):
            return argument.removeprefix("--home=")
    return None


def _output_is_closed() -> bool:
    """Whether it was our own output that broke; if so, it is pointed at nothing, so that exit stays quiet."""
    if sys.platform != "win32":
        import select

        asked = select.poll()
        asked.register(sys.stdout.fileno(), 0)
        if not any(seen & (select.POLLERR | select.POLLHUP) for _, seen in asked.poll(0)):
            return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


if __name__ == "__main__":
    sys.exit(main())
