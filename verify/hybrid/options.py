"""The options of `hybrid`."""

from __future__ import annotations

import argparse
import re

from verify.output_folder import folder
from verify.simulate_options import SIGNED
from verify.usage import add_jobs, count

TRAJECTORIES, FRAMES, MOST = 4000, 4, 10**7
EPILOG = (
    "Numbers are exact: 0.1, 1e-3 and 1/10 are what they say. Exit status: 0 when the trade-off holds at the start and at "
    "each --at, 1 when it does not at one of them, 3 when that is not decided, 2 for what cannot be done, a trade-off that fails on the "
    "way included."
)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    command.epilog = EPILOG
    command.add_argument("model", nargs="?", metavar="MODEL", help="FILE.toml, or the name of a model")
    command.add_argument("--list", action="store_true", help="the models that are known by name")
    command.add_argument("--print", action="store_true", dest="printed", help="the model's file, to copy and change")
    command.add_argument(
        "--check", action="store_true", help="the trade-off and the regime of validity only, without a simulation"
    )
    command.add_argument(
        "--at", action="append", default=[], metavar="Q,...", help="a further position for the trade-off"
    )
    command.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter in place of the file's"
    )
    command.add_argument("--time", metavar="NUMBER", help="how long, in place of the file's")
    command.add_argument(
        "--trajectories",
        type=count("--trajectories", MOST, 2, ": one alone has no scatter, and no error bar"),
        default=TRAJECTORIES,
        metavar="N",
        help=f"how many, {TRAJECTORIES} when left out; they are run twice, with the step and with half of it",
    )
    command.add_argument(
        "--frames",
        type=count("--frames", 100),
        default=FRAMES,
        metavar="N",
        help=f"equally spaced times of the tables, {FRAMES} when left out",
    )
    command.add_argument("--step", metavar="NUMBER", help="the longest step, a hundredth of the time when left out")
    command.add_argument("--seed", type=_seed, default=0, metavar="N", help="of the random numbers, 0 when left out")
    add_jobs(command)
    command.add_argument("--out", type=folder, default=None, metavar="DIR", help="write figure, arrays and records there")
    command.add_argument("--format", choices=("text", "json"), default="text")
    command._negative_number_matcher = SIGNED


def _seed(text: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}|10{9}", text):
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to 1000000000, but is {text!r}")
    return int(text)
