"""The classical left side, C = sqrt(2/pi) E sqrt(grad dV^T B grad dV), with an error bar from several resolutions."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from numerics.estimate import Estimate, spread
from numerics.harmonic_error.covariances import Covariance
from numerics.harmonic_error.potential import LocalPotential
from numerics.harmonic_error.product_rules import expectations

THIN = 0.03  # what is narrower than the finest spacing of directions is missed by all resolutions alike


def bracket_norm(potential: LocalPotential, covariance: Covariance, *, tolerance: float = 1e-2) -> Estimate:
    """C = ||(grad_p tau).(grad_x dV)||_L1 for the Gaussian tau of any legal covariance.

    Error: d = 1 is split at the zeros of dV' and good to about 1e-12; for d >= 2 the kinks where grad dV = 0 limit the rate.
    Raises: ArithmeticError where `tolerance` (relative) is not reached.
    """
    return slopes(potential, covariance, tolerance=tolerance)["C"]


def slopes(potential: LocalPotential, covariance: Covariance, *, tolerance: float = 1e-2) -> dict[str, Estimate]:
    """C and G2 = E[grad dV^T B grad dV]."""
    if potential.norm() == 0:
        return {key: Estimate(0.0, 0.0, "dV = 0") for key in ("C", "G2")}
    found = expectations(potential, covariance)
    result = {}
    for key in ("C", "G2"):
        values = [row[key] for row in found]
        scale = abs(values[-1])
        missed = _missed(potential, covariance) if key == "C" else 0.0
        result[key] = spread(values, rounding=1e-12 * scale + missed, limit=tolerance * scale, how="product rules in double precision")
    return result


def _missed(potential: LocalPotential, covariance: Covariance) -> float:
    """What a packet of aspect k < THIN may hide from all rules: the sector within k of its thin axis, where |grad dV| <= V3 |b|^2/2."""
    sigma, inverse = covariance.floats()
    lengths = np.linalg.eigvalsh(sigma)
    aspect = sqrt(max(float(lengths[0] / lengths[-1]), 0.0))
    bound = sqrt(2 / pi) * potential.norm() / 2 * sqrt(float(np.linalg.eigvalsh(inverse)[-1])) * float(lengths.sum())
    return bound * aspect**3 if aspect < THIN else 0.0
