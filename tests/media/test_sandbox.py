"""Can a locked process do anything but compute?"""

import ast
import os

import pytest

from media.alone import run_alone

# Everything is imported and looked up before the lock, as in the child; as root the second run gives its rights up first.
TRY = """
import ctypes, errno, mmap, os, resource, signal, socket, subprocess, sys, threading
from exibidos.media.sandbox import leave_network, lock_down
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
reading, writing = os.pipe()
parent = os.getppid()
if {nobody} and os.getuid() == 0:
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
before = threading.Thread(target=lambda: (os.read(reading, 1), said.update(thread=attempt(lambda: os.open("/etc/passwd", os.O_RDONLY)))))
said = {{}}

def attempt(act):
    ctypes.set_errno(0)
    try:
        result = act()
    except OSError as error:
        return errno.errorcode[error.errno]
    return errno.errorcode[ctypes.get_errno()] if ctypes.get_errno() else repr(result)

def machine_code():
    address = libc.mmap(None, 4096, mmap.PROT_READ | mmap.PROT_EXEC, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    return None if address == ctypes.c_void_p(-1).value else address

leave_network()
before.start()
lock_down()
os.write(writing, b"x")
before.join()
acts = {{
    "read a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "read the parent's secrets": lambda: os.open(f"/proc/{{parent}}/environ", os.O_RDONLY),
    "write a file": lambda: os.open("/tmp/sandbox-was-here", os.O_WRONLY | os.O_CREAT),
    "make a folder": lambda: os.mkdir("/tmp/sandbox-was-here"),
    "remove a file": lambda: os.unlink("/tmp/nothing"),
    "list a folder": lambda: os.listdir("/"),
    "inet socket": lambda: socket.socket(socket.AF_INET),
    "unix socket": lambda: socket.socket(socket.AF_UNIX),
    "netlink socket": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "socket pair": lambda: socket.socketpair(),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "fork": lambda: os.fork(),
    "spawn": lambda: subprocess.run(["/bin/true"]),
    "signal the parent": lambda: os.kill(parent, 0),
    "ptrace": lambda: libc.ptrace(16, parent, None, None),
    "set a limit": lambda: libc.setrlimit(resource.RLIMIT_NOFILE, (ctypes.c_ulong * 2)(4, 4)),
    "new namespace": lambda: libc.unshare(0x10000000),
    "become root": lambda: os.setuid(0),
    "machine code": machine_code,
    "undo by prctl": lambda: libc.prctl(1, 0, 0, 0, 0),
    "io_uring": lambda: libc.syscall(425, 8, None),
    "bpf": lambda: libc.syscall({{"x86_64": 321, "aarch64": 280}}[os.uname().machine], 0, None, 0),
    "memfd": lambda: os.memfd_create("x"),
    "pipe": lambda: os.pipe(),
    "duplicate": lambda: os.dup(0),
}}
refused = {{name: attempt(act) for name, act in acts.items()}}
works = {{
    "compute": attempt(lambda: sum(range(10))),
    "allocate": attempt(lambda: len(bytearray(50_000_000))),
    "thread": attempt(lambda: [one.start() or one.join() for one in [threading.Thread(target=len, args=("",))]]),
    "own pipe": attempt(lambda: os.write(writing, b"x")),
    "read a limit": attempt(lambda: resource.getrlimit(resource.RLIMIT_FSIZE)),
}}
try:
    bytearray(1 << 30)
    works["too much memory"] = "given"
except MemoryError:
    works["too much memory"] = "refused"
print(repr((refused, said, works)))
sys.stdout.flush()
os._exit(0)
"""


@pytest.mark.parametrize("nobody", [False, True], ids=["as_we_are", "as_nobody"])
def test_a_locked_process_can_compute_and_nothing_else(*, nobody: bool) -> None:
    refused, thread, works = ast.literal_eval(run_alone(TRY.format(nobody=nobody)))
    assert refused == dict.fromkeys(refused, "EPERM")
    assert thread == {"thread": "EPERM"}  # also threads that ran before the lock
    assert works == {
        "compute": "45",
        "allocate": "50000000",
        "thread": "[None]",
        "own pipe": "1",
        "read a limit": "(0, 0)",
        "too much memory": "refused",
    }


def test_a_call_by_another_abi_kills() -> None:
    # An x32 number on x86_64; on aarch64, where there is none, the same number is simply refused.
    code = """
import ctypes, os
from exibidos.media.sandbox import lock_down
libc = ctypes.CDLL(None, use_errno=True)
lock_down()
libc.syscall(0x40000000 + 39)
print(ctypes.get_errno())
"""
    if os.uname().machine == "x86_64":
        with pytest.raises(AssertionError):
            run_alone(code)
    else:
        assert run_alone(code).strip() == "1"


def test_a_child_whose_parent_is_gone_ends_at_once() -> None:
    with pytest.raises(AssertionError, match="the parent is gone"):
        run_alone("from exibidos.media.sandbox import die_with; die_with(1)")
