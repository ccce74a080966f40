"""Bring the catalogues up to date with the interface's source, or tell what is missing.

python scripts/catalogues.py           writes localcounsel.pot, every localcounsel.po and localcounsel.mo
python scripts/catalogues.py --check   changes nothing; exits with 1 when a file is stale or a text is not translated

A text whose English changed has to be translated again: nothing is guessed. A translator edits only the `.po`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.catalogue import po  # noqa: E402 — the root is put on the path first
from scripts.catalogue.texts import Text, found  # noqa: E402

PACKAGE = ROOT / "localcounsel"
FOLDER = PACKAGE / "tui" / "catalogues"
NAME = "localcounsel"


def languages() -> list[str]:
    """Those that have a folder of their own."""
    return sorted(path.parent.parent.name for path in FOLDER.glob(f"*/LC_MESSAGES/{NAME}.po"))


def files(texts: dict[Text, tuple[str, ...]]) -> dict[Path, bytes]:
    """Every file as it should be."""
    made = {FOLDER / f"{NAME}.pot": po.written("", texts, {}).encode()}
    for language in languages():
        path = FOLDER / language / "LC_MESSAGES" / f"{NAME}.po"
        said = {text: words for text, words in po.read(path.read_text("utf-8")).items() if text in texts}
        made[path] = po.written(language, texts, said).encode()
        made[path.with_suffix(".mo")] = po.compiled(language, said)
    return made


def faults(texts: dict[Text, tuple[str, ...]]) -> list[str]:
    """Texts without a translation, and translations that name other values than the text."""
    lines = []
    for language in languages():
        path = FOLDER / language / "LC_MESSAGES" / f"{NAME}.po"
        said = po.read(path.read_text("utf-8"))
        for one, many in texts:
            words = said.get((one, many), "")
            if not words:
                lines.append(f"{language}: not translated: {one!r}")
            elif _values(words) != _values(many or one) or words.count("\n") != one.count("\n"):
                lines.append(f"{language}: other values or lines than in {one!r}: {words!r}")
    return lines


def _values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def main() -> int:
    """The exit code."""
    texts = found(PACKAGE)
    made = files(texts)
    stale = [path for path, content in made.items() if not path.is_file() or path.read_bytes() != content]
    wrong = faults(texts)
    for line in wrong:
        print(line)
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"stale: {path.relative_to(ROOT).as_posix()}")
        return 1 if stale or wrong else 0
    for path in stale:
        path.write_bytes(made[path])
    print(f"{len(texts)} texts, {len(wrong)} faults, {len(stale)} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
