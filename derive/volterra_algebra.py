r"""The corrections of a parametrix in the algebra of Volterra kernels, on any space.

Kernels on space-time are letters, compositions (integrals over space and time) are products, the unit 1 is the point mass in space and
time, and D = d_t - Q acts from the left. A kernel K_0 that tends to the point mass in space as t -> 0+, continued by 0 to t < 0, has

    D K_0 = 1 - R_1,

the definition of R_1. That products associate and D (K R) = (D K) R is differentiation under the integral; the rest is algebra, and
`derive.volterra` has the integrals themselves on finite spaces. The fundamental solution is D^(-1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add, mul

from derive.duhamel import sample_commuting
from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import identity, sample_general, sample_invertible


@dataclass(frozen=True)
class Parametrix:
    """D, K_0 and R_1 with D K_0 = 1 - R_1, and two letters without relations.

    trial: a kernel; apart: an operator that acts from the left or the right, such as derivatives by x or by y.
    """

    algebra: MatrixAlgebra
    operator: Abstract
    first: Abstract
    defect: Abstract
    trial: Abstract
    apart: Abstract

    @classmethod
    def new(cls) -> Parametrix:
        """All letters new.

        >>> p = Parametrix.new()
        >>> p.algebra.prove_equal(p.operator * p.improved(2), p.algebra.one - p.correction(3)) is not None
        True
        """
        algebra = MatrixAlgebra()
        operator, first = algebra.general("D", sample_invertible), algebra.general("K_0", sample_general)
        defect = algebra.general("R_1", lambda d, known, rng: identity(d) - known["D"] * known["K_0"])
        algebra.assume(operator * first + defect - algebra.one, text="R_1 = 1 - D K_0")
        found = cls(algebra, operator, first, defect, algebra.general("X", sample_general), algebra.general("Y", sample_general))
        algebra.inverse(operator)
        return found

    @property
    def fundamental(self) -> Abstract:
        """K = D^(-1)."""
        return self.operator.inverse

    def correction(self, k: int) -> Abstract:
        """R_k = R_1 R_(k-1), k = 1, 2, ..."""
        return reduce(mul, [self.defect] * k)

    def improved(self, j: int, *, same: bool = False) -> Abstract:
        """K_j, the sum of K_0 R_k over k from 0 to j; with `same`, R_j stands for every R_k from k = 1 on."""
        terms = [self.first * self.correction(j if same else k) for k in range(1, j + 1)]
        return reduce(add, [self.first, *terms])


def commuted(factor: str) -> tuple[Abstract, Abstract]:
    """[P, Q] for Q = s div A grad + v.grad, and `factor` div [P, A] grad + [P, v.grad], for P that commutes with div and grad.

    For d_t u = Qu the first is (d_t - Q) P u; P stands for any derivative by x, N for div, G for grad, V for v.grad.

    factor: the name of a positive scalar: s, or another one.

    >>> left, right = commuted("s")
    >>> left.algebra.prove_equal(left, right) is not None
    True
    """
    algebra = MatrixAlgebra()
    strength, printed = algebra.scalar("s"), algebra.scalar(factor)
    div = algebra.general("N", sample_general)
    grad, derivative = (algebra.general(name, sample_commuting("N")) for name in "GP")
    matrix, drift = (algebra.general(name, sample_general) for name in "AV")
    algebra.assume(derivative * div - div * derivative, derivative * grad - grad * derivative, text="derivatives commute")
    generator = strength * div * matrix * grad + drift
    inner = derivative * matrix - matrix * derivative
    return derivative * generator - generator * derivative, printed * div * inner * grad + derivative * drift - drift * derivative
