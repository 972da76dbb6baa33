"""The options of `simulate`, with numbers that are exactly what was typed."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from verify.budget import whole_number

NUMBER = re.compile(r"[+-]?(\d{1,40}/\d{1,40}|(\d{1,40}\.?\d{0,40}|\.\d{1,40})([eE][+-]?\d{1,3})?)", re.ASCII)
EPILOG = "Numbers are exact: 0.1, 1e-3 and 1/10 are what they say."
SIGNED = re.compile("-[^-]")  # a formula or a list that starts with a minus sign; options are known by name


def number(text: str) -> Fraction:
    """The exact number. Raises: ArgumentTypeError unless a decimal or a fraction that a double can hold."""
    if NUMBER.fullmatch(text) and not re.search(r"/0+$", text):
        value = Fraction(text)
        try:
            if value == 0 or 0 < abs(float(value)) < math.inf:
                return value
        except OverflowError:
            pass
    raise argparse.ArgumentTypeError(f"must be a number such as 0.1, 1e-3 or 1/10, within 1e-308 to 1e308, but is {text[:40]!r}")


def _positive(text: str) -> Fraction:
    value = number(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"must be positive, but is {text}")
    return value


def _at_least(least: int) -> Callable[[str], Fraction]:
    def parse(text: str) -> Fraction:
        value = number(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}, but is {text}")
        return value

    return parse


def _list(text: str) -> tuple[Fraction, ...]:
    return tuple(number(part.strip()) for part in text.split(","))


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            return int(text) if text == "0" and least == 0 else whole_number(text, "the number", most)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return parse


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    command.epilog = EPILOG
    command.add_argument("potential", metavar="V(x)", help="a formula such as 'cos(x)' or 'k*x**4/4', or the name of a potential")
    for name, kind, text in (
        ("--hbar", _positive, "reduced Planck constant"), ("--time", _positive, "how long"),
        ("--Dx", _at_least(0), "diffusion of position, d<x^2>/dt"), ("--Dp", _at_least(0), "diffusion of momentum, d<p^2>/dt"),
    ):
        command.add_argument(name, type=kind, required=True, help=text)
    command.add_argument("--mass", type=_positive, default=Fraction(1), help="1 when left out")
    command.add_argument("--x0", type=_list, default=None, help="centre of the packet, 0 when left out; several coordinates as -1,0.5")
    command.add_argument("--p0", type=_list, default=None, help="its momentum, as --x0")
    command.add_argument("--squeeze", type=_positive, default=Fraction(1), help="r of its covariance (hbar/2) diag(r/eta, eta/r)")
    command.add_argument("--aspect", type=_positive, default=None, help="eta of its covariance; sqrt(m |V''|) when left out")
    command.add_argument("--thermal", type=_at_least(1), default=Fraction(1), help="factor n >= 1 on its covariance: a mixed state")
    command.add_argument("--tolerance", type=_positive, default=Fraction(1, 1000), help="of the two evolutions, 1/1000 when left out")
    command.add_argument("--mixture", type=_whole(1, 10**8), default=2000, metavar="N", help="packets of the mixture, 2000 when left out")
    command.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the formula")
    command.add_argument("--seed", type=_whole(0, 10**9), default=0, help="of the random numbers of the mixture, 0 when left out")
    command.add_argument("--frames", type=_whole(1, 1000), default=5, help="equally spaced times of the table, 5 when left out")
    command.add_argument("--out", type=Path, default=None, metavar="DIR", help="write figure, arrays and records there")
    command.add_argument("--format", choices=("text", "json"), default="text")
    command._negative_number_matcher = SIGNED  # argparse reads what looks like a negative number as a value, not as an option
