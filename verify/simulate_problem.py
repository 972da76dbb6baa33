"""What the arguments of `simulate` state: the formula, the initial state, and what the theory says of them."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.formula import Formula
    from numerics.phase_space.packet import Packet
    from numerics.potential import Potential
    from verify.hypotheses import Theory


TIMES, AWAY = 240, (0.0, 1.0, -1.0, 2.7, -2.7, 10.0, -10.0)  # when, and how far from the centre, V is looked at for a time it has not


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
    _require_times(potential, centre[:d], float(arguments.time))
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


def _require_times(potential: Potential, x: list[float], end: float) -> None:
    """None. Raises: Unusable where V is singular at a time, wherever the packet is."""
    if potential.is_static:
        return
    found = potential.pole_in_time(end)
    if found is None:
        places = [[v + away * i for i, v in enumerate(x, 1)] for away in AWAY]
        times = (end * k / TIMES for k in range(TIMES + 1))
        found = next((t for t in times if not any(_is_smooth(potential, place, t) for place in places)), None)
    if found is not None:
        from derive.formula import typed

        remedy = "begin later, with t + 1 in place of t" if found == 0 else "ask for a shorter --time"
        raise Unusable(f"`V(x)` must be smooth at all times of the simulation, but {typed(potential.expression)} is not near "
                       f"t = {found:.6g}; {remedy}")


def _is_smooth(potential: Potential, x: list[float], t: float) -> bool:
    """Whether V and its first two derivatives are finite there."""
    import numpy as np

    try:
        with np.errstate(all="ignore"):
            potential.value(x, t), potential.gradient(x, t), potential.hessian(x, t)
    except (ArithmeticError, ValueError):
        return False
    return True


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
