r"""The solution of the equation of a monitored level system as a function of the record, for A = diag(a_k).

    dp = -l <A> dt + sqrt(2 g) dW,
    d rho = -(i/h)[l q A, rho] dt - c [A, [A, rho]] dt - (l/sqrt(8 g)) ({A, rho} - 2<A> rho) dW

(l the coupling, g the diffusion of p, c the dephasing; Ito). With u = p_t - p_0 the state is a function of u and t alone,

    rho_ab(u, t) = rho_ab(0) exp(X_ab)/N,  N = sum_k w_k exp(X_kk),  w_k = rho_kk(0),
    X_ab = -l (a+b) u/(4 g) - l^2 (a^2+b^2) t/(8 g) - i l q (a-b) t/h - (c - l^2/(16 g)) (a-b)^2 t,

and u has the law of a level k drawn with the probability w_k, then u = -l a_k t + sqrt(2 g) B_t with a Brownian motion B.
The exponent is exp(-(u + l a t)^2/(8 g t) - (u + l b t)^2/(8 g t)) up to the factor exp(u^2/(4 g t)), the same in every entry.

Source: the linear form of a diffusive unravelling, Wiseman and Milburn, Quantum Measurement and Control (2010), chapter 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from derive.gaussian_function import GaussianFunction, density, gaussian, product


@dataclass(frozen=True)
class Monitoring:
    """The rates and the position.

    coupling: l, momentum/time. diffusion: g, momentum^2/time, positive. dephasing: c, 1/time. position: q. hbar: action.
    Raises: ValueError for a float, or a diffusion not known to be positive.
    """

    coupling: sp.Expr
    diffusion: sp.Expr
    dephasing: sp.Expr
    position: sp.Expr
    hbar: sp.Expr

    def __post_init__(self) -> None:
        for name in ("coupling", "diffusion", "dephasing", "position", "hbar"):
            value = sp.sympify(getattr(self, name))
            if value.has(sp.Float):
                raise ValueError(f"`{name}` must be exact, but is {value}; write a rational number, as Rational(1, 2)")
            object.__setattr__(self, name, value)
        if self.diffusion.is_positive is not True:
            raise ValueError(f"`diffusion` must be positive, but {self.diffusion} is not known to be; the law needs noise in the momentum")

    @property
    def surplus(self) -> sp.Expr:
        """The dephasing beyond what the measurement itself causes, c - l^2/(16 g)."""
        return self.dephasing - self.coupling**2 / (16 * self.diffusion)

    @property
    def noise(self) -> sp.Expr:
        """The factor of dW in dp."""
        return sp.sqrt(2 * self.diffusion)


def exponent(at: Monitoring, a: sp.Expr, b: sp.Expr, u: sp.Expr, t: sp.Expr) -> sp.Expr:
    """X_ab: the logarithm of the entry (a, b) of the unnormalised state over its initial value.

    >>> l, g, c, q, h, u, t, a = sp.symbols("l g c q h u t a", positive=True)
    >>> exponent(Monitoring(l, g, c, q, h), a, a, u, t)
    -a**2*l**2*t/(4*g) - a*l*u/(2*g)
    """
    l, g = at.coupling, at.diffusion
    record = -l * (a + b) * u / (4 * g) - l**2 * (a**2 + b**2) * t / (8 * g)
    return sp.expand(record - sp.I * l * at.position * (a - b) * t / at.hbar - at.surplus * (a - b) ** 2 * t)


def normalisation(at: Monitoring, levels: Sequence[sp.Expr], weights: Sequence[sp.Expr], u: sp.Expr, t: sp.Expr) -> sp.Expr:
    """N = sum_k w_k exp(X_kk): the density of u over that of sqrt(2 g) B_t."""
    return sp.Add(*(w * sp.exp(exponent(at, a, a, u, t)) for a, w in zip(levels, weights, strict=True)))


def populations(at: Monitoring, levels: Sequence[sp.Expr], weights: Sequence[sp.Expr], u: sp.Expr, t: sp.Expr) -> tuple[sp.Expr, ...]:
    """The conditional populations w_k exp(X_kk)/N."""
    total = normalisation(at, levels, weights, u, t)
    return tuple(w * sp.exp(exponent(at, a, a, u, t)) / total for a, w in zip(levels, weights, strict=True))


def state(at: Monitoring, levels: Sequence[sp.Expr], initial: sp.Matrix, u: sp.Expr, t: sp.Expr) -> sp.Matrix:
    """The conditional state.

    Shapes: initial and the result n x n for n levels.
    Raises: ValueError for another shape.
    """
    n = len(levels)
    if initial.shape != (n, n):
        raise ValueError(f"`initial` must be a {n} x {n} matrix for {n} levels, but is {initial.shape[0]} x {initial.shape[1]}")
    total = normalisation(at, levels, [initial[k, k] for k in range(n)], u, t)
    return sp.Matrix(n, n, lambda j, k: initial[j, k] * sp.exp(exponent(at, levels[j], levels[k], u, t)) / total)


def branch(at: Monitoring, a: sp.Expr, u: sp.Symbol, t: sp.Expr) -> GaussianFunction:
    """The density of u = -l a t + sqrt(2 g) B_t."""
    return density((u,), (-at.coupling * a * t,), sp.Matrix([[2 * at.diffusion * t]]))


def momentum_density(at: Monitoring, levels: Sequence[sp.Expr], weights: Sequence[sp.Expr], u: sp.Symbol, t: sp.Expr) -> sp.Expr:
    """The density of u at the time t: sum_k w_k times that of the branch k."""
    return sp.Add(*(w * branch(at, a, u, t).expression() for a, w in zip(levels, weights, strict=True)))


def transition(at: Monitoring, levels: Sequence[sp.Expr], weights: Sequence[sp.Expr], start: tuple[sp.Expr, sp.Expr],
               end: tuple[sp.Symbol, sp.Expr]) -> sp.Expr:
    """The density of u at a later time given (u, s): the branches with the populations at (u, s) as their weights."""
    (u, s), (v, t) = start, end
    now = populations(at, levels, weights, u, s)
    moved = [branch(at, a, v, t - s).expression().subs(v, v - u) for a in levels]
    return sp.Add(*(r * g for r, g in zip(now, moved, strict=True)))


def joint_block(at: Monitoring, a: sp.Expr, b: sp.Expr, u: sp.Symbol, t: sp.Expr) -> GaussianFunction:
    """E[rho_ab delta(p_t - p_0 - u)] over rho_ab(0): the density of sqrt(2 g) B_t times exp(X_ab)."""
    free = density((u,), (sp.S.Zero,), sp.Matrix([[2 * at.diffusion * t]]))
    return product(free, gaussian(exponent(at, a, b, u, t)))


def ito(at: Monitoring, function: sp.Expr, drift: sp.Expr, u: sp.Symbol, t: sp.Symbol) -> tuple[sp.Expr, sp.Expr]:
    """(drift, noise) of d f(u_t, t) for du = drift dt + sqrt(2 g) dW: (f_t + drift f_u + g f_uu, sqrt(2 g) f_u)."""
    slope = sp.diff(function, u)
    return sp.diff(function, t) + drift * slope + at.diffusion * sp.diff(slope, u), at.noise * slope


def ito_of_entry(at: Monitoring, a: sp.Expr, b: sp.Expr, mean: sp.Expr, square: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(drift, noise) of d rho_ab over rho_ab for any number of levels, in terms of <A> and <A^2> of the state itself.

    With the slopes X_k of the populations by u and t, d_u log N = sum_k r_k d_u X_kk, and d_u r_k = r_k (d_u X_kk - d_u log N), so that
    f_u/f = X_u - m, f_uu/f = (X_u - m)^2 - v, where m and v are the mean and the variance of d_u X_kk over the populations.
    """
    u, t, k = sp.Dummy("u", real=True), sp.Dummy("t", real=True), sp.Dummy("a_k", real=True)
    entry, own = exponent(at, a, b, u, t), exponent(at, k, k, u, t)

    def average(polynomial: sp.Expr) -> sp.Expr:
        return sp.Add(*(c * (sp.S.One, mean, square)[power] for (power,), c in sp.Poly(polynomial, k).terms()))

    rises, passes = sp.diff(own, u), sp.diff(own, t)
    centred = sp.diff(entry, u) - average(rises)
    curved = centred**2 - (average(sp.expand(rises**2)) - average(rises) ** 2)
    drift = sp.diff(entry, t) - average(passes) - at.coupling * mean * centred + at.diffusion * curved
    return sp.expand(drift), sp.expand(at.noise * centred)
