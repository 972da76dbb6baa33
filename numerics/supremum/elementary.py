r"""exp, sin and cos of rows of balls in floats: many cells at once, where Arb takes one ball at a time.

A multiple n c, c = ln 2 or pi/2, is taken from x in parts of c with so few bits that n times each but the last is exact, and what
is left, r, |r| < 0.36 or 0.79, is put into a Taylor polynomial with a remainder below 2^-60. With u = 2^-53: each subtraction errs
by at most u max |r| (the rounding of n times the last part, and n times what the parts lack of c, are below u/2^20), so that r is
right within 3 u max |r|. Horner's rule errs by at most the sum over its steps of u times the modulus there, times |r| for each step
that follows: less than 3 u. In all less than 6 u: relatively for exp, absolutely for sin and cos, relatively to |x| for sin x where
n = 0. `ERROR` is 16 u.

Over |d| <= r <= 1, with s = sin m, c = cos m: |e^(m + d) - e^m| <= e^m (r + r^2), and |sin(m + d) - s| <= |c| r + |s| r^2/2, as
|sin d| <= r and 1 - r^2/2 <= cos d <= 1; so for r <= `NARROW`. For others e^(m + d) is from e^m/e^r to e^m e^r; sin(m + d) reaches 1
if s >= cos r (m is then at most r from where it is 1), else at most the larger of its values s cos r +- c sin r at the ends, and at
least what the same says of -sin; cos is the sine of another angle, and for r > 1 both are from -1 to 1. The sine and cosine of
r <= 1 need no multiple of c: the polynomials' remainders are below 2^-56 there. Larger numbers are Arb's (`mapped`), and whatever
has no radius.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from typing import Any

import numpy as np
from flint import arb

from numerics.supremum.balls import TINY, Balls, Floats, U, between, mapped

ERROR = 16 * U
EXPONENT, ANGLE, RADIUS = 600.0, 2.0**18, 1.0  # what the floats serve for: a modulus and radius, a modulus; a radius
LN2 = (float.fromhex("0x1.62e42ffp-1"), float.fromhex("-0x1.718432a1b0e26p-35"))  # n below 2^10: 29 bits; the rest
HALF_PI = (float.fromhex("0x1.921fb544p+0"), float.fromhex("0x1.0b4611a6p-34"), float.fromhex("0x1.3198a2e037073p-69"))  # below 2^18
NARROW, FEW = 2.0**-20, 24  # so few balls are faster one at a time
EXP = [1 / factorial(k) for k in range(15)]
SINE, COSINE = [(-1) ** (k + 1) / factorial(2 * k + 3) for k in range(8)], [(-1) ** k / factorial(2 * k) for k in range(10)]


def exponential(x: Balls) -> Balls:
    """exp of one row. Shapes: as in `Balls`."""
    if x.mid.size <= FEW:
        return mapped(arb.exp, x)
    good = np.abs(x.mid) + x.rad <= EXPONENT
    m, r = np.where(good, x.mid, 0.0), np.where(good, x.rad, 0.0)
    value = _exp(m)
    found = Balls(value, value * (r + r * r + 2 * ERROR) + TINY)
    wide = r > NARROW
    if wide.any():
        v, stretch = value[wide], _exp(r[wide])
        ends = between(v / stretch * (1 - 3 * ERROR), v * stretch * (1 + 3 * ERROR))
        found.mid[wide], found.rad[wide] = ends.mid, ends.rad
    return _patched(arb.exp, x, good, found)


def sine_and_cosine(x: Balls) -> tuple[Balls, Balls]:
    """sin and cos of one row."""
    if x.mid.size <= FEW:
        return mapped(arb.sin, x), mapped(arb.cos, x)
    good = (np.abs(x.mid) <= ANGLE) & (x.rad < np.inf)
    m, r = np.where(good, x.mid, 0.0), np.where(good, x.rad, 0.0)
    s, c, error = _sine_and_cosine(m)
    sine, cosine = _narrow(s, c, r, error), _narrow(c, s, r, np.full_like(error, ERROR))
    wide = r > NARROW
    if wide.any():
        S, C = _polynomials(np.minimum(r[wide], RADIUS))
        for found, (first, second) in ((sine, (s[wide], c[wide])), (cosine, (c[wide], -s[wide]))):
            spread = np.abs(second * S)
            ends = between(-_most(-first, spread, C), _most(first, spread, C))
            found.mid[wide], found.rad[wide] = ends.mid, ends.rad
        broad = r > RADIUS
        for found in (sine, cosine):
            found.mid[broad], found.rad[broad] = 0.0, 1.0
    return _patched(arb.sin, x, good, sine), _patched(arb.cos, x, good, cosine)


def _narrow(value: Floats, other: Floats, r: Floats, error: Floats) -> Balls:
    """sin or cos around where it is `value`, known to within the error, and the other function is `other`."""
    rad = (np.abs(other) + 2 * ERROR) * r + np.abs(value) * r * r
    return Balls(value.copy(), (rad + error) * (1 + 8 * U) + TINY)


def _most(value: Floats, spread: Floats, C: Floats) -> Floats:
    """At least the largest sine within r of where it is `value`, where |cos| sin r = spread, cos r = C."""
    return np.where(value >= C - 3 * ERROR, 1.0, value * C + spread + 6 * ERROR)


def _exp(m: Floats) -> Floats:
    n = np.rint(m / np.log(2.0))
    return np.ldexp(_horner((m - n * LN2[0]) - n * LN2[1], EXP), n.astype(np.int64))


def _sine_and_cosine(m: Floats) -> tuple[Floats, Floats, Floats]:
    """sin, cos, and the error of sin."""
    n = np.rint(m / (np.pi / 2))
    rest = m
    for part in HALF_PI:
        rest = rest - n * part
    odd, even = _polynomials(rest)
    quarter = n.astype(np.int64) % 4
    turned = quarter % 2 == 1
    s, c = np.where(turned, even, odd), np.where(turned, odd, even)
    s, c = np.where(quarter >= 2, -s, s), np.where((quarter == 1) | (quarter == 2), -c, c)
    return s, c, ERROR * np.where(n == 0, np.abs(m), 1.0)


def _polynomials(r: Floats) -> tuple[Floats, Floats]:
    """sin and cos of r, |r| <= 1."""
    square = r * r
    return r + r * square * _horner(square, SINE), _horner(square, COSINE)


def _horner(x: Floats, coefficients: list[float]) -> Floats:
    value = np.full_like(x, coefficients[-1])
    for c in coefficients[-2::-1]:
        value *= x
        value += c
    return value


def _patched(function: Callable[[Any], Any], x: Balls, good: np.ndarray, found: Balls) -> Balls:
    """What is found, and what Arb finds elsewhere."""
    if not good.all():
        bad = ~good
        other = mapped(function, x[bad])
        found.mid[bad], found.rad[bad] = other.mid, other.rad
    return found
