r"""How well the mean-field equations follow a classical-quantum model with any H_I(q) over a time tau, as ratios at its start.

(18) of Layton (2026) is about H_I = l q A: the force -l A is the same at all times. With F_i = -dH_I/dq_i in its place, at the initial
position and state, and D2, D0 as they are there:

    noise        2 tr D2/(tau |<F>|^2)            the variance of p from the noise over the square of its displacement <F> tau
    decoherence  -4 tau Tr(rho S(rho))            twice the purity that the average state loses to first order in tau,
                                                  S(rho) = D0_ab (L_a rho L_b^+ - (1/2){L_b^+ L_a, rho})

and the trade-off's own ratio, the largest eigenvalue of D0^- D1^+ D2^- D1/2. For H_I = l q A and a pure state these are the three of
`derive.mean_field_regime`. For another H_I they say what they say only as long as the force stays what it is; how far it does not:

    turning      (tau |d<F>/dt| + tau^2 |<[H_I, [H_I, F]]>|/(2 hbar^2))/|<F>|, with
                 d<F_i>/dt = (i/hbar) <[H_I, F_i]> + (p_k/m) <d_k F_i> + Tr F_i S(rho)
    bending      tau^2 |a_k <d_k F_i>|/(2 |<F>|), the particle's acceleration a = (<F> - V')/m moving it along the slope of F
    width        s^2 |<d_k d_k F_i>|/(2 |<F>|), the curvature of F over the spread s of the position

to the lowest orders in tau: that they are small is necessary, and not known to suffice. Where every F_i is constant, commutes with H_I,
and is kept by S, as for H_I = l q A whose A commutes with the L_a, the mean force is the same at all times: `steady`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class RegimeAtStart:
    """The ratios; all but `decoherence` are oo where <F> = 0: there is no displacement to compare with. steady: see above."""

    noise: sp.Expr
    decoherence: sp.Expr
    turning: sp.Expr
    bending: sp.Expr
    width: sp.Expr
    steady: bool


@dataclass(frozen=True)
class Particle:
    """coordinates (d,); coupling H_I and potential, in them; mass, oo where the particle stays; hbar; q, p (d,); spread of q; state rho."""

    coordinates: tuple[sp.Symbol, ...]
    coupling: sp.ImmutableMatrix
    potential: sp.Expr
    mass: sp.Expr
    hbar: sp.Expr
    q: tuple[sp.Expr, ...]
    p: tuple[sp.Expr, ...]
    spread: sp.Expr
    rho: sp.ImmutableMatrix


def regime_at_start(particle: Particle, D2: sp.MatrixBase, operators: Sequence[sp.MatrixBase], D0: sp.MatrixBase, time: sp.Expr,
                    ) -> RegimeAtStart:
    """The ratios, exact for exact input; D2 (d, d) at the start, D0 (m, m) for m operators there.

    >>> q = sp.Symbol("q", real=True)
    >>> A, one = sp.ImmutableMatrix([[1, 0], [0, -1]]), sp.ImmutableMatrix([[1]])
    >>> rho = sp.ImmutableMatrix([[9, 3], [3, 1]]) / 10
    >>> at = Particle((q,), q * A, sp.S.Zero, sp.oo, sp.S.One, (sp.S.Zero,), (sp.S.Zero,), sp.S.Zero, rho)
    >>> found = regime_at_start(at, one, (A,), 2 * one, sp.S.One)
    >>> found.noise, found.decoherence, found.steady
    (25/8, 72/25, True)
    """
    at = dict(zip(particle.coordinates, particle.q, strict=True))
    rho = sp.Matrix(particle.rho)

    def mean(matrix: sp.MatrixBase) -> sp.Expr:
        return sp.expand((sp.Matrix(matrix).subs(at, simultaneous=True) * rho).trace())

    forces = [-particle.coupling.diff(x) for x in particle.coordinates]
    pushed = [mean(F) for F in forces]
    lost = sp.zeros(*rho.shape)
    for a, left in enumerate(operators):
        for b, right in enumerate(operators):
            square = right.H * left
            lost += D0[a, b] * (left * rho * right.H - (square * rho + rho * square) / 2)
    moving = [sp.S.Zero if particle.mass == sp.oo else p / particle.mass for p in particle.p]
    drawn = [sp.S.Zero if particle.mass == sp.oo else (f - particle.potential.diff(x).subs(at, simultaneous=True)) / particle.mass
             for f, x in zip(pushed, particle.coordinates, strict=True)]
    turned, again, bent, wide, steady = [], [], [], [], True
    for F in forces:
        slopes = [mean(F.diff(x)) for x in particle.coordinates]
        commutator = particle.coupling * F - F * particle.coupling
        again.append(mean(particle.coupling * commutator - commutator * particle.coupling))
        kept = _dual(F, operators, D0)
        steady = steady and not F.free_symbols and all(sp.simplify(each) == 0 for each in (*commutator, *kept))
        turned.append(mean(sp.I / particle.hbar * commutator) + (F.subs(at, simultaneous=True) * lost).trace()
                      + sum((v * s for v, s in zip(moving, slopes, strict=True)), sp.S.Zero))
        bent.append(sum((a * s for a, s in zip(drawn, slopes, strict=True)), sp.S.Zero))
        wide.append(sum((mean(F.diff(x, 2)) for x in particle.coordinates), sp.S.Zero))
    size = _length(pushed)
    turns = time * _length(turned) + time**2 / (2 * particle.hbar**2) * _length(again)
    found = (turns, time**2 / 2 * _length(bent), particle.spread**2 / 2 * _length(wide))
    turning, bending, width = (sp.S.Zero if each == 0 else sp.oo if size == 0 else sp.simplify(each / size) for each in found)
    noise = sp.oo if size == 0 else sp.simplify(2 * sp.Matrix(D2).trace() / (time * size**2))
    return RegimeAtStart(noise, sp.simplify(-4 * time * (rho * lost).trace()), turning, bending, width, steady)


def _dual(F: sp.MatrixBase, operators: Sequence[sp.MatrixBase], D0: sp.MatrixBase) -> sp.Matrix:
    """D0_ab (L_b^+ F L_a - (1/2){L_b^+ L_a, F})."""
    total = sp.zeros(*F.shape)
    for a, left in enumerate(operators):
        for b, right in enumerate(operators):
            square = right.H * left
            total += D0[a, b] * (right.H * F * left - (square * F + F * square) / 2)
    return sp.Matrix(total)


def _length(vector: Sequence[sp.Expr]) -> sp.Expr:
    return sp.sqrt(sp.simplify(sum((sp.Abs(sp.simplify(each)) ** 2 for each in vector), sp.S.Zero)))
