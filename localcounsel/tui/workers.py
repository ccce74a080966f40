"""Flows in threads: each event becomes a message to a screen, and stopping is immediate for the eye.

A generator is closed by the thread that iterates it, which is what cancels the work behind it. Screens look at
`Run.stopped` and disregard what still arrives from a run they have stopped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from traceback import extract_tb
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from textual.message_pump import MessagePump
from textual.widget import Widget

from localcounsel.errors import CounselError, EngineError
from localcounsel.tui.messages import FlowEnded, FlowEvent

if TYPE_CHECKING:
    from localcounsel.flows.events import AskEvent, IngestEvent

Event = TypeVar("Event", bound="AskEvent | IngestEvent")
Result = TypeVar("Result")


class Lane:
    """Flows that must not overlap: one waits until the one before it has been closed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


class Run(Generic[Event]):
    """One flow under way."""

    def __init__(self, make: Callable[[], Iterator[Event]], lane: Lane) -> None:
        self._make = make
        self._lane = lane
        self._stop = threading.Event()

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop; true at once, even while the flow is still ending."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the thread to close the generator. Harmless twice."""
        self._stop.set()

    def work(self, target: MessagePump) -> None:
        """The thread's whole life: iterate, post, close, report the end."""
        error: CounselError | None = None
        with self._lane.lock:
            try:
                self._iterate(target)
            except CounselError as problem:
                error = problem
            except Exception as fault:  # a fault of ours is shown like any error: the matter stays usable
                error = as_error(fault)
        target.post_message(FlowEnded(self, error))

    def _iterate(self, target: MessagePump) -> None:
        if self.stopped:
            return
        with closing(cast("_Closable[Event]", self._make())) as events:
            for event in events:
                if self.stopped:
                    return
                target.post_message(FlowEvent(self, event))


class _Closable(Iterator[Event]):
    """A generator seen as something that can be closed."""

    def close(self) -> None: ...


def as_error(fault: Exception) -> CounselError:
    """A fault of our own as an error for a person: where it happened, and nothing of any document."""
    frames = extract_tb(fault.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return EngineError(
        f"Unexpected {type(fault).__name__}{where}.",
        "Nothing was lost. Try again; if it happens again, report this line.",
    )


def trace(fault: BaseException) -> str:
    """Where a fault of ours came from, without any value: values may be words of a document."""
    frames = extract_tb(fault.__traceback__)
    lines = [f"  {frame.name}, {frame.filename}, line {frame.lineno}" for frame in frames]
    return "\n".join([f"Unexpected {type(fault).__name__}", *lines])


def background(
    node: Widget,
    work: Callable[[], Result],
    then: Callable[[Result], object],
    failed: Callable[[CounselError], object],
    *,
    group: str,
) -> None:
    """Do `work` in a thread, then call `then` (or `failed`) in the interface. A later call of a group replaces it."""

    def job() -> None:
        try:
            value = work()
        except CounselError as problem:
            node.call_later(failed, problem)
        except Exception as fault:  # shown like any error; nothing is swallowed
            node.call_later(failed, as_error(fault))
        else:
            node.call_later(then, value)

    node.run_worker(job, thread=True, group=group, exclusive=True, exit_on_error=False)
