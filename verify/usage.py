"""What is wrong with what a user typed, in a sentence, and the options that several commands share."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from verify.budget import whole_number

MOST_JOBS = 256


class UsageError(ValueError):
    """What the user typed cannot be done; the message is the sentence to print, and the exit status is 2."""


def count(name: str, most: int) -> Callable[[str], int]:
    """A parser of `name` for argparse, which prints the message of this error only."""

    def parse(text: str) -> int:
        try:
            return whole_number(text, name, most)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return parse


def add_jobs(command: argparse.ArgumentParser) -> None:
    """None; the option `--jobs` is added."""
    command.add_argument("--jobs", metavar="N", type=count("--jobs", MOST_JOBS), default=min(os.cpu_count() or 1, 8),
                         help="worker processes; one a processor, at most 8, when left out")


def add_source(command: argparse.ArgumentParser) -> None:
    """None; the options that say where records come from are added: `--jobs` and `--committed`."""
    add_jobs(command)
    command.add_argument("--committed", action="store_true", help="read the committed records, check nothing: at once, but on their word")
