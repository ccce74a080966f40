"""What of a web page the eye would not see: by attribute, by style, by the page's own style sheets.

A browser's whole cascade is not computed: of selectors, a tag, a class or an id, alone or together, is understood,
and the last declaration wins. Colours are compared where both are written out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
SAME = 20
"""Largest difference in a colour's parts (of 255) that a reader does not notice."""
TINY = 1.5
"""CSS pixels: smaller letters cannot be read."""
FAR = 500
"""CSS pixels to the left of or above the page's edge: out of sight."""
MOST_RULES = 5_000
LONGEST_SHEET = 1_000_000
_NAMED: dict[str, Colour] = {
    "white": WHITE, "black": (0, 0, 0), "red": (255, 0, 0), "yellow": (255, 255, 0), "silver": (192, 192, 192),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "blue": (0, 0, 255), "navy": (0, 0, 128), "green": (0, 128, 0),
    "snow": (255, 250, 250), "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255),
}  # fmt: skip
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,4000})\}")
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]{1,100}){0,5})", re.I)
_LENGTH = re.compile(r"(-?\d{0,9}\.?\d{0,9})(px|pt|em|rem|%|)$")
_IN_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0}
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[,\s]+(\d{1,3})[,\s]+(\d{1,3})(?:[,/\s]+([\d.]{1,6}))?\s*\)")

Declared = dict[str, str]


class Hiding:
    """The page's rules, asked of one element after the other."""

    def __init__(self, root: etree._Element) -> None:
        self._rules: dict[str, list[tuple[str, frozenset[str], Declared]]] = defaultdict(list)
        """By tag, `.class` or `#id`: what else must hold, and what is then declared."""
        self._count = 0
        for element in root.iter("style"):
            self._add((element.text or "")[:LONGEST_SHEET])

    def code(self, element: etree._Element, ground: Colour | None) -> str:
        """How the element is hidden, as a code of `sentences.FLAGS`; nothing where it is seen."""
        if element.get("hidden") is not None or element.get("type") == "hidden":
            return "html_hidden"
        held = self._declared(element)
        if held.get("display") == "none" or held.get("visibility") in ("hidden", "collapse"):
            return "html_hidden"
        if _number(held.get("opacity", "1")) <= 0.05 or _transparent(held.get("color", "")):
            return "transparent"
        if _no_size(held) or _away(held):
            return "html_zero"
        ink = _colour(held.get("color") or element.get("color") or "")
        if ink is not None and ground is not None and all(abs(a - b) <= SAME for a, b in zip(ink, ground, strict=True)):
            return "background"
        return "html_aria" if (element.get("aria-hidden") or "").strip().lower() == "true" else ""

    def ground(self, element: etree._Element, around: Colour | None) -> Colour | None:
        """What the element's text stands on; None where a picture or an unknown colour is."""
        held = self._declared(element)
        said = held.get("background-color") or held.get("background") or element.get("bgcolor") or ""
        if "url(" in said or "gradient" in said or element.get("background"):
            return None
        if not said or said in ("transparent", "none", "inherit", "initial"):
            return around
        return next((found for word in [said, *said.split()] if (found := _colour(word)) is not None), None)

    def _declared(self, element: etree._Element) -> Declared:
        """What sheets and the element's own style declare of it."""
        held: Declared = {}
        classes = (element.get("class") or "")[:2_000].split()[:50]
        names = {f".{name}" for name in classes} | {f"#{element.get('id')}"}
        tag = str(element.tag)
        if self._rules:
            for key in (tag, *sorted(names)):
                for wanted_tag, wanted, declared in self._rules.get(key, ()):
                    if wanted_tag in ("", tag) and wanted <= names:
                        held.update(declared)
        held.update(_declarations((element.get("style") or "")[:4_000]))
        return held

    def _add(self, sheet: str) -> None:
        for found in _RULE.finditer(_COMMENT.sub(" ", sheet)):
            declared = dict(_declarations(found[2]))
            for selector in found[1].split(",")[:100] if declared else ():
                self._count += 1
                matched = _SELECTOR.fullmatch(selector.strip())
                if matched is None or not matched[0] or self._count > MOST_RULES:
                    continue
                marks = re.findall(r"[.#][\w-]+", matched[2])
                tag = (matched[1] or "").lower()
                self._rules[marks[0] if marks else tag].append((tag, frozenset(marks), declared))


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for each in style.split(";"):
        name, _, value = each.partition(":")
        yield name.strip().lower(), value.replace("!important", "").strip().lower()


def _no_size(held: Declared) -> bool:
    """Letters too small to read, or a box without room that cuts off what does not fit."""
    if "font-size" in held and 0 <= _pixels(held["font-size"], TINY) < TINY:
        return True
    cut = held.get("overflow") in ("hidden", "clip")
    sizes = [held[name] for name in ("width", "height", "max-width", "max-height") if name in held]
    return (cut and any(0 <= _pixels(size, TINY) < TINY for size in sizes)) or held.get("clip", "").startswith("rect(0")


def _away(held: Declared) -> bool:
    """Moved beyond the left or upper edge, where no one can scroll."""
    moved = held.get("position") in ("absolute", "fixed")
    sides = [held.get(name, "0") for name in ("left", "top")] if moved else []
    sides += [held.get("text-indent", "0"), held.get("margin-left", "0")]
    return any(_pixels(side, 0) <= -FAR for side in sides)


def _pixels(size: str, otherwise: float) -> float:
    """A length in CSS pixels; `otherwise` where it cannot be told. A percentage of nothing is nothing."""
    found = _LENGTH.fullmatch(size)
    if found is None or not found[1].strip("-."):
        return otherwise
    number = float(found[1])
    if found[2] == "%":
        return 0.0 if number == 0 else otherwise
    return number * _IN_PIXELS[found[2]]


def _number(text: str) -> float:
    try:
        return float(text[:20])
    except ValueError:
        return 1.0


def _transparent(text: str) -> bool:
    found = _RGB.fullmatch(text)
    return text == "transparent" or bool(found and found[4] and _number(found[4]) <= 0.05)


def _colour(text: str) -> Colour | None:
    """A colour written out, or by one of the usual names."""
    text = text.strip().lower()
    found = _RGB.fullmatch(text)
    if found:
        return min(int(found[1]), 255), min(int(found[2]), 255), min(int(found[3]), 255)
    digits = text.removeprefix("#")
    if text.startswith("#") and re.fullmatch("[0-9a-f]{3}|[0-9a-f]{6}", digits):
        pairs = [digit * 2 for digit in digits] if len(digits) == 3 else [digits[n : n + 2] for n in (0, 2, 4)]
        return int(pairs[0], 16), int(pairs[1], 16), int(pairs[2], 16)
    return _NAMED.get(text)
