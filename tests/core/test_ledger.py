"""The audit chain: any change to any event shows, at the event it was made to."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.ledger import GENESIS, check, link
from localcounsel.records import AuditEvent

_text = st.text(max_size=20)
_happened = st.lists(st.tuples(_text, st.dictionaries(_text, _text, max_size=3)), min_size=1, max_size=8)


def _chain(happened: list[tuple[str, dict[str, str]]]) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for number, (what, details) in enumerate(happened, start=1):
        previous = events[-1].digest if events else GENESIS
        events.append(link(previous, number, f"2026-01-01T00:00:{number:02}", what, details))
    return events


@given(_happened)
def test_a_chain_as_written_holds(happened: list[tuple[str, dict[str, str]]]) -> None:
    assert check(_chain(happened)) is None


@given(_happened, st.data())
def test_every_change_shows_where_it_was_made(happened: list[tuple[str, dict[str, str]]], data: st.DataObject) -> None:
    events = _chain(happened)
    at = data.draw(st.integers(0, len(events) - 1))
    event = events[at]
    changed = data.draw(
        st.sampled_from(
            [
                replace(event, what=event.what + "!"),
                replace(event, time=event.time + "1"),
                replace(event, sequence=event.sequence + 1),
                replace(event, details=(*event.details, ("more", ""))),
                replace(event, previous="1" * 64),
                replace(event, digest="1" * 64),
            ]
        )
    )
    assert check([*events[:at], changed, *events[at + 1 :]]) == at


@given(_happened, st.data())
def test_a_missing_event_shows_unless_it_was_the_last(
    happened: list[tuple[str, dict[str, str]]], data: st.DataObject
) -> None:
    events = _chain(happened)
    at = data.draw(st.integers(0, len(events) - 1))
    rest = events[:at] + events[at + 1 :]
    assert check(rest) == (at if at < len(rest) else None)


def test_what_stands_in_two_fields_is_not_the_same_as_in_one() -> None:
    assert link(GENESIS, 1, "t", "a", {"b": "c"}).digest != link(GENESIS, 1, "t", "ab", {"": "c"}).digest


def test_details_are_the_same_in_any_order() -> None:
    assert link(GENESIS, 1, "t", "w", {"a": "1", "b": "2"}) == link(GENESIS, 1, "t", "w", {"b": "2", "a": "1"})
