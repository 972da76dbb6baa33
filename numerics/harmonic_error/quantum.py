"""The quantum left side, Q = (2/hbar) sqrt(Var dV), to thirty digits and more where a closed form allows.

exponential polynomials (cubics, waves, wells), any d   balls, exact moments
piecewise cubics, d = 1                                 balls, truncated Gaussian moments
|x|^3 centred at the packet, any d                      balls, E|b|^3 as one rigorous integral
log cosh                                                balls, rigorous integrals
anything else                                           radius times direction in double precision, several resolutions
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import acb, acb_mat, arb, ctx, fmpq

from numerics.estimate import Estimate, from_ball, spread
from numerics.harmonic_error.covariances import Covariance
from numerics.harmonic_error.cubics import Separable
from numerics.harmonic_error.exponential_polynomial import mean_and_square
from numerics.harmonic_error.line import LogCosh, PiecewiseCubic
from numerics.harmonic_error.potential import LocalPotential, ball
from numerics.harmonic_error.product_rules import expectations
from numerics.harmonic_error.radial import Radial

MOST_BITS = 8192
TAIL = 18  # standard deviations; exp(-18^2/2) < 1e-70


def commutator_norm(potential: LocalPotential, covariance: Covariance, *, digits: int = 30, tolerance: float = 1e-2) -> Estimate:
    """Q = ||-(i/hbar)[dV, tau]||_Tr for the pure Gaussian state tau of this covariance.

    Error: relative 10^-digits for closed forms; for the double-precision fallback the error bar is what several resolutions show.
    Raises: ValueError for a covariance that is not pure; ArithmeticError where `tolerance` (relative) is not reached.
    """
    if not covariance.pure:
        raise ValueError(f"`covariance` must be pure for the quantum error, but has noise {covariance.noise}")
    return moments(potential, covariance, digits=digits, tolerance=tolerance)["Q"]


def moments(potential: LocalPotential, covariance: Covariance, *, digits: int = 30, tolerance: float = 1e-2) -> dict[str, Estimate]:
    """M1 = E dV, M2 = E dV^2 and, for every covariance, Q = (2/hbar) sqrt(M2 - M1^2)."""
    sigma = covariance.position_block()
    if potential.norm() == 0:
        return {key: Estimate(0.0, 0.0, "dV = 0") for key in ("M1", "M2", "Q")}
    pieces = _piecewise(potential)
    if pieces is not None:
        return _refined(lambda: _truncated(pieces, sigma[0, 0]), covariance.hbar, digits, "truncated Gaussian moments, balls")
    if potential.terms() is not None:
        return _refined(lambda: mean_and_square(potential.terms(), sigma), covariance.hbar, digits, "Gaussian moments, balls")
    if isinstance(potential, Radial) and not any(potential.centre):
        return _refined(lambda: _centred_radial(potential, sigma), covariance.hbar, digits, "E|b|^3 by one integral, balls")
    if isinstance(potential, LogCosh):
        return _refined(lambda: _log_cosh(potential, sigma), covariance.hbar, digits, "integrals in balls")
    return in_doubles(potential, covariance, tolerance)


def _refined(pair: Callable[[], tuple[Any, Any]], hbar: Fraction, digits: int, how: str) -> dict[str, Estimate]:
    bits = 128 + 4 * digits
    while bits <= MOST_BITS:
        with ctx.workprec(bits):
            mean, square = pair()
            variance = square - mean**2
            norm = variance.nonnegative_part().sqrt() * fmpq(2 * hbar.denominator, hbar.numerator)
            if norm.is_finite() and norm > 0 and norm.rad() < norm.mid() * arb(10) ** -digits:
                return {"M1": from_ball(mean, how), "M2": from_ball(square, how), "Q": from_ball(norm, how)}
        bits *= 2
    raise ArithmeticError(f"`digits` must be reached with {MOST_BITS} bits, but {digits} are not ({how})")


def _piecewise(potential: LocalPotential) -> PiecewiseCubic | None:
    if isinstance(potential, PiecewiseCubic):
        return potential
    if potential.d == 1 and isinstance(potential, Radial):
        return PiecewiseCubic(potential.centre, (-potential.weight, potential.weight))
    if potential.d == 1 and isinstance(potential, Separable) and potential.absolute:
        return PiecewiseCubic((Fraction(0),), (-potential.c[0], potential.c[0]))
    return None


def _truncated(potential: PiecewiseCubic, variance: Any) -> tuple[Any, Any]:
    """E dV and E dV^2: I_n = int_l^r x^n g = (n - 1) s^2 I_(n-2) + s^2 [l^(n-1) g(l) - r^(n-1) g(r)], g the density of N(0, s^2)."""
    s2 = arb(variance)
    mean, square = arb(0), arb(0)
    for left, right, coefficients in potential.pieces():
        ends = [None if x is None else arb(fmpq(x.numerator, x.denominator)) for x in (left, right)]
        mass = [arb(side) if x is None else (x / (2 * s2).sqrt()).erf() for side, x in zip((-1, 1), ends, strict=True)]
        density = [None if x is None else (-x * x / (2 * s2)).exp() / (2 * arb.pi() * s2).sqrt() for x in ends]
        integrals = [(mass[1] - mass[0]) / 2]
        for n in range(1, 7):
            lower, upper = (arb(0) if x is None else x ** (n - 1) * g for x, g in zip(ends, density, strict=True))
            integrals.append(((n - 1) * integrals[n - 2] if n > 1 else 0) * s2 + s2 * (lower - upper))
        c = [fmpq(x.numerator, x.denominator) for x in coefficients]
        mean += sum((c[i] * integrals[i] for i in range(4)), arb(0))
        square += sum((c[i] * c[j] * integrals[i + j] for i in range(4) for j in range(4)), arb(0))
    return mean, square


def _centred_radial(potential: Radial, sigma: Any) -> tuple[Any, Any]:
    """E|b|^3 = (2/sqrt pi) int_0^oo phi''(v^2) dv with phi(u) = E exp(-u|b|^2) = det(1 + 2 u S)^(-1/2); E|b|^6 = T1^3 + 6 T1 T2 + 8 T3.

    With v = s/(1 - s) and M = (1 - s)^2 + 2 s^2 S the integrand is (1 - s)^(d + 2) det(M)^(-1/2) [(Tr S/M)^2 + 2 Tr (S/M)^2] on (0, 1).
    """
    d, t1, t2, t3 = potential.d, *_traces(sigma)
    scaled = acb_mat(sigma / t1)
    one = acb_mat(d, d, [int(i == j) for i in range(d) for j in range(d)])

    def integrand(s: Any, analytic: bool) -> Any:
        matrix = one * (1 - s) ** 2 + scaled * (2 * s * s)
        quotient = scaled * matrix.inv(nonstop=True)
        traces = quotient.trace() ** 2 + 2 * (quotient * quotient).trace()
        return (1 - s) ** (d + 2) * matrix.det().rsqrt(analytic=analytic) * traces

    integral = acb.integral(integrand, 0, 1).real
    weight = ball(potential.weight)
    mean = weight / 3 / arb.pi().sqrt() * integral * arb(t1) ** fmpq(3, 2)
    return mean, weight**2 / 36 * (t1**3 + 6 * t1 * t2 + 8 * t3)


def _traces(sigma: Any) -> tuple[Any, Any, Any]:
    square = sigma * sigma
    return tuple(sum((m[i, i] for i in range(m.nrows())), fmpq(0)) for m in (sigma, square, square * sigma))


def _log_cosh(potential: LogCosh, sigma: Any) -> tuple[Any, Any]:
    """Rigorous integrals over 18 standard deviations, and what is left out: |dV| <= V3 |x|^3/6, P(|z| > R) moments <= 4 R^5 g(R)."""
    variance = arb(sigma[0, 0])
    scale = variance.sqrt()

    def moment(power: int) -> Any:
        def integrand(x: Any, analytic: bool) -> Any:
            return potential.continued(x, analytic) ** power * (-x * x / (2 * variance)).exp()

        ends = [scale * n for n in range(-TAIL, TAIL + 1, 3)]
        total = sum((acb.integral(integrand, left, right) for left, right in pairwise(ends)), acb(0))
        beyond = (arb(potential.norm()) * 2 * scale**3 / 6) ** power * 4 * TAIL**5 * arb(-TAIL * TAIL / 2).exp()
        return total.real / (2 * arb.pi() * variance).sqrt() + beyond * arb(0, 1)

    return moment(1), moment(2)


def in_doubles(potential: LocalPotential, covariance: Covariance, tolerance: float) -> dict[str, Estimate]:
    """M1, M2 and Q from several resolutions. Raises: ArithmeticError where they differ by more than the relative `tolerance`."""
    found = expectations(potential, covariance)
    how = "product rules in double precision"
    result = {}
    for key in ("M1", "M2", "Q"):
        values = [row[key] for row in found]
        scale = abs(values[-1]) if key != "M1" else found[-1]["M2"] ** 0.5
        result[key] = spread(values, rounding=1e-13 * scale, limit=tolerance * scale, how=how)
    return result
