"""The options of `sweep`."""

from __future__ import annotations

import argparse
import re

from verify.output_folder import folder
from verify.usage import add_jobs

SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?(MB|GB|MiB|GiB)", re.ASCII)
UNITS = {"MB": 10**6, "GB": 10**9, "MiB": 2**20, "GiB": 2**30}
LEAST = 2**30  # of --memory: the libraries alone take the half of it
EPILOG = (
    "Results are kept in a store, and a later run computes only what is missing. The store is --store, or else what EHRENFEST_STORE names, "
    "or else sweeps in EHRENFEST_CACHE where that is set, or else ehrenfest/sweeps in the user's data folder. Exit status: 0 when every "
    "point has a result, 1 when some have none, 2 for what cannot be done, 130 when interrupted."
)


def memory(text: str) -> int:
    """The bytes that a size such as '2 GB' states. Raises: ArgumentTypeError."""
    found = SIZE.fullmatch(text.strip())
    size = int(float(found[1]) * UNITS[found[2]]) if found else 0
    if size < LEAST:
        raise argparse.ArgumentTypeError(f"must be a size of at least 1 GiB, such as '4 GB', but is {text[:40]!r}")
    return size


def _kernels(text: str) -> str:
    return str(folder(text))


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    command.epilog = EPILOG
    command.add_argument("sweep", nargs="?", metavar="SWEEP", help="FILE.toml, or the name of a sweep")
    command.add_argument("--list", action="store_true", help="the sweeps that are known by name, and the kernels with their parameters")
    command.add_argument("--print", action="store_true", dest="printed", help="the sweep's file, to copy and change")
    command.add_argument("--show", action="store_true", help="what the store has of it; nothing is computed or written")
    command.add_argument("--retry", action="store_true", help="points that were refused are computed again")
    command.add_argument("--store", type=folder, default=None, metavar="DIR", help="where results are kept")
    add_jobs(command)
    command.add_argument("--memory", type=memory, default=None, metavar="SIZE",
                         help="the most address space of each worker, as '4 GB'; no limit when left out")
    command.add_argument("--scheduler", default=None, metavar="ADDRESS",
                         help="compute on the workers of a Dask cluster, as tcp://HOST:8786, in place of --jobs processes here")
    command.add_argument("--kernels", type=_kernels, default=None, metavar="DIR",
                         help="a folder of kernels of your own, in place of the shipped ones")
    command.add_argument("--out", type=folder, default=None, metavar="DIR", help="write table, records and figure there")
    command.add_argument("--format", choices=("text", "json", "csv"), default="text")
