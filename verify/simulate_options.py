"""The options of `simulate`, with numbers that are exactly what was typed."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from fractions import Fraction

from verify.budget import whole_number
from verify.output_folder import folder

NUMBER = re.compile(r"[+-]?(\d{1,40}/\d{1,40}|(\d{1,40}\.?\d{0,40}|\.\d{1,40})([eE][+-]?\d{1,3})?)", re.ASCII)
EPILOG = ("Numbers are exact: 0.1, 1e-3 and 1/10 are what they say. They have no units: take any system of them. Coordinates are x, y, or "
          "x1, x2, time is t, pi and e are the numbers, and every other name of the formula, E too, needs a --param.")
SMALL, MOST, RATIO = "1e-12", "1e12", "1e6"  # of quantities; of ratios
LEAST, PACKETS, MOST_PACKETS = "1e-13", 20, 10**8  # of the tolerance, above the rounding of doubles; of the packets
SIGNED = re.compile("-[^-]")  # a formula or a list that starts with a minus sign; options are known by name


def number(text: str, range_: str) -> Fraction:
    """The exact number; range_: what is said of it. Raises: ArgumentTypeError unless a decimal or a fraction that a double can hold."""
    if NUMBER.fullmatch(text) and not re.search(r"/0+$", text):
        value = Fraction(text)
        try:
            if value == 0 or 0 < abs(float(value)) < math.inf:
                return value
        except OverflowError:
            pass
    raise argparse.ArgumentTypeError(
        f"must be a number without a unit, such as 0.1, 1e-3 or 1/10, {range_}, but is {text[:40]!r}"
    )


def _between(low: str, high: str, *, zero: bool = False) -> Callable[[str], Fraction]:
    """A parser of numbers in a range: beyond it neither doubles nor the balls of the bounds hold what follows from them."""

    range_ = f"{'0 or ' * zero}from {low} to {high}"

    def parse(text: str) -> Fraction:
        value = number(text, range_)
        if not (Fraction(low) <= value <= Fraction(high) or (zero and value == 0)):
            raise argparse.ArgumentTypeError(f"must be {range_}, but is {text[:40]}")
        return value

    return parse


def _tolerance(text: str) -> Fraction:
    range_ = f"at least {LEAST} and below 1"
    value = number(text, range_)
    if not Fraction(LEAST) <= value < 1:
        raise argparse.ArgumentTypeError(f"must be {range_}, but is {text[:40]}")
    return value


def _list(text: str) -> tuple[Fraction, ...]:
    return tuple(_between(f"-{MOST}", MOST)(part.strip()) for part in text.split(","))


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            return whole_number(text, "number", most, least=least)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error).removeprefix("`number` ")) from error  # the parser names the option

    return parse


def _packets(text: str) -> int:
    try:
        count = _whole(PACKETS, MOST_PACKETS)(text)
    except argparse.ArgumentTypeError:
        count = 1
    if count % 2:
        raise argparse.ArgumentTypeError(f"must be an even whole number from {PACKETS} to {MOST_PACKETS}, but is {text[:20]!r}: its two "
                                         "halves give the sampling error")
    return count


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    command.epilog = EPILOG
    positive, noise, ratio = _between(SMALL, MOST), _between(SMALL, MOST, zero=True), _between("1e-6", RATIO)
    command.add_argument("potential", metavar="V(x)", help="a formula such as 'cos(x)' or 'k*x**4/4', or the name of a potential")
    for name, kind, text in (
        ("--hbar", positive, "reduced Planck constant"), ("--time", positive, "how long"),
        ("--Dx", noise, "diffusion of position, d<x^2>/dt"), ("--Dp", noise, "diffusion of momentum, d<p^2>/dt"),
    ):
        command.add_argument(name, type=kind, required=True, help=text)
    command.add_argument("--mass", type=positive, default=Fraction(1), help="1 when left out")
    command.add_argument("--x0", type=_list, default=None, help="centre of the packet, 0 when left out; several coordinates as -1,0.5")
    command.add_argument("--p0", type=_list, default=None, help="its momentum, as --x0")
    command.add_argument("--squeeze", type=ratio, default=Fraction(1),
                         help="r of its covariance (hbar/2) diag(r/eta, eta/r), 1 when left out")
    command.add_argument("--aspect", type=positive, default=None,
                         help="eta of its covariance; when left out eta_H, or sqrt(m |V''|) at the centre where that is not known")
    command.add_argument("--thermal", type=_between("1", RATIO), default=Fraction(1),
                         help="factor n >= 1 on its covariance: a mixed state above 1, which is taken when left out")
    command.add_argument("--tolerance", type=_tolerance, default=Fraction(1, 1000), help="of the two evolutions, 1/1000 when left out")
    command.add_argument("--mixture", type=_packets, default=2000, metavar="N", help="packets of the mixture, 2000 when left out")
    command.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the formula")
    command.add_argument("--seed", type=_whole(0, 10**9), default=0, help="of the random numbers of the mixture, 0 when left out")
    command.add_argument("--frames", type=_whole(1, 1000), default=5, help="equally spaced times of the table, 5 when left out")
    command.add_argument("--out", type=folder, default=None, metavar="DIR", help="write figure, arrays and records there")
    command.add_argument("--format", choices=("text", "json"), default="text")
    command._negative_number_matcher = SIGNED  # argparse reads what looks like a negative number as a value, not as an option
