r"""Histograms of <sigma_z>, or of the first population, over trajectories, beside their law where it is known.

Two levels, both diagonal: at a fixed position y = artanh <sigma_z> is Gaussian in each branch, of the mean y_0 +- G t and the variance G t,

    G = (1/8) df^T D_2^-1 df,   df the difference of the forces in the two levels,

exact where the particle stays; where it moves this is the law of a particle that has not moved yet, and is called so.

Source: derive.monitored_qubit, derive.monitored_laws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from verify.hybrid import exact
from verify.hybrid.collapse import bins
from verify.hybrid.equation import EquationModel
from verify.hybrid.model import HybridModel
from verify.hybrid.numbers import array
from verify.hybrid.positivity import Positivity

Array = NDArray[np.float64]
BINS, TELLING = 40, 10
EXACT, FROZEN = "closed law", "law of a particle that has not moved"


@dataclass(frozen=True)
class Histogram:
    """counts: (bins,) of `total` trajectories between edges, (bins + 1,). law: probabilities of the bins, (bins,), by the way `source`."""

    time: float
    name: str
    edges: Array
    counts: Array
    total: int
    law: Array | None
    source: str

    @property
    def errors(self) -> Array:
        """One standard deviation of each count, by the law where there is one, else by the counts."""
        share = self.counts / self.total if self.law is None else self.law
        return np.asarray(np.sqrt(np.maximum(self.total * share * (1 - share), 1.0)))

    @property
    def deviation(self) -> float | None:
        """The largest |count - expected| over its standard deviation among bins that expect at least TELLING; None without a law."""
        if self.law is None:
            return None
        expected = self.total * self.law
        telling = expected >= TELLING
        return float(np.max(np.abs(self.counts - expected)[telling] / self.errors[telling])) if telling.any() else None


def histograms(model: HybridModel | EquationModel, found: Positivity, run: Any, times: Sequence[float]) -> tuple[Histogram, ...]:
    """One for each time, of the trajectories that were resolved."""
    qubit = model.levels == 2
    low, name = (-1.0, "<sigma_z>") if qubit else (0.0, "population of level 1")
    edges = np.linspace(low, 1.0, BINS + 1)
    result = []
    for k, time in enumerate(times):
        first = run.populations[k, 0][~run.unresolved]
        values = 2 * first - 1 if qubit else first
        counts, _ = np.histogram(values.clip(low, 1.0), edges)
        law, source = (None, "") if isinstance(model, EquationModel) or not time else _law(model, edges, time)
        result.append(Histogram(time, name, edges, counts.astype(float), int(counts.sum()), law, source))
    return tuple(result)


def _law(model: HybridModel, edges: Array, time: float) -> tuple[Array | None, str]:
    """The probabilities of the bins where they are known, and how."""
    rate = collapse_rate(model)
    if not rate:  # unknown, or nothing is measured
        return None, ""
    return bins(edges, weight(model), rate * time), EXACT if exact.is_monitored(model) else FROZEN


def weight(model: HybridModel) -> float:
    """The initial population of the first level."""
    return float(array(model.start.density)[0, 0].real)


def collapse_rate(model: HybridModel) -> float | None:
    """G at the initial position; None for models that are not diagonal, or have other than two levels, or start in one of them."""
    if model.levels != 2 or not exact.keeps_populations(model) or not 0 < weight(model) < 1:
        return None
    forces = [array(model.at(force, model.point)) for force in model.forces]
    apart = np.array([(force[0, 0] - force[1, 1]).real for force in forces])
    diffusion = array(model.at(model.diffusion, model.point)).real
    return float(apart @ np.linalg.pinv(diffusion, hermitian=True) @ apart) / 8
