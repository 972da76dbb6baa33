"""The command line. Results go to stdout, progress to stderr: one line on a terminal, elsewhere nothing, but for `simulate`.

Exit status: 0 as expected, 1 a verdict is worse than its committed record, 2 usage, 3 undecided under --strict.

A command NAME is the file `verify/commands/NAME.py`, found by scanning; nothing else is edited for a new one. It defines
  ORDER     its place in the help, a whole number;
  TEXT      one line of help;
  MODULES   names of the modules it computes with: imported before anything is computed, so that an interrupt loses nothing;
  add_arguments(parser) -> None   adds its options;
  run(arguments) -> int           the exit status; raises `verify.usage.UsageError` with the sentence to print.
At its top it imports no mathematics, directly or not: the help must come at once.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType, ModuleType

from verify import spelling
from verify.stderr import forgiving
from verify.usage import Parser, UsageError

FOLDER = Path(__file__).resolve().parent / "commands"
SMALLER = "ask for less, or let it have more"
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)  # what a write to stdout may fail with


@lru_cache(maxsize=1)
def commands() -> Mapping[str, ModuleType]:
    """The module of every command by its name, in the order of the help."""
    names = [path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"]
    found = [(name, importlib.import_module(f"verify.commands.{name}")) for name in sorted(names)]
    return MappingProxyType(dict(sorted(found, key=lambda pair: pair[1].ORDER)))


class _Version(argparse.Action):
    """Prints the version, of this and of the packages under it, and exits."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        under = ("sympy", "python-flint", "mpmath", "numpy", "scipy")
        print(f"ehrenfest {version('ehrenfest')} ({', '.join(f'{name} {version(name)}' for name in under)})")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = Parser(
        prog="ehrenfest", description="Audit proofs of the quantum-classical correspondence of open systems.",
        epilog="PAPER is a key such as hrr2023, or a folder that holds a paper.py. What a command takes: ehrenfest COMMAND --help",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version, also of what all numbers rest on, and exit")
    each = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in commands().items():
        module.add_arguments(each.add_parser(name, help=module.TEXT, description=module.TEXT))
    return top


def main(argv: Sequence[str], started: Callable[[], object] = lambda: None) -> int:
    """The exit status for the given arguments; `started` is called when all is imported, before anything is computed."""
    with forgiving():
        return _main(argv, started)


def _main(argv: Sequence[str], started: Callable[[], object]) -> int:
    try:
        status = _run(argv, started)
        _flush()  # here, where a reader that went away can still be told from a fault
        return status
    except UsageError as error:
        print(f"ehrenfest: {error}", file=sys.stderr)
        return 2
    except BrokenExecutor:
        print("ehrenfest: a worker process ended without a result, out of memory perhaps; run again with --jobs 1", file=sys.stderr)
        return 2
    except MemoryError as error:
        print(f"ehrenfest: the command must fit into memory, but does not{f': {error}' if str(error) else ''}; {SMALLER}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as stop:  # whose message, if it has one, says what is kept
        print(f"\nehrenfest: interrupted{f'; {stop}' if str(stop) else ''}", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _discard()
        return 0
    except OSError as error:
        if error.filename is not None or error.errno not in UNWRITABLE:
            raise
        _discard()
        print(f"ehrenfest: the results must be written to stdout, but {error.strerror}; send them elsewhere", file=sys.stderr)
        return 2


def _run(argv: Sequence[str], started: Callable[[], object]) -> int:
    if not argv:
        print(parser().format_help(), file=sys.stderr)
        return 2
    try:
        arguments, unknown = parser().parse_known_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    if unknown:
        name, what = arguments.command, "known options" if any(each.startswith("-") for each in unknown) else "no further arguments"
        raise UsageError(f"`{name}` must have {what}, but has {' '.join(unknown)}; `ehrenfest {name} --help` lists what it takes")
    if isinstance(sys.stdout, io.TextIOWrapper):
        spelling.register()
        sys.stdout.reconfigure(errors=spelling.handler(getattr(arguments, "format", "text")))
    command = commands()[arguments.command]
    for name in command.MODULES:
        importlib.import_module(name)
    if command.MODULES:
        _require_cores()
    started()
    return int(command.run(arguments))


def _require_cores() -> None:
    """None. Raises: UsageError, here and not in the middle of a check, where the number of cores that is asked for is none."""
    from numerics.cores import cores

    try:
        cores()
    except ValueError as error:
        raise UsageError(str(error)) from error


def _flush() -> None:
    """None. Raises: OSError where stdout is closed or cannot take what was printed."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    sys.stdout.flush()


def _discard() -> None:
    """None; what is left in stdout goes nowhere, so that the interpreter does not fail on it at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
