r"""Wigner functions of Gaussian kernels, one degree of freedom, from both of their definitions.

    by chord:             W(x, p) = N int dy exp(s i y p / hbar) <x + y/2| rho |x - y/2>
    by characteristic     W(x, p) = N int dc1 dc2 Tr[exp(i c1 (X - x) + i c2 (P - p)) rho]
    function:

With [X, P] = i hbar the second with N = (2 pi)^-2 equals the first with s = -1, N = 1/(2 pi hbar). Sign and
prefactor are arguments, so that other printed forms can be computed as they stand. Coherent dyads |a><b|
span a dense set of operators: an identity of both forms for all of them is one of the transforms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from derive.gaussian_function import (
    GaussianFunction,
    conjugate,
    fourier,
    gaussian,
    integrate,
    product,
    scaled,
    substitute,
)


@dataclass(frozen=True)
class Kernel:
    """<left|rho|right> as a function of the two real positions."""

    function: GaussianFunction
    left: sp.Symbol
    right: sp.Symbol

    def at(self, left: sp.Expr, right: sp.Expr) -> GaussianFunction:
        """<left|rho|right> at two positions."""
        return substitute(self.function, {self.left: left, self.right: right})


def _required_positive(**values: sp.Expr) -> None:
    for name, value in values.items():
        if sp.sympify(value).is_positive is not True:
            raise ValueError(f"`{name}` must be positive, but {value} is not known to be")


def pure_gaussian(x: sp.Symbol, q: sp.Expr, p: sp.Expr, sxx: sp.Expr, sxp: sp.Expr,
                  hbar: sp.Symbol) -> GaussianFunction:
    """The wavefunction with means (q, p) and covariances sxx, sxp, spp = (hbar^2/4 + sxp^2)/sxx.

    (2 pi sxx)^(-1/4) exp(-(x - q)^2 (1 - 2 i sxp/hbar)/(4 sxx) + i p (x - q)/hbar)
    """
    _required_positive(sxx=sxx, hbar=hbar)
    width = (1 - 2 * sp.I * sxp / hbar) / (4 * sxx)
    return gaussian(-width * (x - q) ** 2 + sp.I * p * (x - q) / hbar, radicand=1 / (2 * sp.pi * sxx))


def dyad(ket: GaussianFunction, bra: GaussianFunction, x: sp.Symbol) -> Kernel:
    """The kernel <x|a><b|y> = a(x) conj(b(y)) of two wavefunctions of x."""
    y = sp.Dummy("y", real=True)
    return Kernel(product(ket, substitute(conjugate(bra), {x: y})), x, y)


def pure_state(q: sp.Expr, p: sp.Expr, sxx: sp.Expr, sxp: sp.Expr, hbar: sp.Symbol) -> Kernel:
    """The density kernel psi(x) conj(psi(y)) of the pure Gaussian state."""
    x = sp.Dummy("x", real=True)
    psi = pure_gaussian(x, q, p, sxx, sxp, hbar)
    return dyad(psi, psi, x)


def coherent_dyad(q1: sp.Expr, p1: sp.Expr, q2: sp.Expr, p2: sp.Expr, width: sp.Expr,
                  hbar: sp.Symbol) -> Kernel:
    """The kernel <x|a><b|y> of coherent states at (q1, p1) and (q2, p2), of position variance `width`."""
    x = sp.Dummy("x", real=True)
    ket, bra = (pure_gaussian(x, q, p, width, sp.S.Zero, hbar) for q, p in ((q1, p1), (q2, p2)))
    return dyad(ket, bra, x)


def transform(kernel: Kernel, x: sp.Symbol, p: sp.Symbol, *, sign: int, prefactor: sp.Expr,
              hbar: sp.Symbol) -> GaussianFunction:
    """prefactor * int dy exp(sign i y p/hbar) <x + y/2|rho|x - y/2>.

    The Wigner function for sign -1 and prefactor 1/(2 pi hbar).
    """
    _required_positive(hbar=hbar)
    y = sp.Dummy("y", real=True)
    return scaled(fourier(kernel.at(x + y / 2, x - y / 2), y, p / hbar, sign=sign), prefactor)


def weyl_kernel_trace(kernel: Kernel, c1: sp.Expr, c2: sp.Expr, *, hbar: sp.Symbol) -> GaussianFunction:
    """The characteristic function Tr[exp(i (c1 X + c2 P)) rho].

    [X, P] = i hbar gives (exp(i (c1 X + c2 P)) f)(x) = exp(i c1 (x + hbar c2/2)) f(x + hbar c2), hence the
    trace is the integral of exp(i c1 (x + hbar c2/2)) <x + hbar c2|rho|x>.
    """
    x = sp.Dummy("x", real=True)
    phase = gaussian(sp.I * c1 * (x + hbar * c2 / 2))
    return integrate(product(phase, kernel.at(x + hbar * c2, x)), x)


def characteristic_transform(kernel: Kernel, x: sp.Symbol, p: sp.Symbol, *, prefactor: sp.Expr,
                             hbar: sp.Symbol) -> GaussianFunction:
    """prefactor * int dc1 dc2 Tr[exp(i c1 (X - x) + i c2 (P - p)) rho].

    The Wigner function for prefactor (2 pi)^-2.
    """
    _required_positive(hbar=hbar)
    c1, c2 = sp.symbols("c1 c2", real=True, cls=sp.Dummy)
    trace = weyl_kernel_trace(kernel, c1, c2, hbar=hbar)
    return scaled(fourier(fourier(trace, c1, x, sign=-1), c2, p, sign=-1), prefactor)


def diagonal(kernel: Kernel, x: sp.Symbol) -> GaussianFunction:
    """The position distribution <x|rho|x>."""
    return kernel.at(x, x)


def total_mass(function: GaussianFunction, variables: Sequence[sp.Symbol]) -> GaussianFunction:
    """The integral over all the variables given."""
    for variable in variables:
        function = integrate(function, variable)
    return function


def fock_wigner(n: int, x: sp.Symbol, p: sp.Symbol, hbar: sp.Symbol) -> sp.Expr:
    """The Wigner function of the n-th oscillator state, position and momentum in units with m = omega = 1.

    psi_t(x) = (pi hbar)^(-1/4) exp(-x^2/(2 hbar) + t x - hbar t^2/4) is the sum of the
    (hbar/2)^(n/2) t^n/sqrt(n!) psi_n(x), so that W_n is (2/hbar)^n/n! times the n-th derivatives by t and
    by u, at 0, of the Wigner function of the dyad of psi_t and psi_u.

    >>> x, p = sp.symbols("x p", real=True)
    >>> fock_wigner(1, x, p, sp.Symbol("hbar", positive=True)).subs({x: 0, p: 0})
    -1/(pi*hbar)
    """
    if n < 0:
        raise ValueError(f"`n` must be a natural number, but is {n}")
    y, t, u = sp.symbols("y t u", real=True, cls=sp.Dummy)
    exponents = [-y**2 / (2 * hbar) + s * y - hbar * s**2 / 4 for s in (t, u)]
    ket, bra = (gaussian(exponent, radicand=1 / (sp.pi * hbar)) for exponent in exponents)
    generating = transform(dyad(ket, bra, y), x, p, sign=-1, prefactor=1 / (2 * sp.pi * hbar), hbar=hbar)
    polynomial = sp.S.One  # the derivative of P exp(E) is (P' + P E') exp(E)
    for variable in (t, u):
        slope = sp.diff(generating.exponent, variable)
        for _ in range(n):
            polynomial = sp.expand(sp.diff(polynomial, variable) + polynomial * slope)
    at_zero = {t: 0, u: 0}
    value = (2 / hbar) ** n / sp.factorial(n) * polynomial.subs(at_zero)
    vacuum = substitute(generating, at_zero)
    return sp.cancel(value) * sp.powdenest(vacuum.prefactor) * sp.exp(vacuum.exponent)
