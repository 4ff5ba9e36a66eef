"""How is the child shut in? Bound to its parent, out of the network, held to its limits, then locked by the filter."""

import ctypes
import os
import resource
import signal

from exibidos.media import seccomp
from exibidos.media.limits import ADDRESS_SPACE

_PR_SET_PDEATHSIG = 1
_NEW_USER, _NEW_NET, _NEW_IPC = 0x1000_0000, 0x4000_0000, 0x0800_0000  # linux/sched.h
_FEW_FILES = 8


def die_with(parent: int) -> None:
    """Be killed when the parent dies; end at once if it died before this was said. Its pipe's end tells the same, later."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit("the parent is gone")


def leave_network() -> bool:
    """Move into namespaces of its own; return whether the machine allows it (many containers do not; the filter holds without).

    To be called while there is one thread. A user namespace comes second: root would lose its right to read others' files with it.
    """
    libc = ctypes.CDLL(None)
    return any(libc.unshare(flags) == 0 for flags in (_NEW_NET | _NEW_IPC, _NEW_USER | _NEW_NET | _NEW_IPC))


def lock_down() -> None:
    """Set the limits and install the filter; after the decoder is imported, since nothing can be opened from here on.

    CPU has no limit here: the parent sets one for each picture (`resource.prlimit`), from what the child has used so far.
    """
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(limit, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FEW_FILES, _FEW_FILES))
    seccomp.lock()
