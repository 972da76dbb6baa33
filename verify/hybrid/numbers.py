"""The exact model as the numerical engine takes it; what the engine cannot do is refused in words."""

from __future__ import annotations

import math

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numerics.hybrid.model import Hybrid, Start
from verify.hybrid.model import HybridModel
from verify.hybrid.positivity import Positivity
from verify.system_input import UnusableSystem

DIGITS = 30
Complex = NDArray[np.complex128]


def number(value: sp.Expr) -> float:
    """The double next to an exact real number."""
    return float(sp.N(value, DIGITS))


def array(matrix: sp.ImmutableMatrix) -> Complex:
    """The matrix in doubles."""
    return np.array(
        [[complex(sp.N(matrix[i, j], DIGITS)) for j in range(matrix.cols)] for i in range(matrix.rows)], dtype=complex
    )


def is_plain(model: HybridModel) -> bool:
    """Whether the engines for constant noise in every momentum do it, and nothing more general is needed."""
    if model.momenta or model.diffusion.free_symbols or sp.simplify(model.diffusion.det()) == 0:
        return False
    stated = model.decoherence is not None and not model.is_fixed
    return not stated and not any(each.free_symbols for each in model.surplus)


def require_held(found: Positivity) -> None:
    """None. Raises: UnusableSystem where the trade-off is not known to hold."""
    if found.holds is not True:
        raise UnusableSystem(
            "`decoherence` must be at least what the noise demands to be simulated, but is not certainly so"
        )


def engine(model: HybridModel, found: Positivity) -> tuple[Hybrid, Start]:
    """The plain model and its start in doubles. Raises: UnusableSystem where it cannot be simulated, with the reason."""
    require_held(found)
    if not is_plain(model):
        raise UnusableSystem(
            "`model` must have constant noise in every momentum, a coupling without momenta, and decoherence beside the least "
            "that is constant, for this engine, but has not; `ehrenfest hybrid` simulates it by another one"
        )
    surplus = [array(each) for each in model.surplus]
    if model.decoherence is not None:
        surplus += _operators(found)
    try:
        numeric = Hybrid(
            model.coordinates,
            model.potential,
            model.coupling,
            math.inf if model.mass is None else number(model.mass),
            sigma(model),
            tuple(surplus),
            (),
            tuple(tuple(map(number, at)) for at, _ in model.sources),
            max((number(strength) for _, strength in model.sources), default=0.0),
        )
        start = model.start
        return numeric, Start(
            np.array([number(v) for v in start.q]),
            np.array([number(v) for v in start.p]),
            array(start.density),
            number(start.q_spread),
            number(start.p_spread),
        )
    except ValueError as error:
        raise UnusableSystem(str(error)) from error


def sigma(model: HybridModel) -> NDArray[np.float64]:
    """A factor of 2 D_2 = sigma sigma^T, lower triangular, for a D_2 that is not singular."""
    return np.asarray(np.linalg.cholesky(2 * array(model.diffusion).real), dtype=float)


def _operators(found: Positivity) -> list[Complex]:
    """Lindblad operators of the surplus D_0 - needed: sum_ab S_ab b_a rho b_b^+ = sum_k L_k rho L_k^+ by the eigenvectors of S."""
    surplus = array(found.D_0) - array(found.needed)
    rates, vectors = np.linalg.eigh(surplus)
    basis = [array(each) for each in found.operators]
    scale = np.abs(array(found.D_0)).max()
    return [
        np.sqrt(rate) * sum(vectors[a, k] * each for a, each in enumerate(basis))
        for k, rate in enumerate(rates)
        if rate > 1e-12 * scale
    ]
