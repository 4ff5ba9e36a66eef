"""How does a child begin so that it cannot outlive its parent, and so that Postgres does not see that we are root?

This file is two things: `launched()` builds a command line, and the file itself, run by a bare interpreter, is that command: it sets
what only the child can set for itself, then becomes the program. A `preexec_fn` would do the same in a fork of a process with
threads, where any lock may be held for ever.
"""

import ctypes
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

NOBODY = 65534  # the overflow id of Linux: unprivileged on every distribution, without adding a user

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CLONE_NEWUSER = 0x10000000
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522


class Identity(StrEnum):
    """Who the child is. Postgres refuses uid 0, so root must start it as somebody else."""

    SAME = "same"
    # In a user namespace of one id: inside it is nobody, outside its files stay root's, also below a closed /root.
    NAMESPACE = "namespace"
    # Where namespaces are forbidden (containers): really nobody, keeping the one capability that opens a closed /root.
    NOBODY = "nobody"


def launched(argv: Sequence[str | Path], *, death_signal: int, identity: Identity = Identity.SAME) -> list[str]:
    """Return the command line that runs `argv` as `identity` and gets `death_signal` when the calling thread dies."""
    bare = [sys.executable, "-I", "-S", __file__]
    return [*bare, str(os.getpid()), str(death_signal), identity.value, *map(str, argv)]


def _enter_namespace(libc: ctypes.CDLL) -> None:
    if libc.unshare(_CLONE_NEWUSER):
        sys.exit(f"user namespaces are not allowed here: {os.strerror(ctypes.get_errno())}")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} 0 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} 0 1")


def _become_nobody(libc: ctypes.CDLL) -> None:
    libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    wanted = 1 << _CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(wanted, wanted, wanted, 0, 0, 0)  # effective, permitted, inheritable; low then high
    if libc.capset(header, sets) or libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0):
        sys.exit(f"cannot keep access to root's files: {os.strerror(ctypes.get_errno())}")


def _main(parent: str, death_signal: str, identity: str, *argv: str) -> None:
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if identity == Identity.NAMESPACE:
            _enter_namespace(libc)
        elif identity == Identity.NOBODY:
            _become_nobody(libc)
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)  # last: a change of identity clears it
        if os.getppid() != int(parent):
            sys.exit("the parent died before its child began")
    os.execv(argv[0], argv)  # noqa: S606 (to become the program is the point)


if __name__ == "__main__":
    _main(*sys.argv[1:])
