"""Messages: parts without end, boundaries that deceive, headers that inject, attachments in attachments; RTF."""

from __future__ import annotations

import base64
import random
import struct
from collections.abc import Iterator

from scripts.hostile.case import DAMAGED, EMPTY, GOOD, LIMIT, OK, PARTIAL, UNSUPPORTED, Case
from scripts.sample_matter.compound import Storage, write

GOES_ON = (OK, PARTIAL)
HEAD = "From: a@example.com\nTo: b@example.com\nSubject: roof\nMIME-Version: 1.0\n"
_MESSAGE = bytes.fromhex("0b0d020000000000c000000000000046")


def _mail(variant: str, content: str | bytes, *outcomes: str, never: str = "\x1b") -> Case:
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    bodyless = variant in ("only-head", "header-parameters", "header-rfc2231")
    shows = GOOD if not bodyless and set(outcomes) <= set(GOES_ON) else ""
    return Case("eml", variant, ".eml", raw, outcomes or GOES_ON, shows, never)


def _several(boundary: str, parts: list[str]) -> str:
    inner = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n{inner}--{boundary}--\n'


def _parts(chance: random.Random) -> Iterator[Case]:
    text = f"Content-Type: text/plain\n\n{GOOD}\n"
    deep = text
    for level in range(chance.randint(150, 250)):
        deep = _several(f"b{level}", [deep])
    yield _mail("deep", HEAD + deep, *GOES_ON, DAMAGED)
    deeper = "".join(f'Content-Type: multipart/mixed; boundary="c{n}"\n\n--c{n}\n' for n in range(5_000)) + text
    yield _mail("deeper", HEAD + deeper, *GOES_ON, DAMAGED)
    held = text
    for _ in range(60):
        held = "Content-Type: message/rfc822\n\n" + HEAD + held
    yield _mail("messages", HEAD + _several("x", [text, held]), *GOES_ON, DAMAGED)
    yield _mail("crowd", HEAD + _several("x", [text] + ["Content-Type: image/png\n\nx"] * 2_500), PARTIAL)
    same = HEAD + _several("x", [text, 'Content-Type: multipart/mixed; boundary="x"\n\n--x\n\n' + text])
    yield _mail("same-boundary", same)
    for variant, boundary in (("empty", ""), ("long", "b" * 5_000), ("control", "a\x1b[2Jb"), ("missing", "")):
        body = HEAD + _several(boundary, [text])
        yield _mail(
            f"boundary-{variant}", body.replace('; boundary=""', "") if variant == "missing" else body, *GOES_ON
        )
    yield _mail("never-ends", HEAD + f'Content-Type: multipart/mixed; boundary="x"\n\n--x\n{text}')
    bomb = base64.encodebytes(bytes(20_000_000)).decode()
    attached = (
        "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
        "Content-Disposition: attachment; filename=../../../tmp/localcounsel-hostile\n\n"
    )
    yield _mail("climbing", HEAD + _several("x", [text, attached + "QQ=="]), *GOES_ON, never="..")
    yield _mail("large", HEAD + _several("x", [text, attached + bomb]))
    for variant, coding in (
        ("base64-noise", "base64"),
        ("quoted-noise", "quoted-printable"),
        ("uu", "x-uuencode"),
        ("unknown-coding", "x-none"),
    ):
        letters = "".join(chr(chance.randint(33, 126)) for _ in range(5_000))
        noise = f"Content-Type: image/png\nContent-Transfer-Encoding: {coding}\n\n{letters}"
        yield _mail(variant, HEAD + _several("x", [text, noise]))
    for charset in ("utf-7", "rot13", "punycode", "idna", "undefined", "hex", "zlib", "unicode_escape", "x\x00y", "é"):
        odd = f'Content-Type: text/plain; charset="{charset}"\n\n{GOOD}\n'
        yield _mail(f"charset-{charset.encode('ascii', 'backslashreplace').hex()[:12]}", HEAD + odd)
    page = f"Content-Type: text/html\n\n<p>{GOOD}</p><img src='http://192.0.2.1/pixel.png'><script>1</script>"
    yield _mail("html", HEAD + page, PARTIAL, never="192.0.2.1")
    calendar = "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nATTACH:file:///etc/passwd\nEND:VCALENDAR"
    yield _mail("calendar", HEAD + _several("x", [text, calendar]), *GOES_ON, never="root:")
    body = (
        "Content-Type: message/external-body; access-type=local-file; name=/etc/passwd\n\nContent-Type: text/plain\n\n"
    )
    yield _mail("external-body", HEAD + _several("x", [text, body]), *GOES_ON, never="root:")


def _headers(chance: random.Random) -> Iterator[Case]:
    body = f"\n{GOOD}\n"
    for variant, line in (
        ("injected", "Subject: a\rBcc: c@example.com\r\rnot the body\n"),
        ("encoded", "Subject: =?utf-8?b?" + base64.b64encode(b"x\x1b]52;c;eA==\x07\r\nBcc: y").decode() + "?=\n"),
        ("bidi", "From: \u202ekcatta\u202c <a@example.com>\n"),
        ("long", "Subject: " + "long " * 300_000 + "\n"),
        ("folded", "Subject: a\n" + " b\n" * 50_000),
        ("words", "Subject: " + "=?utf-8?q?a?= " * 20_000 + "\n"),
        ("addresses", "To: " + ", ".join(f"a{n}@example.com" for n in range(3_000)) + "\n"),
        ("comments", "From: " + "(" * 2_000 + "a" + ")" * 2_000 + " <a@example.com>\n"),
        ("group", "To: " + "a:" * 2_000 + ";" * 2_000 + "\n"),
        ("quotes", 'From: "' + "\\" * 9_999 + "\n"),
        ("date", "Date: Mon, 99 Foo 99999999999 99:99:99 +9999\n"),
        ("surrogates", "Subject: \ud800\udfff\n"),
        ("parameters", "Content-Type: text/plain; " + "; ".join(f"name*{n}*=x" for n in range(3_000)) + "\n"),
        ("rfc2231", "Content-Type: text/plain; name*0*=x'y'%1b; name*99999999=z; charset*=a'b'c'd\n"),
        ("no-colon", "this is no header\n"),
        ("crowd", "X-A: b\n" * chance.randint(40_000, 60_000)),
    ):
        raw = f"From: a@example.com\nTo: b@example.com\nSubject: roof\n{line}{body}"
        yield _mail(f"header-{variant}", raw, *GOES_ON, never="\u202e" if variant == "bidi" else "\x1b")
    yield _mail("only-head", HEAD, *GOES_ON)
    yield _mail("lines-cr", (HEAD + body).replace("\n", "\r").encode())
    yield _mail("nul", HEAD.encode() + b"\n" + GOOD.encode() + b"\x00" * 5_000)


def _message(body: str, more: Storage | None = None) -> bytes:
    storage: Storage = {}
    rows = b""
    for number, text in ((0x001A, "IPM.Note"), (0x0037, "roof"), (0x0C1A, "a"), (0x1000, body)):
        content = text.encode("utf-16-le")
        storage[f"__substg1.0_{number:04X}001F"] = content
        rows += struct.pack("<HHIII", 0x1F, number, 6, len(content) + 2, 0)
    storage["__properties_version1.0"] = struct.pack("<8xIIII8x", 0, 0, 0, 0) + rows
    storage["__nameid_version1.0"] = {f"__substg1.0_000{n}0102": b"" for n in (2, 3, 4)}
    return write({**storage, **(more or {})}, _MESSAGE)


def _outlook(chance: random.Random) -> Iterator[Case]:
    """MSG: the compound file's chains, and the message's own streams."""
    sound = _message(GOOD)
    yield Case("msg", "sound", ".msg", sound, GOES_ON, GOOD)
    head = bytearray(sound)
    fat = 512 * (1 + struct.unpack_from("<I", sound, 76)[0])
    directory = 512 * (1 + struct.unpack_from("<I", sound, 48)[0])
    changes: dict[str, list[tuple[int, bytes]]] = {
        "fat-itself": [(fat, struct.pack("<I", 0))],
        "fat-circle": [(fat + 4 * n, struct.pack("<I", (n + 1) % 8)) for n in range(8)],
        "directory-circle": [(directory + 68, struct.pack("<III", 0, 0, 0))],
        "directory-beyond": [(directory + 76, struct.pack("<I", 0x7FFFFFFF))],
        "size-huge": [(directory + 128 + 120, struct.pack("<Q", 2**40))],
        "sector-shift": [(30, struct.pack("<H", 31))],
        "mini-shift": [(32, struct.pack("<H", 0))],
        "fat-count": [(44, struct.pack("<I", 2**32 - 1))],
        "difat-circle": [(68, struct.pack("<II", 0, 2**31))],
        "directory-start": [(48, struct.pack("<I", 0xFFFFFFF0))],
        "mini-cutoff": [(56, struct.pack("<I", 0))],
    }
    for variant, edits in changes.items():
        broken = bytearray(head)
        for at, value in edits:
            broken[at : at + len(value)] = value
        yield Case("msg", variant, ".msg", bytes(broken), (*GOES_ON, DAMAGED, EMPTY, LIMIT))
    for tenth in (2, 5, 8):
        yield Case("msg", f"cut-{tenth}0", ".msg", sound[: len(sound) * tenth // 10], (*GOES_ON, DAMAGED, UNSUPPORTED))
    yield Case("msg", "escape", ".msg", _message(f"{GOOD}\x1b]52;c;eA==\x07\ud800"[:-1]), GOES_ON, GOOD, never="\x1b")
    crowd: Storage = {f"__attach_version1.0_#{n:08X}": {"__properties_version1.0": bytes(8)} for n in range(600)}
    yield Case("msg", "crowd", ".msg", _message(GOOD, crowd), (*GOES_ON, DAMAGED))
    flipped = bytearray(sound)
    for _ in range(30):
        flipped[chance.randrange(512, len(sound))] = chance.randrange(256)
    yield Case("msg", "flipped", ".msg", bytes(flipped), (*GOES_ON, DAMAGED, EMPTY))


def _rich(chance: random.Random) -> Iterator[Case]:
    """RTF: groups, numbers, bytes that are announced and do not come, objects."""
    depth = chance.randint(40_000, 60_000)
    kinds = {
        "groups": "{" * depth + "}" * depth,
        "unclosed": "{" * depth,
        "closed": "}" * depth,
        "binary": r"\bin999999999 xyz",
        "number": r"\fs" + "9" * 5_000 + " x",
        "unicode": r"\u99999999? \u-99999999? \uc99999 \u8238? \u55296?",
        "hex": r"\'zz\'1b\'" * 500,
        "object": r"{\object\objocx{\*\objdata 0105000002000000" + "41" * 5_000 + "}}",
        "field": r"{\field{\*\fldinst DDEAUTO cmd.exe calc}{\fldrslt x}}{\field{\*\fldinst INCLUDETEXT file:///etc/passwd}}",
        "font": r"{\fonttbl" + "".join(f"{{\\f{n} x;}}" for n in range(20_000)) + "}",
        "picture": r"{\pict\wmetafile8 " + "00" * 300_000 + "}",
        "codepage": r"\ansicpg99999\'e9",
    }
    for variant, held in kinds.items():
        content = r"{\rtf1\ansi\deff0 " + GOOD + r"\par " + held + "}"
        yield Case("rtf", variant, ".rtf", content.encode("latin-1"), (*GOES_ON, DAMAGED, LIMIT), never="root:")


LIGHT = (_parts, _outlook, _rich)
DEAR = (_headers,)
"""Those whose files take seconds or hundreds of megabytes to make or to read."""
