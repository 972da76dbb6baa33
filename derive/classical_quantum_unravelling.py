r"""Trajectories whose average is a given classical-quantum master equation (`derive.classical_quantum_equation`), singular D2 included.

For operators without trace, sigma sigma^T = 2 D2 and N_j = (sigma^-)_ji B_i, where (1 - sigma sigma^-) B = 0,

    dz_i = (c_i + 2 sigma_ij e_j) dt + sigma_ij dW_j,      e_j = Tr(N_j + N_j^+) rho/2,
    d rho = -i[H, rho] dt + sum_j (N_j rho N_j^+ - (1/2){N_j^+ N_j, rho}) dt + (N_j rho + rho N_j^+ - 2 e_j rho) dW_j + S(rho) dt,

S what is left of the decoherence: C = D0_ab |L_a><L_b| - |N_j><N_j|, n^2 x n^2, in place of D0_ab. Where C >= 0 the states stay
states, and where C = 0 pure states stay pure,

    d psi = (-i H - (1/2) N_j^+ N_j + e_j N_j - (1/2) e_j^2) psi dt + (N_j - e_j) psi dW_j.

By Ito's rule d E[phi(Z) rho] = E[phi X_0 + phi_i X_i + phi_ij X_ij] dt with

    X_0 the drift of rho,   X_i = (c_i + 2 sigma_ij e_j) rho + sigma_ij Y_j,  Y_j the noise of rho,   X_ij = (1/2) sigma_ik sigma_jk rho,

and by parts the density of the average obeys d_t rho = X_0 - d_i X_i + d_i d_j X_ij, once the e_j have cancelled.

>>> z, s, b, g = sp.symbols("z s b g", positive=True)
>>> A, one = sp.ImmutableMatrix([[1, 0], [0, -1]]), sp.ImmutableMatrix([[1]])
>>> law = MasterEquation((z,), (sp.S.Zero,), sp.ImmutableMatrix.zeros(2), (A,), g * one, b * one, s**2 * z**2 / 2 * one)
>>> found = unravelling(law)
>>> found.sigma[0, 0], found.kicks[0][0, 0], sp.expand(found.surplus[0, 0])
(s*z, b/(s*z), -b**2/(s**2*z**2) + g)

Source: the filtering equations of Belavkin; Layton, Oppenheim and Weller-Davies, arXiv:2208.11722, (7) and (8).
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derive.classical_quantum_equation import MasterEquation, Matrices


@dataclass(frozen=True)
class Unravelling:
    """sigma (N, r), of full column rank for almost all z; kicks N_j, r of (n, n); surplus C (n^2, n^2); residue (1 - sigma sigma^-) B_i,
    N of (n, n), which must vanish; equation, with operators without trace."""

    equation: MasterEquation
    sigma: sp.ImmutableMatrix
    kicks: Matrices
    surplus: sp.ImmutableMatrix
    residue: Matrices


def factor(D2: sp.MatrixBase) -> sp.ImmutableMatrix:
    """sigma with sigma sigma^T = 2 D2, by Cholesky's method; a pivot that vanishes identically drops its column.

    >>> z = sp.Symbol("z", real=True)
    >>> factor(sp.Matrix([[1, z], [z, z**2]]) / 2)
    Matrix([
    [1],
    [z]])

    Raises: ValueError where D2 is certainly not positive semidefinite for all values.
    """
    rest, columns = sp.Matrix(2 * D2).applyfunc(_short), []
    for k in range(rest.rows):
        pivot = rest[k, k]
        if pivot.is_negative or (pivot == 0 and any(entry != 0 for entry in rest[:, k])):
            raise ValueError(f"`D2` must have no negative eigenvalues, but is {sp.Matrix(D2).tolist()}")
        if pivot != 0:
            column = (rest[:, k] / sp.sqrt(pivot)).applyfunc(_short)
            rest = (rest - rest[:, k] * rest[k, :] / pivot).applyfunc(_short)
            columns.append(column)
    return sp.ImmutableMatrix(sp.Matrix.hstack(*columns)) if columns else sp.ImmutableMatrix(rest.rows, 0, [])


def unravelling(equation: MasterEquation, sigma: sp.MatrixBase | None = None) -> Unravelling:
    """The unravelling; sigma: one of full column rank with sigma sigma^T = 2 D2, by Cholesky's method where none is given.

    Raises: ValueError for a sigma that is no such factor, and as `factor`.
    """
    law = equation.traceless()
    noise = factor(law.D2) if sigma is None else sp.ImmutableMatrix(sigma)
    if noise.rows != len(law.variables) or (noise * noise.T - 2 * law.D2).applyfunc(_short) != sp.zeros(noise.rows, noise.rows):
        raise ValueError(f"`sigma` must be a factor of 2 D2 = sigma sigma^T, but is {noise.tolist()}")
    inverse = left_inverse(noise)
    kicks = tuple(_sum(inverse.row(j), law.back) for j in range(noise.cols))
    residue = tuple(sp.ImmutableMatrix((B - _sum(noise.row(i), kicks)).applyfunc(_short)) if noise.cols else B
                    for i, B in enumerate(law.back))
    size = law.levels**2
    C = sp.zeros(size, size)
    for a, left in enumerate(law.operators):
        for b, right in enumerate(law.operators):
            C += law.D0[a, b] * left.reshape(size, 1) * right.reshape(size, 1).H
    for N in kicks:
        C -= N.reshape(size, 1) * N.reshape(size, 1).H
    return Unravelling(law, noise, kicks, sp.ImmutableMatrix(C.applyfunc(_short)), residue)


def left_inverse(sigma: sp.MatrixBase) -> sp.ImmutableMatrix:
    """sigma^- = (sigma^T sigma)^-1 sigma^T of independent columns; (2 D2)^- is its transpose times it. Raises: ValueError for others."""
    if not sigma.cols:
        return sp.ImmutableMatrix(0, sigma.rows, [])
    square = (sigma.T * sigma).applyfunc(_short)
    if _short(square.det()) == 0:
        raise ValueError(f"`sigma` must have independent columns, but is {sp.Matrix(sigma).tolist()}; leave some out, or state D_2")
    return sp.ImmutableMatrix((square.inv() * sigma.T).applyfunc(_short))


def averaged(found: Unravelling, rho: sp.Matrix) -> sp.Matrix:
    """X_0 - d_i X_i + d_i d_j X_ij for a matrix of functions of the variables: the right side of the average's equation, from

    d rho = (a rho + rho a^+ + n_j rho n_j^+) dt + S(rho) dt + (n_j rho + rho n_j^+) dW_j with a and n_j of d psi above. The e_j
    are symbols, and cancel.
    """
    law, n = found.equation, found.equation.levels
    e = sp.symbols(f"e_1:{len(found.kicks) + 1}", real=True, cls=sp.Dummy)
    a = -sp.I * law.hamiltonian
    for N, mean in zip(found.kicks, e, strict=True):
        a += -N.H * N / 2 + mean * N - mean**2 / 2 * sp.eye(n)
    noises = [N - mean * sp.eye(n) for N, mean in zip(found.kicks, e, strict=True)]
    total = a * rho + rho * a.H + dissipated(found.surplus, rho)
    for noise in noises:
        total += noise * rho * noise.H
    total = total.applyfunc(sp.expand)
    for i, z in enumerate(law.variables):
        first = law.drift[i] * rho
        for j, (noise, mean) in enumerate(zip(noises, e, strict=True)):
            first += found.sigma[i, j] * (2 * mean * rho + noise * rho + rho * noise.H)
        total -= first.applyfunc(sp.expand).diff(z)
        for j, y in enumerate(law.variables):
            total += ((found.sigma.row(i) * found.sigma.row(j).T)[0] / 2 * rho).diff(z, y)
    return sp.Matrix(total.applyfunc(sp.expand))


def dissipated(C: sp.MatrixBase, rho: sp.Matrix) -> sp.Matrix:
    """C_(ij)(kl) (E_ij rho E_kl^+ - (1/2){E_kl^+ E_ij, rho}), E_ij the matrices with one entry 1."""
    n = rho.rows
    jumped = sp.Matrix(n, n, lambda i, k: sum(C[i * n + j, k * n + l] * rho[j, l] for j in range(n) for l in range(n)))
    damping = sp.Matrix(n, n, lambda l, j: sum(C[i * n + j, i * n + l] for i in range(n)))
    return sp.Matrix(jumped - (damping * rho + rho * damping) / 2)


def _sum(numbers: sp.MatrixBase, matrices: Matrices) -> sp.ImmutableMatrix:
    total = sp.zeros(*matrices[0].shape)
    for value, matrix in zip(numbers, matrices, strict=True):
        total += value * matrix
    return sp.ImmutableMatrix(total.applyfunc(_short))


def _short(entry: sp.Expr) -> sp.Expr:
    """The entry over one denominator, in lowest terms: 0 where a rational function of its parts vanishes."""
    return sp.cancel(sp.together(entry))
