"""False statements about matrices: appendix C with a slip, commutation assumed, orders turned."""

from __future__ import annotations

from collections.abc import Callable

from derive.blocks import BLOCK_ONE, FORM, Block, diagonal
from derive.free_algebra import ONE, ZERO, letter, scalar
from derive.leibniz import derivative
from derive.matrices import Abstract, MatrixAlgebra
from derive.pure_covariance import inverse_reverses, pure_pair
from derive.sample import (
    sample_general,
    sample_invertible,
    sample_positive,
    sample_squared,
    sample_symmetric,
    sample_tangent,
)
from verify.check import examine
from verify.statement import Statement
from verify.statements.block import BlockEqual
from verify.statements.matrix import MatrixEqual, Positive
from verify.verdict import ACCEPTED

Build = Callable[[], Statement]
Letters = Callable[..., tuple[Abstract, Abstract]]


def _symplectic(sides: Letters) -> Build:
    """A statement about ω, a symplectic A, another B, and a Hamiltonian F."""
    def build() -> Statement:
        algebra = MatrixAlgebra()
        form = algebra.form()
        A, B = algebra.symplectic("A"), algebra.symplectic("B")
        return MatrixEqual(*sides(form, A, B, algebra.hamiltonian("F")))
    return build


def _general(sides: Letters) -> Build:
    """A statement about two invertible matrices X, Y and two symmetric ones M, N."""
    def build() -> Statement:
        algebra = MatrixAlgebra()
        X, Y = algebra.general("X", sample_invertible), algebra.general("Y", sample_invertible)
        M, N = (algebra.symmetric(name, sample_symmetric) for name in "MN")
        return MatrixEqual(*sides(X, Y, M, N))
    return build


def _pure(sides: Callable[..., tuple[Abstract, Abstract]]) -> Build:
    return lambda: MatrixEqual(*sides(pure_pair()))


def _family(sides: Letters) -> Build:
    """A statement about a symplectic family A with velocity V that obeys (C3)."""
    def build() -> Statement:
        algebra = MatrixAlgebra()
        form, A = algebra.form(), algebra.symplectic("A")
        V = algebra.general("V", sample_tangent("A"))
        algebra.assume(V.T * form * A + A.T * form * V, text="(C3)")
        return MatrixEqual(*sides(form, A, V))
    return build


def _order(target: Callable[..., Abstract]) -> Build:
    """A positivity statement under sigma <= z sigma_*, with the certificate of (C10) offered."""
    def build() -> Statement:
        pair = pure_pair()
        difference = pair.z() * pair.star - pair.sigma
        offered = inverse_reverses(
            pair.algebra.one,
            difference,
            pair.sigma_inverse,
            pair.z(-1) * pair.star_inverse,
            pair.algebra.one,
        )
        return Positive(target(pair), (difference, pair.sigma), offered)
    return build


def _positive(target: Callable[..., Abstract], *given: Callable[..., Abstract]) -> Build:
    """A positivity statement about positive S, T with the hypotheses offered as certificate."""
    def build() -> Statement:
        algebra = MatrixAlgebra()
        S, T = algebra.symmetric("S", sample_positive), algebra.symmetric("T", sample_positive)
        hypotheses = tuple(condition(S, T) for condition in given) or (S, T)
        offered = tuple((algebra.one, algebra.one, k) for k in range(len(hypotheses)))
        return Positive(target(S, T), hypotheses, offered)
    return build


def _two_algebras() -> Statement:
    first, second = MatrixAlgebra(), MatrixAlgebra()
    form, _ = first.form(), first.symplectic("A")
    other = second.form()
    A = second.general("A", sample_general)
    return MatrixEqual(form, A.T * other * A)


def _assumed(relation: Callable[..., Abstract], sides: Letters) -> Build:
    """A statement under an assumption that the sampled matrices do not satisfy."""
    def build() -> Statement:
        algebra = MatrixAlgebra()
        X, Y = algebra.general("X", sample_invertible), algebra.general("Y", sample_invertible)
        algebra.assume(relation(X, Y), text="an assumption")
        return MatrixEqual(*sides(X, Y))
    return build


def _undeclared() -> Statement:
    algebra = MatrixAlgebra()
    X = algebra.general("X", sample_general)
    return MatrixEqual(X * Abstract(letter("Q"), algebra), X * Abstract(letter("Q"), algebra))


def _product_rule_without_order() -> Statement:
    algebra = MatrixAlgebra()
    X, V = algebra.general("X", sample_general), algebra.general("V", sample_general)
    return MatrixEqual(Abstract(derivative((X * X).element, {"X": V.element}), algebra), 2 * X * V)


HALF, ETA = scalar("half_hbar"), scalar("eta_H")
STAR = diagonal(HALF * scalar("eta_H", -1), HALF * ETA)

REFUTED: dict[str, Build] = {
    "C1: ω^2 = 1": lambda: BlockEqual(FORM * FORM, BLOCK_ONE),
    "C1: ω symmetric": lambda: BlockEqual(FORM.T, FORM),
    "C1: signs exchanged": lambda: BlockEqual(FORM, Block(((ZERO, -ONE), (ONE, ZERO)))),
    "C2: every diagonal is symplectic": lambda: BlockEqual(
        diagonal(scalar("l"), scalar("l")) * FORM * diagonal(scalar("l"), scalar("l")), FORM
    ),
    "C8: hbar/2 not squared": lambda: BlockEqual(STAR.T * FORM * STAR, diagonal(HALF, HALF) * FORM),
    "C8: eta_H upside down": lambda: BlockEqual(STAR, diagonal(HALF * ETA, HALF * scalar("eta_H", -1))),
    "C8: sigma_*^2 = (hbar/2)^2": lambda: BlockEqual(STAR * STAR, diagonal(HALF * HALF, HALF * HALF)),
    "block off by 1e-12": lambda: BlockEqual(BLOCK_ONE * 10**12, BLOCK_ONE * (10**12 + 1)),
    "A ω A = ω": _symplectic(lambda w, A, B, F: (A * w * A, w)),
    "A^T ω A = -ω": _symplectic(lambda w, A, B, F: (A.T * w * A, -w)),
    "A^T A = 1": _symplectic(lambda w, A, B, F: (A.T * A, w.algebra.one)),
    "A^-1 = ω A^T ω": _symplectic(lambda w, A, B, F: (A.inverse, w * A.T * w)),
    "sum of symplectic ones": _symplectic(lambda w, A, B, F: ((A + B).T * w * (A + B), w)),
    "A B = B A": _symplectic(lambda w, A, B, F: (A * B, B * A)),
    "(AB)^-1 = A^-1 B^-1": _symplectic(lambda w, A, B, F: (A.inverse * B.inverse * A * B, w.algebra.one)),
    "C3 without the transpose": _family(lambda w, A, V: (V * w * A, -(A.T * w * V))),
    "C3 with a minus": _family(lambda w, A, V: (V.T * w * A, A.T * w * V)),
    "C6 with V A": _family(lambda w, A, V: ((V * A).T * w, -(w * V * A))),
    "C6 velocity commutes": _family(lambda w, A, V: (V * A.inverse, A.inverse * V)),
    "C4 with a minus": _symplectic(lambda w, A, B, F: (F.T * w, w * F)),
    "C4: F symmetric": _symplectic(lambda w, A, B, F: (F.T, F)),
    "C5 with the other sign": _symplectic(lambda w, A, B, F: (F.T, -(w * F * w))),
    "C5 second with the other sign": _symplectic(lambda w, A, B, F: (w * F * w, w.T * F * w)),
    "C5 without the left ω": _symplectic(lambda w, A, B, F: (F.T, F * w)),
    "conjugation gives a symplectic matrix": _symplectic(
        lambda w, A, B, F: ((A.inverse * F * A).T * w * (A.inverse * F * A), w)
    ),
    "conjugation changes nothing": _symplectic(lambda w, A, B, F: (A.inverse * F * A, F)),
    "A^T F A is Hamiltonian": _symplectic(lambda w, A, B, F: ((A.T * F * A).T * w, -(w * A.T * F * A))),
    "F^2 is Hamiltonian": _symplectic(lambda w, A, B, F: ((F * F).T * w, -(w * F * F))),
    "F^2 is central, true for d = 1": _symplectic(lambda w, A, B, F: (F * F * A, A * F * F)),
    "C11 without the transpose": _pure(lambda q: (q.sigma_inverse, q.half(-2) * q.form * q.sigma * q.form)),
    "C11 with hbar/2": _pure(lambda q: (q.sigma_inverse, q.half(-1) * q.form.T * q.sigma * q.form)),
    "C11 with (hbar/2)^2": _pure(lambda q: (q.sigma_inverse, q.half(2) * q.form.T * q.sigma * q.form)),
    "C12 with sigma for sigma_*": _pure(
        lambda q: (q.star_inverse, q.half(-2) * q.form.T * q.sigma * q.form)
    ),
    "sigma and sigma_* commute": _pure(lambda q: (q.sigma * q.star, q.star * q.sigma)),
    "sigma commutes with ω": _pure(lambda q: (q.sigma * q.form, q.form * q.sigma)),
    "sigma + inverse is central, true for d = 1": _pure(
        lambda q: (
            q.half(-1) * q.sigma * q.star + q.half(1) * q.sigma_inverse * q.star,
            q.half(-1) * q.star * q.sigma + q.half(1) * q.star * q.sigma_inverse,
        )
    ),
    "XY = YX": _general(lambda X, Y, M, N: (X * Y, Y * X)),
    "(XY)^T = X^T Y^T": _general(lambda X, Y, M, N: ((X * Y).T, X.T * Y.T)),
    "MN symmetric": _general(lambda X, Y, M, N: ((M * N).T, M * N)),
    "(X+Y)^2 without the order": _general(
        lambda X, Y, M, N: ((X + Y) * (X + Y), X * X + 2 * X * Y + Y * Y)
    ),
    "(X-Y)(X+Y) = X^2-Y^2": _general(lambda X, Y, M, N: ((X - Y) * (X + Y), X * X - Y * Y)),
    "inverse of a sum": _general(lambda X, Y, M, N: ((X + Y) * (X.inverse + Y.inverse), X.algebra.one)),
    "X Y X^-1 = Y": _general(lambda X, Y, M, N: (X * Y * X.inverse, Y)),
    "X X^T = X^T X": _general(lambda X, Y, M, N: (X * X.T, X.T * X)),
    "X X^* X^2 X as SymPy simplifies it": _general(lambda X, Y, M, N: (X * (X * X).T * X, X * X * X * X)),
    "Jacobi with a sign": _general(
        lambda X, Y, M, N: (
            X * (Y * M - M * Y) - (Y * M - M * Y) * X + Y * (M * X - X * M) - (M * X - X * M) * Y,
            M * (X * Y - Y * X) - (X * Y - Y * X) * M,
        )
    ),
    "product rule without the order": _product_rule_without_order,
    "C10 without the inverse on z": _order(lambda q: q.sigma_inverse - q.z() * q.star_inverse),
    "C10 turned": _order(lambda q: q.z(-1) * q.star_inverse - q.sigma_inverse),
    "C10 with sigma_*": _order(lambda q: q.sigma_inverse - q.z(-1) * q.star),
    "C13 without the inverse on z": _order(
        lambda q: q.form.T * q.sigma * q.form - q.z() * q.form.T * q.star * q.form
    ),
    "C13 without the transpose": _order(
        lambda q: q.form * q.sigma * q.form - q.z(-1) * q.form * q.star * q.form
    ),
    "C14 with z": _order(lambda q: q.sigma - q.z() * q.star),
    "C14 with z dropped": _order(lambda q: q.sigma - q.star),
    "C9 with z^-1": _order(lambda q: q.z(-1) * q.star - q.sigma),
    "squares keep the order": _order(lambda q: q.z(2) * q.star * q.star - q.sigma * q.sigma),
    "S >= 1 for positive S": _positive(lambda S, T: S * T - T * S + S - 4 * S.algebra.one),
    "S - T >= 0": _positive(lambda S, T: S - T),
    "ST + TS >= 0": _positive(lambda S, T: S * T + T * S),
    "ST >= 0": _positive(lambda S, T: S * T),
    "S^2 <= (S+T)^2": _positive(lambda S, T: S * T + T * S + T * T),
}

REFUSED: dict[str, Build] = {
    "S <= T gives S^2 <= T^2": _positive(lambda S, T: T * T - S * S, lambda S, T: T - S, lambda S, T: S),
    "transitivity backwards": _positive(lambda S, T: S - T, lambda S, T: T - S, lambda S, T: T),
    "undeclared letter": _undeclared,
    "letters in a block": lambda: BlockEqual(diagonal(letter("A"), ONE), diagonal(letter("A"), ONE)),
    "an assumption that 1 = 0": _assumed(lambda X, Y: X.algebra.one, lambda X, Y: (X, Y)),
    "commutation assumed but not sampled": _assumed(
        lambda X, Y: X * Y - Y * X, lambda X, Y: (X * Y, Y * X)
    ),
    "assumptions that contradict": _assumed(
        lambda X, Y: X * X + X.algebra.one, lambda X, Y: (X, -(X * X * X))
    ),
    "hypothesis -1 >= 0": _positive(lambda S, T: -S.algebra.one, lambda S, T: -S.algebra.one),
    "hypotheses S >= 0 and -S-1 >= 0": _positive(
        lambda S, T: -S.algebra.one, lambda S, T: S, lambda S, T: -S - S.algebra.one
    ),
    "0 >= 0": _positive(lambda S, T: S - S),
    "0 = 0": _general(lambda X, Y, M, N: (X - X, Y - Y)),
    "one name in two algebras": _two_algebras,
}



def test_false_matrix_statement(build: Build, must_refute: bool) -> None:
    found = examine(build()).verdict
    assert found.word not in ACCEPTED
    if must_refute:
        assert found.word == "refuted"
        assert any(item.method == "witness" and item.data for item in found.evidence)


def test_a_sampler_that_breaks_its_trait_is_noticed() -> None:
    algebra = MatrixAlgebra()
    form, A = algebra.form(), algebra.pure("A", sample_squared("ω"))
    B = algebra.pure("B", sample_positive)  # positive, but not symplectic
    found = examine(MatrixEqual(A * form * A + B, form + B)).verdict
    assert found.word == "undecided" and "samplers" in found.evidence[0].text
