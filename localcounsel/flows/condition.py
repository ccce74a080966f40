"""How this installation and the open matter are, for the health screen: the findings of `doctor`, what is wrong first.

With a matter open its own index and audit log are looked at too.
"""

from __future__ import annotations

from localcounsel.errors import CounselError
from localcounsel.flows import doctor
from localcounsel.flows.checkup.line import Check, Standing, attention, failed, passed
from localcounsel.flows.desk import Desk
from localcounsel.store import policy
from localcounsel.store.places import Places

_WORST_FIRST = (Standing.FAIL, Standing.ATTENTION, Standing.PASS)


def findings(places: Places, desk: Desk | None) -> list[Check]:
    """Everything that can be looked at. Takes seconds: every file of every model is hashed."""
    found = doctor.checks(places)
    if desk is not None:
        own = f"matter {desk.matter.name}"  # this very desk has it open, so that doctor could not look
        found = [check for check in found if check.well or check.what != own] + _matter(desk)
    if not any(check.what == "policy" for check in found):
        found.append(_policy())
    return sorted(found, key=lambda check: _WORST_FIRST.index(check.standing))


def _policy() -> Check:
    try:
        rules = policy.load()
    except CounselError as error:
        return failed("policy", error.message, error.advice)
    if not rules.source:
        return passed("policy", "there is none on this machine: everything is allowed")
    return passed("policy", f"{rules.source}: {len(rules.fixed())} rules in force")


def _matter(desk: Desk) -> list[Check]:
    """The open matter: its index, its ranker, its audit log."""
    indexed, whole = desk.store.index_counts()
    share = f"meaning indexed for {indexed:,} of {whole:,} passages"
    found = []
    if desk.index_trouble is not None:
        found.append(attention("index", f"words only: {desk.index_trouble.message}", desk.index_trouble.advice))
    elif indexed < whole:
        found.append(attention("index", share, "Leave the matter open until all are done."))
    else:
        found.append(passed("index", share))
    trouble = desk.ranker_trouble
    if trouble is not None and desk.settings.search.ranked:
        found.append(attention("ranking", f"not ranked: {trouble.message}", trouble.advice))
    try:
        desk.audit.check()
        found.append(passed("audit log", f"{desk.audit.head()[0]:,} entries, the chain holds"))
    except CounselError as error:
        found.append(failed("audit log", error.message, error.advice))
    return found
