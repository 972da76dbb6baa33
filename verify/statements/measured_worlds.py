"""The two distances of one case by every method there is: deviation, the packets themselves, and evolutions in truncated bases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from numerics.correspondence import Comparison, compare
from numerics.counterfeit import Counterfeit, Held, classical_force, doubled_hbar, reversed_force
from numerics.estimate import Estimate
from numerics.mixture.splits import Local
from numerics.operators import fokker_planck, lindblad, wigner
from numerics.operators.model import Model
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.packet import Packet
from numerics.phase_space.trace_norm import l1_norm, trace_norm
from verify.measured import Check
from verify.statements.same_state import same_state
from verify.statements.simulated_case import Case

SEED = 20231117
BASIS_TOLERANCE = 1e-2  # of the evolutions in truncated bases; what they reach is far less
SECOND = "deviation, and the distance of other packets themselves"
FORGES = {"reversed": reversed_force, "doubled": doubled_hbar, "classical": classical_force}


@dataclass(frozen=True)
class Worlds:
    """(name, distance, a-posteriori bound, checks) of the quantum and of the classical side."""

    sides: tuple[tuple[str, Estimate, Estimate, tuple[Check, ...]], ...]


@lru_cache(maxsize=256)
def simulated(case: Case, flaw: str, effort: int) -> Worlds:
    """The distances of a case at its time; `effort` multiplies the packets.

    flaw: a law that is wrong in the evolutions, those of the deviations included, never in the packets or in the truncated bases.
    Raises: as `compare` and the evolutions.
    """
    hbar, mass, time = float(case.hbar), float(case.system.mass), float(case.time)
    true = case.system.potential()
    taken = Counterfeit(true, FORGES[flaw]) if flaw in FORGES else true
    stronger = 2.0 if flaw == "diffusion" else 1.0
    dynamics = Dynamics(true, mass, float(case.Dx), float(case.Dp), hbar)
    packet, tolerance = _packet(case), float(case.tolerance)
    found = compare(
        taken, packet, hbar=hbar, Dx=stronger * dynamics.Dx, Dp=stronger * dynamics.Dp, mass=mass, times=[time], tolerance=tolerance,
        packets=case.packets * effort, seed=SEED, rule=Held(Local(), dynamics),
    )
    row = found.rows[-1]
    basis = _in_bases(case, found, packet, tolerance) if case.basis else ((), ())
    quantum = (Check(SECOND, row.quantum_mixture, found.sampled.quantum_mixture), *basis[0])
    classical = (Check(SECOND, row.mixture_classical, found.sampled.mixture_classical), *basis[1])
    return Worlds((
        ("quantum to mixture", row.quantum_mixture, row.certificate_quantum, quantum),
        ("mixture to classical", row.mixture_classical, row.certificate_classical, classical),
    ))


def _packet(case: Case) -> Packet:
    """The initial state. Its rounding, 1e-16, is below every error bar."""
    d, eta, half = case.d, float(case.eta()), float(case.hbar * case.thermal) / 2
    ratio = float(case.squeeze) / eta
    return Packet(np.array([float(value) for value in case.centre]), np.diag([half * ratio] * d + [half / ratio] * d))


def _in_bases(case: Case, found: Comparison, packet: Packet, tolerance: float) -> tuple[tuple[Check, ...], tuple[Check, ...]]:
    """The evolutions against those in oscillator bases: distances that must vanish within both errors."""
    state = _operator(case)
    apart = trace_norm(found.grid, wigner.wigner(state.basis, state.matrix, found.grid) - found.quantum, hbar=float(case.hbar))
    name = "distance of the quantum state from that in an oscillator basis"
    quantum = (same_state(name, apart, state.error + tolerance),)
    if case.d > 1:
        return quantum, ()
    density = _density(case)
    values = density.values(found.grid.position[0].nodes, found.grid.momentum[0].nodes)
    gap = l1_norm(found.grid, values - found.classical)
    name = "distance of the classical density from that in Hermite functions"
    return quantum, (same_state(name, gap, density.error + tolerance),)


@lru_cache(maxsize=8)
def _operator(case: Case) -> lindblad.State:
    """The quantum state in an oscillator basis: flaws never reach it, so that it is computed once."""
    packet = _packet(case)
    return lindblad.evolve(
        _model(case), packet.centre, packet.covariance, float(case.time), hbar=float(case.hbar), tolerance=BASIS_TOLERANCE
    )


@lru_cache(maxsize=8)
def _density(case: Case) -> fokker_planck.Density:
    """The classical density in Hermite functions."""
    packet = _packet(case)
    return fokker_planck.evolve(_model(case), packet.centre, packet.covariance, float(case.time), tolerance=BASIS_TOLERANCE)


def _model(case: Case) -> Model:
    return Model(case.system.potential(), float(case.system.mass), float(case.Dx), float(case.Dp))
