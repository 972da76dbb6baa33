"""The cases that the search looks at: known extremals and corners first, then random ones of every family and scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import sqrt

import numpy as np

from numerics.harmonic_error.case import Case
from numerics.harmonic_error.covariances import Covariance, diagonal
from numerics.harmonic_error.cubics import Axial, Elementary, Separable
from numerics.harmonic_error.line import LogCosh, PiecewiseCubic
from numerics.harmonic_error.potential import LocalPotential
from numerics.harmonic_error.radial import Radial
from numerics.harmonic_error.waves import Mixture, Waves, Well

Generator = np.random.Generator
ZERO, ONE = Fraction(0), Fraction(1)
HBARS = (ONE, Fraction(1, 2), Fraction(2), Fraction(1, 10))


def rational(value: float, digits: int = 4) -> Fraction:
    """The nearest decimal number of so many significant digits."""
    return Fraction(f"{value:.{digits}g}")


def corners(d: int, *, pure: bool) -> Iterator[Case]:
    """Potentials known or suspected to be extremal, with isotropic, degenerate and correlated covariances at several scales."""
    first = (ONE,) + (ZERO,) * (d - 1)
    origin, plain, diagonal_axis = (ZERO,) * d, (ZERO,) * (d * (d - 1) // 2), (ONE,) * d
    potentials: list[LocalPotential] = [Axial(axis, a) for a in (-ONE, ONE) for axis in (first, diagonal_axis)]
    potentials += [Radial(origin), Separable(plain, (ONE,) * d), Separable(plain, (ONE,) * d, True),
                   Waves(((ONE, first, ZERO),)), Waves(((ONE, diagonal_axis, Fraction(3, 2)),)), Well(origin, ONE)]
    if d == 1:
        potentials += [LogCosh((ZERO,), ONE), PiecewiseCubic((-ONE, ONE), (ONE, -ONE, ONE)), PiecewiseCubic((ONE,), (ONE, ZERO))]
    else:
        potentials += [Axial(first, ZERO), Axial(first, ONE, Fraction(1, 3))]
    if d >= 3:
        potentials.append(Elementary(plain, d))
    for potential in potentials:
        for covariance in _corner_covariances(d, pure=pure):
            yield Case(potential, covariance)


def _corner_covariances(d: int, *, pure: bool) -> list[Covariance]:
    thin = [Fraction(1, 100)] * (d - 1)
    found = [diagonal([ONE] * d, hbar=ONE), diagonal([Fraction(1, 10)] * d, hbar=Fraction(1, 2)),
             diagonal([Fraction(5)] * d, hbar=Fraction(2)), diagonal([ONE, *thin], hbar=ONE)]
    correlated = Covariance(hbar=ONE, spread=diagonal([ONE] * d, hbar=ONE).spread, shear=(ONE,) * (d * (d + 1) // 2))
    found.append(correlated)
    if pure:
        return found
    columns = tuple(tuple(ONE if i == j else ZERO for i in range(2 * d)) for j in range(2 * d))
    noises = (columns, columns[:1], columns[d:], ((ONE,) * (2 * d),))
    return [Covariance(hbar=c.hbar, spread=c.spread, shear=c.shear, noise=noise)
            for c, noise in zip(found, (*noises, columns), strict=True)]


def random_covariance(rng: Generator, d: int, *, pure: bool) -> Covariance:
    """A legal covariance: isotropic, diagonal, nearly degenerate or general, with or without correlation of x and p, at any scale."""
    kind, scale = rng.integers(4), 10 ** rng.uniform(-1, 1)
    factors = {0: np.ones(d), 1: np.exp(rng.uniform(-1.5, 1.5, d)), 2: np.where(rng.random(d) < 0.5, 0.01, 1.0)}
    matrix = np.diag(factors[int(kind)]) if kind < 3 else rng.normal(size=(d, d))
    if kind == 2:
        matrix = matrix @ np.linalg.qr(rng.normal(size=(d, d)))[0]
        matrix = matrix.T
    spread = tuple(tuple(rational(scale * x) if x else ZERO for x in row) for row in matrix)
    sheared = rng.random() < 0.5
    shear = tuple(rational(x / scale**2) if sheared else ZERO for x in rng.normal(size=d * (d + 1) // 2))
    columns = 0 if pure else int(rng.integers(1, 2 * d + 1))
    size = scale * 10 ** rng.uniform(-1, 0.5)
    noise = tuple(tuple(rational(size * x) for x in rng.normal(size=2 * d)) for _ in range(columns))
    return Covariance(hbar=HBARS[int(rng.integers(len(HBARS)))], spread=spread, shear=shear, noise=noise)


def random_potential(rng: Generator, d: int, length: float, *, nested: bool = True) -> LocalPotential:
    """A potential of any family; `length` is the width of the packet, against which waves, wells and offsets are scaled."""

    def vector(scale: float, count: int = d) -> tuple[Fraction, ...]:
        return tuple(rational(scale * x) for x in rng.normal(size=count))

    def weight() -> Fraction:
        return rational(float(rng.choice([-1, 1])) * 10 ** rng.uniform(-0.7, 0.7))

    def wave() -> tuple[Fraction, tuple[Fraction, ...], Fraction]:
        reach = 10 ** rng.uniform(-1, 0.4) / length / sqrt(d)
        return weight(), vector(reach), rational(rng.uniform(0, 6.28), 3)

    def offset() -> tuple[Fraction, ...]:
        return vector(length * 10 ** rng.uniform(-1, 0.5))

    skew = d * (d - 1) // 2
    makers: list[Callable[[], LocalPotential]] = [
        lambda: Axial(vector(1), rational(rng.uniform(-1, 1), 3), None, weight()),
        lambda: Separable(vector(1, skew), vector(1), bool(rng.random() < 0.5)),
        lambda: Radial(offset() if rng.random() < 0.7 else (ZERO,) * d, weight()),
        lambda: Waves((wave(),)),
        lambda: Waves(tuple(wave() for _ in range(int(rng.integers(2, 4))))),
        lambda: Well(offset(), rational(length * 10 ** rng.uniform(-0.2, 0.6)), weight()),
    ]
    if d == 1:
        makers.append(lambda: LogCosh((rational(length * rng.normal()),), rational(10 ** rng.uniform(-1, 0.5) / length), weight()))
        makers += 2 * [lambda: _switching(rng, length)]
    if d >= 3:
        makers.append(lambda: Elementary(vector(1, skew), d, weight()))
    if nested:
        makers.append(lambda: Mixture(tuple(random_potential(rng, d, length, nested=False) for _ in range(2))))
    return makers[int(rng.integers(len(makers)))]()


def _switching(rng: Generator, length: float) -> PiecewiseCubic:
    """V''' = +1, -1, +1, ... with one to four switches."""
    breaks = tuple(sorted({rational(length * x) for x in rng.normal(size=int(rng.integers(1, 5)))}))
    return PiecewiseCubic(breaks, tuple(ONE if j % 2 else -ONE for j in range(len(breaks) + 1)))


def random_case(rng: Generator, d: int, *, pure: bool) -> Case:
    """A random covariance and a random potential scaled to its width. Raises: ValueError where the draw is not allowed."""
    covariance = random_covariance(rng, d, pure=pure)
    width = float(np.sqrt(np.linalg.eigvalsh(covariance.floats()[0])[-1]))
    return Case(random_potential(rng, d, width), covariance)
