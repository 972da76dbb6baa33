r"""The trade-off between decoherence and diffusion of a classical-quantum master equation, decided in exact arithmetic.

    d_t rho = -d_i(c_i rho) + d_i d_j(D2_ij rho) - i[H, rho] + D0_ab (L_a rho L_b^+ - (1/2){L_b^+ L_a, rho})
              - d_i(conj(D1_ia) L_a rho + D1_ia rho L_a^+)

is completely positive, for independent L_a, if and only if the block matrix (2 D2, D1; D1^+, D0) is positive semidefinite
(`derive.classical_quantum_generator`); by its Schur complement (Albert, SIAM J. Appl. Math. 17, 434 (1969)) if and only if

    D2 >= 0,   (1 - D2 D2^-) D1 = 0,   2 D0 - D1^+ D2^- D1 >= 0,        D2^- the Moore-Penrose inverse.

Here d Z = ... + sigma dW has D2 = sigma sigma^T/2. Authors who write (1/2) d_i d_j(D2_ij rho) have twice this D2, and no 2 before D0.

>>> half = sp.Rational(1, 2)
>>> found = trade_off(sp.Matrix([[half]]), sp.Matrix([[1]]), sp.Matrix([[1]]))
>>> found.holds, found.saturated
(True, True)
>>> trade_off(sp.Matrix([[half / 2]]), sp.Matrix([[1]]), sp.Matrix([[1]])).margin
Matrix([[-1/2]])

Source: Oppenheim, Sparaciari, Soda and Weller-Davies, Quantum 7, 891 (2023).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import flint
import sympy as sp
from sympy.polys.matrices import DomainMatrix

from derive.generalised_inverse import moore_penrose


@dataclass(frozen=True)
class TradeOff:
    """The margin 2 D0 - D1^+ D2^- D1 and the residue (1 - D2 D2^-) D1 of a choice of coefficients.

    holds: the evolution is completely positive. saturated: it is, with margin 0: no more decoherence than must be.
    """

    margin: sp.ImmutableMatrix
    residue: sp.ImmutableMatrix
    holds: bool
    saturated: bool


def trade_off(D0: sp.MatrixBase, D1: sp.MatrixBase, D2: sp.MatrixBase) -> TradeOff:
    """Whether 2 D0 >= D1^+ D2^- D1 and (1 - D2 D2^-) D1 = 0 for a positive semidefinite D2, exactly.

    Shapes: D0 (m, m) Hermitian, of m Lindblad operators; D1 (n, m); D2 (n, n) real symmetric, of n classical coordinates.
    Raises: ValueError for other shapes, and for entries that are not rational or Gaussian rational.
    """
    decoherence, back, diffusion = _read(D0, D1, D2)
    inverse = _pseudo_inverse(diffusion)
    margin = 2 * decoherence - _adjoint(back) * inverse * back
    residue = back - diffusion * inverse * back
    holds = _is_positive(diffusion) and residue.is_zero_matrix and _is_positive(margin)
    shown = [sp.ImmutableMatrix(part.to_Matrix()) for part in (margin, residue)]
    return TradeOff(shown[0], shown[1], holds, holds and margin.is_zero_matrix)


def margin(D0: sp.MatrixBase, D1: sp.MatrixBase, D2: sp.MatrixBase) -> sp.ImmutableMatrix:
    """2 D0 - D1^+ D2^-1 D1 of symbols, for an invertible D2.

    >>> g, k, c = sp.symbols("g k c", positive=True)
    >>> margin(sp.Matrix([[g]]), sp.Matrix([[c]]), sp.Matrix([[k]]))
    Matrix([[-c**2/k + 2*g]])
    """
    if D2.det().equals(0):
        raise ValueError(f"`D2` must be invertible, but {D2} is not; use `trade_off` for numbers")
    return sp.ImmutableMatrix((2 * D0 - D1.H * D2.inv() * D1).applyfunc(sp.expand))


def block_is_positive(D0: sp.MatrixBase, D1: sp.MatrixBase, D2: sp.MatrixBase) -> bool:
    """Whether (2 D2, D1; D1^+, D0) is positive semidefinite, by its characteristic polynomial: no inverse is taken."""
    decoherence, back, diffusion = _read(D0, D1, D2)
    upper = (2 * diffusion).hstack(back)
    return _is_positive(upper.vstack(_adjoint(back).hstack(decoherence)))


def least_decoherence(D1: sp.MatrixBase, sigma: sp.MatrixBase) -> sp.ImmutableMatrix:
    """D1^+ (sigma sigma^T)^- D1, the D0 of equality; lawful only where (1 - sigma sigma^-) D1 = 0.

    >>> least_decoherence(sp.Matrix([[1, 0], [0, 1]]), sp.diag(2, 3))
    Matrix([
    [1/4,   0],
    [  0, 1/9]])
    """
    back, noise = _exact("D1", D1), _exact("sigma", sigma)
    if not _is_real(noise):
        raise ValueError(f"`sigma` must be real, but is {sigma}")
    if back.shape[0] != noise.shape[0]:
        rows = f"{back.shape[0]} and {noise.shape[0]}"
        raise ValueError(f"`D1` must have a row for every row of `sigma`, but they have {rows}")
    return sp.ImmutableMatrix((_adjoint(back) * _pseudo_inverse(noise * noise.transpose()) * back).to_Matrix())


def generalised_inverse(matrix: sp.MatrixBase) -> sp.ImmutableMatrix:
    """The Moore-Penrose inverse of a real rational matrix.

    >>> generalised_inverse(sp.Matrix([[2, 0], [0, 0]]))
    Matrix([
    [1/2, 0],
    [  0, 0]])
    """
    exact = _exact("matrix", matrix)
    if not _is_real(exact):
        raise ValueError(f"`matrix` must be real, but is {matrix}")
    return sp.ImmutableMatrix(_pseudo_inverse(exact).to_Matrix())


def is_positive_semidefinite(matrix: sp.MatrixBase) -> bool:
    """Whether a Hermitian matrix is: all coefficients of det(x + M) are >= 0.

    >>> is_positive_semidefinite(sp.Matrix([[1, sp.I], [-sp.I, 1]])), is_positive_semidefinite(sp.Matrix([[1, 2], [2, 1]]))
    (True, False)
    """
    exact = _exact("matrix", matrix)
    if exact != _adjoint(exact):
        raise ValueError(f"`matrix` must be Hermitian, but {matrix} is not")
    return _is_positive(exact)


def _read(D0: sp.MatrixBase, D1: sp.MatrixBase, D2: sp.MatrixBase) -> Sequence[DomainMatrix]:
    decoherence, back, diffusion = (_exact(name, m) for name, m in (("D0", D0), ("D1", D1), ("D2", D2)))
    (n, m) = back.shape
    if decoherence.shape != (m, m) or diffusion.shape != (n, n):
        raise ValueError(f"`D0` and `D2` must be {m} x {m} and {n} x {n} for `D1` of {n} x {m}, but are "
                         f"{decoherence.shape[0]} x {decoherence.shape[1]} and {diffusion.shape[0]} x {diffusion.shape[1]}")
    if decoherence != _adjoint(decoherence):
        raise ValueError(f"`D0` must be Hermitian, but is {D0}")
    if diffusion != diffusion.transpose() or not _is_real(diffusion):
        raise ValueError(f"`D2` must be real and symmetric, but is {D2}")
    return decoherence, back, diffusion


def _exact(name: str, matrix: sp.MatrixBase) -> DomainMatrix:
    """The matrix over the Gaussian rationals."""
    for entry in matrix:
        real, imaginary = sp.sympify(entry).as_real_imag()
        if not (isinstance(real, sp.Rational) and isinstance(imaginary, sp.Rational)):
            raise ValueError(f"`{name}` must have rational or Gaussian rational entries, but has {entry}; write a fraction")
    return DomainMatrix.from_Matrix(sp.Matrix(matrix)).convert_to(sp.QQ_I).to_dense()


def _adjoint(matrix: DomainMatrix) -> DomainMatrix:
    return matrix.transpose().applyfunc(lambda entry: sp.QQ_I(entry.x, -entry.y))


def _is_real(matrix: DomainMatrix) -> bool:
    return all(entry.y == 0 for row in matrix.to_list() for entry in row)


def _pseudo_inverse(matrix: DomainMatrix) -> DomainMatrix:
    """The Moore-Penrose inverse of a real matrix."""
    entries = [flint.fmpq(int(entry.x.numerator), int(entry.x.denominator)) for row in matrix.to_list() for entry in row]
    found = moore_penrose(flint.fmpq_mat(*matrix.shape, entries)).tolist()
    rows = [[sp.QQ_I(sp.QQ(int(entry.p), int(entry.q)), sp.QQ(0)) for entry in row] for row in found]
    return DomainMatrix(rows, (matrix.shape[1], matrix.shape[0]), sp.QQ_I)


def _is_positive(matrix: DomainMatrix) -> bool:
    return all(coefficient.x >= 0 for coefficient in (-matrix).charpoly())
