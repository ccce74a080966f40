"""Which openings are clauses: the order of their numbers decides, and gives each its depth."""

from __future__ import annotations

from dataclasses import dataclass, field

from localcounsel.core.japanese_forms import kanji as kanji
from localcounsel.core.structure.openings import Opening, Rank

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WIDEST_STEP = 3
"""Numbers that may be missing between two clauses (deleted, misread) before the order counts as broken."""


def roman(letters: str) -> int:
    """Value of a Roman numeral; 0 when it is none."""
    values = [_ROMAN.get(letter, 0) for letter in letters.lower()]
    if not values or 0 in values:
        return 0
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


@dataclass(slots=True)
class _Open:
    rank: int
    style: str
    value: int
    start: int = 0


@dataclass(slots=True)
class Numbering:
    """The clauses that are open while a document is read from its first page to its last."""

    _stack: list[_Open] = field(default_factory=list)
    _figures: tuple[int, ...] = ()
    """The last decimal number accepted."""
    _last_article: int = 0
    counted: bool = False
    """Whether any clause was accepted."""

    def accept(self, opening: Opening, titled: bool) -> int:
        """The level (1 outermost) at which `opening` is the next clause, or 0 when the order speaks against it.

        `titled`: a title follows the number, which speaks for it.
        """
        level = self._accept(opening, titled)
        self.counted = self.counted or level > 0
        return level

    def _accept(self, opening: Opening, titled: bool) -> int:
        if opening.rank is Rank.LIST:
            return self._accept_list(opening)
        if opening.rank is Rank.DECIMAL:
            return self._accept_decimal(opening)
        if opening.rank is Rank.SECTION and opening.style[0] == "1":
            return self._accept_figure(opening, titled)
        if opening.style[:4] == "sign" and not (opening.at_line and (titled or opening.style == "sign.")):
            return 0
        if opening.rank is Rank.ATTACHMENT:
            self._figures, self._last_article = (), 0
        elif opening.rank is Rank.ARTICLE or opening.style.startswith(("section", "clause")):
            value = int(opening.number) if opening.number.isdigit() else roman(opening.number)
            step = value - self._last_article
            if self._last_article and value > 1 and not 0 < step <= (_WIDEST_STEP if opening.at_line else 2):
                return 0
            self._last_article = value
            self._figures = (value,)
        return self.push(opening.rank, opening.style)

    def restart(self) -> None:
        """Forget everything: what follows is numbered from its beginning."""
        self._stack.clear()
        self._figures, self._last_article = (), 0

    def __len__(self) -> int:
        return len(self._stack)

    def push(self, rank: int, style: str, value: int = 0) -> int:
        """Close what stands as deep or deeper, open this, and return its level."""
        while self._stack and self._stack[-1].rank >= rank:
            self._stack.pop()
        self._stack.append(_Open(rank, style, value))
        return len(self._stack)

    def _accept_figure(self, opening: Opening, titled: bool) -> int:
        value = int(opening.number)
        inner = self._list_value(opening.style)
        if inner is not None and value == inner + 1:
            return self._next_in_list(opening.style, value)
        last = self._figures[0] if self._figures else 0
        step = value - last
        fits = 0 < step <= (_WIDEST_STEP if opening.at_line or titled else 1)
        restart = value == 1 and (opening.at_line or titled)
        if not (fits or restart) or (opening.style == "1" and not (opening.at_line and titled)):
            return 0
        if restart and not titled and any(each.rank >= Rank.DECIMAL for each in self._stack):
            self._stack.append(_Open(Rank.LIST, opening.style, 1))
            return len(self._stack)
        self._figures = (value,)
        return self.push(Rank.SECTION, "figures", value)

    def _accept_decimal(self, opening: Opening) -> int:
        figures = tuple(int(part) for part in opening.number.split("."))
        if not self._follows(figures, 1 if opening.loose else (_WIDEST_STEP if opening.at_line else 2)):
            return 0
        self._figures = figures
        return self.push(Rank.DECIMAL + len(figures) - 2, "figures", figures[-1])

    def _follows(self, figures: tuple[int, ...], reach: int) -> bool:
        last = self._figures
        if not last:
            return figures[-1] <= 1 or (reach == _WIDEST_STEP and figures[-1] <= 2)
        for depth, (before, now) in enumerate(zip(last, figures, strict=False)):
            if now == before:
                continue
            deeper = figures[depth + 1 :]
            return 0 < now - before <= reach and all(each <= 1 for each in deeper)
        if len(figures) > len(last):
            return all(each <= reach for each in figures[len(last) :])
        return False

    def _list_value(self, style: str) -> int | None:
        for each in reversed(self._stack):
            if each.rank == Rank.LIST and each.style == style:
                return each.value
        return None

    def _next_in_list(self, style: str, value: int) -> int:
        while self._stack[-1].rank != Rank.LIST or self._stack[-1].style != style:
            self._stack.pop()
        self._stack[-1].value = value
        return len(self._stack)

    def _accept_list(self, opening: Opening) -> int:
        for style, value in readings(opening):
            last = self._list_value(style)
            if last is not None and 0 < value - last <= (_WIDEST_STEP if opening.at_line else 2):
                return self._next_in_list(style, value)
        for style, value in readings(opening):
            first = value == 1 or (style == "wide" and value == 2) or style in ("項", "号")
            if first:
                if self._list_value(style) is not None:
                    while self._list_value(style) is not None:
                        self._stack.pop()
                self._stack.append(_Open(Rank.LIST, style, value))
                return len(self._stack)
        return 0


def readings(opening: Opening) -> list[tuple[str, int]]:
    """The list styles a mark can belong to with its value there: `(i)` is a letter and a Roman one."""
    mark = opening.number.strip("()（）")
    style = opening.style
    if style in ("wide", "kanji", "bracket", "項", "号"):
        digits = mark.lstrip("第").rstrip("項号条").split("の")[0]
        value = ord(mark) - 0x245F if len(mark) == 1 and "①" <= mark <= "⑳" else kanji(digits)
        return [(style, value)]
    if mark.isdigit():
        return [(style, int(mark))]
    letter, number = ("a", "i") if mark.islower() else ("A", "I")
    found = []
    if len(mark) == 1 or (len(mark) == 2 and mark[0] == mark[1]):
        value = ord(mark[0].lower()) - 96 + 26 * (len(mark) - 1)
        found.append((style.replace(number, letter), value))
    if roman(mark):
        found.append((style.replace(letter, number), roman(mark)))
    return found
