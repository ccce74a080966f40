"""The proof that nothing leaves: every way out tried from every kind of process, as a table, and put on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from localcounsel.flows import installation_log
from localcounsel.records import AuditEvent
from localcounsel.sandbox import bootstrap, verify
from localcounsel.sandbox.verify import Trial
from localcounsel.store.places import Places


@dataclass(frozen=True, slots=True)
class AirGap:
    """One run of the trial."""

    tried: str
    """When: ISO 8601 in UTC."""
    how: str
    """By what the network is refused here, or why it is not."""
    enforced: bool
    """Whether the operating system refuses it, and not only Python."""
    trials: tuple[Trial, ...]
    """One for each kind of process, each with the same kinds of attempt in the same order."""

    @property
    def denied(self) -> int:
        """How many attempts were refused."""
        return sum(attempt.denied for trial in self.trials for attempt in trial.attempts)

    @property
    def all(self) -> int:
        """How many attempts were made."""
        return sum(len(trial.attempts) for trial in self.trials)

    @property
    def holds(self) -> bool:
        """Whether the operating system refused every one of them."""
        return self.enforced and self.all > 0 and self.denied == self.all


def trials() -> Iterator[Trial]:
    """The twelve kinds from the desk, a thread started earlier, model, index, reader and grandchild, one by one.

    Takes some seconds in all. Raises Containment when a process could not be contained or did not answer.
    """
    yield Trial("desk", verify.attempts())
    yield Trial("earlier thread", verify.trial("desk")[1].attempts)
    for role in ("model", "index", "reader"):
        yield verify.trial(role)[0]
    yield verify.grandchild()


def gathered(done: tuple[Trial, ...]) -> AirGap:
    """The run as one record, dated now."""
    status = bootstrap.status()
    return AirGap(datetime.now(UTC).isoformat(timespec="seconds"), status.how, status.enforced, done)


def put_on_record(places: Places, run: AirGap) -> AuditEvent:
    """Write the outcome to the installation's audit log. Raises StorageError, MatterDamaged."""
    open_ways = sorted({kind for trial in run.trials for kind in trial.open_ways})
    return installation_log.append(
        places,
        "air gap tried",
        denied=str(run.denied),
        attempts=str(run.all),
        enforced="yes" if run.enforced else "no",
        open=", ".join(open_ways)[:300],
    )


def as_table(run: AirGap) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Heads and rows: a row for each kind of attempt, a column for each kind of process."""
    heads = ("Way out", *(trial.source for trial in run.trials))
    columns = [trial.attempts for trial in run.trials]
    rows = [
        (kind, *("denied" if column[at].denied else f"OPEN ({column[at].error})" for column in columns))
        for at, kind in enumerate(verify.kinds())
    ]
    return heads, rows
