"""How far a scanned file is: the page in hand, the seconds it takes, and what may be left, by a clock of the test's."""

from __future__ import annotations

import pytest

from localcounsel.flows.events import PageRead
from localcounsel.flows.page_progress import PageProgress, Recognition


class Clock:
    """Stands still until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_scan_says_its_page_its_seconds_and_what_is_left(clock: Clock) -> None:
    progress = PageProgress("scan.pdf", Recognition(), clock)
    assert progress.next(0.0) == PageRead("scan.pdf", 0, 0)
    progress.recognising(1, 4)
    assert progress.next(0.0) == PageRead("scan.pdf", 0, 4, 1)
    clock.now += 5
    assert progress.next(0.0) == PageRead("scan.pdf", 0, 4, 1, seconds=5.0)  # nobody knows yet how long a page takes
    clock.now += 5
    progress.read(1, 4)
    progress.recognising(2, 4)
    assert progress.next(0.0) == PageRead("scan.pdf", 1, 4)
    assert progress.next(0.0) == PageRead("scan.pdf", 1, 4, 2, left=30.0)
    clock.now += 4
    assert progress.next(0.0) == PageRead("scan.pdf", 1, 4, 2, seconds=4.0, left=26.0)
    clock.now += 40
    assert progress.next(0.0) == PageRead("scan.pdf", 1, 4, 2, seconds=44.0, left=20.0)
    progress.end()
    assert progress.next(0.0) is None


def test_pages_with_words_of_their_own_are_not_expected_to_take_long(clock: Clock) -> None:
    recognition = Recognition()
    recognition.took(10.0)
    progress = PageProgress("mixed.pdf", recognition, clock)
    for page in range(1, 10):
        progress.read(page, 19)
        assert progress.next(0.0) == PageRead("mixed.pdf", page, 19)
    progress.recognising(10, 19)
    told = progress.next(0.0)
    assert told is not None
    assert (told.done, told.recognising, round(told.left)) == (9, 10, 19)
    progress.read(10, 19)
    assert progress.next(0.0) == PageRead("mixed.pdf", 10, 19)


def test_the_last_page_is_not_promised_to_be_over(clock: Clock) -> None:
    recognition = Recognition()
    recognition.took(3.0)
    progress = PageProgress("one.pdf", recognition, clock)
    progress.recognising(1, 1)
    assert progress.next(0.0) == PageRead("one.pdf", 0, 1, 1, left=3.0)
    clock.now += 2.5
    assert progress.next(0.0) == PageRead("one.pdf", 0, 1, 1, seconds=2.5)
