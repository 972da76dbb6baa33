"""The options of `constants`."""

from __future__ import annotations

import argparse

from verify.simulate_options import SIGNED

NUMBERS = (
    ("mass", "1 when left out"), ("hbar", "reduced Planck constant; that of the SI where other numbers have units"),
    ("Dx", "diffusion of position, d<x^2>/dt"), ("Dp", "diffusion of momentum, d<p^2>/dt"), ("time", "at which the bounds are given"),
)
FORMATS = ("text", "json", "tex")
DIGITS = 14
EPILOG = ("Numbers are exact: 0.1, 1e-3 and 1/10 are what they say; as soon as one has a unit (9.1e-31 kg, '10 um'), all must. "
          "Every option but V(x) may be left out; what needs it is then left out too. Coordinates are x, y, z, or x1, x2, ..., time is t, "
          "pi and e are the numbers, and every other name of the formula, E too, needs a --param.")


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    command.epilog = EPILOG
    command.add_argument("potential", nargs="*", metavar="V(x)",
                         help="a formula such as 'cos(x)', the name of a potential, or FILE.toml; several make a table")
    for name, text in NUMBERS:
        command.add_argument(f"--{name}", metavar="NUMBER", help=text)
    command.add_argument("--target", metavar="NUMBER", help="error that the bounds are held against, 1/10 when left out")
    command.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the formula")
    command.add_argument("--free", metavar="NAME,...", help="parameters left open, positive: closed forms of what the norms give")
    command.add_argument("--domain", action="append", default=[], metavar="x=LOW:HIGH",
                         help="a box in place of all space; once each coordinate")
    command.add_argument("--range", action="append", default=[], metavar="NAME=LOW:HIGH:COUNT",
                         help="a table over a parameter, or over mass, hbar, Dx, Dp or time, at equal steps")
    command.add_argument("--columns", metavar="NAME,...", help="constants in a table, by the names that a single system shows")
    command.add_argument("--digits", metavar="N", help=f"of the decimals, {DIGITS} when left out")
    command.add_argument("--budget", metavar="N",
                         help="searches for norms take up to N times as long, and as many cells: where they stay unknown or wide")
    command.add_argument("--format", choices=FORMATS, default="text")
    command.add_argument("--tex", action="store_const", dest="format", const="tex", help="the same as --format tex")
    command.add_argument("--list", action="store_true", help="the names of the potentials that are known by name")
    command.add_argument("--examples", action="store_true", help="the examples of hrr2023, computed anew, beside what is printed")
    command._negative_number_matcher = SIGNED
