r"""A parabolic kernel that follows a flow, on jets: its logarithmic derivatives at one point, for every diffusion matrix and field.

    K_0(x, y, t) = (4 pi eps^2 t)^(-n/2) det A(x)^(-1/2) exp(-<eta, A(x)^(-1) eta>/(4 eps^2 t)),    eta = x - phi^(-t)(y).

At one point x the entries of A and v and all their derivatives are independent symbols; so are eta and u = v(phi^(-t)(y)). Two
derivations act on them: d_k by x, with d_k eta_i = delta_ik and d_k u = 0, and d_t at fixed x and y, with d_t eta = u, since
phi^(-t)(y) moves with -v. In two variables det A takes the place of A_22 = (det A + A_12^2)/A_11, so that A > 0 says that two
symbols are positive. Everything is a rational function: what is equal here is equal for all A > 0, v, x, y.

Source: E. E. Levi's parametrix, with the Gaussian carried along the flow (Z. Li, section 3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import sympy as sp

Factory = Callable[[str, bool], sp.Symbol]


def real_symbol(name: str, positive: bool) -> sp.Symbol:
    """A real symbol, or a positive one."""
    return sp.Symbol(name, positive=True) if positive else sp.Symbol(name, real=True)


@dataclass(frozen=True)
class Jets:
    """Jets of a positive definite matrix A and a field v in `size` = 1 or 2 variables, with eta, u, eps and t.

    symbol: makes the symbols, as they are met; told whether a symbol is positive.

    >>> eps, t = sp.symbols("eps t", positive=True)
    >>> one = Jets(1, eps, t)
    >>> one.time_rate()
    -1/(2*t) + eta_1**2/(4*A_11*eps**2*t**2) - eta_1*u_1/(2*A_11*eps**2*t)
    >>> one.by_x(one.diffusion[0, 0], 0)
    A_11_1
    """

    size: int
    eps: sp.Symbol
    t: sp.Symbol
    symbol: Factory = real_symbol
    _known: dict[sp.Symbol, tuple[str, tuple[int, ...]]] = field(default_factory=dict)

    def _jet(self, letter: str, index: str, orders: tuple[int, ...]) -> sp.Symbol:
        name = f"{letter}_{index}" + ("_" + "".join(str(k + 1) for k in sorted(orders)) if orders else "")
        for symbol in self._known:
            if symbol.name == name:
                return symbol
        symbol = self.symbol(name, not orders and (letter == "det" or (letter, index) == ("A", "11")))
        self._known[symbol] = (f"{letter}_{index}", tuple(sorted(orders)))
        return symbol

    @property
    def diffusion(self) -> sp.Matrix:
        """A at the point."""
        first = self._jet("A", "11", ())
        if self.size == 1:
            return sp.Matrix([[first]])
        mixed = self._jet("A", "12", ())
        return sp.Matrix([[first, mixed], [mixed, (self.determinant + mixed**2) / first]])

    @property
    def determinant(self) -> sp.Expr:
        """det A."""
        return self._jet("A", "11", ()) if self.size == 1 else self._jet("det", "A", ())

    @property
    def inverse(self) -> sp.Matrix:
        """A^(-1) = adj A/det A."""
        return self.diffusion.adjugate() / self.determinant

    def _vector(self, letter: str) -> sp.Matrix:
        return sp.Matrix([self._jet(letter, str(i + 1), ()) for i in range(self.size)])

    @property
    def drift(self) -> sp.Matrix:
        """v at the point x."""
        return self._vector("v")

    @property
    def displacement(self) -> sp.Matrix:
        """eta = x - phi^(-t)(y)."""
        return self._vector("eta")

    @property
    def carried(self) -> sp.Matrix:
        """u = v(phi^(-t)(y))."""
        return self._vector("u")

    def by_x(self, expression: sp.Expr, k: int) -> sp.Expr:
        """d_k of an expression, y and t fixed."""
        total = sp.Integer(0)
        for symbol in sorted(sp.sympify(expression).free_symbols & set(self._known), key=str):
            base, orders = self._known[symbol]
            letter, index = base.split("_")
            if letter == "eta":
                rate: sp.Expr = sp.Integer(1 if int(index) == k + 1 else 0)
            elif letter == "det":
                (a, b), (_, c) = self.diffusion.tolist()
                rate = a * self._jet("A", "22", (k,)) + c * self._jet("A", "11", (k,)) - 2 * b * self._jet("A", "12", (k,))
            else:
                rate = sp.Integer(0) if letter == "u" else self._jet(letter, index, (*orders, k))
            total += sp.diff(expression, symbol) * rate
        return total

    def by_t(self, expression: sp.Expr) -> sp.Expr:
        """d_t of an expression, x and y fixed. Raises: ValueError where u occurs, whose rate is no jet at x."""
        if set(self.carried) & expression.free_symbols:
            raise ValueError(f"`expression` must not hold u, but is {expression}")
        moving = sum(sp.diff(expression, e) * u for e, u in zip(self.displacement, self.carried, strict=True))
        return sp.diff(expression, self.t) + moving

    def exponent(self) -> sp.Expr:
        """<eta, A^(-1) eta>/(4 eps^2 t)."""
        eta = self.displacement
        return (eta.T * self.inverse * eta)[0] / (4 * self.eps**2 * self.t)

    def time_rate(self) -> sp.Expr:
        """d_t K_0/K_0."""
        return sp.expand(-sp.Rational(self.size, 2) / self.t - self.by_t(self.exponent()))

    def gradient(self) -> sp.Matrix:
        """grad K_0/K_0."""
        det = self.determinant
        return sp.Matrix([-self.by_x(det, k) / (2 * det) - self.by_x(self.exponent(), k) for k in range(self.size)])

    def transport(self) -> sp.Expr:
        """v.grad K_0/K_0."""
        return (self.drift.T * self.gradient())[0]

    def flux(self) -> sp.Matrix:
        """A grad K_0/K_0."""
        return self.diffusion * self.gradient()

    def spreading(self) -> sp.Expr:
        """eps^2 div(A grad K_0)/K_0."""
        gradient, flux = self.gradient(), self.flux()
        divergence = sum(self.by_x(flux[k], k) for k in range(self.size))
        return self.eps**2 * (divergence + (gradient.T * flux)[0])

    def defect(self) -> sp.Expr:
        """R_1/K_0 with R_1 = -(d_t - Q) K_0, Q = eps^2 div A grad + v.grad."""
        return self.spreading() + self.transport() - self.time_rate()

    def next_derivative(self, ratio: sp.Expr, k: int) -> sp.Expr:
        """d_k (f K_0)/K_0 for f = ratio."""
        return self.by_x(ratio, k) + ratio * self.gradient()[k]
