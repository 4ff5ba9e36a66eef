"""How does Valkey run here? On loopback with a password, append-only, refusing writes rather than forgetting when it is full."""

from pathlib import Path

from exibidos.platform.engines.guard import Guard
from exibidos.platform.engines.probe import listens
from exibidos.platform.engines.process import Process, Sink
from exibidos.platform.engines.wheels import valkey_program


def valkey(folder: Path, *, port: int, password: str, guard: Guard, sink: Sink, throwaway: bool = False) -> Process:
    """Return the server on `folder`/valkey."""
    data = folder / "valkey"
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "dir": f'"{data}"',
        "requirepass": password,
        "appendonly": "no" if throwaway else "yes",
        "save": '""',
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",  # sessions and job ids are not ours to forget
    }
    file = data / "valkey.conf"
    file.touch(mode=0o600)  # a file, since a password on the command line is everybody's to read
    file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))

    async def ready() -> bool:
        return await listens(port)

    return Process("valkey", [valkey_program(), file], guard=guard, sink=sink, ready=ready)
