"""What several kernels share: a potential and a Gaussian packet from the exact texts of a point, in natural units."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

import numpy as np

from derive import potentials
from derive.formula import Formula, read
from derive.formula_reader import names
from numerics.phase_space.packet import Packet
from numerics.potential import Potential
from verify.sweep.parameter import Parameter, number, numbers, whole, words
from verify.system_input import UnusableSystem

SMALL, MOST, RATIO = "1e-12", "1e12", "1e6"  # of quantities; of ratios: beyond it doubles do not hold what follows from them
POTENTIAL = Parameter("potential", "V(x): a formula, or the name of a potential", words(), numeric=False)
HBAR = Parameter("hbar", "reduced Planck constant", number(SMALL, MOST), unit="action")
MASS = Parameter("mass", "of the particle", number(SMALL, MOST), "1", "mass")
DIFFUSIONS = (
    Parameter("Dx", "diffusion of position, d<x^2>/dt", number(SMALL, MOST, zero=True), unit="length^2/time"),
    Parameter("Dp", "diffusion of momentum, d<p^2>/dt", number(SMALL, MOST, zero=True), unit="momentum^2/time"),
)
TIME = Parameter("time", "how long", number(SMALL, MOST), unit="time")
STATE = (
    Parameter("x0", "centre of the packet, as 1 or 1, -1/2", numbers(f"-{MOST}", MOST), "0", "length", numeric=False),
    Parameter("p0", "its momentum, as x0", numbers(f"-{MOST}", MOST), "0", "momentum", numeric=False),
    Parameter("squeeze", "r of its covariance n (hbar/2) diag(r/eta, eta/r)", number("1e-6", RATIO), "1"),
    Parameter("thermal", "n of its covariance", number("1", RATIO), "1"),
    Parameter("aspect", "eta of its covariance", number(SMALL, MOST), "1", "momentum/length"),
)
OWN_ASPECT = "eta_H"  # of the potential, where the theorem's scales are known
TOLERANCE = Parameter("tolerance", "of each evolution, in trace norm", number("1e-13", "1/2"), "1/1000")
SEED = Parameter("seed", "of the random numbers", whole(0, 10**9), "0")


def own(given: Mapping[str, str]) -> set[str]:
    """The names of the potential's parameters, and all others in its text."""
    return set(_own(given["potential"]))


@lru_cache(maxsize=256)
def _own(text: str) -> frozenset[str]:
    return frozenset(potentials.find(text).parameters if text in potentials.names() else names(text))


def formula(given: Mapping[str, str]) -> Formula:
    """The potential with its parameters. Raises: FormulaError, ValueError."""
    text, fixed = given["potential"], {name: given[name] for name in sorted(own(given)) if name in given}
    return _formula(text, tuple(fixed.items()))


@lru_cache(maxsize=256)
def _formula(text: str, fixed: tuple[tuple[str, str], ...]) -> Formula:
    if text in potentials.names():
        return potentials.find(text).formula(dict(fixed))
    return read(text, dict(fixed))


def potential(given: Mapping[str, str]) -> Potential:
    """The potential as kernels. Raises: ValueError, TypeError, FormulaError."""
    found = formula(given)
    return _potential(found)


@lru_cache(maxsize=64)
def _potential(found: Formula) -> Potential:
    return Potential(found.expression, found.coordinates, found.time)


def packet(given: Mapping[str, str], aspect: float | None = None) -> Packet:
    """The Gaussian state; aspect: in place of the given one. Raises: ValueError for other coordinates than the potential's."""
    d = len(formula(given).coordinates)
    centre = [float(Fraction(each)) for name in ("x0", "p0") for each in _centre(given[name], name, d)]
    half = float(Fraction(given["hbar"])) / 2 * float(Fraction(given["thermal"]))
    ratio = float(Fraction(given["squeeze"])) / (float(Fraction(given["aspect"])) if aspect is None else aspect)
    return Packet(np.array(centre), np.diag([half * ratio] * d + [half / ratio] * d))


def _centre(text: str, name: str, d: int) -> list[str]:
    found = [each.strip() for each in text.split(",")]
    if found == ["0"]:
        return ["0"] * d
    if len(found) != d:
        raise UnusableSystem(f"`{name}` must have {d} coordinate{'s' * (d > 1)} like the potential, but has {len(found)}: {text}")
    return found


def check(given: Mapping[str, str]) -> None:
    """None. Raises: ValueError for a potential that cannot be read, or a centre of another dimension."""
    d = len(formula(given).coordinates)
    for name in ("x0", "p0"):
        if name in given:
            _centre(given[name], name, d)


def real(given: Mapping[str, str], *which: str) -> list[float]:
    """The named numbers in doubles."""
    return [float(Fraction(given[name])) for name in which]
