"""The command `constants`: its options are in `verify/constants_options.py`, what it does in `verify/constants/`."""

from __future__ import annotations

import argparse

from verify.constants_options import add_arguments as add_arguments

ORDER = 4
TEXT = "every constant of Theorem 1 for a potential, enclosed, with the claim that justifies it"
MODULES = ("numerics.supremum", "verify.constants.command")


def run(arguments: argparse.Namespace) -> int:
    """The exit status of `verify.constants.command.run`."""
    from verify.constants.command import run

    return run(arguments)
