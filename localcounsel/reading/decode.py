"""Bytes of a text file to characters: the byte order mark, UTF-8, then the likeliest of the encodings lawyers meet."""

from __future__ import annotations

import codecs

from localcounsel.reading.outlet import Outlet

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JAPANESE = ("cp932", "euc_jp", "shift_jis_2004")
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
"""Python's codecs that are no character sets of documents."""
MOST_LOST = 50
"""One character in so many may be broken in UTF-16 that is recognised by its zeros."""
LEAST_ZEROS = 100
"""One unit in so many has a zero byte in UTF-16: spaces, line ends and figures do, in every script."""
SAMPLE = 200_000
"""Bytes looked at to tell encodings apart."""


def decoded(content: bytes, outlet: Outlet) -> str:
    """The text with line feeds as its only line ends; warns when the encoding had to be guessed or bytes were lost."""
    encoding, skip, certain = guess(content)
    if not certain:
        outlet.warning("encoding_guess")
    try:
        text = content[skip:].decode(encoding)
    except UnicodeDecodeError:
        text = content[skip:].decode(encoding, "replace")
        outlet.warning("encoding_loss", text.count("\ufffd"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def guess(content: bytes) -> tuple[str, int, bool]:
    """(encoding, bytes of its mark, whether it is certain)."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding, len(mark), True
    if b"\x1b$" in content[:SAMPLE] and content[:SAMPLE].isascii() and _fits(content, "iso2022_jp_2"):
        return "iso2022_jp_2", 0, True
    if b"\x00" in content[:SAMPLE]:
        wide = _wide(content)
        if wide:
            return wide, 0, False
    if _fits(content, "utf-8"):
        return "utf-8", 0, True
    if _almost_utf8(content):
        return "utf-8", 0, False
    japanese = max(_JAPANESE, key=lambda encoding: _japaneseness(content, encoding))
    if _japaneseness(content, japanese) > 0.5:
        return japanese, 0, False
    return ("cp1252" if _fits(content, "cp1252") else "latin-1"), 0, False


def declared(content: bytes, name: str) -> str | None:
    """The text in the encoding that the file declares; None where there is no such encoding or it does not fit."""
    try:
        if codecs.lookup(name).name in _NO_CHARSETS:
            return None
        return content.decode(name)
    except (LookupError, ValueError):
        return None


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: most text has many characters whose high byte is zero or the same."""
    sample = content[: SAMPLE & ~1]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    lost = sample.decode(encoding, "replace").count("\ufffd")
    likely = max(even, odd) > 5 * min(even, odd) and max(even, odd) * 2 * LEAST_ZEROS >= len(sample)
    return encoding if likely and 2 * lost * MOST_LOST <= len(sample) else ""


def _almost_utf8(content: bytes) -> bool:
    """UTF-8 with a few broken bytes: many characters decode, few do not."""
    text = content[:SAMPLE].decode("utf-8", "replace")
    lost = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - lost
    return good > 10 * lost


def _japaneseness(content: bytes, encoding: str) -> float:
    """How much like Japanese the non-ASCII part reads in this encoding: 1 is all of it, 0 or less none.

    Kana must be there: every Japanese sentence has some, and Western text taken for Shift JIS becomes rare
    kanji and half-width katakana without them.
    """
    text = content[:SAMPLE].decode(encoding, "ignore")
    broken = len(content[:SAMPLE].decode(encoding, "replace")) - len(text)
    foreign = [character for character in text if character > "\x7f"]
    if not foreign or broken * 50 > len(foreign):
        return 0.0
    kana = sum(1 for character in foreign if "\u3041" <= character <= "\u30ff")
    usual = sum(1 for character in foreign if "\u3000" <= character <= "\u9fff" or "\uff01" <= character <= "\uff5e")
    half = sum(1 for character in foreign if "\uff61" <= character <= "\uff9f")
    if kana * 20 < len(foreign):
        return 0.0
    return (usual - 2 * half - 3 * broken) / len(foreign)
