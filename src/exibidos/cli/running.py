"""In which environment does a command work that is typed beside a running club? In that club's, completed by what the host sets."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

_NAME = "environ.json"


def home_of(environ: Mapping[str, str]) -> Path:
    """Return the folder of the club: EXIBIDOS_HOME, or `.exibidos` here."""
    return Path(environ.get("EXIBIDOS_HOME") or ".exibidos").resolve()


def tell(home: Path, environ: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Write down what `up` added to the environment, for its owner's eyes only: it holds secrets."""
    added = {name: value for name, value in environ.items() if given.get(name) != value}
    descriptor = os.open(home / _NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(added))


def forget(home: Path) -> None:
    """The club has stopped: its engines are gone, so nobody shall look for them."""
    (home / _NAME).unlink(missing_ok=True)


def surroundings(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment for a command; what the host names itself wins, and without a running club it is all there is."""
    if environ.get("DATABASE_URL") or environ.get("DATABASE_URL_FILE"):
        return environ
    try:
        told = msgspec.json.decode((home_of(environ) / _NAME).read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return environ
    return {**told, **environ}
