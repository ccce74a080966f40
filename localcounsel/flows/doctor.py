"""What may be wrong with this machine, its models and its matters, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from localcounsel.flows.airgap import AirGap
from localcounsel.flows.checkup import bundle, computing, containment, disk, holdings, installation
from localcounsel.flows.checkup.installation import Package
from localcounsel.flows.checkup.line import Check, Standing
from localcounsel.store.places import Places

__all__ = ["Check", "Examination", "Standing", "checks", "examine"]

_ORDER = (Standing.PASS, Standing.ATTENTION, Standing.FAIL)


@dataclass(slots=True)
class Examination:
    """Everything that was looked at, with what the report shows besides."""

    checks: list[Check] = field(default_factory=list)
    airgap: AirGap | None = None
    packages: list[Package] = field(default_factory=list)

    @property
    def worst(self) -> Standing:
        """The standing of the line that stands worst."""
        return max((check.standing for check in self.checks), key=_ORDER.index, default=Standing.PASS)


def checks(places: Places) -> list[Check]:
    """Everything that can be looked at without opening a document."""
    done = Examination()
    for _ in examine(places, done):
        continue
    return done.checks


def examine(places: Places, into: Examination) -> Iterator[str]:
    """Look at everything, writing it into `into`; yields what is looked at next, for a progress line."""
    yield "ways out"
    found, into.airgap = containment.lines()
    into.checks += found
    yield "installed files"
    for package in installation.packages():
        into.packages.append(package)
        yield f"installed files: {package.name}"
    into.checks += installation.lines(into.packages)
    into.checks += bundle.lines()
    yield "disk"
    into.checks += disk.lines(places)
    yield "models and matters"
    into.checks += holdings.lines(places)
    yield "processor, graphics, tesseract"
    into.checks += computing.lines(places)
