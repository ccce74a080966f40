"""Whether anything can leave: the policy in force, and every way out tried from every kind of process."""

from __future__ import annotations

from localcounsel.errors import CounselError
from localcounsel.flows import airgap
from localcounsel.flows.airgap import AirGap
from localcounsel.flows.checkup.line import Check, attention, failed, passed
from localcounsel.sandbox import bootstrap
from localcounsel.store import policy
from localcounsel.store.places import policy_file

_ADVICE = "See docs/security.md, `Containment`; `localcounsel verify-airgap` shows every attempt."

_EARLY = frozenset(
    "LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH DYLD_FRAMEWORK_PATH GCONV_PATH "
    "PYTHONPATH PYTHONHOME PYTHONPLATLIBDIR PYTHONUSERBASE PYTHONSTARTUP PYTHONWARNINGS PYTHONINSPECT".split()
)
"""Variables that bring code into Python while it starts."""


def policy_line() -> Check:
    """What IT has fixed, and whether the file can be relied on."""
    try:
        loaded = policy.load()
    except CounselError as error:
        return failed("policy", error.message, error.advice)
    if not loaded.source:
        return passed("policy", f"there is no {policy_file()}: nothing is fixed")
    fixed = "; ".join(f"{what}: {how}" for what, how in loaded.fixed()) or "nothing is fixed in it"
    if loaded.containment == "off":
        return failed("policy", f"{loaded.source} switches containment off", "Take that line out. " + _ADVICE)
    return passed("policy", f"{loaded.source}: {fixed}")


def environment_line() -> Check:
    """Variables that were dropped at the start; some had their effect on Python before it could drop them."""
    dropped = bootstrap.dropped()
    early = [name for name in dropped if name in _EARLY]
    if early:
        advice = "Start it without them: whoever sets them can put code of their own into the program."
        return attention("environment", f"set when the program started: {', '.join(early)}", advice)
    return passed("environment", f"variables dropped because nothing here needs them: {len(dropped)}")


def airgap_line(run: AirGap) -> Check:
    """The trial in one line. On systems that enforce nothing without an administrator, that is said."""
    found = f"{run.denied} of {run.all} attempts denied from {len(run.trials)} kinds of process ({run.how})"
    if run.holds:
        return passed("air gap", found)
    if not run.enforced and run.denied == run.all:
        return attention("air gap", found, "Only Python is stopped. " + _ADVICE)
    kinds = sorted({kind for trial in run.trials for kind in trial.open_ways})
    return failed("air gap", f"{found}; not denied: {', '.join(kinds)}", _ADVICE)


def lines() -> tuple[list[Check], AirGap]:
    """The lines, and the trial itself for whoever shows it whole."""
    try:
        run = airgap.gathered(tuple(airgap.trials()))
    except CounselError as error:
        run = airgap.gathered(())
        return [policy_line(), environment_line(), failed("air gap", error.message, error.advice)], run
    return [policy_line(), environment_line(), airgap_line(run)], run
