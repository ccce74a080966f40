"""Makes rich text (RTF): paragraphs, bold between asterisks."""

from __future__ import annotations

import re

from sample_matter.sources import Source

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times New Roman;}}\f0\fs24\paperw12240\paperh15840"


def make(source: Source) -> bytes:
    """The RTF file."""
    paragraphs = [r"\line ".join(_line(line) for line in lines) for lines in source.paragraphs()]
    return (HEAD + "\n" + "\n".join(f"\\pard\\sa200 {text}\\par" for text in paragraphs) + "\n}\n").encode("ascii")


def _line(text: str) -> str:
    escaped = "".join(_character(character) for character in text)
    return re.sub(r"\*(.+?)\*", r"{\\b \1}", escaped)


def _character(character: str) -> str:
    if character in "\\{}":
        return "\\" + character
    return character if character.isascii() else f"\\u{ord(character)}?"
