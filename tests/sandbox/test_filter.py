"""The filter's program, run by an interpreter of our own, for both processors; one of them is not at hand."""

from __future__ import annotations

import errno
import os
import struct

import pytest

from localcounsel.sandbox.bootstrap import ROLES
from localcounsel.sandbox.bpf import Refusal, When, program
from localcounsel.sandbox.rules import refusals
from localcounsel.sandbox.syscalls import AUDIT_ARCH, FIRST_UNKNOWN, TABLES

ALLOWED, KILLED = 0x7FFF0000, 0x80000000
OWN = 4321


def verdict(code: bytes, machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """What the kernel would answer: 0 for allowed, -1 for killed, or the error number."""
    data = struct.pack("=IIQ", number, AUDIT_ARCH[machine] if arch is None else arch, 0)
    data += b"".join(struct.pack("=Q", a & 0xFFFFFFFFFFFFFFFF) for a in (*arguments, 0, 0, 0, 0, 0, 0)[:6])
    steps = list(struct.iter_unpack("=HBBI", code))
    at, held = 0, 0
    while True:
        operation, if_true, if_false, value = steps[at]
        at += 1
        match operation:
            case 0x20:
                held = struct.unpack_from("=I", data, value)[0]
            case 0x54:
                held &= value
            case 0x15:
                at += if_true if held == value else if_false
            case 0x35:
                at += if_true if held >= value else if_false
            case 0x45:
                at += if_true if held & value else if_false
            case 0x06:
                return 0 if value == ALLOWED else -1 if value == KILLED else value & 0xFFFF


@pytest.fixture(params=sorted(TABLES))
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_sockets_are_refused_in_every_role_whatever_the_family(machine: str, role: str) -> None:
    code = program(machine, refusals(role, OWN))
    for family in range(64):
        assert verdict(code, machine, TABLES[machine]["socket"], family, 1, 0) == errno.EPERM


@pytest.mark.parametrize("call", "connect bind accept4 io_uring_setup ptrace unshare pidfd_getfd bpf".split())
def test_ways_around_are_refused_in_every_role(machine: str, role: str, call: str) -> None:
    assert verdict(program(machine, refusals(role, OWN)), machine, TABLES[machine][call], 1, 1) == errno.EPERM


def test_only_a_connected_pair_of_local_sockets_can_be_made(machine: str) -> None:
    code, pair = program(machine, refusals("desk", OWN)), TABLES[machine]["socketpair"]
    stream, datagram, cloexec, local, internet = 1, 2, 0o2000000, 1, 2
    assert verdict(code, machine, pair, local, stream | cloexec) == 0
    assert verdict(code, machine, pair, local, datagram | cloexec) == errno.EPERM
    assert verdict(code, machine, pair, internet, stream) == errno.EPERM


def test_another_processor_s_calls_end_the_process(machine: str) -> None:
    code = program(machine, refusals("desk", OWN))
    assert verdict(code, machine, 1, arch=0x40000003) == -1
    assert verdict(code, machine, 0x40000000 | TABLES[machine]["socket"]) == errno.EPERM
    assert verdict(code, machine, FIRST_UNKNOWN) == errno.ENOSYS


@pytest.mark.parametrize("request_code", [0x5412, 0x541C])
def test_nothing_is_typed_into_the_terminal(machine: str, role: str, request_code: int) -> None:
    code, ioctl, window_size = program(machine, refusals(role, OWN)), TABLES[machine]["ioctl"], 0x5413
    assert verdict(code, machine, ioctl, 0, request_code) == errno.EPERM
    assert verdict(code, machine, ioctl, 0, window_size) == 0


def test_threads_start_and_namespaces_do_not(machine: str, role: str) -> None:
    code, clone = program(machine, refusals(role, OWN)), TABLES[machine]["clone"]
    thread, user_namespace, child = 0x3D0F00, 0x10000000, 17
    assert verdict(code, machine, clone, thread) == 0
    assert verdict(code, machine, clone, user_namespace | child) == errno.EPERM
    assert verdict(code, machine, clone, child) == (errno.EPERM if role == "reader" else 0)
    assert verdict(code, machine, TABLES[machine]["clone3"]) == errno.ENOSYS


@pytest.mark.parametrize(
    ("flags", "answer"),
    [
        (os.O_RDONLY, 0),
        (os.O_WRONLY, errno.EACCES),
        (os.O_RDWR, errno.EACCES),
        (os.O_RDONLY | os.O_CREAT, errno.EACCES),
        (os.O_RDONLY | os.O_TRUNC, errno.EACCES),
        (0o20200000 | os.O_WRONLY, errno.EACCES),
    ],
)
def test_a_reader_opens_files_for_reading_only(machine: str, flags: int, answer: int) -> None:
    code = program(machine, refusals("reader", OWN))
    assert verdict(code, machine, TABLES[machine]["openat"], -100, 0, flags) == answer


def test_a_reader_signals_nobody_but_itself(machine: str) -> None:
    code = program(machine, refusals("reader", OWN))
    for call in ("kill", "tgkill"):
        assert verdict(code, machine, TABLES[machine][call], OWN) == 0
        assert verdict(code, machine, TABLES[machine][call], 1) == errno.EPERM


def test_only_the_desk_and_what_it_starts_for_pictures_may_start_programs(machine: str, role: str) -> None:
    may = role in ("desk", "ocr", "prepare")
    code = program(machine, refusals(role, OWN))
    assert verdict(code, machine, TABLES[machine]["execve"]) == (0 if may else errno.EPERM)


def test_everyday_calls_are_allowed(machine: str, role: str) -> None:
    everyday = {"x86_64": (0, 1, 3, 9, 202, 231), "aarch64": (63, 64, 57, 222, 98, 94)}
    code = program(machine, refusals(role, OWN))
    assert [verdict(code, machine, number) for number in everyday[machine]] == [0] * 6


def test_conditions_about_one_call_are_tried_in_turn(machine: str) -> None:
    rules = [Refusal("ioctl", When.EQUAL, 1, 7), Refusal("ioctl", When.NO_BIT, 2, 8, error=errno.EBADF)]
    code, ioctl = program(machine, rules), TABLES[machine]["ioctl"]
    assert [verdict(code, machine, ioctl, 0, *rest) for rest in ((7, 8), (6, 8), (6, 1))] == [1, 0, errno.EBADF]


def test_the_two_tables_know_the_same_calls_but_for_those_of_one_processor() -> None:
    only = set(TABLES["x86_64"]) - set(TABLES["aarch64"])
    assert set(TABLES["aarch64"]) <= set(TABLES["x86_64"])
    # aarch64 never had the calls for which there is one ending in -at, nor x86's ports and segments
    assert only == set(
        "iopl ioperm modify_ldt fork vfork open creat unlink rename mkdir rmdir link symlink chmod chown lchown "
        "mknod utime utimes futimesat".split()
    )
