"""The numbers of the system calls the filter speaks of, for each processor it is written for.

From the kernel's own tables (asm/unistd_64.h for x86_64, asm-generic/unistd.h for aarch64). A call that a
processor does not have is absent from its table.
"""

from __future__ import annotations

from collections.abc import Mapping

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

FIRST_UNKNOWN = 463
"""Calls from here on are younger than these tables; what they can do is not known, so they do not exist."""

_SAME = {
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "pidfd_send_signal": 424,
    "pidfd_open": 434,
    "clone3": 435,
    "openat2": 437,
    "pidfd_getfd": 438,
    "process_madvise": 440,
    "mount_setattr": 442,
    "quotactl_fd": 443,
    "memfd_secret": 447,
    "fchmodat2": 452,
}
"""Since Linux 5.1 a new call has the same number everywhere."""


def _table(written: str) -> dict[str, int]:
    words = written.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


_X86_64 = """
    socket 41 socketpair 53 connect 42 bind 49 listen 50 accept 43 accept4 288
    ptrace 101 process_vm_readv 310 process_vm_writev 311 kcmp 312 bpf 321 perf_event_open 298 userfaultfd 323
    keyctl 250 add_key 248 request_key 249 mount 165 umount2 166 pivot_root 155 chroot 161 unshare 272 setns 308
    kexec_load 246 kexec_file_load 320 init_module 175 finit_module 313 delete_module 176 reboot 169 swapon 167
    swapoff 168 acct 163 quotactl 179 open_by_handle_at 304 iopl 172 ioperm 173 vhangup 153 modify_ldt 154
    syslog 103 fanotify_init 300 clone 56 ioctl 16 execve 59 execveat 322 fork 57 vfork 58 open 2 openat 257
    creat 85 unlink 87 unlinkat 263 rename 82 renameat 264 renameat2 316 mkdir 83 mkdirat 258 rmdir 84 link 86
    linkat 265 symlink 88 symlinkat 266 chmod 90 fchmod 91 fchmodat 268 chown 92 fchown 93 lchown 94
    fchownat 260 truncate 76 ftruncate 77 mknod 133 mknodat 259 setxattr 188 lsetxattr 189 fsetxattr 190
    removexattr 197 lremovexattr 198 fremovexattr 199 utime 132 utimes 235 utimensat 280 futimesat 261
    fallocate 285 kill 62 tkill 200 tgkill 234 rt_sigqueueinfo 129 rt_tgsigqueueinfo 297 prlimit64 302
    memfd_create 319 shmget 29 shmat 30 msgget 68 semget 64 mq_open 240 fcntl 72
"""

_AARCH64 = """
    socket 198 socketpair 199 connect 203 bind 200 listen 201 accept 202 accept4 242
    ptrace 117 process_vm_readv 270 process_vm_writev 271 kcmp 272 bpf 280 perf_event_open 241 userfaultfd 282
    keyctl 219 add_key 217 request_key 218 mount 40 umount2 39 pivot_root 41 chroot 51 unshare 97 setns 268
    kexec_load 104 kexec_file_load 294 init_module 105 finit_module 273 delete_module 106 reboot 142 swapon 224
    swapoff 225 acct 89 quotactl 60 open_by_handle_at 265 vhangup 58
    syslog 116 fanotify_init 262 clone 220 ioctl 29 execve 221 execveat 281 openat 56
    unlinkat 35 renameat 38 renameat2 276 mkdirat 34
    linkat 37 symlinkat 36 fchmod 52 fchmodat 53 fchown 55
    fchownat 54 truncate 45 ftruncate 46 mknodat 33 setxattr 5 lsetxattr 6 fsetxattr 7
    removexattr 14 lremovexattr 15 fremovexattr 16 utimensat 88
    fallocate 47 kill 129 tkill 130 tgkill 131 rt_sigqueueinfo 138 rt_tgsigqueueinfo 240 prlimit64 261
    memfd_create 279 shmget 194 shmat 196 msgget 186 semget 190 mq_open 180 fcntl 25
"""

TABLES: Mapping[str, Mapping[str, int]] = {
    "x86_64": {**_table(_X86_64), **_SAME},
    "aarch64": {**_table(_AARCH64), **_SAME},
}

SECCOMP = {"x86_64": 317, "aarch64": 277}
CAPSET = {"x86_64": 126, "aarch64": 91}
