"""The error bars of evolutions of random systems, against the same systems evolved a thousand times more finely."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.evolve import distance, evolve
from numerics.phase_space.packet import Packet
from numerics.phase_space.regrid import regrid
from numerics.phase_space.window import around
from numerics.potential import Potential

x = sp.Symbol("x", real=True)
WELLS = [
    sp.cos(x), x**2 / 2 + sp.exp(-(x**2)), sp.log(sp.cosh(x)), x**2 / 8 - 2 * sp.exp(-(x**2)), x**4 / 4 - x**2 / 2,
    sp.cos(x) + sp.cos(sp.sqrt(2) * x), 1 / (1 + x**2), -(x**2) / 2, x**2 / 4 + sp.sin(2 * x) / 2,
]  # fmt: skip


@pytest.mark.parametrize("well", WELLS, ids=str)
@pytest.mark.parametrize("quantum", [True, False])
def test_bars_of_random_systems_hold(well: sp.Expr, quantum: bool) -> None:
    """Six of each potential: in trace norm or L1, with windows that the tolerance only just allows."""
    generator, potential = np.random.default_rng([WELLS.index(well), quantum]), Potential(well, [x])
    for _ in range(6):
        hbar = float(2.0 ** -generator.uniform(1, 4.5))
        Dx, Dp = (hbar ** generator.uniform(0.7, 1.3, 2) * generator.uniform(0.3, 2, 2)).tolist()
        squeeze, time = float(np.exp(generator.uniform(-0.8, 0.8))), float(generator.uniform(0.1, 1.5))
        start = Packet(generator.uniform(-1.3, 1.3, 2), hbar / 2 * np.diag([squeeze, 1 / squeeze]))
        tolerance, law = float(10 ** -generator.uniform(2, 6)), Dynamics(potential, 1.0, Dx, Dp, hbar if quantum else None)
        rough, fine = (evolve(law, start, time, tolerance=each, cell=hbar) for each in (tolerance, tolerance / 1000))
        grid = around([rough.grid, fine.grid], slack=0.02).grid(hbar=hbar)
        apart = distance(law, grid, regrid(rough.f, rough.grid, grid) - regrid(fine.f, fine.grid, grid))
        assert apart <= rough.error + fine.error <= 1.001 * tolerance, (hbar, Dx, Dp, squeeze, time, tolerance)
