"""Lindblad generators on Weyl symbols, their Fokker-Planck form, and symbols of one subsystem only."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
import sympy as sp
from flint import fmpq
from independent.number_basis import elements, quantised

from derive.canonical_pairs import CanonicalPairs, poisson_bracket
from derive.differential_operator import DifferentialOperator, flux, fokker_planck, operator_of
from derive.partial_weyl import partial_commutator, partial_dissipator, partial_star
from derive.phase_space_generator import PhaseSpace, commutator, dissipator, langevin
from derive.smooth_symbols import degree
from derive.weyl import star
from derive.weyl_lindblad import conjugate_symbol, lindblad

X, XI, Y, ETA = sp.symbols("x xi y eta", real=True)
H, G, MASS, KX, KP, LX, LP = sp.symbols("h gamma m k_x k_p l_x l_p", positive=True)
ALPHA = sp.Symbol("alpha")
AT, OTHER, BOTH = CanonicalPairs((X,), (XI,), H), CanonicalPairs((Y,), (ETA,), H), CanonicalPairs((X, Y), (XI, ETA), H)
V = sp.Function("V", real=True)(X)
SPACE = PhaseSpace(X, XI, KX, KP, H)
UNITARY = {"unitary": -sp.I / H, "rate": 1 / H}


def test_linear_jumps_against_bopp_operators() -> None:
    hamiltonian = XI**2 / (2 * MASS) + X**4 - 3 * X**3 + X
    found = lindblad(hamiltonian, [LX * X, LP * XI], AT, **UNITARY)
    expected = commutator(SPACE, hamiltonian) + dissipator(SPACE, X, LX**2) + dissipator(SPACE, XI, LP**2)
    assert found.remainder is None
    assert sp.expand(found.symbol((KX, KP)) - expected) == 0
    quadratic = lindblad(XI**2 / (2 * MASS) + X**2, [LX * X, LP * XI], AT, **UNITARY)
    classical = langevin(SPACE, XI**2 / (2 * MASS) + X**2, H * LP**2, H * LX**2)
    assert sp.expand(quadratic.symbol((KX, KP)) - classical) == 0


def test_fokker_planck_of_a_general_potential() -> None:
    found = lindblad(XI**2 / (2 * MASS) + V, [LX * X, LP * XI], AT, order=6, **UNITARY)
    parts = fokker_planck(found)
    assert parts.drift == sp.Matrix([XI / MASS, -V.diff(X)])
    assert parts.diffusion == sp.diag(H * LP**2, H * LX**2)
    assert parts.higher == {(2, (0, 3)): -V.diff(X, 3) / 24, (4, (0, 5)): V.diff(X, 5) / 1920}
    assert found.remainder == 6


def test_damping_of_the_oscillator() -> None:
    found = fokker_planck(lindblad((X**2 + XI**2) / 2, [sp.sqrt(G / 2) * (X + sp.I * XI)], AT, **UNITARY))
    assert found.drift == sp.Matrix([XI - G * X / 2, -X - G * XI / 2])
    assert found.diffusion == sp.eye(2) * G * H / 2 and not found.higher
    # the vacuum exp(-(x^2 + xi^2)/h) is stationary
    vacuum = sp.exp(-(X**2 + XI**2) / H)
    assert sp.simplify(lindblad((X**2 + XI**2) / 2, [X + sp.I * XI], AT, **UNITARY).on(vacuum) / vacuum) == 0


def test_real_jump_is_a_sum_of_squares_of_hamiltonian_fields() -> None:
    l, f = sp.Function("l", real=True)(X, XI), sp.Function("f")(X, XI)
    found = lindblad(sp.S.Zero, [l], AT, unitary=-sp.I / H, rate=G / H, order=3)
    assert found.remainder == 3 and {k for k, _ in found.terms} == {1}
    twice = poisson_bracket(l, poisson_bracket(l, f, AT), AT)
    assert sp.expand(found.on(f) - G * H / 2 * twice) == 0
    exact = lindblad(sp.S.Zero, [X**2], AT, unitary=-sp.I / H, rate=G / H)
    assert exact.remainder is None and exact.terms == {(1, (0, 2)): 2 * G * X**2}


def test_every_order_preserves_the_integral() -> None:
    l, k = (sp.Function(name, real=True)(X, XI) for name in "lk")
    found = lindblad(sp.Function("p", real=True)(X, XI), [l + sp.I * k], AT, order=2, **UNITARY)
    parts = fokker_planck(found)
    assert found.remainder == 2 and not parts.higher
    assert parts.drift.subs(H, 0) == sp.Matrix([
        sp.Function("p", real=True)(X, XI).diff(XI) + k * l.diff(XI) - l * k.diff(XI),
        -sp.Function("p", real=True)(X, XI).diff(X) - k * l.diff(X) + l * k.diff(X),
    ])
    third = lindblad(sp.S.Zero, [V + sp.I * XI**2], AT, order=3, **UNITARY)
    assert fokker_planck(third).higher.keys() == {(2, (0, 3)), (2, (1, 2)), (2, (2, 1))}
    broken = DifferentialOperator({**found.terms, (1, (1, 0)): X}, found.coordinates, H, None)
    with pytest.raises(ValueError, match="preserve"):
        fokker_planck(broken)


def test_flux_form_is_the_same_operator() -> None:
    f = sp.Function("f")(X, XI)
    operator = lindblad(X * XI**3, [X**2 + sp.I * XI * X], AT, **UNITARY)
    total = sum((H**k * sp.diff(g * f, *[c for c, m in zip((X, XI), index, strict=True) for _ in range(m)])
                 for (k, index), g in flux(operator).items()), sp.S.Zero)
    assert sp.expand(total.doit() - operator.on(f)) == 0
    assert operator_of({0: operator.on(f)}, f, (X, XI), H, None).symbol((KX, KP)) == operator.symbol((KX, KP))


@pytest.mark.parametrize("jump", [X + 2 * sp.I * XI, X * XI + sp.I * X**2 / 3 - XI])
def test_generator_in_the_number_basis(jump: sp.Expr) -> None:
    random, h, size = Random(3), Fraction(3, 2), 15
    state = sum((random.randint(-5, 5) * X**a * XI**b for a in range(4) for b in range(4 - a)), sp.S.Zero)
    hamiltonian = XI**2 + X**3 - X * XI

    def matrix(symbol: sp.Expr) -> object:
        return quantised(sp.sympify(symbol), AT, size, h)

    rho, energy, l, adjoint = map(matrix, (state, hamiltonian, jump, conjugate_symbol(jump, AT)))
    expected = (l * rho * adjoint - (adjoint * l * rho + rho * adjoint * l) * fmpq(1, 2)) * fmpq(2, 3)
    commuted = matrix(sp.I) * (energy * rho - rho * energy) * fmpq(2, 3)
    found = lindblad(hamiltonian, [jump], AT, **UNITARY)
    assert elements(matrix(found.on(state)), 6) == elements(expected - commuted, 6)
    assert elements(matrix(found.on(state)), 6) != elements(expected + commuted, 6)


def test_several_degrees_of_freedom() -> None:
    found = lindblad((XI**2 + ETA**2) / 2 + X**2 * Y**2, [X - Y], BOTH, **UNITARY)
    parts = fokker_planck(found)
    assert parts.drift == sp.Matrix([XI, ETA, -2 * X * Y**2, -2 * X**2 * Y])
    assert parts.diffusion[2:, 2:] == H * sp.Matrix([[1, -1], [-1, 1]]) and parts.diffusion[:2, :] == sp.zeros(2, 4)
    assert parts.higher == {(2, (0, 0, 1, 2)): -X / 2, (2, (0, 0, 2, 1)): -Y / 2}


def test_orders_and_prefactors() -> None:
    for order in range(5):
        found = lindblad(XI**2 + V, [LX * X], AT, order=order, **UNITARY)
        assert found.remainder == order and all(power < order for power, _ in found.terms)
    # the order counts powers of h in the generator, whatever the prefactors bring
    assert lindblad(XI**2 + X**4, [], AT, unitary=sp.I, rate=1 / H, order=3).terms.keys() == {(1, (1, 0)), (1, (0, 1))}
    assert {k for k, _ in lindblad(XI**2 + X**4, [], AT, unitary=sp.I / H**2, rate=1 / H).terms} == {-1, 1}
    assert lindblad(XI**2 + H**3 * X, [], AT, order=3, **UNITARY).remainder == 3
    assert partial_star(H**3 * X + XI, X, AT, 2) == {0: X * XI, 1: -sp.I / 2}
    for rate in (1 + H, sp.sqrt(H), sp.exp(H)):
        with pytest.raises(ValueError, match="powers of h"):
            lindblad(XI**2, [X], AT, unitary=-sp.I / H, rate=rate)
    with pytest.raises(ValueError, match="rename"):
        lindblad(sp.Function("f")(X), [X], AT, **UNITARY)
    with pytest.raises(ValueError, match="real=True"):
        lindblad(XI**2, [sp.Function("u")(X)], AT, order=2, **UNITARY)
    assert conjugate_symbol(ALPHA * XI + sp.I * X, AT) == sp.conjugate(ALPHA) * XI - sp.I * X
    with pytest.raises(ValueError, match="linear"):
        operator_of({0: X}, sp.Function("f")(X), (X,), H, None)


def test_general_jumps_in_numbers_that_do_not_commute() -> None:
    a = sp.Symbol("A", commutative=False)
    assert degree(a * X**3 - X * a, X) == 3 and degree(sp.Function("u", commutative=False)(X), X) is None


def test_partial_symbols_make_up_the_full_product() -> None:
    a, b = X**2 * Y * ETA + XI * ETA**2, XI * X * Y + XI**2 * ETA

    def inner(first: sp.Expr, second: sp.Expr) -> sp.Expr:
        return star(first, second, OTHER).expression

    partial = partial_star(a, b, AT, product=inner)
    total = sp.expand(sum((value * H**k for k, value in partial.items()), sp.S.Zero))
    assert sp.expand(total - star(a, b, BOTH).expression) == 0
    swapped = partial_star(b, a, AT, product=inner)
    both = partial_commutator(a, b, AT, product=inner)
    for k in range(5):
        assert sp.expand(partial.get(k, 0) - swapped.get(k, 0) - both.get(k, 0)) == 0
    assert max(partial) <= 4 and max(both) <= 4


def test_quantum_classical_bracket() -> None:
    energy = sp.Matrix(2, 2, [sp.Function(f"H{i}")(X, XI) for i in range(4)])
    rho = sp.Matrix(2, 2, [sp.Function(f"r{i}")(X, XI) for i in range(4)])

    def bracket(a: sp.Matrix, b: sp.Matrix) -> sp.Matrix:
        return a.diff(XI) * b.diff(X) - a.diff(X) * b.diff(XI)

    found = partial_commutator(energy, rho, AT, 2)
    assert (found[0] - (energy * rho - rho * energy)).expand() == sp.zeros(2)
    assert (found[1] - (bracket(energy, rho) - bracket(rho, energy)) / (2 * sp.I)).expand() == sp.zeros(2)
    assert set(found) == {0, 1}


def test_partial_dissipator_of_a_coupled_position() -> None:
    sigma = sp.diag(1, -1)
    rho = sp.Matrix(2, 2, [sp.Function(f"r{i}")(X, XI) for i in range(4)])
    jump = X * sp.eye(2) + ALPHA * sigma
    adjoint = X * sp.eye(2) + sp.conjugate(ALPHA) * sigma
    found = partial_dissipator(jump, adjoint, rho, AT)
    damped = jump * rho * adjoint - (adjoint * jump * rho + rho * adjoint * jump) / 2
    assert (found[0] - damped).expand() == sp.zeros(2)
    assert (found[2] - rho.diff(XI, XI) / 2).expand() == sp.zeros(2)
    # x acts as x + (ih/2) d_xi from the left and x - (ih/2) d_xi from the right
    slope, c = rho.diff(XI), sp.conjugate(ALPHA)
    cross = sp.I / 4 * ((3 * c + ALPHA) * slope * sigma - (3 * ALPHA + c) * sigma * slope)
    assert (found[1] - cross).expand() == sp.zeros(2) and set(found) == {0, 1, 2}
