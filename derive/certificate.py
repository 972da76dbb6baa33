"""Trusted: replays certificates that a polynomial is nonnegative (or positive) on a box, closed if finite.

What a certificate (JSON data from an untrusted search) says is recomputed, or is an identity checked here.
Kinds: shift (x = lo+u, hi-u or (lo+hi u)/(1+u), u >= 0, has coefficients >= 0), sturm (one variable), sos
(multiplier * p = sum of weight * square^2 * box factors, multiplier alike), split (the box cut in two).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpq_poly
from sympy import Poly, Rational, Symbol, oo

from derive.plain_text import Names
from derive.proof import Proof

Box = Mapping[Symbol, tuple[Any, Any]]


class CertificateError(ValueError):
    """The certificate does not prove the statement."""


@dataclass(frozen=True)
class Claim:
    """The statement p >= 0 (strict: p > 0) on a box; an end that is None is infinite."""

    p: Any
    names: Sequence[str]
    box: Sequence[Sequence[Any]]
    strict: bool


def require(condition: Any, why: str) -> None:
    """Nothing. Raises: CertificateError unless the condition is true."""
    if not condition:
        raise CertificateError(f"`certificate` must prove the statement, but {why}")


def claim(p: Poly, box: Box, *, strict: bool = False) -> Claim:
    """The statement in exact form. Raises: ValueError for an inexact domain or an unsuitable box."""
    if not isinstance(p, Poly) or not (p.domain.is_ZZ or p.domain.is_QQ):
        raise ValueError(f"`p` must be a Poly over ZZ or QQ, but is {p!r}")
    good = all(isinstance(s, Symbol) and s.is_commutative and s.is_extended_real is not False for s in box)
    if not good or len({s.name for s in box}) < len(box) or not set(p.gens) <= set(box):
        raise ValueError(f"`box` must name each of {p.gens} once, by real Symbols, but names {tuple(box)}")
    bounds = [bound for lo, hi in box.values() for bound in ((lo, -oo), (hi, oo))]
    if not all(isinstance(b, Rational) or b is infinite for b, infinite in bounds):
        raise ValueError(f"`box` must hold Rationals, or -oo below and oo above, but is {dict(box)}")
    ends: Any = {s: [fmpq(int(a.p), int(a.q)) if a.is_finite else None for a in b] for s, b in box.items()}
    if any(None not in b and b[0] > b[1] for b in ends.values()):
        raise ValueError(f"`box` must not be empty, but is {dict(box)}")
    ctx = fmpq_mpoly_ctx.get([f"x{i}" for i in range(len(p.gens))], Ordering.lex)
    q = ctx.from_dict({e: fmpq(int(a.p), int(a.q)) for e, a in p.terms()})
    return Claim(q, [s.name for s in p.gens], [ends[s] for s in p.gens], strict is not False)


def _decode(ctx: Any, data: Mapping[str, str]) -> Any:
    terms = {tuple(map(int, key.split(","))): fmpq(a) for key, a in data.items()}  # {"2,1": "1/3"}
    require(all(min(e) >= 0 for e in terms), "an exponent is negative")
    return ctx.from_dict(terms)


def shifted(c: Claim, power: int) -> Any:
    """p at x(u), times prod_bounded (1 + u)^(degree + power) and (1 + sum of the other u)^power."""
    ctx, one, factor, tables = c.p.context(), c.p.context().constant(1), 1, []
    for u, d, (lo, hi) in zip(ctx.gens(), c.p.degrees(), c.box, strict=True):
        require(d <= 0 or lo is not None or hi is not None, "a shift needs a finite end for each variable")
        bounded = lo is not None and hi is not None
        above, below = (lo + hi * u, 1 + u) if bounded else (u + lo if lo is not None else (hi or 0) - u, 1)
        tables.append([above**e * below ** (d - e) for e in range(d + 1)])
        factor *= below**power if d > 0 else 1
        one += u if d > 0 and not bounded else 0
    terms = (a * math.prod(t[i] for t, i in zip(tables, e, strict=True)) for e, a in c.p.to_dict().items())
    return sum(terms, start=ctx.constant(0)) * factor * one**power


def _shift(c: Claim, data: Mapping[str, Any]) -> None:
    power = data["power"]
    require(type(power) is int and 0 <= power <= 64, f"the power {power!r} is outside 0..64")
    found = shifted(c, power).to_dict()
    require(found == _decode(c.p.context(), data["coefficients"]).to_dict(), "it has other coefficients")
    require(all(a >= 0 for a in found.values()), "a coefficient is negative")
    # Strictly: homogenised in each bounded u, p is at least a corner's positive term at any point.
    ends = [{0, d + power} if d > 0 and None not in c.box[i] else {0} for i, d in enumerate(c.p.degrees())]
    require(not c.strict or all(found.get(e, 0) > 0 for e in itertools.product(*ends)), "a corner vanishes")


def _sturm(c: Claim, data: Mapping[str, Any]) -> None:
    (i,) = (i for i, d in enumerate(c.p.degrees()) if d > 0)
    (lo, hi), (at_lo, at_hi) = c.box[i], data["ends"]
    rest, root = (fmpq_poly([fmpq(a) for a in data[key]]) for key in ("rest", "root"))
    require(at_lo in {0, lo is not None} and at_hi in {0, hi is not None}, "an end is wrong")
    require(not c.strict or root.degree() + at_lo + at_hi == 0, "a factor vanishes")
    whole = root**2 * rest * fmpq_poly([-(lo or 0), 1]) ** at_lo * fmpq_poly([hi or 0, -1]) ** at_hi
    terms = {e[i]: a for e, a in c.p.to_dict().items()}
    require(whole == fmpq_poly([terms.get(k, 0) for k in range(max(terms) + 1)]), "p has other factors")
    chain, following = [rest], rest.derivative()
    while following != 0:
        chain, following = [*chain, following], -(chain[-1] % following)
    below = [f(lo) if lo is not None else f.leading_coefficient() * (-1) ** f.degree() for f in chain]
    above = [f(hi) if hi is not None else f.leading_coefficient() for f in chain]
    low, high = (sum(a * b < 0 for a, b in itertools.pairwise(filter(None, v))) for v in (below, above))
    require(below[0] > 0 and above[0] > 0 and low == high, "the cofactor is not positive")


def _weighted(c: Claim, squares: Sequence[Any]) -> tuple[Any, bool]:
    total, positive = c.p.context().constant(0), False
    for weight, data, factors in squares:
        square = fmpq(weight) * _decode(c.p.context(), data) ** 2
        require(fmpq(weight) > 0, "a weight is not positive")
        positive = positive or (not factors and square.is_constant() and square != 0)
        for name, end in factors:
            i = c.names.index(name)
            bound, x = c.box[i][("lo", "hi").index(end)], c.p.context().gens()[i]
            square *= x - bound if end == "lo" else bound - x  # TypeError where the end is infinite
        total += square
    return total, positive


def check(c: Claim, data: Mapping[str, Any]) -> None:
    """Nothing. Raises: CertificateError or a parser's error unless the data prove the claim."""
    points = ((f"x{i}", lo) for i, (lo, hi) in enumerate(c.box) if lo is not None and lo == hi)
    c = replace(c, p=c.p.subs(dict(points)))
    if data["kind"] == "sos":
        (factor, positive), (total, strictly) = (_weighted(c, data[k]) for k in ("multiplier", "squares"))
        require(positive and factor * c.p == total and (strictly or not c.strict), "an identity fails")
    elif data["kind"] == "split":
        i, at = c.names.index(data["variable"]), fmpq(data["at"])
        lo, hi = c.box[i]
        require((lo is None or lo < at) and (hi is None or at < hi), "a cut lies outside")
        for key, part in (("below", (lo, at)), ("above", (at, hi))):
            check(replace(c, box=[*c.box[:i], part, *c.box[i + 1 :]]), data[key])
    else:
        {"shift": _shift, "sturm": _sturm}[data["kind"]](c, data)


def _renamed(data: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    """The certificate with its variables called as in the text of the statement."""
    if all(name == text for name, text in names.items()):
        return data
    new = dict(data)
    for key in ("multiplier", "squares"):
        if key in data:
            new[key] = [[weight, square, [[names[name], end] for name, end in factors]] for weight, square, factors in data[key]]
    if data["kind"] == "split":
        new |= {"variable": names[data["variable"]], "below": _renamed(data["below"], names), "above": _renamed(data["above"], names)}
    return new


def replay(p: Poly, box: Box, certificate: Mapping[str, Any], *, strict: bool = False) -> Proof:
    """The proof of p >= 0 (strict: p > 0). Raises: CertificateError; ValueError for a bad claim."""
    c = claim(p, box, strict=strict)
    try:
        check(c, certificate)
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        raise CertificateError(f"`certificate` must prove the statement, but {error}") from error
    names = Names(p.gens)
    ends = [f"{names.text(s)} in [{box[s][0]}, {box[s][1]}]" for s in p.gens]
    statement = f"{names.text(p.as_expr())} {'>' if c.strict else '>='} 0"
    written = _renamed(certificate, {s.name: names.text(s) for s in p.gens})
    data = {"statement": statement, "box": ends, "certificate": written, **names.facts()}
    return Proof(certificate["kind"], ", ".join(f"{s} in [{a}, {b}]" for s, (a, b) in box.items()), data)
