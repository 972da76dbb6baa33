"""The command `audit`: every claim checked, the ledger printed, the records written where that is asked for."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING

from verify.budget import MOST
from verify.targets import audits, chosen
from verify.trusted import ROOT
from verify.usage import UsageError, add_jobs, count

if TYPE_CHECKING:
    from verify.ledger import Audit

ORDER = 1
TEXT = "check every claim and print the ledger"
MODULES = ("verify.sources", "verify.ledger", "verify.paper")  # the first: what the code is before any of it is imported


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    add_jobs(command)
    command.add_argument("targets", nargs="*", metavar="PAPER[:LABEL[..LABEL]]", help="all papers when left out")
    command.add_argument("--format", choices=("text", "json", "junit"), default="text")
    command.add_argument("--strict", action="store_true", help="exit with 3 when a claim is undecided")
    command.add_argument("--write", action="store_true", help="write the records and the pages")
    command.add_argument("--pages", action="store_true", help="write the pages anew from the committed records, and check nothing")
    command.add_argument("--no-cache", action="store_true", help="check everything anew")
    command.add_argument("--budget", type=count("--budget", MOST), default=1, metavar="N",
                         help="N times the usual effort for the searches, 1 when left out")


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0 as expected, 1 a verdict is worse than its committed record, 2 a claim could not be checked, 3 undecided
    under `--strict`.
    """
    from verify.ledger import regressions
    from verify.present import junit, terminal

    start = time.perf_counter()
    if arguments.pages:
        if arguments.write or arguments.targets:
            raise UsageError("`--pages` must stand alone: it checks nothing, and all papers are on the pages")
        _pages()
        return 0
    if arguments.write:
        if arguments.budget != 1:
            raise UsageError(f"`--write` must go with the usual budget, but `--budget` is {arguments.budget}; leave it away")
        for loaded, labels in chosen(arguments.targets):
            if len(labels) != len(loaded.claims):
                raise UsageError(f"`--write` must have whole papers, but only a part of {loaded.paper.key} was asked for")
    results = audits(arguments.targets, jobs=arguments.jobs, budget=arguments.budget, fresh=arguments.no_cache)
    worse = [sentence for result in results for sentence in regressions(result)]
    if arguments.format == "json":
        records = [item for result in results for item in result.shown()]
        print(json.dumps({"schema": 1, "records": records, "regressions": worse}, indent=1, ensure_ascii=False))
    elif arguments.format == "junit":
        print(junit.document(results, worse))
    else:
        print(terminal.heading(results, worse))
        for result in results:
            print(terminal.summary(result))
        for result in results:
            print(terminal.table(result))
        print(terminal.closing(results, worse, time.perf_counter() - start))
    for sentence in worse:
        print(f"ehrenfest: worse than the committed record: {sentence}", file=sys.stderr)
    if arguments.write:
        _write(results)
    undecided = any(item["as_printed"]["word"] == "undecided" for result in results for item in result.shown())
    lost = any(result.lost for result in results)
    return 1 if worse else 2 if lost else 3 if arguments.strict and undecided else 0


def _write(results: list[Audit]) -> None:
    for result in results:
        if result.lost:
            raise UsageError(f"`--write` must have every claim checked, but {len(result.lost)} of {result.loaded.paper.key} could not be; "
                             "nothing is written")
        if result.edited is not None:
            raise UsageError(f"`--write` must have records of one state of the code, but `{result.edited}` was changed meanwhile; "
                             "nothing is written, run it again")
    from verify.ledger import write_records
    from verify.paper import BUILT_IN

    try:
        for result in results:
            write_records(result)
    except OSError as error:
        raise UsageError(f"the records must be writable, but {error.filename}: {error.strerror}") from error
    if any(result.loaded.folder.parent == BUILT_IN for result in results):
        _pages()


def _pages() -> None:
    from verify.present import pages

    try:
        pages.write(ROOT)
    except OSError as error:
        raise UsageError(f"the pages must be writable, but {error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(str(error)) from error
