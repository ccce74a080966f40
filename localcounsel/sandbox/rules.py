"""What each role may not ask of the Linux kernel. The reasons stand beside the lists.

`common` is every process of ours. A reader, which holds a hostile file, may compute, read, and write to the
pipes it was given; the model and the index may not start programs.
"""

from __future__ import annotations

import errno

from localcounsel.sandbox.bpf import Refusal, When

_SENDING = "socket connect bind listen accept accept4 io_uring_setup io_uring_enter io_uring_register"
"""No family of sockets at all: DNS, D-Bus and the system log leave by AF_UNIX, not by AF_INET."""

_OTHER_PROCESSES = "ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp"
"""Another program's sockets and memory are a way out."""

_NEW_WORLDS = (
    "mount umount2 move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr pivot_root chroot "
    "unshare setns bpf perf_event_open userfaultfd keyctl add_key request_key fanotify_init open_by_handle_at"
)
"""Namespaces, mounts and kernel machinery that no part of ours needs and that most escapes begin with."""

_MACHINE = (
    "kexec_load kexec_file_load init_module finit_module delete_module reboot swapon swapoff acct quotactl "
    "quotactl_fd iopl ioperm vhangup modify_ldt syslog"
)

_WRITING = (
    "creat unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link linkat symlink symlinkat chmod "
    "fchmod fchmodat fchmodat2 chown fchown lchown fchownat truncate ftruncate mknod mknodat setxattr lsetxattr "
    "fsetxattr removexattr lremovexattr fremovexattr utime utimes utimensat futimesat fallocate"
)

_BESIDE_THE_PIPES = (
    "socketpair memfd_create memfd_secret shmget shmat msgget semget mq_open tkill rt_sigqueueinfo "
    "rt_tgsigqueueinfo pidfd_send_signal pidfd_open fork vfork"
)
"""Memory that no limit counts, and words with other processes."""

_NEW_NAMESPACES = 0x7E020000
_THREAD = 0x00010000
_TYPE_INTO_TERMINAL = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX put keystrokes into the terminal, for the shell to run after we have gone."""
_OPEN_FOR_WRITING = 0o3 | 0o100 | 0o1000 | 0o2000 | 0o20000000
"""Write or read-write, create, truncate, append, temporary file."""
_SIGNAL_OTHERS = (8, 10, 15)
"""F_SETOWN, F_SETSIG, F_SETOWN_EX: a file that sends a signal of choice to a process of choice."""


def refusals(role: str, own_pid: int) -> tuple[Refusal, ...]:
    """The rules for `role`; `own_pid` is the only process a reader may signal."""
    rules = _common()
    if role in ("model", "index", "reader"):
        rules += _all("execve execveat")
    if role == "reader":
        rules += _reader(own_pid)
    return tuple(rules)


def _all(calls: str, error: int = errno.EPERM) -> list[Refusal]:
    return [Refusal(call, error=error) for call in calls.split()]


def _common() -> list[Refusal]:
    return [
        *_all(_SENDING),
        *_all(_OTHER_PROCESSES),
        *_all(_NEW_WORLDS),
        *_all(_MACHINE),
        # a connected stream pair is a pipe; a datagram pair can still name another address
        Refusal("socketpair", When.UNEQUAL, argument=0, value=1),
        Refusal("socketpair", When.UNEQUAL, argument=1, value=1, mask=0xF),
        Refusal("clone", When.ANY_BIT, argument=0, value=_NEW_NAMESPACES),
        # its flags lie in memory, where the filter cannot look; the C library falls back to clone
        Refusal("clone3", error=errno.ENOSYS),
        *[Refusal("ioctl", When.EQUAL, argument=1, value=code) for code in _TYPE_INTO_TERMINAL],
    ]


def _reader(own_pid: int) -> list[Refusal]:
    return [
        *_all(_WRITING),
        *_all(_BESIDE_THE_PIPES),
        Refusal("clone", When.NO_BIT, argument=0, value=_THREAD),
        Refusal("open", When.ANY_BIT, argument=1, value=_OPEN_FOR_WRITING, error=errno.EACCES),
        Refusal("openat", When.ANY_BIT, argument=2, value=_OPEN_FOR_WRITING, error=errno.EACCES),
        Refusal("openat2", error=errno.ENOSYS),
        # abort() signals itself
        Refusal("kill", When.UNEQUAL, argument=0, value=own_pid),
        Refusal("tgkill", When.UNEQUAL, argument=0, value=own_pid),
        Refusal("prlimit64", When.UNEQUAL, argument=0, value=0),
        *[Refusal("fcntl", When.EQUAL, argument=1, value=code) for code in _SIGNAL_OTHERS],
    ]
