"""The command `trust`: the trusted files, and the cited leaves that claims rest on."""

from __future__ import annotations

import argparse

from verify.targets import results
from verify.usage import add_source

ORDER = 9
TEXT = "the trusted files, and the cited leaves that claims rest on"
MODULES = ("verify.sources", "verify.ledger", "verify.paper")  # the first: what the code is before any of it is imported


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    add_source(command)
    command.add_argument("--replay", action="store_true",
                         help="repeat every exact proof of the committed records, by a program of its own that imports none of this one")
    command.add_argument("targets", nargs="*", metavar="PAPER[:LABEL]", help="all papers when left out")


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0, and with `--replay` 1 where a proof fails."""
    if arguments.replay:
        from verify import replayed

        return replayed.run(arguments.targets)
    from verify.present import trust
    from verify.present.words import COMMITTED

    found = results(arguments.targets, arguments)
    print(trust.files())
    for result in found:
        print(f"\n{trust.leaves(result)}")
    if arguments.committed:
        print(f"\n{COMMITTED}")
    return 0
