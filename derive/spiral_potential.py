r"""Potentials of two variables whose third derivative turns with the distance: V = Re(z^3 |z|^(i k)), z = x + i y.

With w for the conjugate of z this is the real part of W = z^(3 + ik/2) w^(ik/2). V, its gradient and its Hessian vanish at 0;
the third derivatives are homogeneous of degree 0 up to the factor |z|^(ik) of modulus 1, hence bounded.

The gradient of W, a complex vector G, is homogeneous of degree n = 2 + ik, so that at a point b and a fraction xi of it

    grad V(b) = Re G(b),    (1/2) (b . grad)^2 grad V (xi b) = Re[ xi^(ik) (n (n-1)/2) G(b) ].

For a real number turned by any phase, |Re(u G)|^2 lies between |u|^2 (|G|^2 -+ |G . G|)/2. Averaged over directions the phase of
G . G, six times the angle, drops out of |Re G|^2. Both sides scale with |b|^4.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Spiral:
    """The squares, over |b|^4, that the two gradients have.

    mean: |grad V(b)|^2, averaged over directions.
    smallest, largest: what |(1/2)(b . grad)^2 grad V(xi b)|^2 is at least and at most, for every xi and direction.
    """

    mean: sp.Expr
    smallest: sp.Expr
    largest: sp.Expr


def spiral(k: sp.Expr) -> Spiral:
    """The squares for V = Re(z^3 |z|^(ik)), k a positive number.

    >>> cubic = spiral(sp.Integer(0))
    >>> cubic.mean, cubic.smallest, cubic.largest
    (9, 9, 9)
    >>> spiral(sp.Integer(3)).mean, spiral(sp.Integer(3)).smallest
    (27/2, 1755/4 - 585*sqrt(5)/4)
    """
    z, w = sp.symbols("z w", positive=True)  # z and its conjugate, as independent letters
    W = z ** (3 + sp.I * k / 2) * w ** (sp.I * k / 2)
    by_z, by_w = _over(sp.diff(W, z), W / z), _over(sp.diff(W, w), W / w)  # G = (W_z + W_w, i W_z - i W_w)
    square = 2 * (_modulus_square(by_z) + _modulus_square(by_w))  # |G|^2 over |b|^4
    product = 4 * _modulus_square(by_z) ** sp.S.Half * _modulus_square(by_w) ** sp.S.Half  # |G . G| over |b|^4
    turned = {_over(_second_along(part, z, w), part) / 2 for part in (sp.diff(W, z), sp.diff(W, w)) if part != 0}
    if len(turned) != 1:
        raise ValueError(f"both components must have one degree, but have the factors {turned}")
    factor = _modulus_square(turned.pop())
    return Spiral(square / 2, sp.expand(factor) * (square - product) / 2, sp.expand(factor) * (square + product) / 2)


def _second_along(f: sp.Expr, z: sp.Symbol, w: sp.Symbol) -> sp.Expr:
    """(b . grad)^2 f at the point b itself: second derivatives contracted with the point."""
    return z**2 * sp.diff(f, z, 2) + 2 * z * w * sp.diff(f, z, w) + w**2 * sp.diff(f, w, 2)


def _over(numerator: sp.Expr, denominator: sp.Expr) -> sp.Expr:
    return sp.expand(sp.simplify(numerator / denominator))


def _modulus_square(value: sp.Expr) -> sp.Expr:
    return sp.expand(value * sp.conjugate(value))
