"""Averages over trajectories of dp = -lambda <A> dt + s dW, d rho = ... + c (A rho + rho A - 2 <A> rho) dW against the averaged equation.

The trajectories are simulated in two ways, that equation is solved in two ways (`numerics.hybrid`). Measured are E p^2 and E p <A>, which
tell s and c apart; <A> and the trace do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
import sympy as sp

from numerics.estimate import Estimate
from numerics.hybrid import enclosed, innovation, lines
from numerics.hybrid.innovation import Innovation
from numerics.hybrid.model import Start
from numerics.hybrid.models import monitored
from numerics.phase_space.grid import Array
from verify.budget import budget
from verify.measured import Check, Reading
from verify.statements.simulated import Experiment

NAMES = ("lambda", "gamma_C")
POSITION, SPREAD = Fraction(3, 10), Fraction(1, 5)  # of the particle: q, and the standard deviation of p at the beginning
SEED = 20260408


@dataclass(frozen=True)
class Monitored:
    """A with the eigenvalues `levels`, the populations `weights` at the beginning, and a time; gamma_Q is the least that (14) allows."""

    levels: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]
    coupling: Fraction
    diffusion: Fraction
    time: Fraction

    def at(self) -> dict[str, str]:
        """The case in words."""
        return {"A": f"diag({', '.join(map(str, self.levels))})", "populations": ", ".join(map(str, self.weights)),
                "lambda": str(self.coupling), "gamma_C": str(self.diffusion), "t": str(self.time)}


@dataclass(frozen=True)
class Effort:
    """Trajectories and steps of the two ways, and nodes of the method of lines."""

    filtered: tuple[int, int] = (200_000, 4)
    direct: tuple[int, int] = (100_000, 4)
    nodes: int = 192


@dataclass(frozen=True)
class HybridAverage:
    """|E_trajectories O - E_average O| at most `share` of |E_average O| for O = p^2 and p <A>, in every case.

    noise, factor: s and c, exact, in symbols named NAMES. others: flawed pairs (s, c), and what is wrong with each.
    """

    cases: tuple[Monitored, ...]
    noise: sp.Expr
    factor: sp.Expr
    share: sp.Rational
    others: Mapping[str, tuple[sp.Expr, sp.Expr]] = field(default_factory=dict, hash=False, compare=False)
    effort: Effort = Effort()

    def problems(self) -> Sequence[str]:
        """Floats, unknown names, a case without a superposition."""
        strange = sorted({str(s) for e in (self.noise, self.factor) for s in e.free_symbols if s.name not in NAMES})
        found = [f"s and c must be made of {', '.join(NAMES)}, but have {name}" for name in strange]
        if self.noise.has(sp.Float) or self.factor.has(sp.Float):
            found.append("s and c must be exact, but one has a Float")
        if any(sum(weight > 0 for weight in case.weights) < 2 for case in self.cases):
            found.append("a case must have two populated levels at least, but one has not")
        return found

    def readings(self) -> Sequence[Reading]:
        """Two of each case."""
        found = []
        for case in self.cases:
            values = {"lambda": sp.Rational(case.coupling), "gamma_C": sp.Rational(case.diffusion)}
            s, c = (float(e.subs({x: values[x.name] for x in e.free_symbols})) for e in (self.noise, self.factor))
            known, again = _averaged(case, self.effort.nodes)
            one, other = _trajectories(case, s, c, self.effort, budget())
            for k, name in enumerate(("E p^2", "E p <A>")):
                gap = abs(one[k].value - known[k].value)
                right = float(self.share) * abs(known[k].value)
                checks = (Check(f"{name} by trajectories: filtered and direct", one[k], other[k]),
                          Check(f"{name} by the averaged equation: Fourier and lines", known[k], again[k]))
                left = Estimate(gap, one[k].error + known[k].error, "difference of the averages")
                found.append(Reading({"of": name, **case.at()}, left, (right, right), checks))
        return found

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """The flawed pairs, at the first case."""
        for text, (s, c) in self.others.items():
            yield text, replace(self, cases=self.cases[:1], noise=s, factor=c, others={})

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """None."""
        yield from ()

    def domain(self) -> dict[str, str]:
        """The cases, and how they are simulated."""
        return {
            "cases": "; ".join(", ".join(f"{k} = {v}" for k, v in case.at().items()) for case in self.cases),
            "trajectories": f"{self.effort.filtered[0]} filtered, {self.effort.direct[0]} by Platen's scheme",
            "initial momentum": f"normal, mean 0, standard deviation {SPREAD}",
            "share": str(self.share),
        }


def _squared(p: Array, _mean: Array) -> Array:
    return p * p


def _crossed(p: Array, mean: Array) -> Array:
    return p * mean


@lru_cache(maxsize=64)
def _trajectories(case: Monitored, s: float, c: float, effort: Effort, budgeted: int) -> tuple[list[Estimate], list[Estimate]]:
    levels, weights = (tuple(map(float, values)) for values in (case.levels, case.weights))
    law = Innovation(levels, weights, float(case.coupling), s, c, float(SPREAD))
    found = []
    for number, (way, (count, steps)) in enumerate(((innovation.filtered, effort.filtered), (innovation.direct, effort.direct))):
        found.append(innovation.measured(way, law, float(case.time), [_squared, _crossed], steps=steps, trajectories=count * budgeted,
                                         seed=SEED + number))
    return found[0], found[1]


@lru_cache(maxsize=64)
def _averaged(case: Monitored, nodes: int) -> tuple[list[Estimate], list[Estimate]]:
    """E p^2 and E p <A> of the averaged equation, by Fourier transform and by lines."""
    coupling, diffusion, levels = float(case.coupling), float(case.diffusion), [float(level) for level in case.levels]
    model = monitored(case.levels, lam=case.coupling, gammaC=diffusion, gammaQ=coupling**2 / (16 * diffusion))
    rho = np.sqrt(np.outer(*2 * [np.array(case.weights, dtype=float)])).astype(complex)
    start = Start(np.array([float(POSITION)]), np.zeros(1), rho, 0.0, float(SPREAD))
    A, time, centre = np.diag(levels).astype(complex), float(case.time), (0.0, 0.0)
    fourier = enclosed.enclosed(model, start, time, [(None, (0, 2), centre), (A, (0, 1), centre)], hbar=1.0)
    reach = max(map(abs, levels)) * abs(coupling) * time + 8 * (2 * diffusion * time + float(SPREAD) ** 2) ** 0.5
    return fourier, lines.means(model, start, time, [(None, 2), (A, 1)], hbar=1.0, points=nodes, box=(-reach, reach))
