"""Rules about system calls, put into the classic BPF program that seccomp runs before each call.

Everything not named is allowed: the libraries need hundreds of harmless calls. What matters here is that the
ways out are named, each role's list in `rules`.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from localcounsel.sandbox.syscalls import AUDIT_ARCH, FIRST_UNKNOWN, TABLES

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
"""Offsets in struct seccomp_data; both processors are little-endian, so an argument's low half comes first."""
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_X32 = 0x40000000

Instruction = tuple[int, int, int, int]


class When(Enum):
    """How a rule looks at the argument it names."""

    ALWAYS = "refuse whatever the arguments are"
    ANY_BIT = "refuse when any bit of `value` is set"
    NO_BIT = "refuse when no bit of `value` is set"
    EQUAL = "refuse when equal to `value`"
    UNEQUAL = "refuse when different from `value`"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One condition under which a system call is refused. Several about one call are tried in turn."""

    call: str
    when: When = When.ALWAYS
    argument: int = 0
    value: int = 0
    mask: int = 0xFFFFFFFF
    """Bits of the argument looked at; the low 32, which is all that the calls named here look at."""
    error: int = errno.EPERM


def program(machine: str, refusals: Iterable[Refusal]) -> bytes:
    """The filter as an array of struct sock_filter. Raises KeyError for a processor without a table."""
    table = TABLES[machine]
    by_call: dict[int, list[Refusal]] = {}
    for refusal in refusals:
        if refusal.call in table:
            by_call.setdefault(table[refusal.call], []).append(refusal)
    code: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        _refuse(errno.EPERM),
        (_AT_LEAST, 0, 1, FIRST_UNKNOWN),
        _refuse(errno.ENOSYS),
    ]
    for number, conditions in sorted(by_call.items()):
        body = [step for refusal in conditions for step in _condition(refusal)]
        body.append((_RETURN, 0, 0, _ALLOW))
        code += [(_EQUAL, 0, len(body), number), *body]
    code.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in code)


def _refuse(error: int) -> Instruction:
    return (_RETURN, 0, 0, _ERRNO | error)


def _condition(refusal: Refusal) -> list[Instruction]:
    refuse = _refuse(refusal.error)
    if refusal.when is When.ALWAYS:
        return [refuse]
    load: list[Instruction] = [(_LOAD, 0, 0, _ARGUMENTS + 8 * refusal.argument)]
    if refusal.mask != 0xFFFFFFFF:
        load.append((0x54, 0, 0, refusal.mask))
    test = _EQUAL if refusal.when in (When.EQUAL, When.UNEQUAL) else _ANY_BIT
    met_by_true = refusal.when in (When.ANY_BIT, When.EQUAL)
    return [*load, (test, 0 if met_by_true else 1, 1 if met_by_true else 0, refusal.value), refuse]
