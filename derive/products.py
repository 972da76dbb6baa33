"""Search (untrusted) for a certificate that a product is nonnegative: of squares and of factors that have a sign on the box each.

A factor f of odd multiplicity is written as sum of weight * square^2 * (box factors): by the coefficients of its shift, which are those of
products of x - lo and hi - x, or as a sum of squares. The product of such sums is one.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import Any

from flint import fmpq

from derive import certificate, sos
from derive.certificate import Claim

Term = tuple[Any, Any, list[list[str]]]  # weight, square, box factors
MOST_PRODUCTS, MOST_FACTORED = 400, 400


def find(c: Claim, gram: sos.Gram | None) -> dict[str, Any] | None:
    """The certificate, or None: also where the polynomial has one factor only, or shall be positive."""
    if c.strict or len(c.p) > MOST_FACTORED:
        return None
    leading, factors = c.p.factor()
    if sum(power for _, power in factors) < 2:
        return None
    one = c.p.context().constant(1)
    square = math.prod((f ** (power // 2) for f, power in factors), start=one)
    terms: list[Term] = [(leading, square, [])]
    for f in (f for f, power in factors if power % 2):
        found, sign = next(((found, sign) for sign in (1, -1) if (found := _sum(replace(c, p=sign * f), gram))), (None, 1))
        if found is None or len(terms) * len(found) > MOST_PRODUCTS:
            return None
        terms = [(sign * a * b, s * r, [*ends, *more]) for (a, s, ends), (b, r, more) in product(terms, found)]
    data = _certificate(c, [[str(a), sos.encode(s), ends] for a, s, ends in terms])
    return data if sos.proves(c, data) else None  # the signs may make it negative


def beside_squares(c: Claim, gram: sos.Gram | None) -> dict[str, Any] | None:
    """The certificate by squares, beside positive terms that are odd in letters which are >= 0."""
    apart = {exponents: a for exponents, a in c.p.to_dict().items() if a > 0 and any(e % 2 for e in exponents)
             and all(lo == 0 for e, (lo, _) in zip(exponents, c.box, strict=True) if e % 2)}
    if not apart:
        return None
    context = c.p.context()
    rest = c.p - context.from_dict(apart)
    terms = [[str(a), {",".join(str(int(e) // 2) for e in exponents): "1"},
              [[name, "lo"] for name, e in zip(c.names, exponents, strict=True) if e % 2]] for exponents, a in apart.items()]
    for squares in sos.candidates(replace(c, p=rest), context.constant(1), with_box=False, gram=gram):
        data = _certificate(c, [*squares, *terms])
        if sos.proves(c, data):
            return data
    return None


def _certificate(c: Claim, squares: list[Any]) -> dict[str, Any]:
    """That c.p itself is the sum of the squares."""
    return {"kind": "sos", "multiplier": [["1", sos.encode(c.p.context().constant(1)), []]], "squares": squares}


def _sum(c: Claim, gram: sos.Gram | None) -> list[Term] | None:
    """c.p as such a sum, or None."""
    free = any(d > 0 and lo is None and hi is None for d, (lo, hi) in zip(c.p.degrees(), c.box, strict=True))
    shifted = {(0,): fmpq(-1)} if free else certificate.shifted(c, 0).to_dict()
    if all(a >= 0 for a in shifted.values()):
        return [_by_ends(c, exponents, a) for exponents, a in shifted.items()]
    for squares in sos.candidates(c, c.p.context().constant(1), with_box=False, gram=gram):
        if not sos.proves(c, _certificate(c, squares)):
            continue
        context = c.p.context()
        return [(fmpq(a), context.from_dict({tuple(map(int, key.split(","))): fmpq(b) for key, b in s.items()}), list(ends))
                for a, s, ends in squares]
    return None


def _by_ends(c: Claim, exponents: tuple[int, ...], coefficient: Any) -> Term:
    """A term of the shift: the coefficient times products of x - lo and hi - x."""
    square, ends = c.p.context().constant(1), list[list[str]]()
    for k, d, (lo, hi), x, name in zip(exponents, c.p.degrees(), c.box, c.p.context().gens(), c.names, strict=True):
        bounded = lo is not None and hi is not None
        coefficient /= (hi - lo) ** d if bounded and d > 0 else 1
        powers = {"lo": k, "hi": d - k} if bounded else {"lo": k} if lo is not None else {"hi": k}
        for end, power in powers.items():
            square *= ((x - lo) if end == "lo" else (hi or 0) - x) ** (power // 2) if power > 1 else 1
            ends += [[name, end]] if power % 2 else []
    return coefficient, square, ends
