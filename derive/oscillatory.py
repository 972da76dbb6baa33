r"""e^(i h Q(D_z, D_w)) with Q(zeta, omega) = beta zeta omega on Gaussian functions: as Fourier multiplier and as oscillatory integral.

A function e^(i(zeta z + omega w)) is multiplied by e^(i h beta zeta omega), D being -i d. The matrix of Q is B = (0 beta; beta 0), so
|det B|^(1/2) = beta for beta > 0, and its signature is 0. Both forms are computed by Gaussian integrals alone.
Source: M. Zworski, Semiclassical Analysis (2012), section 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derive.gaussian_function import GaussianFunction, fourier, gaussian, integrate, product, scaled, substitute


@dataclass(frozen=True)
class Pair:
    """Two real variables, the coefficient beta of Q and the parameter h."""

    z: sp.Symbol
    w: sp.Symbol
    beta: sp.Expr
    h: sp.Expr

    def multiplied(self, function: GaussianFunction) -> GaussianFunction:
        """e^(i h Q(D)) function, by its Fourier transform.

        >>> z, w = sp.symbols("z w", real=True)
        >>> h, s = sp.symbols("h s", positive=True)
        >>> Pair(z, w, sp.S.One, h).multiplied(gaussian(-(z**2 + w**2) / (2 * s))).expression().subs({z: 0, w: 0})
        s/sqrt(h**2 + s**2)
        """
        zeta, omega = (sp.Dummy(name, real=True) for name in ("zeta", "omega"))
        transformed = fourier(fourier(function, self.z, zeta, sign=-1), self.w, omega, sign=-1)
        multiplier = gaussian(sp.I * self.h * self.beta * zeta * omega)
        back = fourier(fourier(product(transformed, multiplier), zeta, self.z, sign=1), omega, self.w, sign=1)
        return scaled(back, 1 / (2 * sp.pi) ** 2)

    def integrated(self, function: GaussianFunction, phase: sp.Expr, first: sp.Symbol, second: sp.Symbol) -> GaussianFunction:
        """int int e^(i phase/h) function(z + first, w + second) d first d second, without a prefactor."""
        moved = substitute(function, {self.z: self.z + first, self.w: self.w + second})
        return integrate(integrate(product(moved, gaussian(sp.I * phase / self.h)), first), second)


def derivative_norm(width: sp.Expr, order: int) -> sp.Expr:
    """int |d^order e^(-x^2/width)| dx: the total variation of the derivative before, from one of its extrema to the next.

    >>> derivative_norm(sp.Symbol("s", positive=True), 1)
    2
    """
    x = sp.Dummy("x", real=True)
    function = sp.exp(-(x**2) / width)
    if order == 0:
        return sp.sqrt(sp.pi * width)
    before, here = sp.diff(function, x, order - 1), sp.diff(function, x, order)
    unit = sp.Dummy("u", real=True)  # x = sqrt(width) u leaves a polynomial in u with rational coefficients
    polynomial = sp.Poly(sp.expand(sp.simplify((here / function).subs(x, sp.sqrt(width) * unit) * width ** sp.Rational(order, 2))), unit)
    values = [sp.simplify(before.subs(x, sp.sqrt(width) * root)) for root in polynomial.real_roots()]
    steps = [sp.Abs(b - a) for a, b in zip([sp.S.Zero, *values], [*values, sp.S.Zero], strict=True)]
    return sp.simplify(sp.Add(*steps))


def taylor_remainder(theta: sp.Symbol, order: int) -> sp.Expr:
    """(1/(N-1)!) int_0^1 (1 - t)^(N-1) e^(i t theta) (i theta)^N dt for N = order, by parts: boundary terms, then an exponential.

    J_N = int (1 - t)^(N-1) e^(i t theta) dt obeys J_1 = (e^(i theta) - 1)/(i theta), i theta J_N = -1 + (N - 1) J_(N-1).

    >>> theta = sp.Symbol("theta", positive=True)
    >>> taylor_remainder(theta, 1)
    exp(I*theta) - 1
    """
    if order < 1:
        raise ValueError(f"`order` must be at least 1, but is {order}")
    integral = (sp.exp(sp.I * theta) - 1) / (sp.I * theta)
    for step in range(2, order + 1):
        integral = sp.expand((-1 + (step - 1) * integral) / (sp.I * theta))
    return sp.expand((sp.I * theta) ** order / sp.factorial(order - 1) * integral)
