"""How is the kernel told to refuse everything else? A BPF program, put together here, laid over all threads of the process for good.

Granted: syscalls.FREE, memory that is not executable, threads but no processes, reading limits, naming a thread, a signal to oneself. All
else answers EPERM: no file can be opened (not even to read: /proc would show the parent's secrets), no socket, exec, fork, ptrace, mount,
io_uring. A call through another ABI (32-bit, x32), whose numbers mean other things, kills.
"""

import ctypes
import errno
import os
import platform
import struct

from exibidos.media import syscalls
from exibidos.media.syscalls import Syscall

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
_SECCOMP = Syscall(317, 277)
_X32_BIT = 0x4000_0000

_PR_SET_NO_NEW_PRIVS, _PR_SET_NAME = 38, 15
_SET_MODE_FILTER, _TO_ALL_THREADS = 1, 1
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # linux/bpf_common.h
_ALLOW, _KILL, _REFUSE = 0x7FFF_0000, 0x8000_0000, 0x0005_0000  # linux/seccomp.h
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_EXECUTABLE = 4  # PROT_EXEC
_THREAD = 0x0001_0000  # CLONE_THREAD

Program = list[tuple[int, int, int, int]]


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def lock() -> None:
    """Install the filter on every thread. Raises OSError if the kernel refuses, or the machine is neither x86_64 nor aarch64."""
    machine = platform.machine()
    if machine not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no syscall numbers for {machine}")
    code = b"".join(struct.pack("HBBI", *step) for step in _write_program(machine, os.getpid()))
    program = _FilterProgram(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs")
    number = getattr(_SECCOMP, machine)
    if libc.syscall(number, _SET_MODE_FILTER, _TO_ALL_THREADS, ctypes.byref(program)):
        raise OSError(ctypes.get_errno(), "seccomp")


def _write_program(machine: str, pid: int) -> Program:
    def number(call: Syscall) -> int:
        value: int = getattr(call, machine)
        return value

    program: Program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        _answer(_KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        program += [(_AT_LEAST, 0, 1, _X32_BIT), _answer(_KILL)]
    for call in syscalls.FREE.values():
        program += [(_EQUAL, 0, 1, number(call)), _answer(_ALLOW)]
    # glibc falls back to clone, whose flags stand in a register where a filter can read them.
    program += [(_EQUAL, 0, 1, number(syscalls.CLONE3)), _answer(_REFUSE | errno.ENOSYS)]
    for call in (syscalls.MAP, syscalls.PROTECT):
        program += _if_argument(number(call), 2, (_ANY_BIT, 1, 0, _EXECUTABLE))
    program += _if_argument(number(syscalls.CLONE), 0, (_ANY_BIT, 0, 1, _THREAD))
    program += _if_argument(number(syscalls.PRCTL), 0, (_EQUAL, 0, 1, _PR_SET_NAME))
    program += _if_argument(number(syscalls.SIGNAL), 0, (_EQUAL, 0, 1, pid))
    program += _if_null(number(syscalls.LIMIT), 2)
    program.append(_answer(_REFUSE | errno.EPERM))
    return program


def _if_argument(number: int, index: int, test: tuple[int, int, int, int]) -> Program:
    """Allow a call if the low half of one argument passes; `test` skips one step when it does not."""
    return [(_EQUAL, 0, 4, number), _low(index), test, _answer(_ALLOW), _answer(_REFUSE | errno.EPERM)]


def _if_null(number: int, index: int) -> Program:
    """Allow a call if one argument, a pointer, is null in both halves."""
    return [
        (_EQUAL, 0, 6, number),
        _low(index),
        (_EQUAL, 0, 3, 0),
        (_LOAD, 0, 0, _low(index)[3] + 4),
        (_EQUAL, 0, 1, 0),
        _answer(_ALLOW),
        _answer(_REFUSE | errno.EPERM),
    ]


def _low(index: int) -> tuple[int, int, int, int]:
    return (_LOAD, 0, 0, 16 + 8 * index)  # both machines are little-endian


def _answer(value: int) -> tuple[int, int, int, int]:
    return (_RETURN, 0, 0, value)
