"""Linear differential operators on functions of some coordinates, graded by powers of h, in normal and in flux form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product as pairs
from math import comb, prod

import sympy as sp

Index = tuple[int, ...]


@dataclass(frozen=True)
class DifferentialOperator:
    """The sum of terms[k, m] h^k d^m plus O(h^remainder), coefficients left of derivatives; exact where remainder is None."""

    terms: Mapping[tuple[int, Index], sp.Expr]
    coordinates: tuple[sp.Symbol, ...]
    h: sp.Symbol
    remainder: int | None

    def symbol(self, wave: Sequence[sp.Expr]) -> sp.Expr:
        """The operator on exp(<wave, z>), divided by that."""
        total = sp.S.Zero
        for (power, index), coefficient in self.terms.items():
            total += coefficient * self.h**power * sp.Mul(*[w**m for w, m in zip(wave, index, strict=True)])
        return sp.expand(total)

    def on(self, function: sp.Expr) -> sp.Expr:
        """The operator on a function of the coordinates, without the remainder."""
        total = sp.S.Zero
        for (power, index), coefficient in self.terms.items():
            total += coefficient * self.h**power * _derivative(function, self.coordinates, index)
        return sp.expand(total)

    def part(self, keep: Callable[[int, int], bool]) -> DifferentialOperator:
        """The terms h^k d^m with keep(k, |m|), taken as exact."""
        kept = {term: c for term, c in self.terms.items() if keep(term[0], sum(term[1]))}
        return DifferentialOperator(kept, self.coordinates, self.h, None)


@dataclass(frozen=True)
class FokkerPlanck:
    """f -> -d_i (drift_i f) + (1/2) d_i d_j (diffusion_ij f) + sum of h^k d^m (higher[k, m] f), |m| >= 3."""

    drift: sp.Matrix
    diffusion: sp.Matrix
    higher: Mapping[tuple[int, Index], sp.Expr]


def _derivative(function: sp.Expr, coordinates: Sequence[sp.Symbol], index: Index) -> sp.Expr:
    by = [(c, m) for c, m in zip(coordinates, index, strict=True) if m]
    return sp.diff(function, *by) if by else function


def operator_of(
    powers: Mapping[int, sp.Expr],
    function: sp.Expr,
    coordinates: tuple[sp.Symbol, ...],
    h: sp.Symbol,
    remainder: int | None,
) -> DifferentialOperator:
    """The operator whose value on an unknown function is the given sum of powers of h.

    Raises: ValueError where that is not linear in the function.

    >>> x, h = sp.symbols("x h")
    >>> f = sp.Function("f")(x)
    >>> operator_of({1: x * f + 2 * f.diff(x, 2)}, f, (x,), h, None).terms
    {(1, (0,)): x, (1, (2,)): 2}
    """
    terms: dict[tuple[int, Index], sp.Expr] = {}
    for power, value in powers.items():
        letters: dict[sp.Expr, sp.Symbol] = {d: sp.Dummy() for d in value.atoms(sp.Derivative) if d.expr == function}
        indices = {letters[d]: tuple(int(dict(d.variable_count).get(c, 0)) for c in coordinates) for d in letters}
        letters[function] = sp.Dummy()
        indices[letters[function]] = (0,) * len(coordinates)
        for term in sp.Add.make_args(sp.expand(value.xreplace(letters))):
            found = [letter for letter in indices if term.has(letter)]
            coefficient = term / found[0] if found else term
            if len(found) != 1 or coefficient.has(found[0]):
                raise ValueError(f"`powers` must be linear in {function}, but contain {term}")
            key = (power, indices[found[0]])
            terms[key] = terms.get(key, sp.S.Zero) + coefficient
    ordered = sorted(terms.items(), key=lambda item: (item[0][0], sum(item[0][1]), item[0][1]))
    return DifferentialOperator({key: value for key, value in ordered if value != 0}, coordinates, h, remainder)


def flux(operator: DifferentialOperator) -> dict[tuple[int, Index], sp.Expr]:
    """The coefficients g of the same operator with derivatives on the left: f -> sum of h^k d^m (g[k, m] f).

    c d^m f = sum over j <= m of (-1)^|j| binomial(m, j) d^(m - j) ((d^j c) f).
    """
    found: dict[tuple[int, Index], sp.Expr] = {}
    for (power, index), coefficient in operator.terms.items():
        for lower in pairs(*(range(m + 1) for m in index)):
            factor = (-1) ** sum(lower) * prod(comb(m, j) for m, j in zip(index, lower, strict=True))
            value = factor * _derivative(coefficient, operator.coordinates, lower)
            key = (power, tuple(m - j for m, j in zip(index, lower, strict=True)))
            found[key] = found.get(key, sp.S.Zero) + value
    expanded = {key: sp.expand(value) for key, value in found.items()}
    return {key: value for key, value in expanded.items() if value != 0}


def fokker_planck(operator: DifferentialOperator) -> FokkerPlanck:
    """Drift, diffusion and all higher derivatives in flux form. Raises: ValueError where the operator does not preserve the integral.

    The operator is cut in flux form: cut in normal form, its first two orders would not preserve the integral.
    """
    size, fluxes, h = len(operator.coordinates), flux(operator), operator.h
    drift, diffusion, higher = sp.zeros(size, 1), sp.zeros(size, size), {}
    for (power, index), value in fluxes.items():
        places = [i for i, m in enumerate(index) for _ in range(m)]
        if not places:
            raise ValueError(f"`operator` must preserve the integral, but has the term h^{power} ({value}) f")
        if len(places) == 1:
            drift[places[0]] -= value * h**power
        elif len(places) == 2:
            i, j = places
            diffusion[i, j] += value * h**power
            diffusion[j, i] += value * h**power
        else:
            higher[power, index] = value
    return FokkerPlanck(drift.applyfunc(sp.expand), diffusion.applyfunc(sp.expand), higher)
