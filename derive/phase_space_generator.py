"""Generators on phase space acting on exp(k_x x + k_p p): Bopp operators, Lindblad, Liouville, Fokker-Planck.

A differential operator with polynomial coefficients is determined by what it does to all exponentials, so each
function returns the symbol (operator acting on the exponential) / (exponential), a polynomial in x, p, k_x, k_p.
First one degree of freedom, by SymPy; below every number of them, by index calculus.

Left and right multiplication of rho by x and p act on the Wigner function as

    x rho -> x + (i hbar/2) d_p,   rho x -> x - (i hbar/2) d_p,
    p rho -> p - (i hbar/2) d_x,   rho p -> p + (i hbar/2) d_x.

Source: F. Bopp, Ann. Inst. H. Poincare 15 (1956); hrr2023 (1), (2).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import sympy as sp

from derive.index import Indexed, Relations, normal_form, renamed
from derive.index_rules import derivative, parse, replaced

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


# Every number of degrees of freedom, by index calculus.
#
# Symbols on exp(k.x + l.p): letters x, p, k, l with one index; hb = hbar, hbi = 1/hbar, I the imaginary unit.
# In phase-space indices: al = (x, p), a function f with derivatives f1, f2, and an antisymmetric form W = J - J^T.

PLANCK = Relations(symmetric=frozenset({"K", "Q", "f2"}), inverse=frozenset({("hb", "hbi")}))
HALF = Fraction(1, 2)


def reduced(expression: Indexed) -> Indexed:
    """The normal form with I*I = -1 and hb*hbi = 1.

    >>> str(reduced(parse("I*I*hb*hbi*k[i]")))
    '-1*k[i]'
    """
    terms = []
    for coefficient, factors in expression.terms:
        rest = tuple(factor for factor in factors if factor[0] != "I")
        count = len(factors) - len(rest)
        terms.append((coefficient * (-1) ** (count // 2), rest + (("I", ()),) * (count % 2)))
    return normal_form(Indexed(tuple(terms)), PLANCK)


def real(expression: Indexed) -> Indexed:
    """The reduced expression. Raises: ValueError where the imaginary unit is left."""
    result = reduced(expression)
    if any(factor[0] == "I" for _, factors in result.terms for factor in factors):
        raise ValueError(f"a generator must be real, but {result} is not")
    return result


def shifted(polynomial: Indexed, sign: int) -> Indexed:
    """The symbol of multiplication from the left (sign 1) or right (-1) by a function of x plus one of p.

    Raises: ValueError for a term with x and p, whose factors do not commute as symbols.

    >>> str(shifted(parse("x[i]"), 1))
    '1/2*I*hb*l[i] + 1*x[i]'
    """
    for _, factors in polynomial.terms:
        if {"x", "p"} <= {name for name, _ in factors}:
            raise ValueError(f"`polynomial` must be a sum of functions of x and of p, but {polynomial} is not")
    step = sign * HALF * parse("I*hb")
    return replaced(polynomial, {"x[i]": parse("x[i]") + step * parse("l[i]"), "p[i]": parse("p[i]") - step * parse("k[i]")})


def commutator_symbol(hamiltonian: Indexed) -> Indexed:
    """The symbol of -(i/hbar) [H, rho] for a polynomial H in x plus one in p, every number of degrees of freedom.

    >>> str(commutator_symbol(parse("1/2*mi*p[i]*p[i] + g[i]*x[i]")))
    '1*g[_0]*l[_0] - 1*k[_0]*mi*p[_0]'
    """
    return real(-1 * parse("I*hbi") * (shifted(hamiltonian, 1) - shifted(hamiltonian, -1)))


def dissipator_symbol(letter: Literal["x", "p"], strength: str) -> Indexed:
    """The sum over j of the symbols of (1/hbar) (L rho L† - (1/2){L†L, rho}), L = l letter_j, strength = |l|^2.

    >>> str(dissipator_symbol("x", "lx2"))
    '1/2*hb*l[_0]*l[_0]*lx2'
    """
    left, right = (shifted(parse(f"{letter}[i]"), sign) for sign in (1, -1))
    return real(parse(f"{strength}*hbi") * (left * right - HALF * left * left - HALF * right * right))


def linear_noise() -> Indexed:
    """The symbol of all Lindblad operators l_x x_j and l_p p_j together, lx2 = |l_x|^2 and lp2 = |l_p|^2."""
    return dissipator_symbol("x", "lx2") + dissipator_symbol("p", "lp2")


def _differentiated(expression: Indexed, by: str) -> Indexed:
    constant = dict.fromkeys(("I", "hb", "hbi"), "0") | {"J[i,j]": "0"}
    return derivative(expression, by, {**constant, "al[i]": f"delta[i,{by}]", "f": f"f1[{by}]", "f1[i]": f"f2[i,{by}]"})


def multiplied(function: Indexed, index: str, sign: int) -> Indexed:
    """al_index times an operator from the left (sign 1) or the right (-1): al_a g + sign (i hbar/2) W_ab d_b g."""
    form = parse(f"J[{index},z]") - parse(f"J[z,{index}]")
    return reduced(parse(f"al[{index}]") * function + sign * HALF * parse("I*hb") * form * _differentiated(function, "z"))


def quadratic_unitary() -> Indexed:
    """-(i/hbar) [H, rho] on a Wigner function f, for every H = (1/2) Q_ab al_a al_b + h_a al_a with symmetric Q."""
    f, total = parse("f"), Indexed(())
    for sign in (1, -1):
        first, second = ("a", "b") if sign == 1 else ("b", "a")  # rho al_a al_b: first al_a acts, then al_b
        twice = multiplied(multiplied(f, second, sign), first, sign)
        total += sign * (HALF * parse("Q[a,b]") * twice + parse("h[a]") * multiplied(f, "a", sign))
    return real(-1 * parse("I*hbi") * total)


def linear_dissipator(real_part: str = "cr[a]", imaginary_part: str = "ci[a]") -> Indexed:
    """(1/hbar) (L rho L† - (1/2){L†L, rho}) on a Wigner function f, for every L = (cr + i ci)_a al_a.

    The parts may be given in other letters, as "cr*n[a]" with scalars cr, ci for operators of one phase.
    """

    def coefficients(index: str, sign: int) -> Indexed:
        parts = parse(real_part) + sign * parse("I") * parse(imaginary_part)
        return Indexed(tuple((c, renamed(factors, {"a": index})) for c, factors in parts.terms))

    f = parse("f")
    sandwich = coefficients("a", 1) * coefficients("b", -1) * multiplied(multiplied(f, "b", -1), "a", 1)
    pair = coefficients("a", -1) * coefficients("b", 1)  # L†L
    left = pair * multiplied(multiplied(f, "b", 1), "a", 1)
    right = pair * multiplied(multiplied(f, "a", -1), "b", -1)
    return real(parse("hbi") * (sandwich - HALF * left - HALF * right))


def kolmogorov() -> Indexed:
    """The forward generator of d al_a = W_ab H_b dt + B_ac dW_c on a density f: -d_a(W_ab H_b f) + (1/2) d_a d_b (B_ac B_bc f).

    H1 and H2 are the first and second derivatives of H; W = J - J^T, so that every antisymmetric form is one.
    """

    def by(expression: Indexed, name: str) -> Indexed:
        rules = {"J[i,j]": "0", "B[i,j]": "0", "H1[i]": f"H2[i,{name}]", "f": f"f1[{name}]", "f1[i]": f"f2[i,{name}]"}
        return derivative(expression, name, rules)

    drift = (parse("J[a,b]") - parse("J[b,a]")) * parse("H1[b]*f")
    noise = by(by(parse("B[a,c]*B[b,c]*f"), "b"), "a")
    symmetric = Relations(symmetric=frozenset({"H2", "f2"}))
    return normal_form(HALF * noise - by(drift, "a"), symmetric)
