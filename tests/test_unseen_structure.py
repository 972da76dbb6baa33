"""Structure of a potential between the points where packets and density matrices look at it: said, never a wrong number."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from numerics.correspondence import compare
from numerics.mixture.certificate import certificate
from numerics.mixture.rates import quadrature
from numerics.phase_space.dynamics import Dynamics
from numerics.phase_space.packet import Packet
from numerics.potential import Potential
from verify.present.simulation import ENOUGH, few

x, t = sp.Symbol("x", real=True), sp.Symbol("t", real=True)
NARROW = x**2 / 2 + sp.exp(-600 * (x - sp.Rational(2457, 10000)) ** 2) / 20  # 0.03 wide, between the nodes of a packet of width 0.35
WIDE = x**2 / 2 + sp.exp(-4 * (x - sp.Rational(2457, 10000)) ** 2) / 20
AT_REST = Packet(np.zeros(2), np.eye(2) / 8)


@pytest.mark.parametrize("drive", [sp.S.One, 1 + sp.sin(t) / 2], ids=["static", "driven"])
def test_a_certificate_does_not_overlook_a_bump_between_its_nodes(drive: sp.Expr) -> None:
    def found(V: sp.Expr, orders: tuple[int, int] | None = None) -> float:
        dynamics = Dynamics(Potential(V * drive, [x], t), 1.0, 0.0, 0.0, 0.25)
        rule = None if orders is None else quadrature(1, orders=orders)
        made = certificate(dynamics, [(1.0, AT_REST)], 0.25, packets=20, steps=64, generator=np.random.default_rng(0), quadrature=rule)
        return made.quantum.value

    with pytest.raises(ArithmeticError, match=r"must have no structure between the points .* take more packets or a finer rule$"):
        found(NARROW)
    assert found(WIDE) > 0


def test_with_a_finer_rule_the_certificate_is_found() -> None:
    dynamics = Dynamics(Potential(x**2 / 2 + sp.exp(-60 * (x - sp.Rational(2457, 10000)) ** 2) / 20, [x]), 1.0, 0.0, 0.0, 0.25)
    coarse, fine = (
        certificate(dynamics, [(1.0, AT_REST)], 0.25, packets=20, steps=64, generator=np.random.default_rng(0), quadrature=rule).quantum
        for rule in (quadrature(1, orders=(40, 64)), quadrature(1, orders=(64, 100)))
    )
    assert abs(coarse.value - fine.value) <= coarse.error + fine.error and fine.value > 1e-3


def test_a_deviation_does_not_overlook_a_bump_between_the_points_of_its_density_matrix() -> None:
    with pytest.raises(ArithmeticError, match=r"must have no structure between the points .* widen the structure, or "):
        compare(Potential(NARROW, [x]), AT_REST, hbar=0.25, Dx=0.0, Dp=0.0, mass=1.0, times=[0.25], tolerance=0.01, packets=20)


def test_bars_from_few_packets_are_called_so() -> None:
    assert few(ENOUGH) == [] == few(2000)
    assert few(20)[0].startswith("20 packets are few: ")
