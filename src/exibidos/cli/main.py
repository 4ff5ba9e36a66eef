"""Which command did the host type? The flat list of them, and the one place where the environment comes in."""

import argparse
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast

from exibidos.cli.dotenv import completed
from exibidos.cli.running import surroundings
from exibidos.kernel.errors import Problem

# Name and module of each command, in the order of `exibidos --help`. Only the one that was typed is imported: `up` starts six of us on
# one machine, and each would pay for web, pixels and migrations alike.
COMMANDS = {
    "up": "exibidos.cli.up",
    "migrate": "exibidos.cli.migrate",
    "seed": "exibidos.cli.seed.command",
    "serve": "exibidos.cli.serve",
    "work": "exibidos.cli.work",
    "schedule": "exibidos.cli.schedule",
    "doctor": "exibidos.cli.doctor.command",
    "jobs": "exibidos.cli.jobs",
    "photos": "exibidos.cli.photos",
    "audit": "exibidos.cli.audit",
    "members": "exibidos.cli.members",
    "flags": "exibidos.cli.flags",
    "eval": "exibidos.cli.eval",
    "openapi": "exibidos.cli.openapi",
}

_INTERRUPTED = 130  # what a shell expects after Ctrl-C
_UNHEARD = 141  # as shells say of what ended by SIGPIPE


class Command(Protocol):
    """What a module must hold to be a command."""

    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace, environ: Mapping[str, str]) -> int: ...


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command of `argv` and end the process with its code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] not in COMMANDS:
        _overview().parse_args(words or ["--help"])
    name = words[0]
    command = _command(name)
    parser = argparse.ArgumentParser(prog=f"exibidos {name}", description=command.HELP)
    command.configure(parser)
    args = parser.parse_args(words[1:])
    environ = completed(os.environ, Path.cwd())
    try:
        sys.exit(command.run(args, environ if name == "up" else surroundings(environ)))
    except Problem as problem:
        said = ", ".join(f"{key} {value}" for key, value in problem.values.items())
        sys.exit(f"exibidos {name}: {problem.code}" + (f" ({said})" if said else ""))
    except BrokenPipeError:
        # `… | head` has read enough; what Python would still flush at its end goes nowhere, or it were said as a crash.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_UNHEARD)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _overview() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="exibidos", description="A photo club that anyone can host.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in COMMANDS:
        commands.add_parser(name, help=_command(name).HELP)
    return parser


def _command(name: str) -> Command:
    return cast("Command", importlib.import_module(COMMANDS[name]))


if __name__ == "__main__":
    main()
