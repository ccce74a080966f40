"""How well and how fast a folder of files is read: a line a file, and PDFium against pypdf on the same PDFs.

    python scripts/bench/reading.py --set DIR [--gold SPANS.json] [--sample N] [--ocr] [--json OUT]

A `manifest.csv` in the folder gives passwords and what is expected of each file. With `--gold` (CUAD's
`spans.json`) both libraries are also asked whether the gold spans stand on the pages they are said to be on.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import logging
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from localcounsel import errors, records
from localcounsel.reading.client import ReadingOrder, read_file

COLUMNS = ("file", "outcome", "pages", "characters", "seconds", "notes", "expected")


@dataclass(slots=True)
class Arm:
    """One library's figures."""

    pages: int = 0
    seconds: float = 0.0
    failed: int = 0
    spans: int = 0
    in_document: int = 0
    on_page: int = 0
    white_space_only: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the set, print the table, compare the arms. Returns the number of files that broke their reader."""
    options = _options(arguments)
    files = _files(options.set, options.sample)
    manifest = _manifest(options.set)
    rows = [_row(path, manifest.get(_name(path, options.set), {}), options) for path in files]
    for row in rows:
        print("  ".join(str(row[key]) for key in COLUMNS))
    _summary(rows)
    pdfs = [path for path in files if path.suffix.lower() == ".pdf"]
    gold = _gold(options.gold)
    arms = _compared(pdfs, {path: manifest.get(_name(path, options.set), {}) for path in pdfs}, gold)
    _print_arms(arms)
    if options.json:
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return sum(1 for row in rows if "its reader" in row["outcome"])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How well and how fast a folder of files is read.")
    parser.add_argument("--set", type=Path, required=True)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="this many files at random, always the same ones")
    parser.add_argument("--ocr", action="store_true")
    parser.add_argument("--json", type=Path)
    return parser.parse_args(arguments)


def _files(folder: Path, sample: int) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.csv")
    return random.Random(7).sample(found, sample) if 0 < sample < len(found) else found


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _manifest(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / "manifest.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row for row in csv.DictReader(lines)}


def _row(path: Path, expected: dict[str, str], options: argparse.Namespace) -> dict[str, Any]:
    order = ReadingOrder(password=expected.get("password") or None, ocr=options.ocr)
    started = time.monotonic()
    row: dict[str, Any] = {"file": _name(path, options.set), "pages": 0, "characters": 0, "notes": ""}
    try:
        reading = read_file(path, order)
    except errors.CounselError as error:
        row["outcome"] = f"{error.name}: {error.message}"
    else:
        states = Counter(page.state.value for page in reading.pages)
        row["outcome"] = " ".join(f"{state}:{count}" for state, count in sorted(states.items()))
        row["pages"] = len(reading.pages)
        row["characters"] = sum(len(page.text) for page in reading.pages)
        row["notes"] = _notes(reading)
    row["seconds"] = round(time.monotonic() - started, 2)
    row["expected"] = expected.get("expected", "")
    return row


def _notes(reading: records.Reading) -> str:
    reasons = Counter(page.reason for page in reading.pages if page.reason)
    flags = Counter(flag.kind for page in reading.pages for flag in page.flags)
    said = [*(f"{reason} x{count}" for reason, count in reasons.items())]
    said += [f"flag {kind} x{count}" for kind, count in flags.items()]
    said += [f"attached {held.name}" for held in reading.attachments]
    return "; ".join([*said, *reading.warnings])


def _summary(rows: Sequence[dict[str, Any]]) -> None:
    pages, seconds = sum(row["pages"] for row in rows), sum(row["seconds"] for row in rows)
    print(f"\n{len(rows)} files, {pages} pages in {seconds:.1f} s: {pages / max(seconds, 0.01):.1f} pages/s")
    if sys.platform != "win32":
        import resource

        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"largest child, tesseract included: {peak / (1024 if sys.platform == 'linux' else 1024**2):.0f} MiB")


def _gold(path: Path | None) -> dict[str, list[dict[str, Any]]]:
    """Answers by PDF file name."""
    if path is None:
        return {}
    items = json.loads(path.read_text("utf-8"))["data"]
    return {
        Path(item["pdf"]).name: [answer for question in item["qas"] for answer in question["answers"]]
        for item in items
        if item.get("pdf")
    }


def _compared(
    files: Sequence[Path], manifest: dict[Path, dict[str, str]], gold: dict[str, list[dict[str, Any]]]
) -> dict[str, Arm]:
    """Both libraries on every file, one after the other, the first to go changing with each file."""
    logging.disable(logging.CRITICAL)
    arms = {"pdfium": Arm(), "pypdf": Arm()}
    readers: dict[str, Callable[[bytes, str | None], Iterator[str]]] = {"pdfium": _by_pdfium, "pypdf": _by_pypdf}
    for number, path in enumerate(files):
        content, password = path.read_bytes(), manifest[path].get("password") or None
        for name in sorted(readers, reverse=bool(number % 2)):
            started = time.process_time()
            try:
                pages = list(readers[name](content, password))
            except Exception:  # what a library raises on a broken file is what is counted
                arms[name].failed += 1
                continue
            arms[name].seconds += time.process_time() - started
            arms[name].pages += len(pages)
            _agreement(arms[name], pages, gold.get(path.name, []))
    return arms


def _by_pdfium(content: bytes, password: str | None) -> Iterator[str]:
    """As the reader does it: in reading order, with the search for hidden text."""
    import pypdfium2

    from localcounsel.reading.pdf_page import Wanted, sheet

    document = pypdfium2.PdfDocument(content, password=password)
    wanted = Wanted(10**7, False, lambda index: "")
    for index in range(len(document)):
        made = sheet(document.raw, index, wanted)
        yield made[0].text if made else ""


def _by_pypdf(content: bytes, password: str | None) -> Iterator[str]:
    import pypdf

    for page in pypdf.PdfReader(io.BytesIO(content), password=password).pages:
        yield page.extract_text()


def _agreement(arm: Arm, pages: Sequence[str], answers: Sequence[dict[str, Any]]) -> None:
    letters, lines = [_letters(page) for page in pages], [" ".join(page.split()) for page in pages]
    whole = "".join(letters)
    for answer in answers:
        wanted = _letters(answer["text"])
        named = [number for number in answer["pages"] or [] if number <= len(pages)]
        arm.spans += 1
        arm.in_document += wanted in whole
        arm.on_page += any(wanted in letters[number - 1] for number in named)
        arm.white_space_only += any(" ".join(answer["text"].split()) in line for line in lines)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _print_arms(arms: dict[str, Arm]) -> None:
    print("\nlibrary  pages  CPU s  pages/s  failed  spans  in document  on gold page  white space folded")
    for name, arm in arms.items():
        share = [f"{100 * part / arm.spans:.1f} %" if arm.spans else "-" for part in _parts(arm)]
        rate = arm.pages / max(arm.seconds, 0.001)
        print(f"{name:8} {arm.pages:5} {arm.seconds:6.1f} {rate:8.1f} {arm.failed:7} {arm.spans:6}  ", *share)


def _parts(arm: Arm) -> tuple[int, int, int]:
    return arm.in_document, arm.on_page, arm.white_space_only


if __name__ == "__main__":
    sys.exit(main())
