"""Bring the catalogues up to date with the source, or tell what is missing.

python scripts/catalogues.py           writes every .pot, .po and .mo
python scripts/catalogues.py --check   changes nothing; exits with 1 when a file is stale or a text is not translated

There are two: `localcounsel`, what the interface says itself, and `said`, what comes up from below it: messages,
reasons, findings, settings, and the words of papers. A text whose English changed has to be translated again:
nothing is guessed. A translator edits only the `.po`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.catalogue import po  # noqa: E402 — the root is put on the path first
from scripts.catalogue.below import below  # noqa: E402
from scripts.catalogue.texts import Text, found  # noqa: E402

PACKAGE = ROOT / "localcounsel"
Texts = Mapping[Text, tuple[str, ...]]


@dataclass(frozen=True)
class Catalogue:
    """One catalogue: its name, where its languages are, and the texts that belong in it."""

    name: str
    folder: Path
    texts: Texts

    def source(self, language: str) -> Path:
        """What a translator edits."""
        return self.folder / language / "LC_MESSAGES" / f"{self.name}.po"

    def languages(self) -> list[str]:
        """Those that have a folder of their own."""
        return sorted(path.parent.parent.name for path in self.folder.glob(f"*/LC_MESSAGES/{self.name}.po"))

    def said(self, language: str) -> dict[Text, str]:
        """What is translated, and still asked for."""
        read = po.read(self.source(language).read_text("utf-8"))
        return {text: words for text, words in read.items() if text in self.texts}

    def files(self) -> dict[Path, bytes]:
        """Every file as it should be."""
        made = {self.folder / f"{self.name}.pot": po.written("", self.texts, {}).encode()}
        for language in self.languages():
            path, said = self.source(language), self.said(language)
            made[path] = po.written(language, self.texts, said).encode()
            made[path.with_suffix(".mo")] = po.compiled(language, said)
        return made

    def faults(self) -> list[str]:
        """Texts without a translation, and translations that name other values than the text."""
        lines = []
        for language in self.languages():
            said = self.said(language)
            for one, many in self.texts:
                words = said.get((one, many), "")
                if not words:
                    lines.append(f"{language}: not translated: {one!r}")
                elif _values(words) != _values(many or one) or words.count("\n") != one.count("\n"):
                    lines.append(f"{language}: other values or lines than in {one!r}: {words!r}")
                elif quoted := [hole for hole in re.findall(r"“\{(\d)\}”", one) if f"{{{hole}:said}}" in words]:
                    lines.append(f"{language}: what is quoted in {one!r} is not ours to translate: {quoted}")
        return lines


def catalogues(package: Path = PACKAGE) -> list[Catalogue]:
    """Both, with the texts that the source holds now."""
    own = Catalogue("localcounsel", package / "tui" / "catalogues", found(package))
    said = {(text, ""): files for text, files in below(package).items()}
    return [own, Catalogue("said", package / "flows" / "catalogues", said)]


def _values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)(?::said)?\}", text))


def main() -> int:
    """The exit code."""
    both = catalogues()
    made = {path: content for each in both for path, content in each.files().items()}
    stale = [path for path, content in made.items() if not path.is_file() or path.read_bytes() != content]
    wrong = [line for each in both for line in each.faults()]
    for line in wrong:
        print(line)
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"stale: {path.relative_to(ROOT).as_posix()}")
        return 1 if stale or wrong else 0
    for path in stale:
        path.write_bytes(made[path])
    print(f"{sum(len(each.texts) for each in both)} texts, {len(wrong)} faults, {len(stale)} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
