"""A survey on the terminal: how far it is, then a table of what was located, and every document that has nothing."""

from __future__ import annotations

from collections.abc import Iterable

from localcounsel.flows.events import Answered, AskEvent, Surveyed
from localcounsel.records import Answer, Coverage
from localcounsel.verbs.glass import Progress, columns, duration, line, say

HEADS = ("Document", "Where", "Quotation")


def show(events: Iterable[AskEvent], said: str) -> None:
    """Print a survey as it goes. `said` are the words of the question by which it was recognised, or nothing."""
    progress = Progress()
    located = 0
    for event in events:
        if isinstance(event, Surveyed):
            if event.done == 1:
                why = "; --narrow asks the best passages instead" if said else ""
                say(f"A question to {event.of} documents, one by one{why}.")
            located += event.coverage is Coverage.FOUND
            left = f", {duration(event.seconds_left)} left" if event.done < event.of else ""
            progress.show(f"{event.done} of {event.of} documents, located in {located}{left}  {event.document}")
        elif isinstance(event, Answered):
            progress.clear()
            show_answer(event.answer)


def show_answer(answer: Answer) -> None:
    """The count first, then what was located, then what was not, then what was not covered."""
    say(f"\n{line(answer.claims[0].text)}")
    rows = []
    for claim in answer.claims[1:]:
        citation = claim.citations[0]
        note = f" — check: {'; '.join(claim.reasons)}" if claim.reasons else ""
        rows.append((citation.document, citation.pinpoint, f"“{citation.quote}”{note}"))
    if rows:
        say()
        columns(HEADS, rows)
    for coverage, title in (
        (Coverage.NOT_FOUND, "No passage was located in"),
        (Coverage.NOT_COVERED, "Not covered"),
    ):
        listed = [each for each in answer.covered if each.coverage is coverage]
        if listed:
            say(f"\n{title}:")
        for each in listed:
            say(f"    {line(each.document)}" + (f" ({line(each.note)})" if each.note else ""))
    record = answer.record
    terms = f" for: {', '.join(map(line, record.terms))}" if record.terms else ""
    say(f"\nSearched {record.documents} documents, {record.pages} pages{terms}")
    say(f"no model was needed · {answer.timing.total:.1f} s")
