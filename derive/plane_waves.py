r"""Weyl quantisation of plane waves, as operators on functions, and what follows for all other symbols.

The kernel of Op(a), a = e^(i(k.x + l.xi)), is (2 pi h)^-n int a((x+y)/2, xi) e^(i(x-y).xi/h) d xi. The integral over xi is a
delta function at y = x + h l, so that Op(a) f(x) = e^(i k.(x+y)/2) f(y) there: a translation with a phase. Such operators
compose exactly, and their composition is again a multiple of a plane wave's. Every symbol is a superposition of plane waves,
and polynomials are their derivatives by k and l at 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

Vector = tuple[sp.Expr, ...]


def dot(first: Sequence[sp.Expr], second: Sequence[sp.Expr]) -> sp.Expr:
    """The sum of the products of the components."""
    return sp.Add(*(a * b for a, b in zip(first, second, strict=True)))


@dataclass(frozen=True)
class PlaneWave:
    """The symbol e^(i(k.x + l.xi))."""

    k: Vector
    l: Vector

    def at(self, x: Sequence[sp.Expr], xi: Sequence[sp.Expr]) -> sp.Expr:
        """Its value."""
        return sp.exp(sp.I * (dot(self.k, x) + dot(self.l, xi)))


@dataclass(frozen=True)
class Translation:
    """The operator f(x) -> e^(i(phase + frequency.x)) f(x + shift)."""

    phase: sp.Expr
    frequency: Vector
    shift: Vector

    def applied(self, frequency: Sequence[sp.Expr], x: Sequence[sp.Expr]) -> sp.Expr:
        """The value at x of the operator applied to e^(i frequency.x)."""
        moved = dot(frequency, [a + b for a, b in zip(x, self.shift, strict=True)])
        return sp.exp(sp.I * (self.phase + dot(self.frequency, x) + moved))

    def rescaled(self, scale: sp.Expr) -> Translation:
        """(M^-1)^* T M^*, with the pullback M^* u(x) = u(scale x)."""
        return Translation(self.phase, tuple(k / scale for k in self.frequency), tuple(scale * s for s in self.shift))

    @property
    def adjoint(self) -> Translation:
        """The adjoint for real phase, frequency and shift: u(x) -> e^(-i(phase + frequency.(x - shift))) u(x - shift)."""
        return Translation(-self.phase + dot(self.frequency, self.shift), tuple(-k for k in self.frequency),
                           tuple(-s for s in self.shift))


def quantised(wave: PlaneWave, h: sp.Expr) -> Translation:
    """Op(wave): the delta function sits at y = x + h l, and k.(x+y)/2 = k.x + h k.l/2 there."""
    return Translation(h * dot(wave.k, wave.l) / 2, wave.k, tuple(h * l for l in wave.l))


def composed(first: Translation, second: Translation) -> Translation:
    """The operator first after second."""
    frequency = tuple(a + b for a, b in zip(first.frequency, second.frequency, strict=True))
    shift = tuple(a + b for a, b in zip(first.shift, second.shift, strict=True))
    return Translation(first.phase + second.phase + dot(second.frequency, first.shift), frequency, shift)


def composition_phase(first: PlaneWave, second: PlaneWave, h: sp.Expr) -> sp.Expr:
    """theta in Op(a) Op(b) = e^(i theta) Op(ab) for plane waves a and b.

    >>> k, l, h = sp.symbols("k l h")
    >>> composition_phase(PlaneWave((k,), (0,)), PlaneWave((0,), (l,)), h)
    -h*k*l/2
    """
    whole = composed(quantised(first, h), quantised(second, h))
    wave = PlaneWave(whole.frequency, tuple(s / h for s in whole.shift))
    return sp.expand(whole.phase - quantised(wave, h).phase)


def product(first: sp.Expr, second: sp.Expr, x: sp.Symbol, xi: sp.Symbol, h: sp.Expr) -> sp.Expr:
    """The symbol of Op(first) Op(second) for polynomials, one degree of freedom.

    x^m xi^j is (-i d_k)^m (-i d_l)^j e^(i(kx + l xi)) at k = l = 0.

    >>> x, xi, h = sp.symbols("x xi h")
    >>> product(x, xi, x, xi, h)
    I*h/2 + x*xi
    """
    a, b = (PlaneWave((sp.Dummy("k"),), (sp.Dummy("l"),)) for _ in range(2))
    phase = sp.I * (composition_phase(a, b, h) + dot(a.k, [x]) + dot(a.l, [xi]) + dot(b.k, [x]) + dot(b.l, [xi]))
    total = sp.Integer(0)
    for (m, j), c in sp.Poly(first, x, xi).terms():
        for (p, q), d in sp.Poly(second, x, xi).terms():
            term = sp.Integer(1)  # the polynomial in front of e^phase
            for variable, power in ((a.k[0], m), (a.l[0], j), (b.k[0], p), (b.l[0], q)):
                for _ in range(power):
                    term = sp.expand(-sp.I * (sp.diff(term, variable) + term * sp.diff(phase, variable)))
            total += c * d * term.subs(dict.fromkeys((*a.k, *a.l, *b.k, *b.l), 0))
    return sp.expand(total)


def commutator(first: PlaneWave, second: PlaneWave, h: sp.Expr) -> sp.Expr:
    """c in [Op(a), Op(b)] = c Op(ab) for plane waves a and b."""
    return sp.exp(sp.I * composition_phase(first, second, h)) - sp.exp(sp.I * composition_phase(second, first, h))


def together(first: PlaneWave, second: PlaneWave) -> PlaneWave:
    """The product of two plane waves."""
    return PlaneWave(tuple(a + b for a, b in zip(first.k, second.k, strict=True)),
                     tuple(a + b for a, b in zip(first.l, second.l, strict=True)))


def coefficient(expression: sp.Expr, h: sp.Symbol, order: int) -> sp.Expr:
    """The coefficient of h^order in the Taylor series at h = 0."""
    return sp.expand(sp.diff(expression, h, order).subs(h, 0) / sp.factorial(order))


def hamilton_field(p: sp.Expr, a: sp.Expr, x: Sequence[sp.Symbol], xi: Sequence[sp.Symbol]) -> sp.Expr:
    """H_p a = d_xi p . d_x a - d_x p . d_xi a.

    >>> x, xi = sp.symbols("x xi")
    >>> hamilton_field(xi**2 / 2, x, [x], [xi]), hamilton_field(x, xi, [x], [xi])
    (xi, -1)
    """
    return sp.Add(*(sp.diff(p, q) * sp.diff(a, s) - sp.diff(p, s) * sp.diff(a, q) for s, q in zip(x, xi, strict=True)))


def ordered_phase(waves: Sequence[PlaneWave], h: sp.Expr) -> sp.Expr:
    """theta in Op(a_1) ... Op(a_m) = e^(i theta) Op(a_1 ... a_m)."""
    total, product_so_far = sp.S.Zero, waves[0]
    for wave in waves[1:]:
        total += composition_phase(product_so_far, wave, h)
        product_so_far = together(product_so_far, wave)
    return sp.expand(total)


def dissipator(first: PlaneWave, second: PlaneWave, a: PlaneWave, h: sp.Expr) -> sp.Expr:
    """c in D(Op(a)) = c Op(first second a), D the polarised form of L A L - (L L A + A L L)/2.

    Polarised: the half of the difference D[L + M] - D[L] - D[M], so that D[sum c_k L_k] is the sum of the c_k c_l D[L_k, L_l].
    """
    total = sp.S.Zero
    for one, other in ((first, second), (second, first)):
        sandwich, left, right = ((one, a, other), (one, other, a), (a, one, other))
        total += sp.exp(sp.I * ordered_phase(sandwich, h))
        total -= (sp.exp(sp.I * ordered_phase(left, h)) + sp.exp(sp.I * ordered_phase(right, h))) / 2
    return total / 2
