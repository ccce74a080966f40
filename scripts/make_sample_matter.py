"""Makes the sample matter's documents from `scripts/sample_sources`: `python scripts/make_sample_matter.py`.

The same bytes come out every time (a scan's and a DOCX's depend on the compressor's version, their content does not).
What is made is kept in `localcounsel/sample/documents`; a test makes it again and compares.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "scripts" / "sample_sources"
DOCUMENTS = ROOT / "localcounsel" / "sample" / "documents"
sys.path.insert(0, str(ROOT / "scripts"))

from sample_matter import agreement, mail, outlook, record, rich, scan, word  # noqa: E402 - the path comes first
from sample_matter.sources import Source, read  # noqa: E402

ATTACHED = "attachment"
"""The first part of an attachment's place: it is not a document of its own."""


def documents() -> dict[str, bytes]:
    """Every document's place below the folder, and its content."""
    made = (make(path) for path in sorted(SOURCES.iterdir()))
    return {place: content for place, content in made if not place.startswith(ATTACHED)}


def make(path: Path) -> tuple[str, bytes]:
    """One document's place and content."""
    source = read(path)
    special: dict[str, Callable[[Source], bytes]] = {
        "deposition": record.transcript,
        "production": record.production,
        "scan_letter": scan.make,
        "brief": lambda brief: word.make(_with_pages(brief)),
    }
    usual: dict[str, Callable[[Source], bytes]] = {
        ".pdf": agreement.make,
        ".docx": word.make,
        ".rtf": rich.make,
        ".msg": outlook.make,
        ".eml": lambda message: mail.make(message, _attached),
    }
    plain: Callable[[Source], bytes] = lambda text: text.body.encode("utf-8")  # noqa: E731 - the last of a list
    maker = special.get(path.stem) or usual.get(Path(source.file).suffix, plain)
    return source.file, maker(source)


def _attached(name: str) -> tuple[str, bytes]:
    place, content = make(SOURCES / name)
    return Path(place).name, content


CITED = {
    "knew": ("I knew on January 22", "would."),
    "yolanda": ("Leaving lawyers aside", "solution."),
    "true": ("Was it true?", "No."),
    "told": ("When was Brightwater first told", "Prewitt."),
    "aware": ("My question was whether", "aware of one."),
}
"""The brief's citations to the transcript: how the cited lines begin and end."""


def _with_pages(brief: Source) -> Source:
    """The brief with page and line put in for each of its citations."""
    source = read(SOURCES / "deposition.txt")
    lines = record.transcript_lines(source)
    body = brief.body
    for name, (begins, ends) in CITED.items():
        first = next(number for number, line in enumerate(lines) if begins in line)
        last = next(number for number, line in enumerate(lines[first:], first) if line.endswith(ends))
        body = body.replace(f"{{{name}}}", _cited(first, last, int(source.facts["first"])))
    return Source(brief.facts, body)


def _cited(first: int, last: int, page: int) -> str:
    """`43:12-15`, or `43:24-44:2` across a page."""
    (page1, line1), (page2, line2) = divmod(first, record.LINES), divmod(last, record.LINES)
    end = f"{line2 + 1}" if page1 == page2 else f"{page + page2}:{line2 + 1}"
    return f"{page + page1}:{line1 + 1}" + ("" if first == last else f"-{end}")


def main() -> int:
    shutil.rmtree(DOCUMENTS, ignore_errors=True)
    made = documents()
    for place, content in made.items():
        path = DOCUMENTS / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{len(content):>8}  {place}")
    print(f"{sum(map(len, made.values())):>8}  bytes in {len(made)} documents")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
