r"""Search (untrusted) for a certificate that a rational polynomial is nonnegative on a box.

Tried in turn, from cheap to dear: a shift to nonnegative coefficients, multiplied by powers as in Polya's
theorem; Sturm's sequence, which decides every polynomial in one variable; a sum of squares; the factors one by one; the box cut in
parts until the shift works; a sum of squares with the multiplier 1 + |x|^2. No answer means that no proof
was found, not that the statement is false.

Source: G. Polya, Vierteljschr. Naturforsch. Ges. Zürich 73 (1928) 141; S. Bernstein, Commun. Soc. Math.
Kharkow 14 (1915) 227.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flint import fmpq, fmpq_poly
from sympy import Poly

from derive import certificate, products, sos
from derive.certificate import Box, Claim

Certificate = dict[str, Any]
POWERS = 4
MOST_TERMS = 20_000
DEPTH = 10


def find(p: Poly, box: Box, *, strict: bool = False, gram: sos.Gram | None = None,
         pieces: int = 64) -> Certificate | None:
    """A certificate for `derive.certificate.replay`, or None if none was found.

    p: over ZZ or QQ. box: symbol to (lo, hi), Rationals or infinite. strict: p > 0 is claimed.
    gram: proposes Gram matrices where the equations leave freedom, as `numerics.gram.candidates` does.
    pieces: at most so many boxes are looked at when the box is cut.

    Raises: ValueError for an inexact domain or an unsuitable box.

    >>> from sympy import Integer, oo
    >>> from sympy.abc import d
    >>> find(Poly(14*d**3 - 6*d**2 - 8*d, d), {d: (Integer(1), oo)})["coefficients"]
    {'3': '14', '2': '36', '1': '22'}
    >>> find(Poly(d**2 - 2, d), {d: (Integer(1), oo)}) is None
    True
    """
    c = _restricted(certificate.claim(p, box, strict=strict))
    return None if _refuted(c) else next(_certificates(c, gram, pieces), None)


def _certificates(c: Claim, gram: sos.Gram | None, pieces: int) -> Iterator[Certificate]:
    yield from _shifts(c, POWERS)
    one = c.p.context().constant(1)
    if sum(d > 0 for d in c.p.degrees()) == 1:
        data = _sturm(c)
        if sos.proves(c, data):
            yield data
        return  # Sturm decides: what it does not prove is false
    finite = any(end is not None for ends in c.box for end in ends)
    yield from _sums(c, one, False, gram)
    for found in (products.find, products.beside_squares):
        by_parts = found(c, gram)
        if by_parts is not None:
            yield by_parts
    cut, _ = _cut(c, pieces, 0)
    if cut is not None:
        yield cut
    if gram is not None:
        if finite:
            yield from _sums(c, one, True, gram)
        yield from _sums(c, sum((x**2 for x in c.p.context().gens()), start=one), False, gram)


def _restricted(c: Claim) -> Claim:
    points = {f"x{i}": lo for i, (lo, hi) in enumerate(c.box) if lo is not None and lo == hi}
    return replace(c, p=c.p.subs(points))


def _refuted(c: Claim, most: int = sos.MOST_POINTS) -> bool:
    """Whether a point of a grid shows the claim false."""
    values = (c.p(*point) for point in sos.points(c, most))
    return any(v < 0 or (c.strict and v == 0) for v in values)


def _shifts(c: Claim, powers: int) -> Iterator[Certificate]:
    size = 1
    for d, (lo, hi) in zip(c.p.degrees(), c.box, strict=True):
        size *= max(d, 0) + 1
        if d > 0 and lo is None and hi is None:
            return
    if size > MOST_TERMS:
        return
    for power in range(powers):
        found = certificate.shifted(c, power)
        data = {"kind": "shift", "power": power, "coefficients": sos.encode(found)}
        if sos.proves(c, data):
            yield data


def _sturm(c: Claim) -> Certificate:
    (i,) = (i for i, d in enumerate(c.p.degrees()) if d > 0)
    lo, hi = c.box[i]
    terms = {e[i]: a for e, a in c.p.to_dict().items()}
    rest, root, ends = fmpq_poly([terms.get(k, 0) for k in range(max(terms) + 1)]), fmpq_poly([1]), [0, 0]
    if not c.strict:
        leading, factors = rest.factor_squarefree()
        rest = fmpq_poly([leading])
        for factor, times in factors:
            root *= factor ** (times // 2)
            rest *= factor ** (times % 2)
        linears = ((lo, fmpq_poly([-(lo or 0), 1])), (hi, fmpq_poly([hi or 0, -1])))
        for k, (end, linear) in enumerate(linears):
            if end is not None and rest(end) == 0:
                rest, ends[k] = rest // linear, 1
    as_text = {"rest": [str(a) for a in rest.coeffs()], "root": [str(a) for a in root.coeffs()]}
    return {"kind": "sturm", "ends": ends, **as_text}


def _sums(c: Claim, multiplier: Any, with_box: bool, gram: sos.Gram | None) -> Iterator[Certificate]:
    parts = [["1", {key: "1"}, []] for key in sos.encode(multiplier)]
    # the multiplier's monomials are squares, so that half the exponents give its own squares
    for part in parts:
        (key,) = part[1]
        part[1] = {",".join(str(int(e) // 2) for e in key.split(",")): "1"}
    for squares in sos.candidates(c, multiplier, with_box=with_box, gram=gram):
        data = {"kind": "sos", "multiplier": parts, "squares": squares}
        if sos.proves(c, data):
            yield data


def _cut(c: Claim, pieces: int, depth: int) -> tuple[Certificate | None, int]:
    """(certificate, how many of the allowed pieces are left); the variables are cut in turn."""
    if pieces <= 0 or _refuted(c, 100):
        return None, 0
    data = next(_shifts(c, 2), None)
    if data is not None or depth >= DEPTH:
        return data, pieces - 1
    moving = [i for i, d in enumerate(c.p.degrees()) if d > 0]
    free = [i for i in moving if c.box[i][0] is None and c.box[i][1] is None]
    if not moving:
        return None, 0
    i = free[0] if free else moving[depth % len(moving)]
    lo, hi = c.box[i]
    if lo is not None and hi is not None:
        at = (lo + hi) / 2
    elif lo is not None:
        at = lo + 1 + abs(lo)
    else:
        at = hi - 1 - abs(hi) if hi is not None else fmpq(0)
    parts: Certificate = {"kind": "split", "variable": c.names[i], "at": str(at)}
    for key, part in (("below", (lo, at)), ("above", (at, hi))):
        half = _restricted(replace(c, box=[*c.box[:i], part, *c.box[i + 1 :]]))
        parts[key], pieces = _cut(half, pieces - 1, depth + 1)
        if parts[key] is None:
            return None, 0
    return parts, pieces
