"""The command `notebook`: notebooks made from the committed records, executed, and written or compared with what is there."""

from __future__ import annotations

import argparse

from verify.output_folder import folder
from verify.usage import add_jobs

ORDER = 8
TEXT = "notebooks from the committed records, executed: one a paper, and one of a new potential"
MODULES = ("verify.ledger", "verify.paper")


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added."""
    command.add_argument("targets", nargs="*", metavar="PAPER", help="papers, or new_potential; all when left out")
    command.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a notebook is not what it would be")
    command.add_argument("--out", type=folder, default=None, metavar="DIR", help="the folder, notebooks/ of the project when left out")
    add_jobs(command)


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0, 1 where a notebook is stale or a cell fails."""
    from verify.notebooks.command import run

    return run(arguments)
