"""The command `sweep`: reads the sweep, runs what the store lacks, prints the table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from verify import simulate_progress
from verify.output_folder import save
from verify.present import sweep as present
from verify.sweep import kernels, named
from verify.sweep.models import whole
from verify.sweep.plan import Plan
from verify.sweep.processes import Processes
from verify.sweep.progress import Told
from verify.sweep.read import read
from verify.sweep.run import Sweep, known
from verify.sweep.run import run as swept
from verify.sweep.runner import Runner
from verify.sweep.store import Store, default_folder
from verify.usage import UsageError

FORMATS = {"text": present.as_text, "json": present.as_json, "csv": present.as_csv}


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0, 1 where points have no result, 2 for what cannot be done, 130 when interrupted."""
    try:
        if arguments.list:
            plans = {} if arguments.kernels else {name: read(named.path_of(name)) for name in named.names()}
            print(present.listed(plans, {name: kernels.find(name, arguments.kernels) for name in kernels.names(arguments.kernels)}))
            return 0
        if not arguments.sweep:
            raise UsageError("`SWEEP` must be given, but is not; write a TOML file, or a name: --list shows them")
        path = named.path_of(arguments.sweep)
        if arguments.printed:
            print(whole(path), end="")
            return 0
        plan = read(path, arguments.kernels)
    except UsageError:
        raise
    except ValueError as error:
        raise UsageError(str(error)) from error
    return _run(arguments, plan)


def _run(arguments: argparse.Namespace, plan: Plan) -> int:
    with Store(arguments.store or default_folder(), write=not arguments.show) as store:
        try:
            found = known(plan, store) if arguments.show else _computed(arguments, plan, store)
        except KeyboardInterrupt:
            print("\nehrenfest: interrupted; every finished point is kept, and the same command goes on from there", file=sys.stderr)
            return 130
        for sentence in found.damaged:
            print(f"ehrenfest: {store.folder}: {sentence}", file=sys.stderr)
        print(FORMATS[arguments.format](found).rstrip("\n"))
        if arguments.out is not None:
            names = written(arguments.out, found)
            if arguments.format == "text":
                print(f"\nWritten to {arguments.out}: {', '.join(names)}")
    return 1 if found.missing else 0


def _computed(arguments: argparse.Namespace, plan: Plan, store: Store) -> Sweep:
    line = simulate_progress.shown()
    try:
        return swept(plan, store, _runner(arguments), retry=arguments.retry, progress=Told(line))
    finally:
        line.clear()


def _runner(arguments: argparse.Namespace) -> Runner:
    if arguments.scheduler is None:
        return Processes(arguments.jobs, arguments.memory)
    from verify.sweep.cluster import Cluster  # the library takes a second to import, and is an extra

    return Cluster(arguments.scheduler, arguments.memory)


def written(folder: Path, found: Sweep) -> list[str]:
    """The names of the files in the folder: the records, the table, and the figure where the sweep has one. Raises: UsageError."""
    contents: dict[str, str | bytes] = {"sweep.json": present.as_json(found) + "\n", "sweep.csv": present.as_csv(found)}
    contents |= _figure(found)
    return [save(folder, name, content.encode() if isinstance(content, str) else content) for name, content in contents.items()]


def _figure(found: Sweep) -> dict[str, bytes]:
    from verify.figures.figure import NotDrawable
    from verify.figures.sweep import files

    try:
        return files(found.plan, present.record(found)["rows"])
    except NotDrawable as error:
        print(f"ehrenfest: the records are written; {error}", file=sys.stderr)
        return {}
