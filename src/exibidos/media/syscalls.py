"""What may the child ask of the kernel once it is locked? To compute, to allocate, to speak on the pipes that it already has.

Numbers are the kernel's ABI: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h (aarch64).
"""

from typing import NamedTuple


class Syscall(NamedTuple):
    """One entry, by its numbers."""

    x86_64: int
    aarch64: int


FREE = {
    "read": Syscall(0, 63),
    "write": Syscall(1, 64),
    "readv": Syscall(19, 65),
    "writev": Syscall(20, 66),
    "close": Syscall(3, 57),
    "fstat": Syscall(5, 80),
    "newfstatat": Syscall(262, 79),
    "lseek": Syscall(8, 62),
    "ppoll": Syscall(271, 73),
    "munmap": Syscall(11, 215),
    "mremap": Syscall(25, 216),
    "brk": Syscall(12, 214),
    "madvise": Syscall(28, 233),
    "membarrier": Syscall(324, 283),
    "futex": Syscall(202, 98),
    "set_robust_list": Syscall(273, 99),
    "rseq": Syscall(334, 293),
    "rt_sigaction": Syscall(13, 134),
    "rt_sigprocmask": Syscall(14, 135),
    "rt_sigreturn": Syscall(15, 139),
    "sigaltstack": Syscall(131, 132),
    "restart_syscall": Syscall(219, 128),
    "sched_yield": Syscall(24, 124),
    "sched_getaffinity": Syscall(204, 123),
    "nanosleep": Syscall(35, 101),
    "clock_nanosleep": Syscall(230, 115),
    "clock_gettime": Syscall(228, 113),
    "clock_getres": Syscall(229, 114),
    "gettimeofday": Syscall(96, 169),
    "getrusage": Syscall(98, 165),
    "sysinfo": Syscall(99, 179),
    "getrandom": Syscall(318, 278),
    "getpid": Syscall(39, 172),
    "gettid": Syscall(186, 178),
    "exit": Syscall(60, 93),
    "exit_group": Syscall(231, 94),
}
"""Always granted. `newfstatat` is: glibc's fstat calls it, and a path tells no more than whether it exists."""

MAP = Syscall(9, 222)
PROTECT = Syscall(10, 226)
CLONE = Syscall(56, 220)
CLONE3 = Syscall(435, 435)
LIMIT = Syscall(302, 261)
SIGNAL = Syscall(234, 131)
PRCTL = Syscall(157, 167)
