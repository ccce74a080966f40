"""Widths of the PDF standard fonts' characters, in thousandths of the font size (Adobe's core font metrics)."""

from __future__ import annotations

from dataclasses import dataclass

_TIMES = (
    "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 "
    "564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 "
    "722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 "
    "278 500 500 722 500 500 444 480 200 480 541"
)
_TIMES_BOLD = (
    "250 333 555 500 500 1000 833 278 333 333 500 570 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 333 "
    "570 570 570 500 930 722 667 722 722 667 611 778 778 389 500 778 667 944 722 778 611 778 722 556 667 722 722 1000 "
    "722 722 667 333 278 333 581 500 333 500 556 444 556 444 333 500 556 278 333 556 278 833 556 500 556 556 444 389 "
    "333 556 500 722 500 500 444 394 220 394 520"
)
_HELVETICA = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_OTHERS = {"“": 444, "”": 444, "‘": 333, "’": 333, "–": 500, "—": 1000, "£": 500, "§": 500, "×": 564}


@dataclass(frozen=True, slots=True)
class Font:
    """One of the fonts that every PDF reader has."""

    name: str
    resource: str
    widths: tuple[int, ...]
    """Of the characters from the space to the tilde."""

    def width(self, text: str, size: float) -> float:
        """Points that `text` takes at `size` points."""
        return sum(self._one(character) for character in text) * size / 1000

    def _one(self, character: str) -> int:
        number = ord(character) - 32
        return self.widths[number] if 0 <= number < len(self.widths) else _OTHERS.get(character, 500)


def _font(name: str, resource: str, table: str) -> Font:
    return Font(name, resource, tuple(int(width) for width in table.split()))


TIMES = _font("Times-Roman", "F1", _TIMES)
TIMES_BOLD = _font("Times-Bold", "F2", _TIMES_BOLD)
HELVETICA = _font("Helvetica", "F3", _HELVETICA)
COURIER = _font("Courier", "F4", " ".join(["600"] * 95))
FONTS = (TIMES, TIMES_BOLD, HELVETICA, COURIER)


def wrap(text: str, font: Font, size: float, width: float) -> list[str]:
    """The lines of `text`, broken at spaces so that none is wider than `width` points."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and font.width(longer, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines
