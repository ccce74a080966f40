"""`doctor`: what may be wrong with this machine, its models and its matters, each with what to do."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from localcounsel.flows import doctor
from localcounsel.flows.doctor import Check
from localcounsel.sandbox import bootstrap, verify
from localcounsel.store.places import Places
from localcounsel.verbs.glass import emit, say


def run(arguments: argparse.Namespace, places: Places) -> int:
    """0 when everything is well, 1 when something needs attention."""
    checks = [_containment(), *doctor.checks(places)]
    if arguments.json:
        emit([asdict(check) for check in checks])
    else:
        for check in checks:
            say(f"{'✓' if check.well else '✗'} {check.what}: {check.finding}")
            if not check.well:
                say(f"    {check.advice}")
    return 0 if all(check.well for check in checks) else 1


def _containment() -> Check:
    """Whether this process can reach a network: every way out is tried."""
    status = bootstrap.status()
    tried = verify.attempts()
    open_ways = [attempt.kind for attempt in tried if not attempt.denied]
    if open_ways:
        finding = f"not refused: {', '.join(open_ways)} ({status.how})"
        return Check("containment", False, finding, "See docs/security.md, `Containment`.")
    return Check("containment", status.enforced, f"{len(tried)} of {len(tried)} ways out refused ({status.how})")
