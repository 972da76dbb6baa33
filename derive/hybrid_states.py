r"""States of a particle and a system with two levels, rho = sum_ab c_ab |a><b| (x) |psi_a><psi_b|.

Where the two vectors have the overlap o >= 0, rho lives on two qubits: psi_0 = (1, 0), psi_1 = (o, sqrt(1 - o^2)), and is entangled if and
only if its partial transpose has a negative determinant (Augusiak, Demianowicz and Horodecki, Phys. Rev. A 77, 030301 (2008)).
Blocks whose kernels are Gaussian stay so under multiplication by exp(-i l t (a x - b y)/h - g t (x - y)^2/h^2), the exact evolution of
H = l q A with -(g/h^2) [q, [q, .]].
"""

from __future__ import annotations

import sympy as sp

from derive import wigner
from derive.gaussian_function import GaussianFunction, conjugate, gaussian, integrate, product
from derive.hybrid import BlockGenerator
from derive.wigner import Kernel


def evolved(kernel: Kernel, a: sp.Expr, b: sp.Expr, *, coupling: sp.Expr, time: sp.Expr, hbar: sp.Symbol,
            localisation: sp.Expr = sp.S.Zero) -> Kernel:
    """The kernel of the block (a, b) after a time: exp(-i coupling t (a x - b y)/h - localisation t (x - y)^2/h^2) times the kernel."""
    x, y = kernel.left, kernel.right
    factor = gaussian(-sp.I * coupling * time * (a * x - b * y) / hbar - localisation * time * (x - y) ** 2 / hbar**2)
    return Kernel(product(kernel.function, factor), x, y)


def overlap(kernel: Kernel, a: sp.Expr, b: sp.Expr, *, coupling: sp.Expr, time: sp.Expr, hbar: sp.Symbol) -> GaussianFunction:
    """<psi_b|psi_a>, the trace over the particle of the block (a, b) from a state |psi><psi|."""
    x = sp.Dummy("x", real=True)
    return integrate(wigner.diagonal(evolved(kernel, a, b, coupling=coupling, time=time, hbar=hbar), x), x)


def rate(function: GaussianFunction, time: sp.Symbol, start: sp.Expr = sp.S.Zero) -> sp.Expr:
    """(d_t f)/f at a time."""
    grown = sp.diff(function.exponent, time) + sp.diff(function.radicand, time) / (4 * function.radicand)
    return sp.cancel(sp.together(grown.subs(time, start)))


def quotient(function: GaussianFunction, generator: BlockGenerator, q: sp.Symbol, p: sp.Symbol) -> sp.Expr:
    """(G f)/f for a generator with at most two derivatives."""
    slopes = {v: sp.diff(function.exponent, v) for v in (q, p)}
    ratios = {v: (sp.S.One, slopes[v], slopes[v] ** 2 + sp.diff(slopes[v], v)) for v in (q, p)}
    return sp.cancel(sp.together(generator.on_exponential(ratios[q], ratios[p])))


def transposed_determinant(first: sp.Expr, second: sp.Expr, coherence: sp.Expr, shared: sp.Expr) -> sp.Expr:
    """The determinant of the partial transpose, for populations c_00, c_11, a real coherence c_01 and the overlap o.

    >>> c, o = sp.symbols("c o")
    >>> transposed_determinant(sp.Rational(1, 2), sp.Rational(1, 2), c, 0).factor()
    -c**2/4
    """
    other = sp.Dummy("s")
    vectors = sp.Matrix([1, 0]), sp.Matrix([shared, other])
    c = sp.Matrix([[first, coherence], [coherence, second]])
    rows = [[c[a, b] * vectors[a] * vectors[b].T for a in (0, 1)] for b in (0, 1)]
    determinant = sp.Poly(sp.Matrix(sp.BlockMatrix(rows)).det(), other)
    even = {monomial[0]: value for monomial, value in determinant.terms()}
    if any(power % 2 for power in even):
        raise ArithmeticError(f"the determinant must be even in {other}, but is {determinant}")
    return sp.expand(sp.Add(*(value * (1 - shared**2) ** (power // 2) for power, value in even.items())))


def second_minor(first: GaussianFunction, second: GaussianFunction, off: GaussianFunction) -> GaussianFunction:
    """f_00 f_11 / |f_01|^2: a 2 x 2 block with populations 1, 1 and coherence 1 is positive only where this is at least 1."""
    both, mixed = product(first, second), product(off, conjugate(off))
    return gaussian(both.exponent - mixed.exponent, coefficient=both.coefficient / mixed.coefficient,
                    radicand=both.radicand / mixed.radicand)


def crossed_jumps(coupling: sp.Expr, localisation: sp.Expr, dephasing: sp.Expr, hbar: sp.Symbol, *, transposed: bool) -> sp.Matrix:
    """The matrix D of sum_jk D_jk (L_j rho L_k - (1/2){L_k L_j, rho}), L = (q, A), for H = coupling q A and both double commutators.

    H itself adds a commutator; on the transpose over the second system, X A -> A X turns it into crossed jumps with coefficients -+ i l/h.
    """
    off = sp.I * coupling / hbar if transposed else sp.S.Zero
    return sp.Matrix([[2 * localisation / hbar**2, -off], [off, 2 * dephasing]])


def jump_rate(matrix: sp.Matrix, left: tuple[sp.Expr, sp.Expr], right: tuple[sp.Expr, sp.Expr]) -> sp.Expr:
    """The factor by which sum_jk D_jk (L_j rho L_k - (1/2){L_k L_j, rho}) multiplies <x, a|rho|y, b>, left = (x, a), right = (y, b)."""
    total = sp.S.Zero
    for j in (0, 1):
        for k in (0, 1):
            total += matrix[j, k] * (left[j] * right[k] - (left[k] * left[j] + right[k] * right[j]) / 2)
    return sp.expand(total)
