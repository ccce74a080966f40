"""PDF: cross-references, page trees, object streams and counts that lie, loop or never end."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

from scripts.hostile.case import DAMAGED, GOOD, LIMIT, OK, PARTIAL, PASSWORD, UNSUPPORTED, Case
from scripts.hostile.pdf_writer import OWN, Pdf, shown, stream

ANY = (OK, PARTIAL, DAMAGED, LIMIT)


def _pdf(family: str, variant: str, content: bytes, *outcomes: str, shows: str = "") -> Case:
    return Case(f"pdf-{family}", variant, ".pdf", content, outcomes, shows)


def _tables(chance: random.Random) -> Iterator[Case]:
    """Loops through /Prev and /XRefStm, and tables that are wrong from end to end."""
    made = Pdf()
    body, table = made.body(), made.xref()
    for variant, prev in (
        ("itself", made.table),
        ("start", 0),
        ("beyond", len(body) * 1000),
        ("negative", -chance.randint(1, 9999)),
        ("overflow", 2**63 + chance.randint(1, 999)),
    ):
        yield _pdf("prev", variant, body + table + made.end(b"/Prev %d" % prev), OK, PARTIAL, shows=GOOD)
    yield _pdf("prev", "stream", body + table + made.end(b"/XRefStm %d" % made.table), OK, PARTIAL, shows=GOOD)
    first = body + table + made.end(b"/Prev %d" % (len(body) + len(table) + 300))
    second = first.ljust(len(body) + len(table) + 300) + table + made.end(b"/Prev %d" % made.table)
    yield _pdf("prev", "pair", second, OK, PARTIAL, shows=GOOD)
    rows = {
        "zeros": table.replace(b"0000000", b"9999999"),
        "same": b"xref\n0 %d\n" % (len(made.places) + 1) + b"%010d 00000 n \n" % made.places[0] * len(made.places),
        "million": b"xref\n0 99999999\n0000000000 65535 f \n",
        "negative": b"xref\n-5 %d\n" % chance.randint(10, 10**9),
        "none": b"",
    }
    for variant, wrong in rows.items():
        yield _pdf("table", variant, body + wrong + made.end(), OK, PARTIAL, shows=GOOD)
    for variant, end in (("no-end", b""), ("no-root", b"trailer << /Size 5 >>\nstartxref\n9\n%%EOF")):
        yield _pdf("table", variant, body + table + end, OK, PARTIAL, shows=GOOD)
    many = body + table + made.end()
    for _ in range(chance.randint(900, 1100)):
        start = len(many)
        many += b"xref\n0 0\ntrailer << /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (made.table, start)
    yield _pdf("table", "thousand-updates", many, OK, PARTIAL, shows=GOOD)


def _trees(chance: random.Random) -> Iterator[Case]:
    """Page trees with cycles, bombs, and counts that are not so."""
    trees = {
        "kids-itself": b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>",
        "kids-catalog": b"<< /Type /Pages /Kids [1 0 R {kids}] /Count 2 >>",
        "kids-number": b"<< /Type /Pages /Kids [7 8 9] /Count 3 >>",
        "kids-missing": b"<< /Type /Pages /Count 1 >>",
        "kids-nothing": b"<< /Type /Pages /Kids [900 0 R 901 0 R] /Count 2 >>",
        "parent-loop": b"<< /Type /Pages /Parent 2 0 R /Kids [{kids}] /Count 1 >>",
        "count-negative": b"<< /Type /Pages /Kids [{kids}] /Count -%d >>" % chance.randint(1, 2**31),
        "count-huge": b"<< /Type /Pages /Kids [{kids}] /Count %d >>" % chance.randint(10**9, 2**31 - 1),
        "count-overflow": b"<< /Type /Pages /Kids [{kids}] /Count 99999999999999999999 >>",
        "count-name": b"<< /Type /Pages /Kids [{kids}] /Count /Many >>",
        "count-loop": b"<< /Type /Pages /Kids [{kids}] /Count 2 0 R >>",
        "mixed": b"<< /Type /Pages /Kids [{kids} 2 0 R {kids} null 3 0 R] /Count 5 >>",
    }
    for variant, tree in trees.items():
        yield _pdf("tree", variant, Pdf(pages=tree).write(), *ANY)
    depth = chance.randint(1500, 2500)
    chain = [
        b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (OWN + n - 1, OWN + n + 1) for n in range(depth)
    ]
    deep = Pdf(own=chain, pages=b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>").write()
    yield _pdf("tree", "deep", deep, *ANY)
    fan = [
        b"<< /Type /Pages /Parent 2 0 R /Kids [%b] /Count %d >>" % (b"%d 0 R " % (OWN + n + 1) * 10, 10 ** (9 - n))
        for n in range(8)
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"
    bomb = Pdf(own=[*fan, page], pages=b"<< /Type /Pages /Kids [4 0 R] /Count 1000000000 >>").write()
    yield _pdf("tree", "bomb", bomb, *ANY)
    for count in (chance.randint(9_000, 9_900), 100_000, chance.randint(1_000_000, 1_100_000)):
        same = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b"5 0 R " * count, count)
        outcomes = (LIMIT, DAMAGED) if count > 200_000 else (OK, PARTIAL)
        yield _pdf("pages", str(count), Pdf(pages=same).write(), *outcomes)


def _object_streams(chance: random.Random) -> Iterator[Case]:
    """Objects packed in streams: more than there are, in themselves, one extending the other."""
    inner = b"1 0 2 10 << >> << >>"
    huge = zlib.compress(b"9 0 " * chance.randint(4_000_000, 5_000_000))
    kinds = {
        "count": stream(inner, b"/Type /ObjStm /N %d /First 9" % 10**9),
        "negative": stream(inner, b"/Type /ObjStm /N -3 /First -9"),
        "first": stream(inner, b"/Type /ObjStm /N 2 /First %d" % 10**8),
        "itself": stream(b"4 0 << /Type /ObjStm >>", b"/Type /ObjStm /N 1 /First 4 /Extends 4 0 R"),
        "bomb": stream(huge, b"/Type /ObjStm /N 5000000 /First 10 /Filter /FlateDecode"),
    }
    for variant, held in kinds.items():
        made = Pdf(own=[held], contents=(shown(GOOD),))
        body = made.body()
        yield _pdf("objects", variant, body + made.xref() + made.end(), OK, PARTIAL, shows=GOOD)
        yield _pdf("objects", f"{variant}-unlisted", body + b"%%EOF", OK, PARTIAL, DAMAGED)
    wide = stream(bytes(64), b"/Type /XRef /W [99999999 99999999 99999999] /Index [0 2147483647] /Size 2147483647")
    made = Pdf(own=[wide])
    body = made.body()
    yield _pdf("objects", "wide", body + b"startxref\n%d\n%%%%EOF" % made.places[3], OK, PARTIAL, DAMAGED)


def _locked(chance: random.Random) -> Iterator[Case]:
    """Encrypted without the password, by handlers nobody has, and with dictionaries that cannot be."""
    noise = chance.randbytes(32).hex().encode()
    standard = b"/Filter /Standard /P -44 /O <%b> /U <%b>" % (noise, noise)
    kinds = {
        "unknown-password": (standard + b" /V 2 /R 3 /Length 128", (PASSWORD,)),
        "rc4-40": (standard + b" /V 1 /R 2", (PASSWORD,)),
        "no-algorithm": (standard + b" /V 99 /R 99", (UNSUPPORTED, DAMAGED, PASSWORD)),
        "rights": (b"/Filter /Adobe.APS /V 4", (UNSUPPORTED,)),
        "length": (standard + b" /V 2 /R 3 /Length -%d" % chance.randint(1, 2**31), (PASSWORD, UNSUPPORTED, DAMAGED)),
        "short": (b"/Filter /Standard /V 2 /R 3 /P 0 /O <00> /U <00>", (PASSWORD, UNSUPPORTED, DAMAGED)),
        "aes-256": (standard + b" /V 5 /R 6 /OE <%b> /UE <%b> /Perms <00>" % (noise, noise), (PASSWORD, UNSUPPORTED)),
    }
    for variant, (entries, outcomes) in kinds.items():
        trailer = b"/Encrypt 4 0 R /ID [<00> <00>]"
        yield _pdf("locked", variant, Pdf(own=[b"<< %b >>" % entries], trailer=trailer).write(), *outcomes)
    loop = Pdf(own=[b"4 0 R"], trailer=b"/Encrypt 4 0 R").write()
    yield _pdf("locked", "loop", loop, OK, PARTIAL, DAMAGED, UNSUPPORTED, PASSWORD)


def _cut(chance: random.Random) -> Iterator[Case]:
    """A sound file of twenty pages that ends too early, or has a hole."""
    whole = Pdf(contents=[shown(f"{GOOD} on page {number}") for number in range(1, 21)]).write()
    for tenth in range(1, 10):
        at = len(whole) * tenth // 10 + chance.randint(-20, 20)
        outcomes = (PARTIAL, OK, DAMAGED)
        yield _pdf("cut", f"{tenth}0-percent", whole[:at], *outcomes)
    for number in range(3):
        at, width = chance.randrange(200, len(whole) - 600), chance.randint(50, 400)
        yield _pdf("hole", str(number + 1), whole[:at] + bytes(width) + whole[at + width :], PARTIAL, OK)


LIGHT = (_tables, _locked, _cut)
DEAR = (_trees, _object_streams)
"""Those whose files take seconds or hundreds of megabytes to make or to read."""
