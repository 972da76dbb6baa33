"""Harmonic generators in every dimension: each derived formula against an explicit computation that shares no code with it."""

from __future__ import annotations

from fractions import Fraction

import flint
import pytest
import sympy as sp

from derive import gaussian_generator as harmonic
from derive import phase_space_generator as generator
from derive.gaussian_generator import GAUSSIAN, on_gaussian
from derive.index import Relations, prove_equal
from derive.index_rules import evaluate, parse
from derive.mixed_gaussian import convolution
from derive.phase_space_generator import PLANCK, PhaseSpace

RIGHT = "u[a]*Ta[a] + F[a,c]*s[c,b]*Ts[a,b] + s[a,c]*F[b,c]*Ts[a,b] + D[a,b]*Ts[a,b]"
WRONG = [  # signs, the factor of D, the order of F, the sign of the drift
    RIGHT.replace("F[a,c]*s", "s[a,c]*F").replace("s[c,b]*Ts", "F[c,b]*Ts"),
    RIGHT.replace("+ F", "- F").replace("+ s", "- s"),
    RIGHT.replace("+ D", "+ 1/2*D"),
    RIGHT.replace("u[a]", "-u[a]", 1),
]
x, p, kx, kp = sp.symbols("x p kx kp", real=True)
hb = sp.Symbol("hb", positive=True)
SPACE = PhaseSpace(x, p, kx, kp, hb)
FORM = [[0, 1], [0, 0]]  # J with J - J^T the symplectic form of one degree of freedom


def exact(value: sp.Expr) -> Fraction:
    value = sp.simplify(value)
    return Fraction(int(value.p), int(value.q))


def test_generator_moves_centre_and_covariance_only() -> None:
    assert prove_equal(harmonic.fokker_planck(), on_gaussian(RIGHT), GAUSSIAN) is not None


@pytest.mark.parametrize("wrong", WRONG)
def test_changed_rates_are_not_proved(wrong: str) -> None:
    assert prove_equal(harmonic.fokker_planck(), on_gaussian(wrong), GAUSSIAN) is None


def test_fokker_planck_on_an_explicit_gaussian() -> None:
    sigma, F = sp.Matrix([[2, 1], [1, 3]]), sp.Matrix([[1, 2], [-3, 5]])
    u, D, point = sp.Matrix([1, -2]), sp.Matrix([[4, 1], [1, 2]]), {x: sp.Rational(1, 2), p: sp.Integer(-1)}
    b = sp.Matrix([x, p])
    tau = sp.exp(-(b.T * sigma.inv() * b)[0] / 2)
    velocity = u + F * b
    applied = -sum(sp.diff(velocity[i] * tau, b[i]) for i in range(2))
    applied += sum(D[i, j] * sp.diff(tau, b[i], b[j]) for i in range(2) for j in range(2)) / 2
    tensors = {"Si": flint.fmpq_mat(2, 2, [2, 1, 1, 3]).inv(), "F": [[1, 2], [-3, 5]], "D": [[4, 1], [1, 2]], "u": [1, -2],
               "b": [Fraction(1, 2), -1], "tau": 1}
    found = evaluate(harmonic.fokker_planck(), tensors, [], dimension=2, relations=Relations(symmetric=frozenset({"Si", "D"})))
    assert found == exact((applied / tau).subs(point))


@pytest.mark.parametrize("letter", ["x", "p"])
def test_dissipator_agrees_with_one_degree_of_freedom(letter: str) -> None:
    known = generator.dissipator(SPACE, x if letter == "x" else p, sp.Integer(3)).subs({kx: 2, kp: 5, hb: 7})
    symbol = generator.dissipator_symbol("x" if letter == "x" else "p", "c")
    assert evaluate(symbol, {"k": [2], "l": [5], "hb": 7, "c": 3}, [], dimension=1, relations=PLANCK) == exact(known)


def test_commutator_agrees_with_one_degree_of_freedom_for_a_quartic() -> None:
    known = generator.commutator(SPACE, p**2 / 2 + x**4).subs({kx: 2, kp: 5, hb: 7, x: 3, p: 11})
    symbol = generator.commutator_symbol(parse("1/2*p[i]*p[i] + x[i]*x[i]*x[j]*x[j]"))
    tensors = {"k": [2], "l": [5], "hb": 7, "x": [3], "p": [11]}
    assert evaluate(symbol, tensors, [], dimension=1, relations=PLANCK) == exact(known)


def test_general_linear_operator_agrees_with_bopp_operators() -> None:
    real_part, imaginary_part = (2, 3), (5, -7)
    f = SPACE.test

    def act(sign: int, side: generator.Side, g: sp.Expr) -> sp.Expr:
        return sum((r + sign * sp.I * i) * SPACE.multiply(letter, side, g)
                   for r, i, letter in zip(real_part, imaginary_part, (x, p), strict=True))

    sandwich = act(1, "left", act(-1, "right", f))
    loss = act(-1, "left", act(1, "left", f)) + act(1, "right", act(-1, "right", f))
    at = {kx: 2, kp: 5, hb: 7, x: 3, p: 11}
    known = sp.expand(SPACE.symbol((sandwich - loss / 2) / hb).subs(at))
    tensors = {"J": FORM, "cr": list(real_part), "ci": list(imaginary_part), "al": [3, 11], "hb": 7, "f": 1, "f1": [2, 5],
               "f2": [[4, 10], [10, 25]]}
    assert evaluate(generator.linear_dissipator(), tensors, [], dimension=2, relations=PLANCK) == exact(known)


def test_quadratic_hamiltonian_with_a_mixed_term() -> None:
    Q, h, point, slope = sp.Matrix([[2, 3], [3, 5]]), sp.Matrix([7, 11]), sp.Matrix([1, -2]), sp.Matrix([13, 17])
    velocity = sp.Matrix([[0, 1], [-1, 0]]) * (Q * point + h)
    tensors = {"J": FORM, "Q": Q.tolist(), "h": list(h), "al": list(point), "f1": list(slope)}
    plain = {k: [[int(e) for e in r] if isinstance(r, list) else int(r) for r in v] for k, v in tensors.items()}
    found = evaluate(generator.quadratic_unitary(), plain, [], dimension=2, relations=PLANCK)
    assert found == exact(-(velocity.T * slope)[0])


def test_determinant_rate_against_the_flow() -> None:
    s, F, D = sp.Matrix([[2, 1], [1, 3]]), sp.Matrix([[1, 2], [-3, 5]]), sp.Matrix([[4, 1], [1, 2]])
    time = sp.Symbol("t")
    slope = sp.diff((s + time * (F * s + s * F.T + D)).det(), time).subs(time, 0)
    tensors = {"Si": flint.fmpq_mat(2, 2, [2, 1, 1, 3]).inv(), "F": [[1, 2], [-3, 5]], "D": [[4, 1], [1, 2]], "det": 5}
    assert evaluate(harmonic.determinant_rate(), tensors, [], dimension=2, relations=GAUSSIAN) == exact(slope)


def test_transport_on_explicit_functions() -> None:
    sigma = sp.Symbol("sigma", real=True)
    density, f, g, h = x**2 + 3 * sigma * x, x + 5, sigma**2 + x, x**3 + 1
    applied = -sp.diff(f * density, x) - sp.diff(g * density, sigma) + sp.diff(h * density, x, 2) / 2
    at = {x: 2, sigma: 7}
    value = {"p": density, "p1": sp.diff(density, x), "p2": sp.diff(density, x, 2), "ps": sp.diff(density, sigma), "f": f,
             "f1": sp.diff(f, x), "g": g, "gs": sp.diff(g, sigma), "h": h, "h1": sp.diff(h, x), "h2": sp.diff(h, x, 2)}
    plain: dict[str, object] = {name: exact(sp.sympify(e).subs(at)) for name, e in value.items()}
    plain |= {name: [plain[name]] for name in ("p1", "f1", "h1")} | {name: [[plain[name]]] for name in ("p2", "ps", "gs", "h2")}
    plain |= {"n": [1], "N": [[1]], "M": [[1]]}
    assert evaluate(harmonic.transport(), plain, [], dimension=1, relations=GAUSSIAN) == exact(applied.subs(at))


def test_covariance_flow_solves_its_equation() -> None:
    t, m, a = sp.symbols("t m a", positive=True)
    F, D = sp.Matrix([[0, 1 / m], [0, 0]]), sp.diag(2, a)
    s = harmonic.covariance_flow(sp.Matrix([[3, a], [a, 5]]), F, D, t)
    assert (sp.diff(s, t) - F * s - s * F.T - D).applyfunc(sp.expand).is_zero_matrix
    assert s.subs(t, 0) == sp.Matrix([[3, a], [a, 5]])


def test_convolution_fails_with_another_displacement() -> None:
    left, right = convolution()
    assert left.algebra.prove_equal(left, right) is not None
    assert left.algebra.prove_equal(2 * left, right) is None


def test_impossible_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="nilpotent"):
        harmonic.covariance_flow(sp.eye(2), sp.eye(2), sp.zeros(2), sp.Symbol("t"))
    with pytest.raises(ValueError, match="degree at most 2"):
        harmonic.expectation(parse("b[i]*b[i]*b[j]"))
    with pytest.raises(ValueError, match="functions of x and of p"):
        generator.commutator_symbol(parse("x[i]*p[i]"))
    with pytest.raises(ValueError, match="must be real"):
        generator.real(parse("I*k[i]"))
