"""Appendix D, quantum half: from the generator to the norm of a vector, (D3), (D5) and (D6)."""

from __future__ import annotations

import sympy as sp

from derive.complex_matrices import commutator, complex_algebra
from derive.index import Relations
from derive.index_rules import parse, replaced
from derive.rank_two import commutator_norm_squared, outer, squared_singular_values
from derive.units import ENERGY, NONE
from verify.claim import Section
from verify.papers.hrr2023.symbols import V as TABLE
from verify.papers.hrr2023.symbols import hbar
from verify.statement import All, conjunction
from verify.statements.indexed import IndexEqual
from verify.statements.matrix import MatrixEqual
from verify.statements.scalar import AtMost, Equal
from verify.statements.tested import FEATURES, Tested, tested
from verify.variables import Variables

section = Section("appendix_d_quantum_vectors", title="Appendix D: the quantum error as the norm of a vector", order=111)
V = Variables(TABLE.values())
mean = V.declare("b", ENERGY, "mean of the energy error B", low=-sp.oo)
spread = V.declare("s", ENERGY, "its standard deviation (where it is 0, psi is an eigenvector and the commutator vanishes)")


def _vector(table: Variables, name: str, size: int) -> list[sp.Expr]:
    real, imaginary = ([table.declare(f"{name}_{part}{i}", NONE, "component", low=-sp.oo) for i in range(size)] for part in "ri")
    return [u + sp.I * v for u, v in zip(real, imaginary, strict=True)]


def _norm_squared(vector: list[sp.Expr]) -> sp.Expr:
    return sp.Add(*(sp.expand(entry * sp.conjugate(entry)) for entry in vector))


@section.claim("x/quantum-left-side", "Trace norm of a commutator with a pure state", kind="identity", place="not printed; about (D3)",
               note="In every Hilbert space, from the inner products of psi and B psi: <psi|B psi> = b is real, |B psi|^2 = b^2 + "
               "s^2. With B = delta H/hbar it is the exact left side of (D1).")
def left_side() -> All:
    r"""B=B^\dagger,\ \|\psi\|=1:\quad \|[B,|\psi\rangle\langle\psi|]\|_{Tr} = 2\sqrt{\langle B^2\rangle-\langle B\rangle^2}"""
    mean_square = mean**2 + spread**2
    rotation = outer([mean, spread], [1, 0]) - outer([1, 0], [mean, spread])  # in the basis psi, (B psi - b psi)/s
    first, second = squared_singular_values(rotation)
    return conjunction(
        ("squared, by Gram matrices", Equal(commutator_norm_squared(mean, mean_square), 4 * (mean_square - mean**2), V)),
        ("sum of the squared singular values, by components", Equal(first, 2 * spread**2, V)),
        ("product of the squared singular values, by components", Equal(second, spread**4, V)),
    )


@section.claim("D3", "Error as a commutator", kind="inequality", place="Appendix D, (D3)",
               uses=["1", "p/step1-harmonic-approximation", "p/hamiltonian-remainder", "p/pure-gaussian-projector"],
               note="The second equality for complex matrices of every size and one Lindblad operator (a sum over them cancels term "
               "by term); the inequality in every Hilbert space, squared, for a pure state: it says 2s <= 2 sqrt(b^2 + s^2). The "
               "text goes on 'Here, I denotes the identity operator', which does not occur in (D3).")
def commutator_error() -> Tested | All:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} = \left\|
    (\hat{\mathcal L} - \hat{\mathcal L}^{(\alpha)})[\hat\tau_{\alpha,\sigma}] \right\|_{Tr} = \left\|
    -\frac{i}{\hbar} \left[ \delta\hat H^{[\alpha,2]}, \hat\tau_{\alpha,\sigma} \right] \right\|_{Tr} \le
    \frac{2}{\hbar} \left\| \delta\hat H^{[\alpha,2]} \hat\tau_{\alpha,\sigma} \right\|_{Tr}"""
    numbers = complex_algebra()
    state, operator = numbers.hermitian("rho"), numbers.general("L")
    full, harmonic = numbers.hermitian("H"), numbers.hermitian("H2")
    difference = numbers.lindblad(full, operator, state) - numbers.lindblad(harmonic, operator, state)
    (one_sided, _) = squared_singular_values(outer([mean, spread], [1, 0]))  # of B |psi><psi|, which has rank one
    parts = conjunction(
        ("the dissipators cancel", MatrixEqual(difference, -(numbers.rate() * numbers.i * commutator(full - harmonic, state)))),
        ("the inequality, squared", AtMost(commutator_norm_squared(mean, mean**2 + spread**2) / hbar**2, 4 / hbar**2 * one_sided, V)),
    )
    return tested(parts, FEATURES["Q"], 2 / FEATURES["hbar"] * sp.sqrt(FEATURES["M2"]))


@section.claim("p/d-rank-one-trace-norm", "Trace norm of rank one", kind="prose", place="Appendix D, before (D5)", uses=[],
               note="M = |psi><phi| with psi = u + iv, phi = f + ig of every size: M^dagger M = |psi|^2 |phi><phi|, whose single "
               "eigenvalue apart from 0 is its trace, the right side. Second way, by components of vectors with 2 entries: one "
               "squared singular value, the right side, the other 0.")
def rank_one_trace_norm() -> All:
    r"""\left\| |\psi\rangle\langle\phi| \right\|_{Tr}^2 = \|\psi\|^2 \|\phi\|^2"""
    table = Variables()
    psi, phi = _vector(table, "psi", 2), _vector(table, "phi", 2)
    total, other = squared_singular_values(outer(psi, phi))
    parts = {"A[i,j]": "u[i]*f[j] + v[i]*g[j]", "C[i,j]": "v[i]*f[j] - u[i]*g[j]"}  # M = A + iC
    real, imaginary, trace = (replaced(parse(text), dict(parts)) for text in (
        "A[i,j]*A[i,k] + C[i,j]*C[i,k]", "A[i,j]*C[i,k] - C[i,j]*A[i,k]", "A[i,j]*A[i,j] + C[i,j]*C[i,j]"))
    norm, other_norm = parse("u[i]*u[i] + v[i]*v[i]"), parse("f[n]*f[n] + g[n]*g[n]")
    return conjunction(
        ("every size: real part of M^dagger M", IndexEqual(real, norm * parse("f[j]*f[k] + g[j]*g[k]"))),
        ("every size: its imaginary part", IndexEqual(imaginary, norm * parse("g[j]*f[k] - f[j]*g[k]"))),
        ("every size: its trace", IndexEqual(trace, norm * other_norm)),
        ("size 2: sum of squares", Equal(total, _norm_squared(psi) * _norm_squared(phi), table)),
        ("size 2: rank one", Equal(other, sp.Integer(0), table)),
    )


@section.claim("D5", "Error as a vector norm", kind="inequality", place="Appendix D, (D5)",
               uses=["D3", "p/pure-gaussian-projector", "p/d-rank-one-trace-norm"],
               note="In every Hilbert space; the difference of both sides is (4/hbar^2) <delta H>^2, which the proof gives away.")
def vector_bound() -> Tested | All:
    r"""\left\| \delta\hat{\mathcal L}^{(\alpha)}[\hat\tau_{\alpha,\sigma}] \right\|_{Tr}^2 \le
    \frac{4}{\hbar^2} \left\| \delta\hat H^{[\alpha,2]} |\alpha,\sigma\rangle \right\|^2"""
    exact = commutator_norm_squared(mean, mean**2 + spread**2) / hbar**2
    vector = mean**2 + spread**2  # |B psi|^2
    parts = conjunction(
        ("the bound", AtMost(exact, 4 / hbar**2 * vector, V)),
        ("what is given away", Equal(4 / hbar**2 * vector - exact, 4 / hbar**2 * mean**2, V)),
    )
    return tested(parts, FEATURES["Q"] ** 2, 4 / FEATURES["hbar"] ** 2 * FEATURES["M2"])


@section.claim("D6", "Vector norm as an expectation", kind="identity", place="Appendix D, (D6)",
               uses=["p/hamiltonian-remainder", "p/pure-gaussian-projector"],
               note="psi = u + iv and rho = psi psi^dagger, of every size, with a real symmetric B such as multiplication by delta V.")
def vector_norm_as_trace() -> All:
    r"""\frac{4}{\hbar^2} \left\| \delta\hat H^{[\alpha,2]} |\alpha,\sigma\rangle \right\|^2 =
    \frac{4}{\hbar^2} \mathrm{Tr}\left[ \hat\tau_{\alpha,\sigma} ( \delta V^{[\alpha_x,2]}(\hat x) )^2
    \right]"""
    symmetric = Relations(symmetric=frozenset({"B"}))
    image = {"f[i]": "B[i,j]*u[j]", "g[i]": "B[i,j]*v[j]"}
    norm = replaced(parse("f[i]*f[i] + g[i]*g[i]"), dict(image))
    trace = parse("u[i]*u[j]*B[j,k]*B[k,i] + v[i]*v[j]*B[j,k]*B[k,i]")
    imaginary = parse("v[i]*u[j]*B[j,k]*B[k,i]")  # of rho_ij, minus its mirror image
    return conjunction(
        ("real part", IndexEqual(norm, trace, symmetric)),
        ("no imaginary part", IndexEqual(imaginary, parse("u[i]*v[j]*B[j,k]*B[k,i]"), symmetric)),
    )
