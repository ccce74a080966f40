"""What kind of file it is: by its content first, by its name's ending second. Looks at bytes, parses nothing."""

from __future__ import annotations

import re
from pathlib import PurePath

from localcounsel import errors
from localcounsel.reading.sentences import OPEN_ELSEWHERE

HEAD = 4096
"""Bytes looked at for signatures."""
TEXT_ENDINGS = frozenset({".txt", ".text", ".md", ".markdown", ".csv", ".tsv", ".log", ".asc"})
_UNPACK = "Unpack it and add the folder."
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "a compressed archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive", _UNPACK),
    (b"Rar!\x1a\x07", "a compressed archive", _UNPACK),
    (b"BZh", "a compressed archive", _UNPACK),
    (b"\xfd7zXZ\x00", "a compressed archive", _UNPACK),
    (b"MZ", "a program", "Programs are not documents; leave it out."),
    (b"\x7fELF", "a program", "Programs are not documents; leave it out."),
    (b"!BDN", "an Outlook mailbox (PST)", "Export the messages as .eml or .msg and add the folder."),
    (b"GIF8", "a GIF picture", "Save it as PNG or PDF and add it again."),
    (b"SQLite format 3\x00", "a database", "Export what is needed as PDF or text."),
)
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"))
_MAIL_FIELD = re.compile(
    rb"^(from|to|date|subject|received|return-path|message-id|mime-version|delivered-to|reply-to|cc|"
    rb"content-type|x-[a-z-]+)[ \t]*:",
    re.IGNORECASE,
)
_HTML_START = re.compile(rb"^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S)


def detect(name: str, content: bytes) -> str:
    """The medium of a file: `pdf`, `docx`, `txt`, `html`, `rtf`, `eml`, `msg`, `png`, `jpeg` or `tiff`.

    Raises Unsupported, or Damaged where the content contradicts the name.
    """
    head, ending = content[:HEAD], PurePath(name).suffix.lower()
    medium = _by_signature(name, content, head)
    if medium:
        return medium
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if ending in (".pdf", ".docx", ".msg"):
        raise errors.Damaged(f"{name}: its content is not that of a {ending[1:].upper()} file.")
    if _HTML_START.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if ending == ".eml" or (ending not in TEXT_ENDINGS and _is_mail(head)):
        return "eml"
    if ending in (".html", ".htm", ".xhtml"):
        return "html"
    if ending in TEXT_ENDINGS or looks_like_text(head):
        return "txt"
    raise errors.Unsupported(f"{name}: this kind of file is not known.")


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes could be text in some encoding: UTF-16, or without control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        even, odd = _nul_share(head[0::2]), _nul_share(head[1::2])
        return max(even, odd) > 0.3 and min(even, odd) < 0.05
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\x1b\x1a\x08")
    return control * 50 <= len(head)


def _nul_share(half: bytes) -> float:
    return half.count(0) / len(half) if half else 0.0


def _by_signature(name: str, content: bytes, head: bytes) -> str | None:
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _packed(name, content)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(name, content)
    for signature, medium in _PICTURES:
        if head.startswith(signature):
            return medium
    for signature, what, advice in _REFUSED:
        if head.startswith(signature) and not (len(signature) < 4 and looks_like_text(head)):
            raise errors.Unsupported(f"{name}: it is {what}.", advice)
    return None


def _packed(name: str, content: bytes) -> str:
    """A zip: a Word document, another Office document, or an archive. Member names stand in clear."""
    if b"word/document" in content or (b"[Content_Types].xml" in content and b"word/" in content):
        return "docx"
    for mark, what in ((b"xl/workbook", "an Excel workbook"), (b"ppt/presentation", "a PowerPoint file")):
        if mark in content:
            raise errors.Unsupported(f"{name}: it is {what}.", OPEN_ELSEWHERE)
    if b"mimetypeapplication/vnd.oasis.opendocument" in content[:200]:
        raise errors.Unsupported(f"{name}: it is an OpenDocument file.", OPEN_ELSEWHERE)
    if PurePath(name).suffix.lower() == ".docx":
        raise errors.Damaged(f"{name}: it has no Word document inside.")
    raise errors.Unsupported(f"{name}: it is a zip archive.", _UNPACK)


def _compound(name: str, content: bytes) -> str:
    """An OLE file: an Outlook message, or something of the old Office kind. Stream names are UTF-16."""
    if "__properties_version1.0".encode("utf-16-le") in content:
        return "msg"
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise errors.Unsupported(
            f"{name}: it is an Office document encrypted with a password.",
            "Open it in its own program, remove the password (File, Info, Protect) and add it again.",
        )
    kinds = (("WordDocument", "an old Word document (.doc)"), ("Workbook", "an old Excel workbook (.xls)"))
    for stream, what in kinds:
        if stream.encode("utf-16-le") in content:
            raise errors.Unsupported(f"{name}: it is {what}.", OPEN_ELSEWHERE)
    raise errors.Unsupported(f"{name}: it is an old Office file.", OPEN_ELSEWHERE)


def _is_mail(head: bytes) -> bool:
    """Whether it begins with the header of a message: two known fields before the first empty line."""
    lines = head.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].split(b"\n")
    fields = [line for line in lines if not line.startswith((b" ", b"\t"))]
    known = sum(1 for line in fields if _MAIL_FIELD.match(line))
    return known >= 3 and known * 2 >= len(fields)
