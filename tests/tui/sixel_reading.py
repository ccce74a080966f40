"""Reads sixels as a terminal does, so that tests see what was painted."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]
_SEQUENCE = re.compile(r'\x1bP0;1;0q"1;1;(\d+);(\d+)([!-~]*)\x1b\\\Z')
_TOKEN = re.compile(r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)([?-~])|([?-~])|(\$)|(-)")


def read(sequence: str) -> list[list[Colour | None]]:
    """Rows of colours, 0 to 255; None where nothing was painted. Fails where it is no sixel picture."""
    found = _SEQUENCE.match(sequence)
    assert found is not None, sequence[:60]
    width, height = int(found[1]), int(found[2])
    rows: list[list[Colour | None]] = [[None] * width for _ in range(height)]
    registers: dict[int, Colour] = {}
    colour, x, top, at = 0, 0, 0, 0
    while at < len(found[3]):
        token = _TOKEN.match(found[3], at)
        assert token is not None, found[3][at : at + 20]
        at = token.end()
        if token[1]:
            registers[int(token[1])] = tuple(round(int(token[part]) * 2.55) for part in (2, 3, 4))  # type: ignore[assignment]
        elif token[5]:
            colour = int(token[5])
        elif token[9]:
            x = 0
        elif token[10]:
            x, top = 0, top + 6
        else:
            times, bits = (int(token[6]), ord(token[7]) - 63) if token[6] else (1, ord(token[8]) - 63)
            for row in range(6):
                if bits >> row & 1:
                    rows[top + row][x : x + times] = [registers[colour]] * times
            x += times
            assert x <= width
    return rows
