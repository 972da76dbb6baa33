"""The command `simulate`: quantum, classical and mixture evolutions of one packet, their distances beside the bounds.

What is known before the simulation is printed first, and written first: an interrupted run leaves it behind, whole.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify import simulate_progress
from verify.output_folder import save
from verify.simulate_progress import Forecast, Shown

if TYPE_CHECKING:
    from derive.formula import Formula
    from numerics.phase_space.packet import Packet
    from numerics.potential import Potential
    from verify.hypotheses import Theory

REMEDY = "ask for a larger --tolerance, a shorter --time, or a smaller --mixture"


class Unusable(ValueError):
    """What the user typed cannot be simulated; the message is the sentence to print."""


@dataclass(frozen=True)
class Problem:
    """What is simulated: the formula as typed, the potential, the initial state, its eta and where that is from, and the theory."""

    formula: str
    potential: Potential
    packet: Packet
    eta: float
    aspect: str
    theory: Theory


def problem(arguments: argparse.Namespace, stage: Callable[[str], None] = lambda text: None) -> Problem:
    """The problem that the arguments state; `stage` is told what takes a while.

    Raises: Unusable, with the sentence to print.
    """
    from numerics.potential import Potential
    from verify import simulate_norms
    from verify.hypotheses import Case, theory

    formula = _formula(arguments)
    try:
        potential = Potential(formula.expression, formula.coordinates, formula.time)
    except (TypeError, ValueError) as error:
        raise Unusable(str(error)) from error
    d = potential.d
    case = Case(d, arguments.mass, arguments.hbar, arguments.Dx, arguments.Dp, arguments.squeeze, arguments.thermal,
                arguments.aspect, potential.is_static)
    centre = [float(v) for name in ("x0", "p0") for v in _centre(getattr(arguments, name), name, d)]
    stiffness = _stiffness(potential, centre[:d])
    stage("norms of the derivatives of V")
    found = simulate_norms.known(formula, arguments.time)
    stage("bounds of Theorem 1")
    known = theory(case, *found)
    eta, source = _aspect(arguments, stiffness, known)
    return Problem(arguments.potential, potential, _packet(arguments, centre, eta), eta, source, known)


def _formula(arguments: argparse.Namespace) -> Formula:
    from derive import potentials
    from derive.formula import read

    given: dict[str, str] = {}
    for item in arguments.param:
        name, equals, value = item.partition("=")
        if not equals or not name or name in given:
            raise Unusable(f"`--param` must be NAME=VALUE, each name once, but is {item!r}")
        given[name.strip()] = value.strip()
    try:
        if arguments.potential in potentials.names():
            return potentials.find(arguments.potential).formula(given)
        return read(arguments.potential, given)
    except ValueError as error:
        raise Unusable(str(error)) from error


def _centre(values: tuple[Fraction, ...] | None, name: str, d: int) -> tuple[Fraction, ...]:
    values = values or (Fraction(0),) * d
    if len(values) != d:
        raise Unusable(f"`--{name}` must have {d} coordinate{'s' * (d > 1)} like the potential, but has {len(values)}")
    return values


def _stiffness(potential: Potential, x: list[float]) -> float:
    """The largest entry of the Hessian at the centre, at t = 0. Raises: Unusable where V or a derivative is not finite there."""
    import numpy as np

    try:
        with np.errstate(all="ignore"):  # what is not finite is refused
            potential.value(x, 0.0), potential.gradient(x, 0.0)
            return max(abs(float(entry)) for row in potential.hessian(x, 0.0) for entry in row)
    except (ArithmeticError, ValueError) as error:
        raise Unusable(f"`V(x)` must be smooth at the centre of the packet, but {potential.expression} is not at x0 = "
                       f"{', '.join(map(str, x))}; choose another --x0") from error


def _aspect(arguments: argparse.Namespace, stiffness: float, known: Theory) -> tuple[float, str]:
    """eta of the initial state, and in words where it is from."""
    if arguments.aspect is not None:
        return float(arguments.aspect), "as given"
    if known.scales is not None:
        return float(known.scales.eta.mid()), "eta_H"
    mass = float(arguments.mass)
    if stiffness > 0:
        return math.sqrt(mass * stiffness), "sqrt(m |V''|) at the centre, for want of eta_H"
    return mass, "that of a harmonic time 1, for want of eta_H; give --aspect for another"


def _packet(arguments: argparse.Namespace, centre: list[float], eta: float) -> Packet:
    import numpy as np

    from numerics.phase_space.packet import Packet

    d, half = len(centre) // 2, float(arguments.hbar) / 2 * float(arguments.thermal)
    ratio = float(arguments.squeeze) / eta
    try:
        return Packet(np.array(centre), np.diag([half * ratio] * d + [half / ratio] * d))
    except ValueError as error:
        raise Unusable(str(error)) from error


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
