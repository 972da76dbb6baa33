"""The command `simulate`: quantum, classical and mixture evolutions of one packet, their distances beside the bounds.

What is known before the simulation is printed first, and written first: an interrupted run leaves it behind, whole.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from pathlib import Path
from typing import Any

from verify import simulate_progress
from verify.output_folder import save
from verify.simulate_problem import Problem, Unusable, problem
from verify.simulate_progress import Forecast, Shown

REMEDY = "ask for a larger --tolerance, a shorter --time, or a smaller --mixture"


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0, 2 for what cannot be simulated, 130 when interrupted."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what is not finite is refused, in words
            return _run(arguments)
    except Unusable as error:
        print(f"ehrenfest: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        kept = f"; what is in {arguments.out} is whole" if arguments.out is not None else ""
        print(f"\nehrenfest: interrupted before the end of the simulation{kept}", file=sys.stderr)
        return 130
    except MemoryError as error:
        said = str(error) or "the simulation must fit into memory, but does not"
        print(f"ehrenfest: {said if ';' in said else f'{said}; {REMEDY}'}", file=sys.stderr)  # the engine's own end in a remedy
        return 2


def _run(arguments: argparse.Namespace) -> int:
    show = simulate_progress.shown()
    with simulate_progress.now_and_then(show):
        return _told(arguments, show)


def _told(arguments: argparse.Namespace, show: Shown) -> int:
    from verify.present import simulation

    stated = problem(arguments, show.stage)
    show.clear()
    times = [arguments.time * k / arguments.frames for k in range(1, arguments.frames + 1)]
    record = simulation.record(arguments, stated, times)
    if arguments.out is not None:
        save(arguments.out, "simulation.json", simulation.as_json(record))
    if arguments.format == "text":
        print(simulation.before(record), flush=True)
    show.stage("first steps on the grids")
    comparison = compared(arguments, stated, [float(t) for t in times], show)
    show.clear()
    record = simulation.with_distances(record, comparison)
    written = [] if arguments.out is None else _written(arguments.out, record, comparison)
    if arguments.format == "json":
        print(json.dumps({**record, "files": written}, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        print(simulation.after(record))
        if written:
            print(f"\nWritten to {arguments.out}: {', '.join(written)}")
    return 0


def compared(arguments: argparse.Namespace, stated: Problem, times: list[float], show: Shown | None = None) -> Any:
    """The comparison. Raises: Unusable where the engine refuses or does not converge."""
    from numerics.correspondence import compare

    hbar, Dx, Dp, mass, tolerance = (float(getattr(arguments, name)) for name in ("hbar", "Dx", "Dp", "mass", "tolerance"))
    try:
        return compare(
            stated.potential, stated.packet, hbar=hbar, Dx=Dx, Dp=Dp, mass=mass, times=times, tolerance=tolerance,
            packets=arguments.mixture, seed=arguments.seed, progress=None if show is None else Forecast(show).steps,
        )
    except (ValueError, ArithmeticError) as error:
        raise Unusable(str(error)) from error


def _written(folder: Path, record: dict[str, Any], comparison: Any) -> list[str]:
    """The names of the files in the folder, each written at once; the figure last, where its library is there."""
    from verify.present import files, simulation

    written = [save(folder, "simulation.json", simulation.as_json(record)), save(folder, "arrays.npz", files.arrays(record, comparison))]
    try:
        from verify.figures import simulation as figure
    except ImportError:
        print("ehrenfest: the arrays are written, but the figure needs matplotlib: pip install 'ehrenfest[plot]'", file=sys.stderr)
        return written
    return [*written, *(save(folder, name, content) for name, content in figure.draw(record, comparison).items())]
