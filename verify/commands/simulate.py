"""The command `simulate`: its options are in `verify/simulate_options.py`, what it does in `verify/simulate.py`."""

from __future__ import annotations

import argparse

from verify.simulate_options import add_arguments as add_arguments
from verify.usage import UsageError

ORDER = 5
TEXT = "quantum, classical and mixture evolutions of a packet, their distances beside the bounds"
MODULES = ("numerics.correspondence", "numerics.supremum", "verify.hypotheses", "verify.present.files", "verify.simulate")


def run(arguments: argparse.Namespace) -> int:
    """The exit status of `verify.simulate.run`. Raises: UsageError for a file in place of a formula."""
    from verify.simulate import run

    if arguments.potential.endswith(".toml"):
        raise UsageError(f"`V(x)` must be a formula or the name of a potential, but {arguments.potential} is the name of a file; "
                         "give its formula")
    return run(arguments)
