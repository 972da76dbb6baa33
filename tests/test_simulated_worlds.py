"""Simulated experiments: hypotheses in exact arithmetic, constants that are checked, and flaws that no method may swallow."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import numpy as np
import pytest
import sympy as sp

from numerics.counterfeit import Counterfeit, classical_force, doubled_hbar, reversed_force
from numerics.estimate import Estimate
from numerics.harmonic_generator import by_hand, by_transforms
from numerics.phase_space.dynamics import Dynamics, force
from numerics.phase_space.grid import Axis, Grid
from numerics.phase_space.packet import Packet
from numerics.phase_space.regrid import regrid
from numerics.potential import Potential
from numerics.quantum_classical import apart_from_closed, gaps
from numerics.sampled_distance import sampled_distances
from numerics.scaling import exponent
from verify.measured import doubts
from verify.papers.hrr2023.simulated_bound import EQUATION_8, PENDULUM
from verify.statements.correspondence import Correspondence
from verify.statements.generator import Generator, Place
from verify.statements.simulated import trial
from verify.statements.simulated_case import Case, System

x = sp.Symbol("x", real=True)
CASE = Case(PENDULUM, Q(1, 4), Q(1, 4), Q(1, 4), (Q(1), Q(0)), Q(1, 2), packets=400, basis=True)
GRID = Grid((Axis(-4.0, 4.0, 32),), (Axis(-5.0, 5.0, 32),))
PLACE = Place(PENDULUM, Q(1, 4), Q(1, 4), Q(1, 8), (Q(1), Q(1, 2)), ((Q(1, 4),),), ((Q(3, 2),),))


def experiment(**others: object) -> Correspondence:
    return Correspondence((CASE,), EQUATION_8, **others)  # type: ignore[arg-type]


def test_the_true_experiment_supports() -> None:
    assert trial(experiment()).verdict.word == "supported"


@pytest.mark.parametrize("flaw", ["reversed", "doubled", "classical", "diffusion"])
def test_every_flaw_is_stopped(flaw: str) -> None:
    found = trial(experiment(flaw=flaw))
    assert found.verdict.word == "undecided" and "disagree" in found.stopped


@pytest.mark.parametrize("flaw", ["doubled", "classical", "diffusion"])
def test_the_deviation_alone_would_swallow_flaws(flaw: str) -> None:
    """It knows (12) and the same wrong law: only methods that share nothing with it notice. If this fails, the flaws test nothing."""
    swallowed = [replace(reading, checks=reading.checks[:1]) for reading in experiment(flaw=flaw).readings()]
    alone = [replace(reading, checks=(replace(reading.checks[0], other=reading.left),)) for reading in swallowed]
    assert not doubts(alone)


def test_a_false_bound_is_refuted() -> None:
    assert trial(replace(experiment(), bound=EQUATION_8 / 100)).verdict.word == "refuted"


def test_a_state_squeezed_by_more_than_z_says_nothing() -> None:
    """z = 1 at D = hbar: r = 1 is allowed and any other r of a pure state is not; with n = r it is again."""
    allowed = {(1, 1): True, (2, 1): False, (2, 2): True, (Q(1, 2), 2): True, (Q(2001, 1000), 2): False}
    for (squeeze, thermal), inside in allowed.items():
        assert replace(CASE, squeeze=Q(squeeze), thermal=Q(thermal)).is_within_hypotheses() is inside
    assert replace(CASE, Dp=Q(1, 8), squeeze=Q(2)).is_within_hypotheses()
    assert not replace(CASE, Dp=Q(1, 8), squeeze=Q(201, 100)).is_within_hypotheses()
    beyond = replace(experiment(), cases=(replace(CASE, squeeze=Q(2)),), bound=EQUATION_8 / 10**6)
    assert trial(beyond).verdict.word == "undecided" and "only 0 of 2" in trial(beyond).reason


@pytest.mark.parametrize(("V2", "V3"), [(sp.Rational(9, 10), sp.S.One), (sp.S.One, sp.Rational(11, 10)), (sp.Integer(2), None)])
def test_a_wrong_constant_is_refused(V2: sp.Expr, V3: sp.Expr | None) -> None:
    wrong = replace(experiment(), cases=(replace(CASE, system=System(sp.cos(x), (x,), V2, V3)),))
    assert trial(wrong).verdict.word == "undecided" and "must lie in" in trial(wrong).reason


def test_an_unbounded_derivative_is_refused() -> None:
    wrong = replace(experiment(), cases=(replace(CASE, system=System(x**4, (x,), sp.S.One, sp.S.One)),))
    assert trial(wrong).verdict.word == "undecided" and "must be certified" in trial(wrong).reason


def test_a_bound_in_strange_symbols_or_without_a_basis_is_refused() -> None:
    strange = replace(experiment(), bound=EQUATION_8 * sp.Symbol("q", positive=True))
    assert "must be made of" in trial(strange).reason
    assert "truncated basis" in trial(replace(experiment(), cases=(replace(CASE, basis=False),))).reason
    assert "must be exact" in trial(replace(experiment(), bound=EQUATION_8 * 1.5)).reason


@pytest.mark.parametrize(("forge", "factor"), [(reversed_force, -1.0), (doubled_hbar, None), (classical_force, None)])
def test_counterfeits_change_the_quantum_force_and_nothing_else(forge: object, factor: float | None) -> None:
    """Phi and its derivatives by x and l are consistent: those of another hbar, of -V, of the classical world."""
    true = Potential(sp.cos(x) + x**4 / 5, [x])
    forged = Counterfeit(true, forge)  # type: ignore[arg-type]
    symbol, double = force(Dynamics(forged, 2.0, 0.3, 0.7, 0.5), GRID, 0.0)
    meant = {
        reversed_force: Dynamics(Potential(-true.expression, [x]), 2.0, 0.3, 0.7, 0.5),
        doubled_hbar: Dynamics(true, 2.0, 0.3, 0.7, 1.0),
        classical_force: Dynamics(true, 2.0, 0.3, 0.7, None),
    }[forge]  # type: ignore[index]
    expected, twice = force(meant, GRID, 0.0)
    assert np.allclose(symbol, expected, rtol=1e-12, atol=1e-10) and np.allclose(double, twice, rtol=1e-10, atol=1e-8)
    classical = (force(Dynamics(V, 2.0, 0.3, 0.7, None), GRID, 0.0)[0] for V in (true, forged))
    assert np.array_equal(*classical)


def test_sampled_packets_of_a_quadratic_potential_follow_both_evolutions() -> None:
    """There the mixture is exact: the distance is its noise alone, which the error bar must hold."""
    V = Potential(x**2 / 2, [x])
    packet = Packet(np.array([1.0, 0.0]), 0.125 * np.eye(2))
    (gap,) = gaps(V, packet, [1.0], hbar=0.25, Dx=0.25, Dp=0.25, mass=1.0, tolerance=1e-4)
    assert gap.distance.value < 2e-4
    for seed in range(6):
        found = sampled_distances(
            Dynamics(V, 1.0, 0.25, 0.25, 0.25), packet, 1.0, gap.grid, gap.quantum, gap.classical, bars=(0.0, 0.0),
            packets=800, steps=20, seed=seed,
        )
        assert all(0 < each.value <= each.error for each in (found.quantum_mixture, found.mixture_classical))


@pytest.mark.parametrize("tolerance", [1e-4, 2e-6])
def test_the_bar_of_a_gap_holds_the_sum_over_the_grid(tolerance: float) -> None:
    """W - f changes its sign, and |W - f| has kinks: a sum over the nodes is off by more than both evolutions."""
    hbar = 1 / 64
    packet = Packet(np.array([1.0, 0.0]), hbar / 2 * np.eye(2))
    (gap,) = gaps(Potential(sp.cos(x), [x]), packet, [1.0], hbar=hbar, Dx=hbar, Dp=hbar, mass=1.0, tolerance=tolerance)
    fine = Grid(*(tuple(Axis(a.low, a.high, 32 * a.points) for a in axes) for axes in (gap.grid.position, gap.grid.momentum)))
    true = float(np.abs(regrid(gap.quantum - gap.classical, gap.grid, fine)).sum()) * fine.cell
    own = gap.distance.error - gap.quantum_error - gap.classical_error
    assert abs(gap.distance.value - true) <= own < 3e-3 * true
    assert abs(float(np.abs(gap.quantum - gap.classical).sum()) * gap.grid.cell - true) > 0.05 * own > 0


def test_the_second_methods_of_closed_systems_agree_and_notice_another_hbar() -> None:
    V = Potential(sp.cos(x), [x])
    packet = Packet(np.array([0.3, 0.4]), 0.125 * np.array([[1.25, 0.75], [0.75, 1.25]]))
    (gap,) = gaps(V, packet, [1.0], hbar=0.25, Dx=0.0, Dp=0.0, mass=1.0, tolerance=1e-3)
    quantum, classical = apart_from_closed(gap, V, packet, hbar=0.25, mass=1.0)
    assert quantum.value <= gap.quantum_error and classical.value <= gap.classical_error
    (wrong,) = gaps(V, packet, [1.0], hbar=0.25, Dx=0.0, Dp=0.0, mass=1.0, tolerance=1e-3, quantum=Counterfeit(V, doubled_hbar))
    assert apart_from_closed(wrong, V, packet, hbar=0.25, mass=1.0)[0].value > 20 * wrong.quantum_error


def test_exponents() -> None:
    powers = [Estimate(3 * k**1.5, 1e-3 * k**1.5, "") for k in (1, 2, 4, 8)]
    found = exponent([1, 2, 4, 8], powers)
    assert abs(found.slope.value - 1.5) < 1e-12 and 1e-4 < found.slope.error < 1e-3
    bent = exponent([1, 2, 4, 8], [Estimate(k + k**2, 0.0, "") for k in (1, 2, 4, 8)])
    assert bent.slope.error >= abs(bent.first - bent.second) / 2 > 0.1
    with pytest.raises(ArithmeticError, match="must be known to 1/100"):
        exponent([1, 2, 4, 8], [*powers[:3], Estimate(3.0, 0.031, "")])
    with pytest.raises(ValueError, match="increasing"):
        exponent([1, 2, 2, 8], powers)
    with pytest.raises(ValueError, match="at least 4"):
        exponent([1, 2, 4], powers[:3])


@pytest.mark.parametrize("flaw", ["", "noise", "less noise", "backwards"])
def test_the_generator_of_the_mixture(flaw: str) -> None:
    """A doubled S_D and a reversed free motion are refuted for both splits."""
    for split in (0, 1):
        found = Generator((PLACE,), sp.Rational(1, 1000), flaw).readings()[split]
        assert found.is_violation() is bool(flaw)
        assert flaw or found.left.value + found.left.error < 1e-4
        assert not found.contradictions()


def test_the_harmonic_generator_by_hand_and_by_transforms() -> None:
    V, packet = Potential(sp.cos(x), [x]), PLACE.packet()
    grid = Grid((Axis(-3.5, 5.5, 96),), (Axis(-5.0, 6.0, 96),))
    one, other = (way(Dynamics(V, 2.0, 0.1, 0.3, 0.25), packet, grid, hbar=0.25) for way in (by_hand, by_transforms))
    assert np.abs(one - other).max() < 1e-9 * np.abs(one).max()
    assert abs(one.sum()) < 1e-9 * np.abs(one).sum(), "the trace is kept"
