"""What is wrong with what a user typed, in a sentence, and the options that several commands share."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import NoReturn

from verify.budget import whole_number

MOST_JOBS = 256


class UsageError(ValueError):
    """What the user typed cannot be done; the message is the sentence to print, and the exit status is 2."""


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong in the words of all other errors, and prints none of argparse's own.

    An option's `type` says what it must be: "must be a number, but is 'x'"; the option is named here.
    """

    def error(self, message: str) -> NoReturn:
        raise UsageError(self.sentence(message))

    def sentence(self, message: str) -> str:
        """What argparse says, in the words of all other errors."""
        if found := re.fullmatch(r"argument (\S+): (.*)", message, re.DOTALL):
            name, wrong = found.groups()
            if wrong.startswith("expected "):
                wrong = f"must have a value, but has none; {self._remedy()}"
            if wrong.startswith("ignored explicit argument "):
                wrong = f"must stand without a value, but has {wrong.removeprefix('ignored explicit argument ')}; leave it out"
            return wrong if wrong.startswith("`") else f"`{name}` {wrong}"
        if found := re.fullmatch(r"the following arguments are required: (.*)", message, re.DOTALL):
            return f"`{self._called()}` must be given {found[1]}, but is not; {self._remedy()}"
        if found := re.fullmatch(r"ambiguous option: (\S+) could match (.*)", message, re.DOTALL):
            meant = found[2].replace(", ", " or ")
            return f"`{self._called()}` must have options that are clear, but {found[1]} may be {meant}; write it out"
        return f"`{self._called()}` must have arguments that can be read, but: {message}; {self._remedy()}"

    def _called(self) -> str:
        return self.prog.split()[-1]

    def _remedy(self) -> str:
        return f"`{self.prog} --help` lists what it takes"

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """None. Raises: ArgumentError for a value that is no choice; argparse's own sentence differs from one Python to the next."""
        if action.choices is None or value in action.choices:
            return
        known = [str(each) for each in action.choices]
        near = get_close_matches(str(value), known, n=1)
        remedy = f"; did you mean {near[0]}?" if near else ""
        raise argparse.ArgumentError(action, f"must be {', '.join(known[:-1])} or {known[-1]}, but is {str(value)[:40]!r}{remedy}")


def count(name: str, most: int, least: int = 1, why: str = "") -> Callable[[str], int]:
    """A parser of `name` for argparse, which prints the message of this error only; why: what is said of the least value."""

    def parse(text: str) -> int:
        try:
            return whole_number(text, name, most, least=least)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{error}{why}") from error

    return parse


def add_jobs(command: argparse.ArgumentParser) -> None:
    """None; the option `--jobs` is added."""
    command.add_argument("--jobs", metavar="N", type=count("--jobs", MOST_JOBS), default=min(os.cpu_count() or 1, 8),
                         help="worker processes; one a processor, at most 8, when left out")


def add_source(command: argparse.ArgumentParser) -> None:
    """None; the options that say where records come from are added: `--jobs` and `--committed`."""
    add_jobs(command)
    command.add_argument("--committed", action="store_true", help="read the committed records, check nothing: at once, but on their word")
