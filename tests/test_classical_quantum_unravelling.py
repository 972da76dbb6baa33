"""Ito's rule gives back the master equation from its trajectories: symbols and functions in place of numbers; and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy as sp

from derive.classical_quantum import generalised_inverse
from derive.classical_quantum_equation import MasterEquation
from derive.classical_quantum_regime import Particle, regime_at_start
from derive.classical_quantum_unravelling import Unravelling, averaged, factor, left_inverse, unravelling
from derive.mean_field_regime import regime

Z = sp.symbols("z_1 z_2", real=True)
M = sp.ImmutableMatrix


def real(name: str, count: int) -> sp.Expr:
    return sp.Function(name, real=True)(*Z[:count])


def number(name: str, count: int) -> sp.Expr:
    return real(f"{name}_r", count) + sp.I * real(f"{name}_i", count)


def hermitian(name: str, count: int) -> sp.ImmutableMatrix:
    off = number(f"{name}_01", count)
    return M([[real(f"{name}_0", count), off], [sp.conjugate(off), real(f"{name}_1", count)]])


def law(sigma: sp.Matrix, operator: sp.ImmutableMatrix, d: list[sp.Expr]) -> MasterEquation:
    """Everything depends on the variables; D1 = sigma d lies where the noise is."""
    N = sigma.rows
    D1 = M(sigma * sp.Matrix(d))
    rates, drift = M([[real("g", N)]]), tuple(real(f"c_{i}", N) for i in range(N))
    return MasterEquation(Z[:N], drift, hermitian("H", N), (operator,), rates, D1, M(sigma * sigma.T / 2))


def one() -> tuple[MasterEquation, sp.Matrix]:
    """One variable, an operator that is neither Hermitian nor without trace."""
    sigma = sp.Matrix([[real("s", 1)]])
    return law(sigma, M([[number("u", 1), real("v", 1)], [real("w", 1), 0]]), [number("d", 1)]), sigma


def singular() -> tuple[MasterEquation, sp.Matrix]:
    """Two variables and one Wiener process."""
    sigma, u = sp.Matrix([real("s_1", 2), real("s_2", 2)]), number("u", 2)
    return law(sigma, M([[u, 1], [0, -u]]), [number("d", 2)]), sigma


def two() -> tuple[MasterEquation, sp.Matrix]:
    """Two variables, two Wiener processes that are correlated in z."""
    sigma = sp.Matrix([[real("s_1", 2), 0], [real("s_2", 2), real("s_3", 2)]])
    return law(sigma, M([[0, number("v", 2)], [0, 0]]), [number("d", 2), number("e", 2)]), sigma


def average(found: Unravelling) -> sp.Matrix:
    return averaged(found, sp.Matrix(hermitian("r", len(found.equation.variables))))


def gap(average: sp.Matrix, equation: MasterEquation) -> bool:
    """Whether the average of the trajectories obeys another equation."""
    rho = sp.Matrix(hermitian("r", len(equation.variables)))
    return any(sp.cancel(sp.together(sp.expand(each))) != 0 for each in average - equation.image(rho))


@pytest.mark.parametrize("case", [one, singular, two])
def test_the_average_obeys_the_master_equation(case: object) -> None:
    equation, sigma = case()  # type: ignore[operator]
    found = unravelling(equation, sigma)
    assert all(each.is_zero_matrix for each in found.residue) and not gap(average(found), equation)


def test_other_equations_are_told_apart() -> None:
    """D2 outside the derivatives or between them, the back-reaction not conjugated, half the noise, a kick of the other sign."""
    z, s, A = Z[0], 1 + Z[0] ** 2, M([[1, sp.I], [0, -1]])
    sigma, rho = sp.Matrix([[s]]), sp.Matrix(hermitian("r", 1))
    right = replace(law(sigma, A, [sp.I + z]), drift=(z,), hamiltonian=M([[z, 1], [1, 0]]), D0=M([[z**2 + 3]]))
    found = unravelling(right, sigma)
    known = average(found)
    assert not gap(known, right)
    D2 = right.D2[0, 0]
    for wrong in (replace(right, drift=(z + 2 * D2.diff(z),)), replace(right, drift=(z + D2.diff(z),)), replace(right, D2=2 * right.D2),
                  replace(right, D1=right.D1.conjugate()), replace(right, hamiltonian=-right.hamiltonian)):
        assert gap(known, wrong)
    assert gap(average(replace(found, kicks=(-found.kicks[0],))), right)
    assert gap(average(replace(found, surplus=0 * found.surplus)), right)
    inside = right.image(rho) - (D2 * rho).diff(z, 2) + D2 * rho.diff(z, 2) + 2 * D2.diff(z) * rho.diff(z) + D2.diff(z, 2) * rho
    assert (inside - right.image(rho)).applyfunc(sp.expand).is_zero_matrix


def test_operators_without_trace_state_the_same() -> None:
    z = Z[0]
    A, B = M([[1, sp.I], [z, 2]]), M([[z * sp.I, 0], [1, 1 + sp.I]])
    equation = MasterEquation((z,), (z,), hermitian("H", 1), (A, B), M([[3, sp.I], [-sp.I, z**2]]), M([[1 + z * sp.I, z]]), M([[z**2 + 1]]))
    rho = sp.Matrix(hermitian("r", 1))
    made = equation.traceless()
    assert all(sp.expand(each.trace()) == 0 for each in made.operators)
    assert all(sp.cancel(sp.expand(each)) == 0 for each in made.image(rho) - equation.image(rho))


def test_factors() -> None:
    z = Z[0]
    for D2 in (sp.diag(1, 0, 2), sp.Matrix([[2, 1], [1, 3]]), sp.Matrix([[1, z], [z, z**2 + 4]]), sp.zeros(2)):
        sigma = factor(D2)
        assert (sigma * sigma.T - 2 * D2).applyfunc(sp.simplify).is_zero_matrix and sigma.cols == D2.rank()
    for D2 in (sp.diag(1, -1), sp.Matrix([[0, 1], [1, 1]]), sp.Matrix([[1, 2], [2, 1]])):
        with pytest.raises(ValueError, match="must have no negative eigenvalues"):
            factor(D2)
    D2 = sp.Matrix([[1, 2, 1], [2, 4, 2], [1, 2, 3]])
    inverse = left_inverse(factor(D2))
    assert (inverse.T * inverse * 2).applyfunc(sp.simplify) == generalised_inverse(D2)


def test_what_is_refused() -> None:
    equation = law(sp.Matrix([[1]]), M([[1, 0], [0, -1]]), [sp.S.One])
    with pytest.raises(ValueError, match="`sigma` must be a factor"):
        unravelling(equation, sp.Matrix([[2]]))
    with pytest.raises(ValueError, match="`sigma` must have independent columns"):
        unravelling(replace(equation, D2=M([[1]])), sp.Matrix([[1, 1]]))
    with pytest.raises(ValueError, match="`D1` must have shape"):
        replace(equation, D1=M([[1, 1]]))
    with pytest.raises(ValueError, match="distinct real symbols"):
        replace(equation, variables=(sp.Symbol("u"),))


def test_where_the_noise_does_not_reach_a_residue_is_left() -> None:
    equation = law(sp.Matrix([1, 0]), M([[1, 0], [0, -1]]), [sp.S.One])
    assert all(each.is_zero_matrix for each in unravelling(equation).residue)
    pushed = unravelling(replace(equation, D1=M([1, 1])))
    assert pushed.residue[0].is_zero_matrix and not pushed.residue[1].is_zero_matrix


def test_the_regime_at_the_start_contains_18() -> None:
    """H_I = l q A and a pure state: the ratios of (18); a force that turns, bends or is curved is told."""
    q, l, g, c, tau = sp.Symbol("q", real=True), *map(sp.Rational, ("3/2", "1/3", "2/5", "7/4"))
    A, psi = M([[2, 0], [0, -1]]), sp.Matrix([3, 1]) / sp.sqrt(10)
    at = Particle((q,), l * q * A, sp.S.Zero, sp.oo, sp.S.One, (sp.S(1),), (sp.S(0),), sp.S(1), M(psi * psi.H))
    found = regime_at_start(at, M([[g]]), (A,), M([[2 * c]]), tau)
    known = regime(levels=(2, -1), weights=(sp.Rational(9, 10), sp.Rational(1, 10)), coupling=l, diffusion=g, dephasing=c, time=tau)
    assert (found.noise, found.decoherence) == (known.noise, known.decoherence) and found.steady
    turned = regime_at_start(replace(at, coupling=at.coupling + M([[0, sp.I], [-sp.I, 0]])), M([[g]]), (A,), M([[2 * c]]), tau)
    curved = regime_at_start(replace(at, coupling=q**3 * A), M([[g]]), (A,), M([[2 * c]]), tau)
    moving = regime_at_start(replace(at, coupling=q**2 * A, mass=sp.S(2), p=(sp.S(3),)), M([[g]]), (A,), M([[2 * c]]), tau)
    assert not turned.steady and not curved.steady and not moving.steady and turned.width == turned.bending == 0
    # A = 1/2 + 3 sigma_z/2: i<[H_I, F]> = -2 l (3/2) <sigma_x> = -27/10, and <[H_I, [H_I, F]]> = -4 (9/4) <sigma_z> = -36/5; |<F>| = 51/20
    assert turned.turning == (tau * sp.Rational(27, 10) + tau**2 / 2 * sp.Rational(36, 5)) / sp.Rational(51, 20)
    assert curved.width == 1 and curved.turning == 0  # s^2 |6 <A>|/(2 |3 <A>|)
    assert moving.turning == tau * sp.Rational(3, 2) and moving.bending == sp.simplify(tau**2 / 2 * sp.Rational(17, 10))
