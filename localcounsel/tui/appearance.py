"""Which colours to begin with: what the settings say, or what the terminal says of itself. No screen is touched."""

from __future__ import annotations

from collections.abc import Mapping

THEMES = {
    "night": "counsel-night",
    "day": "counsel-day",
    "contrast": "counsel-contrast",
    "sixteen": "counsel-sixteen",
    "plain": "counsel-plain",
}
"""The settings' names → the themes' names, in the order in which F9 goes through them."""

_BARE_TERMINALS = ("dumb", "unknown", "vt52", "vt100", "vt102", "vt220", "vt320")
_LIGHT_GROUNDS = ("7", "15")
"""Of COLORFGBG's sixteen: white and bright white."""


def theme_name(wanted: str, environment: Mapping[str, str]) -> str:
    """The theme to begin with; `wanted` is the setting, `auto` leaves it to the environment.

    NO_COLOR takes precedence over the environment's other words, and not over a setting (no-color.org).
    """
    dark = _is_dark(environment)
    if wanted == "auto":
        wanted = _guess(environment, dark=dark)
    if wanted == "sixteen" and not dark:
        return "counsel-sixteen-day"
    return THEMES[wanted]


def following(name: str) -> str:
    """The theme after `name`."""
    names = list(THEMES.values())
    known = name.removesuffix("-day") if name == "counsel-sixteen-day" else name
    return names[(names.index(known) + 1) % len(names)]


def _guess(environment: Mapping[str, str], *, dark: bool) -> str:
    terminal = environment.get("TERM", "").casefold()
    if environment.get("NO_COLOR") or terminal in _BARE_TERMINALS:
        return "plain"
    if environment.get("GTK_THEME", "").casefold().startswith("highcontrast"):
        return "contrast"
    if colours(environment) == 16:
        return "sixteen"
    return "night" if dark else "day"


def _is_dark(environment: Mapping[str, str]) -> bool:
    """COLORFGBG is `15;0`, or `15;default;0`: the ground stands last. Most terminals do not say; most are dark."""
    return environment.get("COLORFGBG", "").rpartition(";")[2] not in _LIGHT_GROUNDS


def colours(environment: Mapping[str, str]) -> int:
    """How many colours the terminal shows: 16, 256, or 1 << 24. The rule is the one by which Rich writes them."""
    if environment.get("COLORTERM", "").strip().casefold() in ("truecolor", "24bit") or environment.get("WT_SESSION"):
        return 1 << 24
    ending = environment.get("TERM", "").strip().casefold().rpartition("-")[2]
    return 256 if ending in ("256color", "kitty") or not ending else 16
