"""All hostile files of a seed, and whether a reading of one is what it must be."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from scripts.hostile import mail, names, pdf_life, pdf_streams, pdf_structure, texts, web, word_body, word_packing
from scripts.hostile.case import OK, PARTIAL, Case

OF_ONE: dict[str, tuple[ModuleType, ...]] = {
    "pdf": (pdf_structure, pdf_streams, pdf_life),
    "docx": (word_packing, word_body),
    **dict.fromkeys(("eml", "msg", "rtf"), (mail,)),
    "html": (web,),
    "txt": (texts,),
}
"""The makers of files with this ending."""
MODULES: tuple[ModuleType, ...] = (
    pdf_structure,
    pdf_streams,
    pdf_life,
    word_packing,
    word_body,
    mail,
    web,
    texts,
    names,
)


def every(seed: int, media: str = "", dear: bool = True) -> Iterator[Case]:
    """The corpus, in a fixed order; sizes, places and noise differ from seed to seed.

    `media`: of one kind, or of one maker, alone. Without `dear`, those that take seconds or hundreds of megabytes
    to make or to read are left out.
    """
    named = [module for module in MODULES if media in ("", module.__name__.rsplit(".", 1)[-1])]
    for module in OF_ONE.get(media, named):
        for part in (*module.LIGHT, *(module.DEAR if dear else ())):
            yield from part(random.Random(f"{module.__name__}:{part.__name__}:{seed}"))


def drawn(seed: int, count: int) -> list[Case]:
    """Some of the corpus, quick ones: as many of every family as its share, each family at least once."""
    families: dict[str, list[Case]] = {}
    for case in every(seed, dear=False):
        families.setdefault(case.family, []).append(case)
    chance = random.Random(seed)
    taken = [chance.choice(cases) for cases in families.values()]
    rest = [case for cases in families.values() for case in cases if case not in taken]
    return (taken + chance.sample(rest, max(count - len(taken), 0)))[:count]


def write(cases: Iterable[Case], folder: Path) -> dict[bytes, Case]:
    """Put the files below a folder, each in a folder of its own; by the path below it, as bytes."""
    written: dict[bytes, Case] = {}
    for case in cases:
        inside = folder / case.name
        inside.mkdir(parents=True, exist_ok=True)
        name = case.file_name or f"{case.name}{case.ending}".encode()
        with open(bytes(inside) + b"/" + name, "wb") as file:  # noqa: PTH123 - not every name is one that Path can take
            file.write(case.content)
        written[f"{case.name}/".encode() + name] = case
    return written


def wrong(case: Case, outcome: str, text: str = "", said: Iterable[str] = ()) -> str:
    """What of a case's expectations does not hold; nothing when all of it does.

    `text`: of all its pages. `said`: warnings, facts and names that are shown besides.
    """
    if outcome not in case.outcomes:
        return f"{case.name}: {outcome}, expected {' or '.join(case.outcomes)}"
    if outcome in (OK, PARTIAL) and case.shows and case.shows not in " ".join(text.split()):
        return f"{case.name}: read without the words it holds"
    if case.never and any(case.never in each for each in (text, *said)):
        return f"{case.name}: shows what nothing may show"
    return ""
