"""The command `errata`: what is wrong as printed, with its witness, its correction and the consequence."""

from __future__ import annotations

import argparse
import json

from verify.targets import results
from verify.usage import add_source

ORDER = 3
TEXT = "what is wrong as printed: witness, correction, consequence"
MODULES = ("verify.sources", "verify.ledger", "verify.paper")  # the first: what the code is before any of it is imported


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    add_source(command)
    command.add_argument("targets", nargs="*", metavar="PAPER", help="all papers when left out")
    command.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """The exit status, 0."""
    from verify.present.errata import errata, in_one_reading, refuted, slips
    from verify.present.words import COMMITTED

    found = results(arguments.targets, arguments)
    wrong = [item for result in found for chosen in (refuted, in_one_reading, slips) for item in chosen(result.shown())]
    if arguments.format == "json":
        print(json.dumps({"schema": 1, "errata": wrong}, indent=1, ensure_ascii=False))
    else:
        print(errata(wrong, {result.loaded.paper.key: result.loaded.name for result in found}))
        if arguments.committed:
            print(f"\n{COMMITTED}")
    return 0
