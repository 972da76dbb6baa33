"""The command line. Results go to stdout, progress to stderr and only on a terminal.

Exit status: 0 as expected, 1 a verdict is worse than its committed record, 2 usage, 3 undecided under --strict.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import io
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify import constants_options, simulate_options
from verify.budget import MOST, NAME, whole_number

if TYPE_CHECKING:
    from verify.ledger import Audit, Progress
    from verify.paper import Loaded

ROOT = Path(__file__).resolve().parent.parent
PAGE = "paper_checks.md"
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)  # what a write to stdout may fail with
AUDITED = ("verify.ledger", "verify.paper")  # what a command computes with: an interrupt while it is imported loses nothing
SIMULATED = ("numerics.correspondence", "numerics.supremum", "verify.hypotheses", "verify.present.files", "verify.simulate")
USED = {"simulate": SIMULATED, "constants": ("numerics.supremum", "verify.constants.command")}


class UsageError(ValueError):
    """What the user typed cannot be done; the message is the sentence to print."""


def _count(name: str, most: int) -> Callable[[str], int]:
    """A parser of `name` for argparse, which prints the message of this error only."""

    def parse(text: str) -> int:
        try:
            return whole_number(text, name, most)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return parse


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="ehrenfest", description="Audit proofs of the quantum-classical correspondence of open systems.",
        epilog="PAPER is a key such as hrr2023, or a folder that holds a paper.py.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--jobs", type=_count("--jobs", 256), default=min(os.cpu_count() or 1, 8), help="worker processes")
        return command

    audit = add("audit", "check every claim and print the ledger")
    audit.add_argument("targets", nargs="*", metavar="PAPER[:LABEL[..LABEL]]", help="all papers when left out")
    audit.add_argument("--format", choices=("text", "json", "junit"), default="text")
    audit.add_argument("--strict", action="store_true", help="exit with 3 when a claim is undecided")
    audit.add_argument("--write", action="store_true", help=f"write the records and {PAGE}")
    audit.add_argument("--no-cache", action="store_true", help="check everything anew")
    audit.add_argument("--budget", type=_count("--budget", MOST), default=1, help="effort of the searches, in usual ones")
    show = add("show", "statement, derivation link by link, verdict, evidence, what it uses")
    show.add_argument("targets", nargs=1, metavar="PAPER:LABEL")
    show.add_argument("--witness", action="store_true", help="check the claim anew and print its witness whole")
    errata = add("errata", "what is wrong as printed: witness, correction, consequence")
    errata.add_argument("targets", nargs="*", metavar="PAPER")
    errata.add_argument("--format", choices=("text", "json"), default="text")
    trust = add("trust", "the trusted files, and the cited leaves that claims rest on")
    trust.add_argument("targets", nargs="*", metavar="PAPER[:LABEL]")
    text = "quantum, classical and mixture evolutions of a packet, their distances beside the bounds"
    simulate_options.add_arguments(commands.add_parser("simulate", help=text, description=text))
    text = "every constant of Theorem 1 for a potential, enclosed, with the claim that justifies it"
    constants_options.add_arguments(commands.add_parser("constants", help=text, description=text))
    return top


def select(target: str) -> tuple[Loaded, list[str]]:
    """The paper that a target names, and the labels it asks for.

    Raises:
        UsageError: no such paper, no such label, or an empty range.
    """
    from verify.paper import UnknownPaper, find, load

    name, colon, labels = target.rpartition(":") if ":" in target else (target, "", "")
    try:
        loaded = load(find(name))
    except UnknownPaper as error:
        raise UsageError(str(error)) from error
    except Exception as error:  # whatever the paper's own files raise is for its author, not a fault of ours
        raise UsageError(f"the paper in {name!r} cannot be read: {type(error).__name__}: {error}") from error
    every = list(loaded.claims)
    if not colon:
        return loaded, every
    first, dots, last = labels.partition("..")
    for label in (first, last) if dots else (first,):
        if label not in loaded.claims:
            raise UsageError(_unknown_label(label, loaded))
    if not dots:
        return loaded, [first]
    start, end = every.index(first), every.index(last)
    if start > end:
        raise UsageError(f"`{labels}` must be a range in the paper's order, but {last} comes before {first}; exchange them")
    return loaded, every[start : end + 1]


def _unknown_label(label: str, loaded: Loaded) -> str:
    from difflib import get_close_matches

    near = get_close_matches(label, list(loaded.claims), 4, 0.4) or list(loaded.claims)[:6]
    return f"`label` must be a claim of {loaded.paper.key}, but {label!r} is none; there are, for instance: {', '.join(near)}"


def _targets(targets: Sequence[str]) -> list[tuple[Loaded, list[str]]]:
    from verify.paper import keys

    chosen: dict[Path, tuple[Loaded, list[str]]] = {}
    for target in targets or keys():
        loaded, labels = select(target)
        if loaded.folder in chosen:
            labels = [label for label in loaded.claims if label in {*chosen[loaded.folder][1], *labels}]
        chosen[loaded.folder] = (loaded, labels)
    return list(chosen.values())


def _progress() -> Progress | None:
    if not sys.stderr.isatty():
        return None
    start = time.monotonic()

    def show(done: int, total: int, label: str) -> None:
        left = (time.monotonic() - start) / done * (total - done)
        end = "\n" if done == total else ""
        text = f"{done}/{total} checked, about {left:.0f} s left ({label[:40]})"
        print(f"\r{text:<78}", end=end, file=sys.stderr, flush=True)

    return show


def _audits(arguments: argparse.Namespace) -> list[Audit]:
    from verify.ledger import audit

    os.environ[NAME] = str(getattr(arguments, "budget", 1))  # the workers inherit it
    fresh = bool(getattr(arguments, "no_cache", False) or getattr(arguments, "witness", False))
    results = []
    for loaded, labels in _targets(arguments.targets):
        result = audit(loaded, labels, jobs=arguments.jobs, progress=_progress(), fresh=fresh)
        if result.warning:
            print(f"ehrenfest: {result.warning}", file=sys.stderr)
        results.append(result)
    return results


def _audit(arguments: argparse.Namespace) -> int:
    from verify.ledger import regressions
    from verify.present import junit, terminal

    start = time.perf_counter()
    if arguments.write:
        if arguments.budget != 1:
            raise UsageError(f"`--write` must go with the usual budget, but `--budget` is {arguments.budget}; leave it away")
        for loaded, labels in _targets(arguments.targets):
            if len(labels) != len(loaded.claims):
                raise UsageError(f"`--write` must have whole papers, but only a part of {loaded.paper.key} was asked for")
    results = _audits(arguments)
    worse = [sentence for result in results for sentence in regressions(result)]
    if arguments.format == "json":
        records = [item for result in results for item in result.shown()]
        print(json.dumps({"schema": 1, "records": records, "regressions": worse}, indent=1, ensure_ascii=False))
    elif arguments.format == "junit":
        print(junit.document(results, worse))
    else:
        for result in results:
            print(terminal.summary(result))
        for result in results:
            print(terminal.table(result))
        computed = sum(result.computed for result in results)
        print(f"\n{computed} claims checked anew in {time.perf_counter() - start:.1f} s, the rest read from the cache.")
    for sentence in worse:
        print(f"ehrenfest: worse than the committed record: {sentence}", file=sys.stderr)
    if arguments.write:
        _write(results)
    undecided = any(item["as_printed"]["word"] == "undecided" for result in results for item in result.shown())
    return 1 if worse else 3 if arguments.strict and undecided else 0


def _write(results: list[Audit]) -> None:
    from verify.ledger import committed, write_records
    from verify.paper import BUILT_IN, find, keys, load
    from verify.present import markdown

    try:
        for result in results:
            write_records(result)
        if any(result.loaded.folder.parent == BUILT_IN for result in results):
            from verify.files import replace as replace_text

            papers = [load(find(key)) for key in keys()]
            pages = [(loaded.paper, list((committed(loaded) or {}).values())) for loaded in papers]
            replace_text(ROOT / PAGE, markdown.document(pages))
    except OSError as error:
        raise UsageError(f"the records must be writable, but {error.filename}: {error.strerror}") from error


def _show(arguments: argparse.Namespace) -> int:
    from verify.present import terminal

    if ":" not in arguments.targets[0]:
        raise UsageError(f"`target` must be PAPER:LABEL, but {arguments.targets[0]!r} names no label")
    (result,) = _audits(arguments)
    others = {item["label"]: item for item in result.records}
    for item in result.shown():
        if arguments.witness:
            print(_witness(item))
        else:
            print(terminal.page(item, others, result.loaded.name))
    return 0


def _witness(item: dict[str, Any]) -> str:
    found = [e for e in item["as_printed"]["evidence"] if e["method"] == "witness"]
    if not found:
        return f"{item['paper']}:{item['label']} was checked anew and is {item['as_printed']['word']}: there is no witness."
    head = f"{item['paper']}:{item['label']} was checked anew and is refuted.\n  printed: {item['statement']}"
    shown = "\n".join(f"  witness: {e['text']}\n  data: {json.dumps(e['data'], ensure_ascii=False)}" for e in found)
    return f"{head}\n{shown}"


def _errata(arguments: argparse.Namespace) -> int:
    from verify.present import terminal

    results = _audits(arguments)
    records = [item for result in results for item in result.shown()]
    wrong = [item for item in records if item["as_printed"]["word"] == "refuted" or item["slip"]]
    if arguments.format == "json":
        print(json.dumps({"schema": 1, "errata": wrong}, indent=1, ensure_ascii=False))
    else:
        print(terminal.errata(wrong, {result.loaded.paper.key: result.loaded.name for result in results}))
    return 0


def _trust(arguments: argparse.Namespace) -> int:
    from verify.trusted import sizes

    rows = sizes()
    print("Trusted files: all that must be right for proved, certified and refuted to mean what they say")
    for name, lines, purpose in rows:
        print(f"  {name:<28} {lines:>4} lines  {purpose}")
    print(f"  {'in all':<28} {sum(lines for _, lines, _ in rows):>4} lines; FLINT and Arb (python-flint) and SymPy's tree")
    print("  construction lie below them.\n")
    for result in _audits(arguments):
        print(f"{result.loaded.paper.key}: cited leaves")
        everything = {item["label"]: item for item in result.records}
        rests = sorted({leaf for item in result.shown() for leaf in item["inherited"]["rests_on"]})
        own = [item["label"] for item in result.shown() if item["as_printed"]["word"] == "cited"]
        for label in dict.fromkeys([*own, *rests]):
            item = everything[label]
            evidence = next(
                e for part in (item["as_printed"], item["corrected"] or {}) for e in part.get("evidence", ())
                if e["method"] == "cited"
            )
            print(f"  {label:<28} {item['title']}\n    {evidence['text']}; checking it would take: {evidence['data']['would take']}")
    return 0


def _simulate(arguments: argparse.Namespace) -> int:
    from verify.simulate import run

    return run(arguments)


def _constants(arguments: argparse.Namespace) -> int:
    from verify.constants.command import run

    return run(arguments)


COMMANDS = {"audit": _audit, "show": _show, "errata": _errata, "trust": _trust, "simulate": _simulate, "constants": _constants}


def main(argv: Sequence[str], started: Callable[[], object] = lambda: None) -> int:
    """The exit status for the given arguments; `started` is called when all is imported, before anything is computed."""
    try:
        status = _run(argv, started)
        _flush()  # here, where a reader that went away can still be told from a fault
        return status
    except UsageError as error:
        print(f"ehrenfest: {error}", file=sys.stderr)
        return 2
    except BrokenExecutor:
        print("ehrenfest: a worker process ended without a result, out of memory perhaps; every finished check is kept, "
              "run again with --jobs 1", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nehrenfest: interrupted; every finished check is kept, and the next run goes on from there", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _discard()
        return 0
    except OSError as error:
        if error.filename is not None or error.errno not in UNWRITABLE:
            raise
        _discard()
        print(f"ehrenfest: the results must be written to stdout, but {error.strerror}; send them elsewhere", file=sys.stderr)
        return 2


def _run(argv: Sequence[str], started: Callable[[], object]) -> int:
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without the symbols shows "?" in their place
    for name in USED.get(arguments.command, AUDITED):
        importlib.import_module(name)
    started()
    return COMMANDS[arguments.command](arguments)


def _flush() -> None:
    """None. Raises: OSError where stdout is closed or cannot take what was printed."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    sys.stdout.flush()


def _discard() -> None:
    """None; what is left in stdout goes nowhere, so that the interpreter does not fail on it at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
