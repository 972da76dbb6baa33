"""The trace norm of Op(a) over the sum of the L1 norms of the derivatives of a: an estimate of the constant between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import sympy as sp

from numerics.estimate import Estimate
from numerics.symbol_norms import RadialSymbol, by_eigenvalues, derivative_sum, on_grid
from verify.measured import Check, Reading
from verify.statements.simulated import Experiment


@dataclass(frozen=True)
class SymbolRatio:
    """||Op(a)||_tr <= constant * sum_(|alpha| <= 3) ||d^alpha a||_L1 for the symbols, hbar = 1, n = 1. wrong: hbar of the matrices."""

    symbols: tuple[RadialSymbol, ...]
    constant: sp.Expr
    wrong: float = 1.0

    def problems(self) -> Sequence[str]:
        """Nothing."""
        return []

    def readings(self) -> Sequence[Reading]:
        """The ratio of each symbol."""
        low, high = _enclosed(self.constant)
        found = []
        for symbol in self.symbols:
            one, other, below = _norms(symbol, self.wrong)
            ratio = one.value / below.value
            error = ratio * (one.error / one.value + below.error / below.value)
            at = {"a": str(symbol.expression())}
            found.append(Reading(at, Estimate(ratio, error, "eigenvalues"), (low, high),
                                 (Check("trace norm by eigenvalues and on a grid", one, other),)))
        return found

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """A wrong quantisation."""
        yield "hbar of the quantisation doubled", replace(self, wrong=2.0, symbols=self.symbols[-1:])

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """Three quarters of the constant."""
        yield "three quarters of the constant", replace(self, constant=sp.Rational(3, 4) * self.constant)

    def domain(self) -> dict[str, str]:
        """The symbols."""
        return {"a": "; ".join(str(symbol.expression()) for symbol in self.symbols), "hbar": "1", "n": "1"}


def _enclosed(constant: sp.Expr) -> tuple[float, float]:
    value = float(sp.N(constant, 30))
    return value * (1 - 1e-14), value * (1 + 1e-14)


@lru_cache(maxsize=64)
def _norms(symbol: RadialSymbol, hbar: float) -> tuple[Estimate, Estimate, Estimate]:
    return by_eigenvalues(symbol), on_grid(symbol, hbar=hbar), derivative_sum(symbol, 3)
