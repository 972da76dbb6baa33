r"""Gaussian expectations of sums of polynomial * exp(b.x - a|x|^2/2) in ball arithmetic, complex b, a >= 0.

With N(0, S):  E[P(x) exp(b.x - a|x|^2/2)] = det(1 + aS)^(-1/2) exp(b.m/2) E_{N(m, T)}[P],  T = (1 + aS)^-1 S,  m = T b,

and moments of N(m, T) follow from Stein's identity. Products of such sums are such sums, so that variances are exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import acb, arb, arb_mat

from derive.moments import multiplied

Exponents = tuple[int, ...]
Polynomial = Mapping[Exponents, Any]  # coefficients are acb


@dataclass(frozen=True)
class Term:
    """polynomial(x) exp(b.x - a|x|^2/2). Shapes: b has d entries."""

    polynomial: Polynomial
    b: tuple[Any, ...]
    a: Any


Sum = tuple[Term, ...]


def polynomial(coefficients: Polynomial, d: int) -> Term:
    """The polynomial itself, as a term."""
    return Term(coefficients, (acb(0),) * d, arb(0))


def monomial(d: int, *indices: int) -> Exponents:
    """The exponents of x_i x_j ... for the given indices."""
    return tuple(indices.count(i) for i in range(d))


def added(*polynomials: Polynomial) -> dict[Exponents, Any]:
    """The sum of polynomials."""
    total: dict[Exponents, Any] = {}
    for summand in polynomials:
        for exponents, coefficient in summand.items():
            total[exponents] = total.get(exponents, acb(0)) + coefficient
    return total


def linear(vector: list[Any]) -> dict[Exponents, Any]:
    """v.x"""
    d = len(vector)
    return {monomial(d, i): acb(value) for i, value in enumerate(vector)}


def expectation(terms: Sum, covariance: Any) -> Any:
    """E of the sum under N(0, covariance), an acb. `covariance` is an exact rational matrix."""
    return sum((_expected(term.polynomial, term.b, term.a, covariance) for term in terms), acb(0))


def mean_and_square(terms: Sum, covariance: Any) -> tuple[Any, Any]:
    """E f and E f^2 as real balls, f the sum, which must be real."""
    square = acb(0)
    for i, first in enumerate(terms):
        for j, second in enumerate(terms[: i + 1]):
            b = tuple(x + y for x, y in zip(first.b, second.b, strict=True))
            value = _expected(multiplied(first.polynomial, second.polynomial), b, first.a + second.a, covariance)
            square += value if i == j else 2 * value
    return expectation(terms, covariance).real, square.real


def _expected(weights: Polynomial, b: tuple[Any, ...], a: Any, covariance: Any) -> Any:
    d = len(b)
    spread = arb_mat(covariance)
    factor = acb(1)
    if not a.is_zero():
        widened = arb_mat(d, d, [int(i == j) for i in range(d) for j in range(d)]) + spread * a
        spread = widened.solve(spread)
        factor = acb(1 / widened.det().sqrt())
    mean = [sum((spread[i, j] * b[j] for j in range(d)), acb(0)) for i in range(d)]
    factor *= (sum((b[i] * mean[i] for i in range(d)), acb(0)) / 2).exp()
    known: dict[Exponents, Any] = {(0,) * d: acb(1)}

    def moment(m: Exponents) -> Any:
        if m not in known:
            i = next(index for index, power in enumerate(m) if power)
            rest = _lowered(m, i)
            value = mean[i] * moment(rest)
            for j, power in enumerate(rest):
                if power:
                    value += spread[i, j] * power * moment(_lowered(rest, j))
            known[m] = value
        return known[m]

    return factor * sum((coefficient * moment(m) for m, coefficient in weights.items()), acb(0))


def _lowered(m: Exponents, i: int) -> Exponents:
    return (*m[:i], m[i] - 1, *m[i + 1:])
