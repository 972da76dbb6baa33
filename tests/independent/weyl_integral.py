r"""The Weyl product of Gaussian symbols by exact integration, in its two integral forms.

    oscillatory integral:   a # b (z) = (pi h)^(-2n) int int a(z + u) b(z + v) exp(-(2i/h) sigma(u, v)) du dv
    Fourier multiplier:     a # b (z) = (2 pi)^(-4n) int int A(k) B(l) exp((ih/2) sigma(k, l)) exp(i <k + l, z>) dk dl

with A(k) = int a(z) exp(-i <k, z>) dz, likewise B, and sigma((x, xi), (y, eta)) = <xi, y> - <x, eta>. They share no code with the
expansions in powers of h. Waves exp(i <k, z>) are multiplied by the multiplier alone.

Source: Zworski, Semiclassical Analysis (2012), Theorems 4.11 and 4.12.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from derive.canonical_pairs import CanonicalPairs
from derive.gaussian_function import GaussianFunction, fourier, gaussian, integrate, product, scaled, substitute


def symplectic_form(first: Sequence[sp.Expr], second: Sequence[sp.Expr]) -> sp.Expr:
    """sigma((x, xi), (y, eta)) = <xi, y> - <x, eta>, both vectors as (x_1, ..., x_n, xi_1, ..., xi_n)."""
    n = len(first) // 2
    return sum((first[n + j] * second[j] - first[j] * second[n + j] for j in range(n)), sp.S.Zero)


def _dummies(name: str, at: CanonicalPairs) -> list[sp.Symbol]:
    return [sp.Dummy(f"{name}{i}", real=True) for i in range(len(at.coordinates))]


def star_by_integral(a: GaussianFunction, b: GaussianFunction, at: CanonicalPairs) -> GaussianFunction:
    """a # b by the oscillatory integral.

    Raises: ValueError where `at.h` is not known to be positive, or a Gaussian not known to decay.
    """
    z, u, v = at.coordinates, _dummies("u", at), _dummies("v", at)
    shifted = [substitute(f, {c: c + w for c, w in zip(z, by, strict=True)}) for f, by in ((a, u), (b, v))]
    wave = gaussian(-2 * sp.I / at.h * symplectic_form(u, v), coefficient=(sp.pi * at.h) ** -len(z))
    result = product(product(shifted[0], shifted[1]), wave)
    for variable in (*u, *v):
        result = integrate(result, variable)
    return result


def star_by_multiplier(a: GaussianFunction, b: GaussianFunction, at: CanonicalPairs) -> GaussianFunction:
    """a # b by the Fourier multiplier."""
    z, k, l = at.coordinates, _dummies("k", at), _dummies("l", at)
    for c, first, second in zip(z, k, l, strict=True):
        a, b = fourier(a, c, first, sign=-1), fourier(b, c, second, sign=-1)
    result = product(product(a, b), star_of_waves(k, l, at))
    for variable in (*k, *l):
        result = integrate(result, variable)
    return scaled(result, (2 * sp.pi) ** (-2 * len(z)))


def star_of_waves(k: Sequence[sp.Expr], l: Sequence[sp.Expr], at: CanonicalPairs) -> GaussianFunction:
    """exp(i <k, z>) # exp(i <l, z>) = exp((ih/2) sigma(k, l)) exp(i <k + l, z>).

    >>> x, xi, k, l = sp.symbols("x xi k l", real=True)
    >>> h = sp.Symbol("h", positive=True)
    >>> star_of_waves((k, 0), (0, l), CanonicalPairs((x,), (xi,), h)).exponent
    -I*h*k*l/2 + I*k*x + I*l*xi
    """
    phase = sum(((first + second) * c for c, first, second in zip(at.coordinates, k, l, strict=True)), sp.S.Zero)
    return gaussian(sp.I * phase + sp.I * at.h / 2 * symplectic_form(k, l))


def trace(a: GaussianFunction, at: CanonicalPairs) -> GaussianFunction:
    """Tr Op(a) = (2 pi h)^(-n) int a(z) dz."""
    for variable in at.coordinates:
        a = integrate(a, variable)
    return scaled(a, (2 * sp.pi * at.h) ** -len(at.x))
