"""Where the formulas of a model are regular: the conditions of `derive.regular_points`, and those on one variable decided in balls."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
import sympy as sp

from derive.classical_quantum_unravelling import Unravelling
from derive.formula import typed
from derive.regular_points import Condition, conditions
from numerics.enclosure import Cover, certify_nonnegative, sign
from numerics.hybrid.model import Hybrid
from numerics.lower import lower_together
from numerics.phase_space.grid import Array

COVERED = 5.0  # standard deviations of a start that count as covered by it: one trajectory in two million starts beyond
LARGEST, BUDGET, LOOKED = 1e300, 4000, 2001  # LOOKED: points among which a singular one is looked for, to name it
REMEDY = "start farther away, or smooth it, as sqrt(x^2 + a^2) does |x|"


@dataclass(frozen=True)
class Domain:
    """The conditions of a model. along: on one of the variables, with its number; across: on several of them."""

    variables: tuple[sp.Symbol, ...]
    along: tuple[tuple[int, Condition], ...]
    across: tuple[Condition, ...]

    def require_start(self, mean: Array, spread: Array) -> None:
        """None. Raises: ArithmeticError where the start covers a singular point, as far as one variable tells."""
        ends = np.array([mean - COVERED * spread, mean + COVERED * spread])
        for i, condition in self.along:
            where = self._singular(i, condition, mean, *ends[:, i])
            if where is not None:
                name = self.variables[i]
                kind = f"{name} = {mean[i]:.4g}" + (f" with a standard deviation of {spread[i]:.4g}" if spread[i] else "")
                raise ArithmeticError(f"the formulas must be regular where trajectories start, but {typed(condition.term)} {where}, and "
                                      f"the start, {kind}, covers that; {REMEDY}")

    def require_reached(self, mean: Array, reached: Array) -> None:
        """None; reached: between which values, (2, k). Raises: ArithmeticError where a singular point lies there."""
        ends = np.clip(np.where(np.isnan(reached), [[-LARGEST], [LARGEST]], reached), -LARGEST, LARGEST)
        for i, condition in self.along:
            where = self._singular(i, condition, mean, *ends[:, i])
            if where is not None:
                raise ArithmeticError(f"the formulas must be regular wherever trajectories go, but {typed(condition.term)} {where}, and "
                                      f"{self.variables[i]} goes from {ends[0, i]:.4g} to {ends[1, i]:.4g}, the room of one step included; "
                                      f"take a shorter time or step, {REMEDY}")

    def _singular(self, i: int, condition: Condition, mean: Array, low: float, high: float) -> str | None:
        """What is wrong between the ends, None where nothing is, by balls."""
        symbol, centre = self.variables[i], Fraction(float(mean[i]))
        at = sign(condition.argument, {symbol: centre})
        if at == -1 and condition.is_root:
            return f"is not real at {symbol} = {mean[i]:.4g}"
        ends = min(Fraction(float(low)), centre), max(Fraction(float(high)), centre)
        if at and isinstance(certify_nonnegative(at * condition.argument, {symbol: ends}, strict=True, budget=BUDGET), Cover):
            return None
        return f"is singular at {symbol} = {_zero(condition.argument, symbol, ends, float(centre)):.4g}"


def _zero(argument: sp.Expr, symbol: sp.Symbol, ends: tuple[Fraction, Fraction], near: float) -> float:
    """About where the argument is 0, the closest to `near`, or where it is least: for a message."""
    low, high = map(float, ends)
    kernel = lower_together([argument], (symbol,))

    def values(x: Array) -> Array:
        found = np.full(len(x), np.nan)
        for k, each in enumerate(x):
            try:
                found[k] = kernel(np.array([each]))[0][0]
            except ArithmeticError:
                continue
        return found

    for _ in range(5):
        x = np.linspace(low, high, LOOKED)
        y = values(x)
        if not np.isfinite(y).any():
            break
        turns = np.flatnonzero(np.sign(y[1:]) * np.sign(y[:-1]) <= 0)
        k = int(turns[np.argmin(np.abs(x[turns] - near))]) if len(turns) else max(int(np.nanargmin(np.abs(y))) - 1, 0)
        low, high = float(x[k]), float(x[min(k + 1 + (not len(turns)), LOOKED - 1)])
    found = (low + high) / 2
    return 0.0 if abs(found) < 1e-6 * abs(near - found) else found  # where it is least is known to half of the digits


@lru_cache(maxsize=64)
def _domain(variables: tuple[sp.Symbol, ...], found: tuple[Condition, ...]) -> Domain:
    along, across = [], []
    for each in found:
        free = each.argument.free_symbols & set(variables)
        if len(free) == 1:
            along.append((variables.index(next(iter(free))), each))
        else:
            across.append(each)
    return Domain(variables, tuple(along), tuple(across))


@lru_cache(maxsize=64)
def of_particle(z: tuple[sp.Symbol, ...], V: sp.Expr, coupling: sp.ImmutableMatrix) -> Domain:
    """That of V and H_I."""
    return _domain(z, conditions([V, *coupling]))


def of_model(model: Hybrid) -> Domain:
    """That of a model; with sources, which are all that is singular and which `near` looks after, an empty one."""
    z = (*model.coordinates, *model.momenta)
    return Domain(z, (), ()) if model.sources else of_particle(z, model.V, model.coupling)


@lru_cache(maxsize=64)
def of_law(law: Unravelling) -> Domain:
    """That of the coefficients; of what is made of them, poles, and roots of what may be negative: sigma may lose its rank at points."""
    made = law.equation
    stated = conditions([*made.drift, *made.hamiltonian, *made.D1, *made.D2, *(x for each in made.operators for x in each)])
    rates = [each for each in conditions(made.D0) if not each.is_pole]
    roots = [each for each in conditions(law.sigma) if each.is_root and not each.argument.is_nonnegative]
    squares = [sp.simplify(entry * sp.conjugate(entry)) for N in law.kicks for entry in N if entry.free_symbols]
    poles = [each for each in conditions([*squares, *law.surplus]) if each.is_pole]
    return _domain(made.variables, tuple(dict.fromkeys([*stated, *rates, *roots, *poles])))
