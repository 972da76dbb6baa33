r"""Averages that are known without simulating: by closed laws, by conservation, or from the master equation on a grid.

A particle that stays, coupled by H_I = sum_k (e_k - q f_k) |k><k| (closed, for all that is linear in the average state):

    E <k> = w_k;   E rho_ab = rho_ab(0) exp(-(i/hbar)(E_a - E_b) t - G_ab t) at fixed q;   E (p - p_0) = t sum w_k f_k;
    E (p - p_0)^2 = 2 D_2 t + t^2 sum w_k f_k^2 + spread^2;   E (p - p_0) B = t sum w_k f_k B_k   (B diagonal),

with G_ab the rates of the stated decoherence, the measurement's own included. Any diagonal model keeps its populations, and
E (p^2/2m + V + <H_I>) grows at the rate Tr D_2/m.

Source: derive.monitored_laws, layton2026 (13), (15).
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from numerics.hybrid.model import Hybrid
from verify.hybrid import general
from verify.hybrid.equation import EquationModel
from verify.hybrid.general import Law
from verify.hybrid.model import HybridModel
from verify.hybrid.numbers import array, number
from verify.hybrid.observables import ENERGY, Observable
from verify.hybrid.positivity import Positivity

CLOSED, KEPT, GRID, BALANCE = "law in closed form", "conserved", "master equation", "energy balance"
TOLERANCE = 1e-3  # of the master equation: far below the error bars of some thousand trajectories


@dataclass(frozen=True)
class Known:
    """A value with an error bar, and where it is from."""

    value: float
    error: float
    source: str


def is_monitored(model: HybridModel) -> bool:
    """Whether the closed law holds: the particle stays, V does not push it, all is diagonal, H_I linear in one coordinate."""
    return (
        model.mass is None
        and not model.momenta
        and len(model.coordinates) == 1
        and model.is_fixed
        and keeps_populations(model)
        and not model.potential.free_symbols
    )


def keeps_populations(model: HybridModel) -> bool:
    """Whether H_I and all Lindblad operators are diagonal."""
    lindblad = [] if model.decoherence is None else model.decoherence.operators
    return all(each.is_diagonal() for each in (model.coupling, *lindblad, *model.surplus))


def known(model: HybridModel, found: Positivity, observable: Observable, time: float) -> Known | None:
    """The average at that time, where it is known."""
    if not observable.linear:
        return (
            _purity(model, found)
            if observable.name == "purity"
            else _energy(model, time)
            if observable.name == ENERGY
            else None
        )
    diagonal = observable.operator is None or observable.operator.is_diagonal()
    if observable.powers == (0, 0) and diagonal and keeps_populations(model):
        return Known(_trace(model, observable), 0.0, KEPT)
    if not is_monitored(model) or observable.powers[0]:
        return None
    forces = np.diag(array(model.forces[0])).real
    weights = np.diag(array(model.start.density)).real
    marks = np.ones(len(weights)) if observable.operator is None else np.diag(array(observable.operator)).real
    rate, power = 2 * number(model.diffusion[0, 0]), observable.powers[1]
    if observable.name.startswith("p_"):
        return Known(number(model.start.p[0]) + time * float(weights @ forces), 0.0, CLOSED)
    if power == 1 and diagonal:
        return Known(time * float(weights @ (forces * marks)), 0.0, CLOSED)
    if power == 2:
        spread = number(model.start.p_spread) ** 2
        return Known(spread + rate * time + time**2 * float(weights @ forces**2), 0.0, CLOSED)
    if power == 0 and model.levels == 2:
        return Known(_coherence(model, found, observable, time), 0.0, CLOSED)
    return None


def _energy(model: HybridModel, time: float) -> Known | None:
    """E (p^2/2m + V + <H_I>) where nothing but the noise changes it: from the start, at the rate Tr D_2/m."""
    start = model.start
    if not keeps_populations(model) or model.mass is None or model.momenta or model.diffusion.free_symbols:
        return None
    if start.q_spread != 0:
        return None
    inner = model.potential + (model.coupling * start.density).trace()
    moving = sum(p**2 for p in start.p) + len(start.p) * start.p_spread**2
    total = (
        moving / (2 * model.mass)
        + inner.subs(dict(zip(model.coordinates, start.q, strict=True)))
        + (model.diffusion.trace() / model.mass * sp.Float(time, 30))
    )
    return Known(number(total), 0.0, BALANCE)


def _trace(model: HybridModel, observable: Observable) -> float:
    return (
        float((array(observable.operator) @ array(model.start.density)).trace().real)
        if observable.operator is not None
        else 1.0
    )


def _coherence(model: HybridModel, found: Positivity, observable: Observable, time: float) -> float:
    """<sigma_x> or <sigma_y>: E rho_01, with the positions spread as a Gaussian."""
    q0, spread, hbar = model.start.q, number(model.start.q_spread), number(model.hbar)
    split = array(model.at(model.coupling, q0))
    gap, slope = (split[0, 0] - split[1, 1]).real, -(array(model.forces[0])[0, 0] - array(model.forces[0])[1, 1]).real
    rate = sum(_dephasing(array(each)) for each in _lindblad(model, found))
    entry = complex(array(model.start.density)[0, 1]) * cmath.exp(-1j * gap * time / hbar - rate * time)
    entry *= math.exp(-((slope * time * spread / hbar) ** 2) / 2)
    operator = array(observable.operator) if observable.operator is not None else np.eye(2)
    return float(2 * (operator[1, 0] * entry).real)


def _lindblad(model: HybridModel, found: Positivity) -> Sequence[sp.ImmutableMatrix]:
    """L such that the decoherence is the sum of L rho L^+ - {L^+ L, rho}/2: for two levels the basis has one operator at most."""
    return [sp.ImmutableMatrix(sp.sqrt(found.D_0[0, 0]) * only) for only in found.operators]


def _dephasing(operator: np.ndarray) -> complex:
    a, b = operator[0, 0], operator[1, 1]
    return complex((abs(a) ** 2 + abs(b) ** 2) / 2 - a * np.conj(b))


def _purity(model: HybridModel, found: Positivity) -> Known | None:
    """1 where nothing but the measurement decoheres a pure state."""
    density = array(model.start.density)
    everywhere = model.decoherence is None or model.is_fixed
    if found.saturated and everywhere and abs((density @ density).trace() - 1) < 1e-12:
        return Known(1.0, 0.0, KEPT)
    return None


def on_grid(
    model: HybridModel | EquationModel, numeric: Hybrid | Law, start: Any, chosen: Sequence[Observable], time: float
) -> dict[str, Known]:
    """Averages at one time from the master equation, solved on a grid; empty where that is not possible.

    Needs one coordinate, few levels, and a spread in the position unless the particle stays.
    """
    wanted = [each for each in chosen if each.linear]
    if isinstance(numeric, Law):
        found = general.on_grid(numeric, start, [(each.operator, *_about(model, each, start)) for each in wanted], time, TOLERANCE)
        return {} if found is None else {each.name: Known(*pair, GRID) for each, pair in zip(wanted, found, strict=True)}
    if isinstance(model, EquationModel):
        return {}
    if numeric.d != 1 or not (start.q_spread or math.isinf(numeric.mass)) or numeric.n > 3 or is_monitored(model):
        return {}
    from numerics.hybrid.enclosed import enclosed

    q0, p0 = float(start.q[0]), float(start.p[0])
    expected = [
        (
            None if each.operator is None else array(each.operator),
            (each.powers[0], each.powers[1]),
            (0.0, 0.0) if each.name in (str(model.coordinates[0]), f"p_{model.coordinates[0]}") else (q0, p0),
        )
        for each in wanted
    ]
    values = enclosed(numeric, start, time, expected, hbar=number(model.hbar), tolerance=TOLERANCE)
    return {each.name: Known(float(value.value), value.error, GRID) for each, value in zip(wanted, values, strict=True)}


def _about(model: HybridModel | EquationModel, each: Observable, start: Any) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """The powers of all variables, and about which values: 0 for a variable by its own name."""
    z = [float(value) for value in start.z]
    names = model.equation.variables if isinstance(model, EquationModel) else (model.coordinates[0], f"p_{model.coordinates[0]}")
    return each.powers, tuple(0.0 if each.name == str(name) else value for name, value in zip(names, z, strict=True))
