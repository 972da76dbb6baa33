"""The command `sweep`: its options are in `verify/sweep/options.py`, what it does in `verify/sweep/command.py`."""

from __future__ import annotations

import argparse

from verify.sweep.options import add_arguments as add_arguments

ORDER = 7
TEXT = "a computation at many points, kept in a store: only what is missing is computed"
MODULES = ("verify.sweep.command", "verify.sweep.processes", "verify.present.sweep")


def run(arguments: argparse.Namespace) -> int:
    """The exit status of `verify.sweep.command.run`."""
    from verify.sweep.command import run

    return run(arguments)
