"""The regime of validity of the mean-field equations for a model's numbers and its time: (18) of layton2026 as corrected, and beyond it."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derive.classical_quantum_regime import Particle, RegimeAtStart, regime_at_start
from derive.mean_field_regime import Regime, regime
from verify.hybrid.equation import EquationModel
from verify.hybrid.model import HybridModel
from verify.hybrid.positivity import Positivity

MOVING = "the ratios are derived for H_I(q), and this one depends on a momentum"
ALLOWED = (
    "the ratios are derived for H_I(q) and noise of the momenta alone, and `momenta` allows more; leave that key out where nothing is of "
    "a momentum"
)


@dataclass(frozen=True)
class Validity:
    """ratios: those of (18), None where it is not stated for the model. at_start: the same for any H_I(q), at the start, with the ratio of
    the trade-off as an enclosure; None where they are not either. why: the reason, of the one or of both. time: over which."""

    ratios: Regime | None
    time: sp.Expr
    why: str
    at_start: RegimeAtStart | None = None
    trade_off: tuple[float, float] | None = None


def validity(model: HybridModel, found: Positivity) -> Validity:
    """The ratios at the initial state and position; (18) with A = -F, lambda = 1, gamma_C = D_2, 2 gamma_Q = D_0 along F."""
    stated = _of_18(model, found)
    if stated.ratios is not None:
        return stated
    if model.momenta:
        return Validity(None, model.time, MOVING if model.coupling.free_symbols & set(model.momenta) else ALLOWED)
    start, mass = model.start, sp.oo if model.mass is None else model.mass
    at = Particle(model.coordinates, model.coupling, model.potential, mass, model.hbar, start.q, start.p, start.q_spread, start.density)
    ratios = regime_at_start(at, model.at(model.diffusion, start.q), found.operators, found.D_0, model.time)
    return Validity(None, model.time, stated.why, ratios, found.factor)


def unstated(model: EquationModel) -> Validity:
    """No ratios, for a model stated by its coefficients."""
    return Validity(None, model.time, "the ratios are about a particle that a force displaces, and the file states coefficients alone")


def _of_18(model: HybridModel, found: Positivity) -> Validity:
    """The three ratios of (18), or why it is not stated."""
    if model.momenta or len(model.coordinates) > 1:
        return Validity(None, model.time, "(18) is stated for one coordinate, and H_I of it alone")
    force = model.at(model.forces[0], model.start.q)
    if not model.coupling.is_diagonal() or not model.is_fixed or model.potential.free_symbols:
        return Validity(None, model.time, "(18) is stated for H_I = lambda q A alone, with A diagonal and no V")
    if len(found.operators) != 1:
        return Validity(None, model.time, "(18) is stated for decoherence along the force alone")
    diffusion, rate = model.at(model.diffusion, model.start.q)[0, 0], _dephasing(found, force)
    if diffusion.is_positive is not True or rate is None or rate.is_positive is not True:
        return Validity(None, model.time, "(18) needs noise and decoherence that are not 0")
    levels, weights = list(-force.diagonal()), list(model.start.density.diagonal())
    try:
        ratios = regime(
            levels=levels, weights=weights, coupling=sp.S.One, diffusion=diffusion, dephasing=rate, time=model.time
        )
    except ValueError as error:
        return Validity(None, model.time, str(error))
    return Validity(ratios, model.time, "")


def _dephasing(found: Positivity, force: sp.ImmutableMatrix) -> sp.Expr | None:
    """gamma_Q of -gamma_Q [F, [F, rho]]: D_0 is 2 gamma_Q on the traceless part of F; None where that is 0."""
    (basis,) = found.operators
    traceless = force - sp.eye(force.rows) * force.trace() / force.rows
    parts = [sp.simplify(traceless[i, i] / basis[i, i]) for i in range(force.rows) if basis[i, i] != 0]
    if not parts or parts[0] == 0 or any(sp.simplify(part - parts[0]) != 0 for part in parts):
        return None
    return sp.simplify(found.D_0[0, 0] / (2 * sp.Abs(parts[0]) ** 2))
