"""The classical left side, C = sqrt(2/pi) E sqrt(grad dV^T B grad dV), with an error bar from three resolutions."""

from __future__ import annotations

from numerics.estimate import Estimate, spread
from numerics.harmonic_error.covariances import Covariance
from numerics.harmonic_error.potential import Potential
from numerics.harmonic_error.product_rules import expectations


def bracket_norm(potential: Potential, covariance: Covariance, *, tolerance: float = 1e-2) -> Estimate:
    """C = ||(grad_p tau).(grad_x dV)||_L1 for the Gaussian tau of any legal covariance.

    Error: d = 1 is split at the zeros of dV' and good to about 1e-12; for d >= 2 the kinks where grad dV = 0 limit the rate.
    Raises: ArithmeticError where `tolerance` (relative) is not reached.
    """
    return slopes(potential, covariance, tolerance=tolerance)["C"]


def slopes(potential: Potential, covariance: Covariance, *, tolerance: float = 1e-2) -> dict[str, Estimate]:
    """C and G2 = E[grad dV^T B grad dV]."""
    if potential.norm() == 0:
        return {key: Estimate(0.0, 0.0, "dV = 0") for key in ("C", "G2")}
    found = expectations(potential, covariance)
    result = {}
    for key in ("C", "G2"):
        values = [row[key] for row in found]
        scale = abs(values[-1])
        result[key] = spread(values, rounding=1e-12 * scale, limit=tolerance * scale, how="product rules in double precision")
    return result
