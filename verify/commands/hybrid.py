"""The command `hybrid`: its options are in `verify/hybrid/options.py`, what it does in `verify/hybrid/command.py`."""

from __future__ import annotations

import argparse

from verify.hybrid.options import add_arguments as add_arguments

ORDER = 6
TEXT = "a classical-quantum model: its trade-off between decoherence and diffusion, its regime of validity, its trajectories"
MODULES = ("numerics.hybrid.simulate", "verify.hybrid.command")


def run(arguments: argparse.Namespace) -> int:
    """The exit status of `verify.hybrid.command.run`."""
    from verify.hybrid.command import run

    return run(arguments)
