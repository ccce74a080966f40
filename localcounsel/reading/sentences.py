"""Everything a reader can say to a person: a closed list, so that a hostile file cannot put words into our mouth.

A reader sends a code and at most one number; the sentences are put together at the desk.
"""

from __future__ import annotations

from localcounsel import errors

OPEN_ELSEWHERE = "Open it in its own program and save it as PDF or DOCX, then add that."

FAULTS: dict[str, tuple[type[errors.DocumentError], str, str | None]] = {
    "needs_password": (errors.NeedsPassword, "it is encrypted and no password was given", None),
    "wrong_password": (errors.WrongPassword, "the password does not open it", None),
    "security_handler": (
        errors.Unsupported,
        "it is protected by a rights-management system",
        "Ask the sender for a copy without rights management.",
    ),
    "office_password": (
        errors.Unsupported,
        "it is an Office document encrypted with a password",
        "Open it in Word with its password, remove the password (File, Info, Protect) and add it again.",
    ),
    "damaged": (errors.Damaged, "it cannot be parsed", None),
    "no_pages": (errors.Damaged, "it has no pages that can be found", None),
    "zip_unsafe": (
        errors.Damaged,
        "its packing is not that of an ordinary document (too many parts, too much compression, or odd names)",
        "The file may be built to exhaust the machine. Ask for a PDF of it.",
    ),
    "doctype": (
        errors.Damaged,
        "a part of it declares a document type, which no Word document does",
        "The file may be built to attack its reader. Ask for a PDF of it.",
    ),
    "not_word": (errors.Damaged, "it has no Word document inside", None),
    "memory": (errors.ReaderLimit, "reading it needed more memory than is allowed", None),
    "characters": (errors.ReaderLimit, "it holds more characters than are allowed", None),
    "pixels": (errors.ReaderLimit, "its picture is larger than is allowed", None),
    "binary": (errors.Unsupported, "it is not text", None),
    "picture": (errors.Damaged, "its picture cannot be decoded", None),
}

SCAN = "scanned page"
REASONS: dict[str, str] = {
    "scan": SCAN,
    "stamp": SCAN + ": only a stamp of {count} characters is text",
    "garbled": "its text has no map to letters ({count} characters would be garbage)",
    "drawing": "no text, only drawings; letters may be drawn as outlines",
    "page_damaged": "the page is damaged and could not be loaded",
    "page_characters": "more characters ({count}) than a page may have",
    "layer": "read from the recognition layer that came with the scan",
}

DRAWABLE = ("scan", "stamp", "garbled", "drawing")
"""Reasons that recognition can do away with."""

FLAGS: dict[str, tuple[str, str]] = {
    "invisible": ("hidden text", "written in invisible ink"),
    "transparent": ("hidden text", "written fully transparent"),
    "background": ("hidden text", "written in the colour of its background"),
    "tiny": ("hidden text", "written smaller than one point"),
    "outside": ("text outside the page", "placed outside the page's edges"),
    "clipped": ("hidden text", "cut away by the area that it may be painted in"),
    "box": ("text under a box", "covered by a filled box, as in a redaction that left the text in place"),
    "boxed": ("text under a box", "written in the colour of the filled box it stands on, as in a redaction"),
    "picture": ("hidden text", "covered by a picture"),
    "garbled": ("garbled text", "some characters have no map to letters"),
    "word_hidden": ("hidden text", "formatted as hidden in the word processor"),
    "html_hidden": ("hidden text", "not displayed by a browser"),
    "html_zero": ("hidden text", "given no size, or moved out of sight, on a web page"),
    "html_aria": ("hidden text", "marked as not meant for readers of the page, though a browser displays it"),
    "comment": ("comment", "a reviewer's comment, not part of the text"),
}

WARNINGS: dict[str, str] = {
    "repaired": "The file is damaged; what could be read after a repair is shown.",
    "xfa": "The file is a dynamic form; fields that only Adobe's programs draw are not in the text.",
    "notes": "Comments or notes attached to pages, not part of the text: {count}.",
    "objects": "Pages with too many objects to look for hidden text: {count}.",
    "deleted": "Tracked deletions left out of the text: {count}.",
    "inserted": "Tracked insertions taken into the text: {count}.",
    "encoding_guess": "The text does not say how its characters are encoded; the likeliest reading was taken.",
    "encoding_loss": "Characters that could not be decoded and stand as \ufffd: {count}.",
    "hidden_elements": "Elements that a browser would not display, in the text and flagged: {count}.",
    "attachments": "Attachments over the limit, left out: {count}.",
    "attachment_lost": "Attachments that could not be taken out of the file: {count}.",
    "attachments_untouched": "Attachments that were not unpacked, because the file had stopped its reader: {count}.",
    "external": "Parts outside the file that it refers to; nothing outside was opened: {count}.",
    "encrypted_mail": "The message is encrypted; only its envelope could be read.",
    "alternative": "The message has no plain text; it was made from its HTML.",
    "no_text_part": "The message has no text.",
    "pages_stored": "Page numbers are those of the program that saved the file last; a printout may differ.",
    "pages_unknown": "The file does not say where its pages end; it is read as one page.",
    "pictures": "Pictures in the document that were not read: {count}.",
    "frames": "Frames of the picture, each a page: {count}.",
}


CAREFUL = (
    "The file stopped its reader and was read again with care: "
    "its notes, form fields, attachments and bookmarks were left alone."
)
STOPPED = "its reader stopped at this page"


def fault(code: object, name: str) -> errors.DocumentError:
    """The error a reader's code stands for, naming the file. An unknown code is a damaged file."""
    kind, message, advice = FAULTS.get(code if isinstance(code, str) else "", FAULTS["damaged"])
    return kind(f"{name}: {message}.", advice)


def filled(sentence: str, count: int) -> str:
    """A sentence with its one number in it."""
    return sentence.replace("{count}", f"{count:,}")
