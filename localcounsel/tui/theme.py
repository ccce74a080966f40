"""Colours: ink and brass by night, paper and ink by day, high contrast, the terminal's own sixteen, none at all.

Nothing is said by colour alone, so that the last is as readable as the first.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme


def _scrollbars(background: str, bar: str, hover: str, active: str) -> dict[str, str]:
    return {
        "scrollbar": bar,
        "scrollbar-hover": hover,
        "scrollbar-active": active,
        "scrollbar-background": background,
        "scrollbar-background-hover": background,
        "scrollbar-background-active": background,
        "scrollbar-corner-color": background,
    }


NIGHT = Theme(
    name="counsel-night",
    primary="#d8b36a",
    secondary="#7f9bb3",
    accent="#d8b36a",
    foreground="#d9dce1",
    background="#14171c",
    surface="#1a1e24",
    panel="#232931",
    success="#86b58a",
    warning="#dba45c",
    error="#e8857d",
    dark=True,
    variables={
        "soft": "#a3abb5",
        "faint": "#7f8995",
        "mark": "#54451f",
        "mark-ink": "#fbf3df",
        "block-cursor-background": "#2e3743",
        "block-cursor-foreground": "#f1f3f5",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#232931",
        "border": "#6f6244",
        "border-blurred": "#2b323b",
        "footer-background": "#14171c",
        "footer-key-foreground": "#d8b36a",
        "footer-description-foreground": "#a3abb5",
        "input-selection-background": "#7f9bb3 35%",
        **_scrollbars("#14171c", "#2e3641", "#46515f", "#d8b36a"),
    },
)

DAY = Theme(
    name="counsel-day",
    primary="#75560f",
    secondary="#3f5d78",
    accent="#75560f",
    foreground="#23272c",
    background="#f7f5f0",
    surface="#efece4",
    panel="#e4e0d5",
    success="#2a6135",
    warning="#7a4f00",
    error="#a3261d",
    dark=False,
    variables={
        "soft": "#535a62",
        "faint": "#686e76",
        "mark": "#f2d98a",
        "mark-ink": "#14171c",
        "block-cursor-background": "#e2dac4",
        "block-cursor-foreground": "#14171c",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e9e5da",
        "border": "#a38a4d",
        "border-blurred": "#d2ccbc",
        "footer-background": "#f7f5f0",
        "footer-key-foreground": "#75560f",
        "footer-description-foreground": "#535a62",
        "input-selection-background": "#3f5d78 30%",
        **_scrollbars("#f7f5f0", "#cfc8b6", "#b5ac95", "#75560f"),
    },
)

CONTRAST = Theme(
    name="counsel-contrast",
    primary="#ffe45c",
    secondary="#8fdcff",
    accent="#ffe45c",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    success="#7dff9a",
    warning="#ffc23d",
    error="#ff9d96",
    dark=True,
    text_alpha=1.0,
    variables={
        "soft": "#ffffff",
        "faint": "#e2e2e2",
        "mark": "#ffe45c",
        "mark-ink": "#000000",
        "block-cursor-background": "#00317a",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#2a2a2a",
        "border": "#ffe45c",
        "border-blurred": "#ffffff",
        "footer-background": "#000000",
        "footer-key-foreground": "#ffe45c",
        "footer-description-foreground": "#ffffff",
        "input-selection-background": "#00509e",
        **_scrollbars("#000000", "#ffffff", "#ffe45c", "#ffe45c"),
    },
)


_LEFT_TO_THE_TERMINAL = ("ansi-background", "ansi-foreground", "surface", "panel", "soft", "faint")


def _of_the_terminal(name: str, *, dark: bool, colours: Mapping[str, str], cursor: tuple[str, str]) -> Theme:
    """A theme that leaves every colour to the terminal. `cursor`: ink and ground of the row under the cursor."""
    plain = "ansi_default"
    primary = colours.get("primary", plain)
    ink, ground = cursor
    return Theme(
        name=name,
        primary=primary,
        secondary=colours.get("secondary", plain),
        success=colours.get("success", plain),
        warning=colours.get("warning", plain),
        error=colours.get("error", plain),
        accent=primary,
        foreground=plain,
        background=plain,
        surface=plain,
        panel=plain,
        boost=plain,
        dark=dark,
        ansi=True,
        variables={
            **dict.fromkeys(_LEFT_TO_THE_TERMINAL, plain),
            "mark": colours.get("mark", plain),
            "mark-ink": colours.get("mark-ink", plain),
            "block-cursor-background": ground,
            "block-cursor-foreground": ink,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": colours.get("blurred", plain),
            "block-cursor-blurred-foreground": plain,
            "border": primary,
            "border-blurred": plain,
            "footer-background": plain,
            "footer-key-foreground": primary,
            "footer-description-foreground": plain,
            "input-cursor-text-style": "reverse",
            "input-selection-background": ground,
            "input-selection-foreground": ink,
            **_scrollbars(plain, plain, primary, primary),
        },
    )


SIXTEEN = _of_the_terminal(
    "counsel-sixteen",
    dark=True,
    colours={
        "primary": "ansi_bright_yellow",
        "secondary": "ansi_bright_cyan",
        "success": "ansi_bright_green",
        "warning": "ansi_bright_yellow",
        "error": "ansi_bright_red",
        "mark": "ansi_yellow",
        "mark-ink": "ansi_black",
        "blurred": "ansi_bright_black",
    },
    cursor=("ansi_bright_white", "ansi_blue"),
)

SIXTEEN_DAY = _of_the_terminal(
    "counsel-sixteen-day",
    dark=False,
    colours={
        "primary": "ansi_blue",
        "secondary": "ansi_magenta",
        "success": "ansi_green",
        "warning": "ansi_magenta",
        "error": "ansi_red",
        "mark": "ansi_yellow",
        "mark-ink": "ansi_black",
        "blurred": "ansi_white",
    },
    cursor=("ansi_black", "ansi_white"),
)

PLAIN = _of_the_terminal("counsel-plain", dark=True, colours={}, cursor=("ansi_default", "ansi_default"))

ALL = (NIGHT, DAY, CONTRAST, SIXTEEN, SIXTEEN_DAY, PLAIN)
