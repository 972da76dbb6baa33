"""Generators on phase space acting on exp(k_x x + k_p p): Bopp operators, Lindblad, Liouville, Fokker-Planck.

A differential operator with polynomial coefficients is determined by what it does to all exponentials, so each
function returns the symbol (operator acting on the exponential) / (exponential), a polynomial in x, p, k_x, k_p.
One degree of freedom; a generator that is a sum over degrees of freedom has the sum of these symbols.

Left and right multiplication of rho by x and p act on the Wigner function as

    x rho -> x + (i hbar/2) d_p,   rho x -> x - (i hbar/2) d_p,
    p rho -> p - (i hbar/2) d_x,   rho p -> p + (i hbar/2) d_x.

Source: F. Bopp, Ann. Inst. H. Poincare 15 (1956); hrr2023 (1), (2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sympy as sp

Side = Literal["left", "right"]


@dataclass(frozen=True)
class PhaseSpace:
    """One degree of freedom: coordinates, the wave numbers of the test exponential, and hbar."""

    x: sp.Symbol
    p: sp.Symbol
    kx: sp.Symbol
    kp: sp.Symbol
    hbar: sp.Symbol

    @property
    def test(self) -> sp.Expr:
        """exp(k_x x + k_p p)."""
        return sp.exp(self.kx * self.x + self.kp * self.p)

    def multiply(self, letter: sp.Symbol, side: Side, f: sp.Expr) -> sp.Expr:
        """The Wigner function of (letter rho) or (rho letter), given that of rho."""
        sign = 1 if side == "left" else -1
        if letter == self.x:
            return self.x * f + sign * sp.I * self.hbar / 2 * sp.diff(f, self.p)
        if letter == self.p:
            return self.p * f - sign * sp.I * self.hbar / 2 * sp.diff(f, self.x)
        raise ValueError(f"`letter` must be x or p, but is {letter}")

    def symbol(self, applied: sp.Expr) -> sp.Expr:
        """applied / exp(k_x x + k_p p), expanded."""
        return sp.expand(sp.expand(applied) / self.test)


def dissipator(space: PhaseSpace, letter: sp.Symbol, strength: sp.Expr) -> sp.Expr:
    """The symbol of (1/hbar) (L rho L† - (1/2){L†L, rho}) for L = l times x or p, with strength = |l|^2.

    >>> x, p, a, b, hb, g = sp.symbols("x p a b hb g", positive=True)
    >>> dissipator(PhaseSpace(x, p, a, b, hb), x, g)
    b**2*g*hb/2
    """
    f = space.test
    sandwich = space.multiply(letter, "left", space.multiply(letter, "right", f))
    left = space.multiply(letter, "left", space.multiply(letter, "left", f))
    right = space.multiply(letter, "right", space.multiply(letter, "right", f))
    return space.symbol(strength / space.hbar * (sandwich - left / 2 - right / 2))


def commutator(space: PhaseSpace, hamiltonian: sp.Expr) -> sp.Expr:
    """The symbol of -(i/hbar) [H, rho] for H a polynomial in x plus a polynomial in p."""
    total = sp.Integer(0)
    for letter in (space.x, space.p):
        part = sp.Poly(hamiltonian, space.x, space.p)
        for (nx, np_), coefficient in part.terms():
            if nx and np_:
                raise ValueError(f"`hamiltonian` must be a sum of functions of x and of p, but {hamiltonian} is not")
            power = nx if letter == space.x else np_
            if power == 0:
                continue
            left = right = space.test
            for _ in range(power):
                left = space.multiply(letter, "left", left)
                right = space.multiply(letter, "right", right)
            total += coefficient * (left - right)
    return space.symbol(-sp.I / space.hbar * total)


def langevin(space: PhaseSpace, hamiltonian: sp.Expr, Dx: sp.Expr, Dp: sp.Expr) -> sp.Expr:
    """The symbol of the forward (Kolmogorov) generator of dx = H_p dt + sqrt(Dx) dW, dp = -H_x dt + sqrt(Dp) dW'.

    By Ito's formula the density obeys d_t f = -d_x (H_p f) + d_p (H_x f) + (1/2) d_x^2 (Dx f) + (1/2) d_p^2 (Dp f).
    """
    f = space.test
    drift_x, drift_p = sp.diff(hamiltonian, space.p), -sp.diff(hamiltonian, space.x)
    applied = -sp.diff(drift_x * f, space.x) - sp.diff(drift_p * f, space.p)
    applied += (sp.diff(Dx * f, space.x, 2) + sp.diff(Dp * f, space.p, 2)) / 2
    return space.symbol(applied)


def poisson(space: PhaseSpace, hamiltonian: sp.Expr) -> sp.Expr:
    """The symbol of -omega^ab (d_a f)(d_b H) with omega = (0 1; -1 0): -(d_x f)(d_p H) + (d_p f)(d_x H)."""
    return sp.expand(
        -space.kx * sp.diff(hamiltonian, space.p) + space.kp * sp.diff(hamiltonian, space.x)
    )
