"""The certificate of a purge as a paper: what was destroyed and how, what was looked through, what proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import localcounsel
from localcounsel.core import anchor
from localcounsel.core.paper import Heading, Items, Paragraph, Part, Sheet, Table, plain
from localcounsel.store.purge import Order
from localcounsel.store.residue import Scanned

MOST_NAMED = 50
"""Files with something left in them that are named."""


def sheet(order: Order, traces: Mapping[str, Scanned], finished: str, anchors_kept: int) -> Sheet:
    """The certificate. `traces` says of each kind of place what was looked into and found."""
    found = [each for scanned in traces.values() for each in scanned.found]
    parts: list[Part] = [
        Paragraph(plain(_verdict(found), bold=True)),
        _facts(
            ("Matter", order.name),
            ("Its id", order.matter),
            ("Made", order.created or "not known"),
            ("Purge ordered", order.begun),
            ("By", order.by),
            ("Finished", finished),
            ("Program", f"LocalCounsel {localcounsel.__version__}"),
        ),
        Heading("What was destroyed", 1),
        _facts(
            *((what.capitalize(), f"{count:,}") for what, count in order.counts),
            ("Files", f"{order.files:,}"),
            ("Bytes", f"{order.size:,}"),
            ("Key", order.key or "the matter was not sealed: there was no key"),
        ),
        Paragraph(plain(_HOW)),
        Heading("What was looked through afterwards", 1),
        *_looked(order, traces),
        Heading("The record", 1),
        _facts(
            ("Events in the audit log", f"{order.events:,}, the order to purge among them"),
            ("Head of the log", order.head),
            ("In words", anchor.words(order.head)),
            ("SHA-256 of the log", order.log_sha256),
            ("Anchors that stay", f"{anchors_kept:,}"),
        ),
        Paragraph(plain(_RECORD)),
        Heading("The documents", 1),
        Paragraph(plain("SHA-256 of each file as it was added. Their names and contents are not stated here.")),
        Items(tuple(plain(each) for each in order.documents) or (plain("none"),)),
    ]
    return Sheet("Certificate of destruction", tuple(parts), created=finished.replace("+00:00", "Z"))


_HOW = (
    "Every file of the matter was overwritten once and removed: documents' text, index of words, index of meaning, "
    "answers, settings and audit log. The original files that were added, exports, and backups lie elsewhere and were "
    "not touched. Overwriting is certain on a plain disk. On a flash drive, or a file system that writes elsewhere, "
    "old copies may stay until the drive reuses them; there only the disk's own encryption, or the destroyed key of a "
    "sealed matter, keeps them from being read."
)
_RECORD = (
    "The audit log was destroyed with the matter. A copy that was exported before can be proved with the words above "
    "and scripts/audit_verify.py; the anchors beside it hold no content."
)


def _verdict(found: list[tuple[str, int]]) -> str:
    if not found:
        return "The matter was destroyed. Nothing of its documents was found afterwards where LocalCounsel writes."
    return (
        f"The matter's folder was destroyed. In {len(found)} other file(s), named below, words of its documents were "
        "found: look at them, and remove them if they are copies."
    )


def _looked(order: Order, traces: Mapping[str, Scanned]) -> Iterator[Part]:
    count = order.wanted().count
    yield Paragraph(
        plain(
            f"{count:,} sequences of eight words in a row, taken from all documents and known only by their hashes, "
            "were looked for in UTF-8 and UTF-16. Other matters are behind their own walls and were not looked into, "
            "nor were models, compressed or encrypted files."
        )
    )
    rows = tuple(
        (
            plain(place),
            plain(f"{each.files:,}"),
            plain(f"{each.size:,}"),
            plain(f"{each.passed_over:,}"),
            plain(f"{len(each.found):,}"),
        )
        for place, each in traces.items()
    )
    yield Table(rows, ("Where", "Files", "Bytes", "Not looked into", "With something left"))
    named = [plain(f"{path}: {number}") for each in traces.values() for path, number in each.found]
    if named:
        more = [plain(f"and {len(named) - MOST_NAMED} more")] if len(named) > MOST_NAMED else []
        yield Items((*named[:MOST_NAMED], *more))


def _facts(*rows: tuple[str, str]) -> Table:
    return Table(tuple((plain(what, bold=True), plain(value)) for what, value in rows), widths=(1, 3))
