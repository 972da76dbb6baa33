"""Appendix C: symplectic and Hamiltonian matrices, and the two forms of 'not too squeezed'."""

from __future__ import annotations

import sympy as sp

from derive import pfaffian
from derive.blocks import BLOCK_ONE, FORM, diagonal
from derive.free_algebra import scalar
from derive.leibniz import derivative
from derive.matrices import Abstract, MatrixAlgebra
from derive.pure_covariance import inverse_reverses, pure_pair
from derive.sample import sample_general, sample_hamiltonian, sample_pure, sample_symmetric_tangent, sample_tangent
from verify.claim import Section
from verify.statement import All, Leaf, conjunction
from verify.statements.block import BlockEqual
from verify.statements.matrix import MatrixEqual, Positive
from verify.statements.pending import Cited
from verify.statements.scalar import Equal
from verify.variables import Variables

section = Section("appendix_c", title="Appendix C: symplectic and Hamiltonian matrices", order=90)


def _family() -> tuple[MatrixAlgebra, Abstract, Abstract, Abstract]:
    """A symplectic A with a velocity that obeys (C3)."""
    algebra = MatrixAlgebra()
    form, A = algebra.form(), algebra.symplectic("A")
    velocity = algebra.general("Adot", sample_tangent("A"))
    algebra.assume(velocity.T * form * A + A.T * form * velocity, text="(C3): Adot^T ω A + A^T ω Adot = 0")
    return algebra, form, A, velocity


def _is_hamiltonian(F: Abstract, form: Abstract) -> MatrixEqual:
    return MatrixEqual(F.T * form, -(form * F))


def _is_symplectic(A: Abstract, form: Abstract) -> MatrixEqual:
    return MatrixEqual(A.T * form * A, form)


@section.claim("C1", "Symplectic form", kind="definition", place="(C1)")
def symplectic_form() -> All:
    r"""\omega = \begin{pmatrix}0&1_d\\-1_d&0\end{pmatrix}"""
    return conjunction(
        ("antisymmetric", BlockEqual(FORM.T, -FORM)), ("not degenerate", BlockEqual(FORM * FORM.T, BLOCK_ONE))
    )


@section.claim("C2", "Symplectic matrices", kind="definition", place="(C2)", uses=["C1"],
               note="The definition is met: by the identity, by ω itself and by every squeeze.")
def symplectic_definition() -> All:
    r"""A^\top\omega A = \omega"""
    squeeze = diagonal(scalar("l"), scalar("l", -1))
    return conjunction(
        ("ω is symplectic", BlockEqual(FORM.T * FORM * FORM, FORM)),
        ("diag(l, 1/l) is symplectic", BlockEqual(squeeze.T * FORM * squeeze, FORM)),
    )


@section.claim("p/symplectic-group", "The symplectic matrices form a group", kind="prose", place="after (C2)", uses=["C2"])
def symplectic_group() -> All:
    r"""\text{the symplectic matrices } Sp(2d,\mathbb R) \text{ form a group}"""
    algebra = MatrixAlgebra()
    form, A, B = algebra.form(), algebra.symplectic("A"), algebra.symplectic("B")
    return conjunction(
        ("products", _is_symplectic(A * B, form)), ("inverses", _is_symplectic(A.inverse, form))
    )


@section.claim("p/special-linear", "Symplectic matrices have determinant 1", kind="prose", place="after (C2)", uses=["C2"],
               scope="d = 1, 2", note="Pf(A^T ω A) = det(A) Pf(ω) for every A; so A^T ω A = ω gives det(A) = 1.")
def special_linear() -> All:
    r"""\text{a subgroup of the special linear group } SL(2d,\mathbb R)"""
    parts = []
    for d in (1, 2):
        table = Variables()
        A = sp.Matrix(2 * d, 2 * d, lambda i, j, t=table: t.declare(f"A_{i + 1}{j + 1}", low=-sp.oo))
        form = pfaffian.symplectic_form(d)
        transformed = pfaffian.pfaffian(A.T * form * A)
        parts.append((f"d = {d}", Equal(transformed, A.det() * pfaffian.pfaffian(form), table)))
        parts.append((f"d = {d}: Pf(ω) does not vanish", Equal(pfaffian.pfaffian(form) ** 2, sp.Integer(1), table)))
    return conjunction(*parts)


@section.claim("C3", "Derivative of the symplectic condition", kind="identity", place="(C3)", uses=["C2"],
               note="0 = d/dt ω, since A(t)^T ω A(t) = ω for all t.")
def symplectic_derivative() -> All:
    r"""0 = \frac{d}{dt}(A^\top\omega A) = \dot A^\top\omega A + A^\top\omega\dot A"""
    algebra = MatrixAlgebra()
    form = algebra.form()
    A, velocity = algebra.general("A", sample_general), algebra.general("Adot", sample_general)
    product = Abstract(derivative((A.T * form * A).element, {"A": velocity.element}), algebra)
    constant = Abstract(derivative(form.element, {"A": velocity.element}), algebra)
    return conjunction(
        ("product rule", MatrixEqual(product, velocity.T * form * A + A.T * form * velocity)),
        ("ω is constant", MatrixEqual(form + constant, form)),
    )


@section.claim("p/family-parameter", "The parameter of the family", kind="convention", place="before (C3)",
               slip="the family is introduced as A(T) and then written A(t); it starts 'at the origin' for 'at the identity'")
def family_parameter() -> Leaf:
    r"""\text{For an one-parameter family } A(T) \text{ of symplectic matrices, ... Taking a family starting at the origin, }
    A(0) = 1_{2d}"""
    return Cited("notation", needs="nothing: it names a parameter")


@section.claim("C4", "Lie algebra of the symplectic group", kind="definition", place="(C4)", uses=["C3"],
               note="Conversely d/dt (e^{tF})^T ω e^{tF} = (e^{tF})^T (F^T ω + ω F) e^{tF} = 0.")
def hamiltonian_matrices() -> All:
    r"""F^\top\omega + \omega F = 0"""
    algebra = MatrixAlgebra()
    form, F = algebra.form(), algebra.hamiltonian("F")
    flow = algebra.general("G", sample_general)
    tangent = MatrixAlgebra()
    w, one = tangent.form(), tangent.one
    velocity = tangent.general("Adot", sample_hamiltonian)
    tangent.assume(velocity.T * w * one + one * w * velocity, text="(C3) at A = 1")
    change = derivative((flow.T * form * flow).element, {"G": (F * flow).element})
    return conjunction(
        ("(C3) at the identity", _is_hamiltonian(velocity, w)),
        ("the flow of F keeps ω", MatrixEqual(form + Abstract(change, algebra), form)),
    )


@section.claim("p/omega-squared", "Square of the symplectic form", kind="prose", place="before (C5)", uses=["C1"])
def omega_squared() -> BlockEqual:
    r"""\omega^2 = 1_{2d}"""
    return BlockEqual(FORM * FORM, BLOCK_ONE)


@omega_squared.corrected(
    why="Multiply (C1) by itself.", error="slip",
    consequence="(C5) is right as printed and needs the sign -1; with the printed +1 it would read F^T = -ωFω.",
)
def omega_squared_corrected() -> BlockEqual:
    r"""\omega^2 = -1_{2d}"""
    return BlockEqual(FORM * FORM, -BLOCK_ONE)


@section.claim("p/omega-transpose", "Transpose of the symplectic form", kind="prose", place="before (C5)", uses=["C1"])
def omega_transpose() -> BlockEqual:
    r"""\omega^\top = -\omega"""
    return BlockEqual(FORM.T, -FORM)


@section.claim("C5", "Hamiltonian matrices, rearranged", kind="identity", place="(C5)",
               uses=["C4", "p/omega-squared", "p/omega-transpose"])
def hamiltonian_transpose() -> All:
    r"""F^\top = \omega F\omega = -\omega^\top F\omega"""
    algebra = MatrixAlgebra()
    form, F = algebra.form(), algebra.hamiltonian("F")
    return conjunction(
        ("first", MatrixEqual(F.T, form * F * form)), ("second", MatrixEqual(form * F * form, -(form.T * F * form)))
    )


@section.claim("p/inverse-identities", "The symplectic form under A and A^-1", kind="prose", place="after (C5)", uses=["C2"])
def inverse_identities() -> All:
    r"""\omega = A^\top\omega A = A^{-\top}\omega A^{-1}"""
    algebra = MatrixAlgebra()
    form, A = algebra.form(), algebra.symplectic("A")
    return conjunction(
        ("first", MatrixEqual(A.T * form * A, form)), ("second", MatrixEqual(A.inverse.T * form * A.inverse, form))
    )


@section.claim("p/conjugation", "Conjugation of a Hamiltonian matrix", kind="prose", place="after (C5)",
               uses=["C4", "p/inverse-identities"])
def conjugation() -> MatrixEqual:
    r"""\text{if } F \text{ is Hamiltonian and } A \text{ is symplectic, then } A^{-1}FA \text{ is also symplectic}"""
    algebra = MatrixAlgebra()
    form, A, F = algebra.form(), algebra.symplectic("A"), algebra.hamiltonian("F")
    return _is_symplectic(A.inverse * F * A, form)


@conjugation.corrected(
    why="Conjugation keeps the Lie algebra: (A^-1 F A)^T ω + ω A^-1 F A = 0. F = 0 shows that the word 'symplectic' is wrong.",
    error="slip", consequence="None: the sentence after (C6) uses it with the right word.",
)
def conjugation_corrected() -> MatrixEqual:
    r"""\text{if } F \text{ is Hamiltonian and } A \text{ is symplectic, then } A^{-1}FA \text{ is also Hamiltonian}"""
    algebra = MatrixAlgebra()
    form, A, F = algebra.form(), algebra.symplectic("A"), algebra.hamiltonian("F")
    return _is_hamiltonian(A.inverse * F * A, form)


@section.claim("C6", "Velocity of a symplectic family", kind="identity", place="(C6)", uses=["C3"])
def velocity() -> MatrixEqual:
    r"""A^{-\top}\dot A^\top\omega + \omega\dot AA^{-1} = 0"""
    _, form, A, Adot = _family()
    return MatrixEqual(A.inverse.T * Adot.T * form, -(form * Adot * A.inverse))


@section.claim("p/left-velocity", "Adot A^-1 is Hamiltonian", kind="prose", place="after (C6)", uses=["C6"])
def left_velocity() -> MatrixEqual:
    r"""\dot AA^{-1} \text{ is Hamiltonian when } A(t) \text{ is symplectic}"""
    _, form, A, Adot = _family()
    return _is_hamiltonian(Adot * A.inverse, form)


@section.claim("p/right-velocity", "A^-1 Adot is Hamiltonian", kind="prose", place="after (C6)",
               uses=["p/left-velocity", "p/conjugation"])
def right_velocity() -> All:
    r"""\text{Conjugating by } A \text{ we can see that } A^{-1}\dot A \text{ is also Hamiltonian}"""
    _, form, A, Adot = _family()
    return conjunction(
        ("conjugation", MatrixEqual(A.inverse * (Adot * A.inverse) * A, A.inverse * Adot)),
        ("Hamiltonian", _is_hamiltonian(A.inverse * Adot, form)),
    )


@section.claim("p/symmetric-velocity", "The velocity of a symmetric family is symmetric", kind="prose", place="before (C7)",
               uses=["C3"])
def velocity_is_symmetric() -> MatrixEqual:
    r"""\text{When } A \text{ is additionally symmetric, it follows that } \dot A \text{ is also symmetric}"""
    algebra = MatrixAlgebra()
    A = algebra.general("A", sample_general)
    Adot = algebra.general("Adot", sample_general)
    rate = derivative(A.T.element, {"A": Adot.element})  # of A^T, which is A at all times
    return MatrixEqual(Abstract(rate, algebra), Adot.T)


@section.claim("C7", "Velocity of a symmetric symplectic family", kind="identity", place="(C7)",
               uses=["p/left-velocity", "p/symmetric-velocity"],
               note="With F = Adot A^-1 / 2. That Adot is symmetric is the derivative of A^T = A.")
def symmetric_velocity() -> All:
    r"""\dot A = FA + AF^\top \text{ for some Hamiltonian matrix } F"""
    algebra = MatrixAlgebra()
    form, A = algebra.form(), algebra.symmetric("A", sample_pure)
    algebra.assume(A.T * form * A - form, text="A is symplectic")
    algebra.inverse(A)
    Adot = algebra.symmetric("Adot", sample_symmetric_tangent("A"))
    algebra.assume(Adot.T * form * A + A.T * form * Adot, text="(C3): Adot^T ω A + A^T ω Adot = 0")
    twice = Adot * A.inverse
    return conjunction(
        ("2 Adot = (2F)A + A(2F)^T", MatrixEqual(twice * A + A * twice.T, 2 * Adot)),
        ("F is Hamiltonian", _is_hamiltonian(twice, form)),
    )


@section.claim("p/pure-covariance", "Covariances of pure Gaussian states", kind="prose", place="before (C8)",
               slip="'most' is must")
def pure_covariance() -> Leaf:
    r"""\text{In order that } \sigma \text{ is the covariance matrices of a pure Gaussian state, it most be positive definite
    and } \sigma/(\hbar/2) \text{ must be symplectic } (\sigma^\top\omega\sigma = (\hbar/2)^2\omega)"""
    return Cited("references [68, 69] of the paper", needs="Williamson's theorem: symplectic eigenvalues hbar/2 for purity")


@section.claim("C8", "sigma_* is the covariance of a pure state", kind="identity", place="(C8)", uses=["p/pure-covariance"],
               note="Positive definite: diagonal with positive entries.")
def star_is_pure() -> All:
    r"""\sigma_* := \frac\hbar2\begin{pmatrix}\eta_H^{-1}1_d&0\\0&\eta_H1_d\end{pmatrix}"""
    half, eta = scalar("half_hbar"), scalar("eta_H")
    star = diagonal(half * scalar("eta_H", -1), half * eta)
    return conjunction(
        ("symplectic over hbar/2", BlockEqual(star.T * FORM * star, diagonal(half * half, half * half) * FORM)),
        ("symmetric", BlockEqual(star.T, star)),
    )


@section.claim("C9", "Not too squeezed", kind="definition", place="(C9)", uses=["C8"], scope="sigma_* meets it",
               note="The condition can be met: sigma_* itself meets it for every z = 1 + y > 1.")
def not_too_long() -> Positive:
    r"""\sigma \le z\sigma_*"""
    pair = pure_pair()
    excess = pair.algebra.scalar("y")
    return Positive(excess * pair.star, (pair.star,), ((excess, pair.algebra.one, 0),))


@section.claim("C10", "Inverted", kind="inequality", place="(C10)", uses=["C9"])
def inverted() -> Positive:
    r"""\sigma^{-1} \ge z^{-1}\sigma_*^{-1}"""
    pair = pure_pair()
    difference = pair.z() * pair.star - pair.sigma
    inverse = pair.z(-1) * pair.star_inverse
    squares = inverse_reverses(pair.algebra.one, difference, pair.sigma_inverse, inverse, pair.algebra.one)
    return Positive(pair.sigma_inverse - inverse, (difference, pair.sigma), squares)


@section.claim("C11", "Inverse of a pure covariance", kind="identity", place="(C11)", uses=["p/pure-covariance"])
def inverse_of_pure() -> MatrixEqual:
    r"""\sigma^{-1} = (\hbar/2)^{-2}\omega^\top\sigma\omega"""
    pair = pure_pair()
    return MatrixEqual(pair.sigma_inverse, pair.half(-2) * pair.form.T * pair.sigma * pair.form)


@section.claim("C12", "Inverse of sigma_*", kind="identity", place="(C12)", uses=["C8"])
def inverse_of_star() -> MatrixEqual:
    r"""\sigma_*^{-1} = (\hbar/2)^{-2}\omega^\top\sigma_*\omega"""
    pair = pure_pair()
    return MatrixEqual(pair.star_inverse, pair.half(-2) * pair.form.T * pair.star * pair.form)


@section.claim("C13", "Conjugated by the symplectic form", kind="inequality", place="(C13)", uses=["C10", "C11", "C12"])
def conjugated() -> Positive:
    r"""\omega^\top\sigma\omega \ge z^{-1}\omega^\top\sigma_*\omega"""
    pair = pure_pair()
    difference = pair.z() * pair.star - pair.sigma
    inverse = pair.z(-1) * pair.star_inverse
    squares = inverse_reverses(pair.half(2), difference, pair.sigma_inverse, inverse, pair.algebra.one)
    target = pair.form.T * pair.sigma * pair.form - pair.z(-1) * pair.form.T * pair.star * pair.form
    return Positive(target, (difference, pair.sigma), squares)


def _not_too_thin() -> Positive:
    pair = pure_pair()
    difference = pair.z() * pair.star - pair.sigma
    inverse = pair.z(-1) * pair.star_inverse
    squares = inverse_reverses(pair.half(2), difference, pair.sigma_inverse, inverse, pair.form.T)
    return Positive(pair.sigma - pair.z(-1) * pair.star, (difference, pair.sigma), squares)


@section.claim("C14", "Not too thin", kind="inequality", place="(C14)", uses=["C13"])
def not_too_thin() -> Positive:
    r"""\sigma \ge z^{-1}\sigma_*"""
    return _not_too_thin()


@section.claim("C15", "Not too long is not too thin", kind="identity", place="(C15)", uses=["C14"])
def equivalence() -> All:
    r"""\sigma \ge z^{-1}\sigma_* \iff \sigma \le z\sigma_*"""
    pair = pure_pair()
    difference = pair.sigma - pair.z(-1) * pair.star
    smaller, smaller_inverse = pair.z(-1) * pair.star, pair.z() * pair.star_inverse
    squares = inverse_reverses(pair.half(2), difference, smaller_inverse, pair.sigma_inverse, pair.form.T)
    target = pair.z() * pair.star - pair.sigma
    return conjunction(("if not too long", _not_too_thin()), ("if not too thin", Positive(target, (difference, smaller), squares)))


@section.claim("p/eigenvalue-pairs", "Eigenvalues of a pure covariance come in pairs", kind="prose", place="after (C15)",
               uses=["C11"], note="If sigma v = lambda v, then sigma (ω v) = (hbar/2)^2 ω sigma^-1 v = (hbar/2)^2/lambda (ω v).")
def eigenvalue_pairs() -> MatrixEqual:
    r"""\text{the eigenvalues of the covariance matrix } \sigma \text{ come in pairs } \lambda \text{ and }
    (\hbar/2)^2\lambda^{-1}"""
    pair = pure_pair()
    return MatrixEqual(pair.sigma * pair.form, pair.half(2) * pair.form * pair.sigma_inverse)
