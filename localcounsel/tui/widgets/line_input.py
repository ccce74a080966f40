"""An input line whose text is cleaned however it came in: typed, pasted or completed."""

from __future__ import annotations

from textual.widgets import Input

from localcounsel.core.text import clean


class LineInput(Input):
    """One line. Control characters in it become visible ones."""

    def validate_value(self, value: str) -> str:
        return clean(value).replace("\n", " ")
