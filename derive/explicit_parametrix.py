r"""The kernel of `derive.parametrix` for given A, v and flow, as an explicit function, with its remainder and their derivatives.

    K_0 = (4 pi eps^2 t)^(-n/2) det A(x)^(-1/2) exp(-<x - p, A(x)^(-1) (x - p)>/(4 eps^2 t)),    p = phi^(-t)(y).

Everything is a function of x, p, eps and t; a derivative by t at fixed y moves p with -v(p). All are given over K_0, as logarithmic
derivatives, so that no exponential is differentiated.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

EPS, T = sp.symbols("eps t", positive=True)
S = sp.Symbol("s", real=True)


@dataclass(frozen=True)
class Example:
    """A(x), v(x), and the flow phi^s(x) of v in closed form for positive and negative times, in the variables `point` and S."""

    point: tuple[sp.Symbol, ...]
    matrix: sp.ImmutableMatrix
    drift: tuple[sp.Expr, ...]
    flow: tuple[sp.Expr, ...]

    @property
    def size(self) -> int:
        """n."""
        return len(self.point)

    @property
    def foot(self) -> tuple[sp.Symbol, ...]:
        """The components of p."""
        return tuple(sp.Symbol(f"p_{k + 1}", real=True) for k in range(self.size))

    def at_foot(self, expression: sp.Expr) -> sp.Expr:
        """The same at p in place of x."""
        return expression.subs(dict(zip(self.point, self.foot, strict=True)), simultaneous=True)

    def logarithm(self) -> sp.Expr:
        """log K_0."""
        eta = sp.Matrix([x - p for x, p in zip(self.point, self.foot, strict=True)])
        inverse, det = self.matrix.inv().applyfunc(sp.cancel), sp.cancel(self.matrix.det())
        square = (eta.T * inverse * eta)[0] / (4 * EPS**2 * T)
        return -sp.Rational(self.size, 2) * sp.log(4 * sp.pi * EPS**2 * T) - sp.log(det) / 2 - square

    def remainder(self, *, follows: bool = True) -> sp.Expr:
        """R_1/K_0 = -((d_t - Q) K_0)/K_0; without `follows` for a kernel with y in place of p, which does not move."""
        logarithm = self.logarithm()
        gradient = sp.Matrix([sp.diff(logarithm, x) for x in self.point])
        flux = self.matrix * gradient
        spreading = sum(sp.diff(f, x) for f, x in zip(flux, self.point, strict=True)) + (gradient.T * flux)[0]
        transport = sum(v * g for v, g in zip(self.drift, gradient, strict=True))
        rate = sp.diff(logarithm, T)
        if follows:
            rate -= sum(self.at_foot(v) * sp.diff(logarithm, p) for v, p in zip(self.drift, self.foot, strict=True))
        return EPS**2 * spreading + transport - rate

    def by_x(self, ratio: sp.Expr) -> sp.Expr:
        """d_1 (F K_0)/K_0 for F = ratio, by the first component of x."""
        return sp.diff(ratio, self.point[0]) + ratio * sp.diff(self.logarithm(), self.point[0])

    def by_foot(self, ratio: sp.Expr) -> sp.Expr:
        """The same by the first component of p."""
        return sp.diff(ratio, self.foot[0]) + ratio * sp.diff(self.logarithm(), self.foot[0])

    def along(self, ratio: sp.Expr) -> sp.Expr:
        """The same by x and p together, at fixed x - p: the derivative of (F K_0)(x + z, phi^t(x), t) by x."""
        return self.by_x(ratio) + self.by_foot(ratio)


_X, _Z = sp.symbols("x z", real=True)
LINE = Example(
    (_X,), sp.ImmutableMatrix([[1 + 1 / (2 * (1 + _X**2))]]), (sp.sqrt(1 + _X**2),),
    (_X * sp.cosh(S) + sp.sqrt(1 + _X**2) * sp.sinh(S),),
)
"""n = 1: A = 1 + 1/(2 (1 + x^2)), v = sqrt(1 + x^2), whose flow is sinh(asinh(x) + s)."""
PLANE = Example(
    (_X, _Z), sp.ImmutableMatrix(sp.eye(2) + sp.Matrix([[1, sp.Rational(1, 2)], [sp.Rational(1, 2), sp.Rational(1, 2)]])
                                 / (2 * (1 + _X**2 + _Z**2))),
    (sp.sqrt(1 + _Z**2), sp.Integer(0)), (_X + S * sp.sqrt(1 + _Z**2), _Z),
)
"""n = 2: A = 1 + (1 1/2; 1/2 1/2)/(2 (1 + |x|^2)), v = (sqrt(1 + z^2), 0), a shear without divergence."""
