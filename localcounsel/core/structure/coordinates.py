"""A place in the coordinates that are printed on the paper: Bates number, transcript page and lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from localcounsel.records import Mark


class Coordinates:
    """The marks of one document, looked up by page and offset."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks: dict[tuple[str, int], list[Mark]] = {}
        for mark in sorted(marks, key=lambda each: (each.page, each.start)):
            self._marks.setdefault((mark.kind, mark.page), []).append(mark)

    def bates(self, page: int, end: int) -> str:
        """The Bates number of the sheet that holds the place: the next one below it, else the last above."""
        stamps = self._marks.get(("bates", page), [])
        if not stamps:
            return ""
        below = bisect_left(stamps, end, key=lambda mark: mark.start)
        return stamps[min(below, len(stamps) - 1)].value

    def lines(self, page: int, start: int, end: int) -> str:
        """Printed lines: `12:3-14`, `12:24-13:3`, or `3-14` where the paper has no page number of its own."""
        numbers = self._marks.get(("line", page), [])
        first = bisect_right(numbers, start, key=lambda mark: mark.start) - 1
        last = bisect_left(numbers, end, key=lambda mark: mark.start) - 1
        if not numbers or last < 0:
            return ""
        begin, finish = numbers[max(first, 0)], numbers[max(last, first, 0)]
        page_begin, page_finish = self._printed_page(begin), self._printed_page(finish)
        lead = f"{page_begin}:" if page_begin else ""
        if page_begin != page_finish:
            return f"{lead}{begin.value}-{page_finish}:{finish.value}"
        return f"{lead}{begin.value}" + (f"-{finish.value}" if finish.value != begin.value else "")

    def _printed_page(self, line: Mark) -> str:
        printed = self._marks.get(("transcript page", line.page), [])
        if not printed:
            return ""
        numbers = self._marks[("line", line.page)]
        index = bisect_right(printed, line.start, key=lambda mark: mark.start)
        if printed[0].start < numbers[0].start:  # numbers stand at the head of their page
            return printed[max(index - 1, 0)].value
        return printed[min(index, len(printed) - 1)].value
