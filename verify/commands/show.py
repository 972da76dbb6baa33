"""The command `show`: one claim whole, or its witness found anew."""

from __future__ import annotations

import argparse

from verify.targets import results, select
from verify.usage import UsageError, add_source

ORDER = 2
TEXT = "statement, derivation link by link, verdict, evidence, what it uses"
MODULES = ("verify.sources", "verify.ledger", "verify.paper")  # the first: what the code is before any of it is imported


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    add_source(command)
    command.add_argument("target", metavar="PAPER:LABEL")
    command.add_argument("--witness", action="store_true", help="check the claim anew and print its witness whole")


def run(arguments: argparse.Namespace) -> int:
    """The exit status, 0. Raises: UsageError where no label is named, and where the options contradict each other."""
    from verify.present.claim import page
    from verify.present.words import COMMITTED

    if ":" not in arguments.target:
        raise UsageError(f"`target` must be PAPER:LABEL, but {arguments.target!r} names no label; "
                         "`ehrenfest audit PAPER` lists the labels")
    if arguments.witness:
        if arguments.committed:
            raise UsageError("`--witness` must check the claim anew, but `--committed` checks nothing; leave one of them away")
        return _witness(arguments.target)
    (result,) = results([arguments.target], arguments)
    others = {item["label"]: item for item in result.records}
    for item in result.shown():
        print(page(item, others, result.loaded.name))
    if arguments.committed:
        print(f"\n{COMMITTED}")
    return 0


def _witness(target: str) -> int:
    from verify.ledger import anew
    from verify.present.claim import witness

    loaded, labels = select(target)
    for label in labels:
        print(witness(anew(loaded, label), loaded.name))
    return 0
