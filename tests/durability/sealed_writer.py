"""A desk at work in a sealed matter, for tests that kill it: takes a folder in and asks; one line for each step.

Arguments: the home, the folder, then words to ask about; `--plain` makes a matter in the clear instead. Real readers.
"""

from __future__ import annotations

import sys
from pathlib import Path

from localcounsel.flows import matters
from localcounsel.flows.ask import ask
from localcounsel.flows.desk import open_desk
from localcounsel.flows.indexing import index
from localcounsel.flows.ingest import add
from localcounsel.store.places import Places
from tests.durability import near


def main() -> None:
    """See above."""
    home, folder, words = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    near.install(readers=len(list(folder.iterdir())) > 8)
    home.mkdir(mode=0o700)
    places = Places(home)
    matters.create(places, "Sealed", "" if "--plain" in words else "four plain words here")
    print("made", flush=True)
    with open_desk(places, "Sealed", near.engines(*[f"It is about {word}." for word in words])) as desk:
        for event in add(desk, [folder]):
            print(type(event).__name__, flush=True)
        for step in index(desk):
            print(type(step).__name__, flush=True)
        for word in words:
            for answering in ask(desk, f"What shall the {word} pay?"):
                print(type(answering).__name__, flush=True)


main()
