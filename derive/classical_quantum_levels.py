r"""Classical-quantum trajectories whose forces and H_I are diagonal in one basis: amplitudes c_a = <a|psi> that are multiplied.

    d c_a = c_a (x_a dt + y_aj dW_j),      d<F> given with the populations w_a = |c_a|^2

By Ito's rule c_a conj(c_b) has the factors x_a + conj(x_b) + y_aj conj(y_bj) of dt and y_aj + conj(y_bj) of dW_j; and a function f of
variables with drifts b_k and noises g_kj has the drift b_k f_k + (1/2) g_kj g_lj f_kl and the noises g_kj f_k.

>>> s, k = sp.symbols("s k", real=True)
>>> Process({s: sp.S.Zero}, {s: (k * (1 - s**2),)}).drift(s**2)
k**2*(s - 1)**2*(s + 1)**2
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Amplitude:
    """The factors of a level: `drift` x_a of dt and `noises` y_aj of dW_j."""

    drift: sp.Expr
    noises: tuple[sp.Expr, ...]


@dataclass(frozen=True)
class Process:
    """Variables with their drifts and their noises, one for every Wiener process."""

    drifts: Mapping[sp.Symbol, sp.Expr]
    noises: Mapping[sp.Symbol, tuple[sp.Expr, ...]]

    def drift(self, f: sp.Expr) -> sp.Expr:
        """The factor of dt in d f."""
        total = sp.S.Zero
        for v, b in self.drifts.items():
            total += b * sp.diff(f, v)
            for w in self.drifts:
                both = sum((g * h for g, h in zip(self.noises[v], self.noises[w], strict=True)), sp.S.Zero)
                total += both * sp.diff(f, v, w) / 2
        return sp.factor(total)

    def noise(self, f: sp.Expr) -> tuple[sp.Expr, ...]:
        """The factors of dW_j in d f."""
        count = len(next(iter(self.noises.values())))
        slopes = {v: sp.diff(f, v) for v in self.drifts}
        return tuple(sp.factor(sum((self.noises[v][j] * slopes[v] for v in slopes), sp.S.Zero)) for j in range(count))

    def relative_drift(self, logarithm: sp.Expr) -> sp.Expr:
        """(the factor of dt in d f)/f for f = exp(logarithm).

        >>> s, k = sp.symbols("s k", real=True)
        >>> Process({s: sp.S.Zero}, {s: (k * (1 - s**2),)}).relative_drift(sp.log(1 - s**2) / 2)
        -k**2/2
        """
        squares = sum((g**2 for g in self.noise(logarithm)), sp.S.Zero)
        return sp.factor(self.drift(logarithm) + squares / 2)


def amplitude(energy: sp.Expr, forces: Sequence[sp.Expr], means: Sequence[sp.Expr], inverse: sp.Matrix, *,
              kick: sp.Expr, damping: sp.Expr) -> Amplitude:
    """The level of an energy and forces under kick sigma^-1_ij (F_j - <F_j>) dW_i + damping sigma^-1_ij sigma^-1_ik (..)_j (..)_k dt."""
    deviations = sp.Matrix([force - mean for force, mean in zip(forces, means, strict=True)])
    scaled = inverse * deviations
    return Amplitude(-sp.I * energy + damping * (scaled.T * scaled)[0, 0], tuple(kick * entry for entry in scaled))


def product_drift(ket: Amplitude, bra: Amplitude) -> sp.Expr:
    """The factor of c_a conj(c_b) dt in d(c_a conj(c_b)), for real symbols."""
    crossed = sum((y * sp.conjugate(z) for y, z in zip(ket.noises, bra.noises, strict=True)), sp.S.Zero)
    return sp.expand(ket.drift + sp.conjugate(bra.drift) + crossed)


def product_noises(ket: Amplitude, bra: Amplitude) -> tuple[sp.Expr, ...]:
    """The factors of c_a conj(c_b) dW_j in d(c_a conj(c_b))."""
    return tuple(sp.expand(y + sp.conjugate(z)) for y, z in zip(ket.noises, bra.noises, strict=True))


def bloch(w: sp.Symbol, x: sp.Symbol, y: sp.Symbol, upper: Amplitude, lower: Amplitude) -> Process:
    """The process of a qubit's w = |c_+|^2 and of <sigma_x> + i <sigma_y> = 2 conj(c_+) c_-, as real variables.

    >>> w, x, y = sp.symbols("w x y", real=True)
    >>> free = [Amplitude(-sp.I * energy, (sp.S.Zero,)) for energy in (1, 3)]
    >>> bloch(w, x, y, *free).drifts[y]
    -2*x
    """
    drift, noises = product_drift(lower, upper), product_noises(lower, upper)
    rate, turn = sp.re(drift), sp.im(drift)
    drifts = {w: w * product_drift(upper, upper), x: rate * x - turn * y, y: rate * y + turn * x}
    kicks = {w: tuple(w * n for n in product_noises(upper, upper)),
             x: tuple(sp.re(n) * x - sp.im(n) * y for n in noises),
             y: tuple(sp.re(n) * y + sp.im(n) * x for n in noises)}
    return Process({v: sp.expand(b) for v, b in drifts.items()}, {v: tuple(map(sp.expand, g)) for v, g in kicks.items()})
